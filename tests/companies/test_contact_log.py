"""The contact log: one form, one transaction, seen like the company, mended by who wrote it and by the leader."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from companies import actions
from companies.models import Enrolment, LoggedContact
from companies.models.logged_contact import last_contact_on
from programme.people.models import AuditEvent
from programme.people.roles import Role
from programme.people.versions import Conflict
from programme.structure.models import ProgrammeVersion
from tests.cast import Cast, person

Login = Callable[[object], Client]


def log(cast: Cast, **values: object) -> LoggedContact:
    given = {"kind": "call", "held_on": timezone.localdate(), "whom": "Lena", "said": "Vill veta mer"} | values
    return actions.log_contact(by=cast.leader, company=cast.company_lone, values=given)


def posted(cast: Cast, **values: object) -> dict[str, object]:
    return {
        "key": str(uuid.uuid4()), "kind": "visit", "held_on": "", "whom": "Lena", "said": "Såg verkstaden",
        "next_step": "Skicka avtal", "next_step_on": "2026-12-01", "owner": cast.leader.pk, "to_contacted": "on",
        "version": 1, "enrolment": cast.lone.pk, **values,
    }  # fmt: skip


def test_log_contact_keeps_what_was_said_out_of_the_trail(cast: Cast) -> None:
    logged = log(cast)

    event = AuditEvent.objects.about("loggedcontact", logged.pk).get()
    assert (event.verb, event.by, event.subject_label) == ("log_contact", cast.leader, cast.company_lone.name)
    assert event.changes["kind"] == [None, "call"]
    assert "Vill veta mer" not in str(event.changes) and "Lena" not in str(event.changes)


def test_one_form_logs_sets_the_next_step_and_moves(cast: Cast, login: Login) -> None:
    client = login(cast.leader)

    answer = client.post(reverse("contact-log", args=[cast.company_lone.pk]), posted(cast))

    assert answer.url == cast.lone.get_absolute_url()
    cast.lone.refresh_from_db()
    assert (cast.lone.state, cast.lone.next_step, cast.lone.owner) == ("contacted", "Skicka avtal", cast.leader)
    logged = LoggedContact.objects.get(company=cast.company_lone)
    assert (logged.kind, logged.held_on, logged.logged_by) == ("visit", timezone.localdate(), cast.leader)
    assert sorted(AuditEvent.objects.values_list("verb", flat=True)) == ["log_contact", "move", "set_next_step"]


def test_one_form_posted_twenty_times_logs_once(cast: Cast, login: Login) -> None:
    client, body = login(cast.leader), posted(cast)

    for _time in range(20):
        client.post(reverse("contact-log", args=[cast.company_lone.pk]), body)

    assert LoggedContact.objects.count() == 1
    assert AuditEvent.objects.filter(verb="move").count() == 1


def test_one_form_posted_again_with_other_words_loses_neither(cast: Cast, login: Login) -> None:
    client, body, address = login(cast.leader), posted(cast), reverse("contact-log", args=[cast.company_lone.pk])

    client.post(address, body)
    client.post(address, {**body, "said": "Såg verkstaden och lagret", "version": 2})
    client.post(address, {**body, "next_step": "Skicka avtalet i dag", "version": 2})

    said = list(LoggedContact.objects.order_by("pk").values_list("said", flat=True))
    assert said == ["Såg verkstaden", "Såg verkstaden och lagret"]
    cast.lone.refresh_from_db()
    assert cast.lone.next_step == "Skicka avtalet i dag"


def test_log_contact_for_an_enrolment_that_ended_meanwhile_asks_and_touches_no_other(cast: Cast, login: Login) -> None:
    body, address = posted(cast), reverse("contact-log", args=[cast.company_lone.pk])
    other = ProgrammeVersion.objects.create(programme=cast.programme, name="Ny")
    actions.withdraw(by=cast.leader, enrolment=cast.lone, on=timezone.localdate(), reason="no_time")
    newer = actions.enrol(by=cast.leader, company=cast.company_lone, programme_version=other, on=timezone.localdate())
    client = login(cast.leader)

    page = client.post(address, body)

    assert page.status_code == 200 and not LoggedContact.objects.exists()
    assert "Såg verkstaden" in page.content.decode()
    again = {name: value for name, value in body.items() if name != "enrolment"}
    assert client.post(address, again).status_code == 302
    newer.refresh_from_db()
    assert (newer.state, newer.next_step, LoggedContact.objects.count()) == ("interested", "", 1)


def test_log_contact_of_an_earlier_day_moves_on_the_day_that_follows_the_last_change(cast: Cast, login: Login) -> None:
    earlier = timezone.localdate() - timedelta(days=3)

    login(cast.leader).post(reverse("contact-log", args=[cast.company_lone.pk]), posted(cast, held_on=str(earlier)))

    cast.lone.refresh_from_db()
    assert (cast.lone.state, cast.lone.state_since_on) == ("contacted", timezone.localdate())
    assert LoggedContact.objects.get().held_on == earlier


def test_log_contact_without_the_move_leaves_the_company_interested(cast: Cast, login: Login) -> None:
    body = posted(cast)
    del body["to_contacted"]

    login(cast.leader).post(reverse("contact-log", args=[cast.company_lone.pk]), body)

    cast.lone.refresh_from_db()
    assert (cast.lone.state, cast.lone.next_step) == ("interested", "Skicka avtal")


def test_next_step_changed_meanwhile_gives_the_conflict_page_and_logs_nothing(cast: Cast, login: Login) -> None:
    actions.set_next_step(by=cast.director, enrolment=cast.lone, version=1, values={"next_step": "Ring Olle"})
    client, address = login(cast.leader), reverse("contact-log", args=[cast.company_lone.pk])

    answer = client.post(address, posted(cast))

    assert answer.status_code == 409
    assert "Ring Olle" in answer.content.decode() and "Skicka avtal" in answer.content.decode()
    assert not LoggedContact.objects.exists()
    assert client.post(address, posted(cast, version=2)).status_code == 302
    cast.lone.refresh_from_db()
    assert (cast.lone.next_step, LoggedContact.objects.count()) == ("Skicka avtal", 1)


def test_log_contact_to_come_is_refused_and_keeps_what_was_typed(cast: Cast, login: Login) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)

    answer = login(cast.leader).post(
        reverse("contact-log", args=[cast.company_lone.pk]), posted(cast, held_on=str(tomorrow))
    )

    assert answer.status_code == 200 and not LoggedContact.objects.exists()
    assert "Såg verkstaden" in answer.content.decode()
    assert "held_on" in answer.context["form"].errors


@pytest.mark.parametrize("value", ["\x00\x0b\u202e", "x" * 5000, "<svg/onload=alert(1)>", "=1+1", "{{7*7}}"])
def test_log_contact_with_bad_text_is_a_word_or_a_round_trip(cast: Cast, login: Login, value: str) -> None:
    client = login(cast.leader)

    answer = client.post(reverse("contact-log", args=[cast.company_lone.pk]), posted(cast, said=value, whom=value))

    assert answer.status_code in (200, 302)
    card = client.get(cast.company_lone.get_absolute_url())
    assert card.status_code == 200 and "<svg/onload" not in card.content.decode()


def test_log_contact_offers_no_next_step_to_who_may_not_move(cast: Cast, login: Login) -> None:
    scout = person("scout@example.org", "Sofia Rand", (Role.OUTREACH_LEAD, {"region": cast.mellersta}))
    client, address = login(scout), reverse("contact-log", args=[cast.company_lone.pk])

    assert "next_step" not in client.get(address).context["form"].fields
    assert client.post(address, posted(cast, enrolment="")).status_code == 302
    cast.lone.refresh_from_db()
    assert (cast.lone.state, cast.lone.next_step, LoggedContact.objects.get().logged_by) == ("interested", "", scout)


def test_log_contact_for_another_companys_enrolment_is_denied(cast: Cast) -> None:
    following = actions.Following(enrolment=cast.a, version=1, next_step={"next_step": "Fel"})

    with pytest.raises(PermissionDenied):
        actions.log_contact(
            by=cast.leader, company=cast.company_lone, values={"held_on": timezone.localdate()}, following=following
        )

    assert not LoggedContact.objects.exists()


def test_logged_contact_is_seen_like_the_company(cast: Cast) -> None:
    logged = actions.log_contact(by=cast.leader, company=cast.company_a, values={"held_on": timezone.localdate()})

    seen = {
        name: LoggedContact.objects.visible_to(getattr(cast, name)).filter(pk=logged.pk).exists()
        for name in ("director", "auditor", "leader", "coach_a", "coach_b", "former_coach", "leader_norr", "funder_tvv")
    }
    assert seen == {
        "director": True, "auditor": True, "leader": True, "coach_a": True, "coach_b": False, "former_coach": False,
        "leader_norr": False, "funder_tvv": False,
    }  # fmt: skip


def test_logged_contact_is_corrected_by_who_wrote_it_and_by_the_leader_only(cast: Cast, login: Login) -> None:
    scout = person("scout@example.org", "Sofia Rand", (Role.OUTREACH_LEAD, {"region": cast.mellersta}))
    other = person("other@example.org", "Tove Berg", (Role.OUTREACH_LEAD, {"region": cast.mellersta}))
    logged = actions.log_contact(by=scout, company=cast.company_a, values={"held_on": timezone.localdate()})
    address = reverse("contact-correct", args=[logged.pk])

    answers = {who: login(who).get(address).status_code for who in (scout, other, cast.leader, cast.coach_a)}

    assert answers == {scout: 200, other: 403, cast.leader: 200, cast.coach_a: 403}
    assert login(cast.leader_norr).get(address).status_code == 404


def test_correction_on_an_older_version_shows_both(cast: Cast, login: Login) -> None:
    logged = log(cast)
    values = {"kind": "mail", "held_on": logged.held_on, "whom": "Lena", "said": "Nej tack"}
    actions.correct_logged_contact(by=cast.director, logged=logged, version=1, values=values)

    answer = login(cast.leader).post(
        reverse("contact-correct", args=[logged.pk]),
        {"kind": "call", "held_on": str(logged.held_on), "whom": "Lena", "said": "Ja tack", "version": 1},
    )

    assert answer.status_code == 409
    assert "Nej tack" in answer.content.decode() and "Ja tack" in answer.content.decode()
    with pytest.raises(Conflict):
        actions.correct_logged_contact(by=cast.leader, logged=logged, version=1, values=values)


def test_cards_show_the_log_latest_first(cast: Cast, login: Login) -> None:
    today = timezone.localdate()
    for days in range(12):
        log(cast, held_on=today - timedelta(days=days), said=f"Samtal {days}")
    client = login(cast.leader)

    company = client.get(cast.company_lone.get_absolute_url())
    tab = client.get(cast.lone.get_absolute_url(), {"tab": "contacts"})

    for page in (company, tab):
        assert [row.said for row in page.context["log"].object_list] == [f"Samtal {n}" for n in range(10)]
    assert Enrolment.objects.annotate(last=last_contact_on()).get(pk=cast.lone.pk).last == today


def test_way_back_follows_own_addresses_only(cast: Cast, login: Login) -> None:
    client = login(cast.leader)

    for asked in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        answer = client.post(
            reverse("contact-log", args=[cast.company_lone.pk]), posted(cast, back=asked, version=1, to_contacted="")
        )
        assert answer.status_code == 409 or answer.url == cast.lone.get_absolute_url()
    assert (
        client.post(
            reverse("contact-log", args=[cast.company_a.pk]), posted(cast, enrolment="", back="/companies/?q=a")
        ).url
        == "/companies/?q=a"
    )
