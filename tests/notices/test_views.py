"""The pages of reminders: own, everybody's, wishes, and the demo's mails."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from programme.notices import actions, line, outbox
from programme.notices.bounces import refused_to
from programme.notices.models import Delivery, LedgerDay, Notice, NoticePreference, Topic, Unmailed
from programme.people.models import AuditEvent, User
from tests.cast import Cast
from tests.notices.rules_at_hand import HERE, noticed

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
State = Delivery.State


def notice(person: User, label: str, *, day: int = 1, **values: object) -> Notice:
    given = {"rule": "no_session", "topic": "silence", "due_on": date(2026, 11, day)} | values
    return noticed(person, subject_label=label, **given)


def delivery(person: User, state: str, **values: object) -> Delivery:
    key = f"{person.pk}|{Delivery.objects.count()}"
    return Delivery.objects.create(
        key=key, recipient=person, state=state, not_before_at=NOW, message_id=f"<{key}@x>", **values
    )


def page(login, person: User, name: str, query: str = "") -> str:
    return login(person).get(reverse(name) + query).content.decode()


def test_notice_list_shows_own_notices_open_first_longest_due_on_top(cast: Cast, login) -> None:
    notice(cast.director, "Klart AB", day=1, settled_at=NOW)
    notice(cast.director, "Nyss AB", day=20)
    notice(cast.director, "Länge AB", day=2, delivery=delivery(cast.director, State.IN_DOUBT))
    notice(cast.leader, "Annans AB")
    shown = page(login, cast.director, "notice-list")
    found = [name for name in ("Länge AB", "Nyss AB", "Klart AB") if name in shown]
    assert sorted(found, key=shown.index) == ["Länge AB", "Nyss AB", "Klart AB"]
    assert "Annans AB" not in shown
    assert str(State.IN_DOUBT.label) in shown


def test_notice_list_without_notices_says_what_comes(cast: Cast, login) -> None:
    assert reverse("notice-preferences") in page(login, cast.coach_a, "notice-list")
    assert "l-empty" in page(login, cast.coach_a, "notice-list")


@pytest.mark.parametrize(("name", "queries"), [("notice-list", 6), ("notice-list-all", 13), ("delivery-list", 6)])
def test_notice_lists_ask_as_much_for_thirty_as_for_three(
    cast: Cast, login, django_assert_num_queries: DjangoAssertNumQueries, name: str, queries: int
) -> None:
    client = login(cast.director)
    client.get(reverse(name))
    for wanted in (3, 30):
        while (n := Notice.objects.count()) < wanted:
            failed = delivery(cast.director, State.FAILED)
            notice(cast.director, f"Bolag {n}", subject_id=n, delivery=failed)
        with django_assert_num_queries(queries):
            client.get(reverse(name))


def test_all_notices_can_be_filtered_and_bad_filters_are_none(cast: Cast, login) -> None:
    notice(cast.leader, "Öppna AB")
    notice(cast.coach_a, "Klara AB", settled_at=NOW)
    notice(cast.coach_b, "Skickade AB", delivery=delivery(cast.coach_b, State.SENT))

    def found(query: str) -> set[str]:
        shown = page(login, cast.auditor, "notice-list-all", query)
        return {name for name in ("Öppna AB", "Klara AB", "Skickade AB") if name in shown}

    everything = {"Öppna AB", "Klara AB", "Skickade AB"}
    assert found("") == everything
    assert found(f"?person={cast.leader.pk}") == {"Öppna AB"}
    assert found("?state=settled") == {"Klara AB"}
    assert found("?state=open") == {"Öppna AB", "Skickade AB"}
    assert found("?state=sent") == {"Skickade AB"}
    assert found("?state=unmailed") == {"Öppna AB", "Klara AB"}
    assert found("?topic=reports") == set()
    for bad in (f"?person={2**63}", "?person=%00", "?state=x&topic=y", "?page=-1", "?state=open&state=zzz"):
        assert found(bad) == everything


def test_all_notices_list_mails_that_need_a_look_with_a_button_for_the_director_only(cast: Cast, login) -> None:
    doubted = delivery(cast.coach_a, State.IN_DOUBT, answer="no answer after the text")
    notice(cast.coach_a, "Tvekan AB", delivery=doubted)
    button = f'action="{reverse("delivery-resend", args=[doubted.pk])}"'
    for person, has_button in ((cast.director, True), (cast.auditor, False)):
        shown = page(login, person, "notice-list-all")
        assert "no answer after the text" in shown
        assert (button in shown) is has_button


def test_all_notices_lead_only_where_the_reader_may_enter(cast: Cast, login) -> None:
    form, card = "/regional-texts/5/", f"/enrolments/{cast.a.pk}/"
    notice(cast.leader, "Text", path=form)
    notice(cast.leader, "Kort", day=2, path=card)
    for person, led in ((cast.director, (True, True)), (cast.auditor, (False, True))):
        shown = page(login, person, "notice-list-all")
        assert "Text" in shown and "Kort" in shown
        assert tuple(f'href="{path}"' in shown for path in (form, card)) == led, person


def test_all_notices_are_closed_to_a_leader(cast: Cast, login) -> None:
    notice(cast.coach_a, "Dold AB")
    answer = login(cast.leader).get(reverse("notice-list-all"))
    assert (answer.status_code, "Dold AB" in answer.content.decode()) == (403, False)


@pytest.mark.parametrize("state", [State.IN_DOUBT, State.FAILED, State.BOUNCED])
def test_resend_by_the_director_sends_once_more_with_the_same_id(
    cast: Cast, login, settings: LazySettings, state: str
) -> None:
    settings.REMINDER_EVENTS = [f"{HERE}.standing"]
    row = delivery(cast.coach_a, state, attempts=10)
    noticed(cast.coach_a, delivery=row)
    login(cast.director).post(reverse("delivery-resend", args=[row.pk]))
    assert outbox.deliver(now=datetime.now(UTC)) == 1
    row.refresh_from_db()
    assert (row.state, mail.outbox[0].extra_headers["Message-ID"]) == (State.SENT, row.message_id)
    assert AuditEvent.objects.get(verb="mail-sent-again").changes == {"state": [state, State.PENDING]}


def test_resend_of_a_mail_that_was_sent_does_nothing(cast: Cast, login) -> None:
    row = delivery(cast.coach_a, State.SENT)
    login(cast.director).post(reverse("delivery-resend", args=[row.pk]))
    row.refresh_from_db()
    assert (row.state, AuditEvent.objects.count()) == (State.SENT, 0)


def test_resend_is_refused_to_all_but_the_director(cast: Cast, login) -> None:
    row = delivery(cast.coach_a, State.IN_DOUBT)
    for person in (cast.auditor, cast.leader, cast.coach_a):
        assert login(person).post(reverse("delivery-resend", args=[row.pk])).status_code == 403
        with pytest.raises(PermissionDenied):
            actions.resend(by=person, delivery=row, now=NOW)
    assert login(cast.director).get(reverse("delivery-resend", args=[row.pk])).status_code == 405
    assert Delivery.objects.get().state == State.IN_DOUBT


def test_wishes_are_saved_with_one_event(cast: Cast, login) -> None:
    wishes = dict.fromkeys(Topic.values, "at_once") | {"stages": "weekly", "silence": "off"}
    login(cast.coach_a).post(reverse("notice-preferences"), wishes)
    saved = dict(NoticePreference.objects.filter(person=cast.coach_a).values_list("topic", "frequency"))
    assert saved == {"stages": "weekly", "silence": "off"}
    assert AuditEvent.objects.get(verb="notice-wishes-changed").changes == {
        "stages": ["at_once", "weekly"],
        "silence": ["at_once", "off"],
    }


def test_duty_cannot_be_switched_off_by_form_or_by_action(cast: Cast, login) -> None:
    wishes = dict.fromkeys(Topic.values, "off")
    answer = login(cast.director).post(reverse("notice-preferences"), wishes)
    assert 'role="alert"' in answer.content.decode()
    with pytest.raises(PermissionDenied):
        actions.set_wishes(by=cast.director, wishes={"reports": "off"})
    assert not NoticePreference.objects.exists()
    login(cast.director).post(reverse("notice-preferences"), wishes | {"reports": "weekly"})
    assert NoticePreference.objects.filter(person=cast.director).count() == len(wishes)


def test_wishes_ask_only_about_what_concerns_the_person(cast: Cast, login) -> None:
    def asked(person: User) -> list[str]:
        shown = page(login, person, "notice-preferences")
        return [topic for topic in Topic.values if f'name="{topic}"' in shown]

    assert asked(cast.coach_a) == ["stages", "silence", "actions", "handovers", "sessions"]
    assert asked(cast.funder_tvv) == ["reports", "questions"]
    assert asked(cast.director) == Topic.values
    assert asked(cast.nobody) == []


@pytest.fixture
def filed(settings: LazySettings, tmp_path) -> None:
    settings.EMAIL_BACKEND = "programme.notices.mail_files.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")


def test_demo_mails_are_listed_newest_first_and_read_as_text(cast: Cast, login, filed: None) -> None:
    for subject in ("Första", "Andra åäö"):
        mail.send_mail(subject, "Hej <b>du</b>\n\nhttp://127.0.0.1:8000/notices/", None, [cast.leader.email])
    shown = page(login, cast.director, "mail-list")
    assert shown.index("Andra åäö") < shown.index("Första")
    link = shown.split(f'href="{reverse("mail-list")}')[1].split('"')[0]
    card = login(cast.director).get(reverse("mail-list") + link).content.decode()
    assert "Andra åäö" in card
    assert "Hej &lt;b&gt;du&lt;/b&gt;" in card
    assert cast.leader.email in card


def test_demo_mails_are_the_newest_two_hundred(cast: Cast, login, filed: None) -> None:
    for n in range(203):
        mail.send_mail(f"Brev {n:03d}.", "x", None, ["a@example.org"])
    shown = page(login, cast.director, "mail-list")
    assert shown.count("Brev ") == 200
    assert "Brev 002." not in shown


def test_demo_mails_are_missing_elsewhere(cast: Cast, login, filed: None, settings: LazySettings) -> None:
    mail.send_mail("Hemligt", "x", None, ["a@example.org"])
    assert "Hemligt" in page(login, cast.director, "mail-list")
    settings.DEMO = False
    assert login(cast.director).get(reverse("mail-list")).status_code == 404
    settings.DEMO = True
    settings.EMAIL_BACKEND = "programme.notices.mail_server.EmailBackend"
    assert login(cast.director).get(reverse("mail-list")).status_code == 404
    assert "Hemligt" not in page(login, cast.leader, "mail-list")


@pytest.mark.parametrize("name", ["..%2F..%2Fetc%2Fpasswd", "x", "20260101-000000-000000-00000000", "%00"])
def test_demo_mail_by_a_made_up_name_is_missing(cast: Cast, login, filed: None, name: str) -> None:
    assert login(cast.director).get(f"/mail/{name}/").status_code == 404


def settled(row: Delivery) -> tuple[object, ...]:
    row.refresh_from_db()
    return row.state, row.settled_by, row.sent_at


@pytest.mark.parametrize(
    ("state", "becomes"), [(State.IN_DOUBT, State.SENT), (State.FAILED, State.FAILED), (State.BOUNCED, State.BOUNCED)]
)
def test_settling_by_hand_takes_a_mail_from_those_that_need_a_look(cast: Cast, login, state: str, becomes: str) -> None:
    row = delivery(cast.coach_a, state, tried_at=NOW)
    for _n in range(2):
        login(cast.director).post(reverse("delivery-settle", args=[row.pk]), {"state": state})
    assert settled(row) == (becomes, cast.director, NOW if becomes == State.SENT else None)
    assert not Delivery.objects.unsettled().exists()
    event = AuditEvent.objects.get(verb="mail-settled")
    assert event.by == cast.director
    assert event.changes.get("state") == ([state, becomes] if state != becomes else None)
    shown = login(cast.auditor).get(reverse("delivery-card", args=[row.pk])).content.decode()
    assert cast.director.name in shown


def test_settling_what_has_moved_on_does_nothing(cast: Cast, login) -> None:
    row = delivery(cast.coach_a, State.BOUNCED)
    login(cast.director).post(reverse("delivery-settle", args=[row.pk]), {"state": State.IN_DOUBT})
    assert settled(row) == (State.BOUNCED, None, None)
    login(cast.director).post(reverse("delivery-settle", args=[row.pk]), {"state": State.SENT})
    assert AuditEvent.objects.count() == 0


def test_settling_is_refused_to_all_but_the_director(cast: Cast, login) -> None:
    row = delivery(cast.coach_a, State.IN_DOUBT)
    for person in (cast.auditor, cast.leader, cast.coach_a):
        answer = login(person).post(reverse("delivery-settle", args=[row.pk]), {"state": State.IN_DOUBT})
        assert answer.status_code == 403
        with pytest.raises(PermissionDenied):
            actions.settle(by=person, delivery=row, seen=State.IN_DOUBT, now=NOW)
    assert settled(row) == (State.IN_DOUBT, None, None)


def test_settled_mail_that_is_sent_again_is_open_again(cast: Cast) -> None:
    row = delivery(cast.coach_a, State.BOUNCED)
    assert actions.settle(by=cast.director, delivery=row, seen=State.BOUNCED, now=NOW) is True
    actions.resend(by=cast.director, delivery=row, now=NOW)
    row.refresh_from_db()
    assert (row.state, row.settled_at, row.settled_by) == (State.PENDING, None, None)


def test_mail_card_shows_answer_id_notices_and_why_one_was_left_out(cast: Cast, login) -> None:
    row = delivery(cast.coach_a, State.SENT, answer="250 kept", sent_at=NOW, tried_at=NOW, attempts=2)
    notice(cast.coach_a, "Med AB", delivery=row)
    notice(cast.coach_a, "Utan AB", subject_id=2, delivery=row, skipped="untrue", skipped_at=NOW)
    shown = login(cast.auditor).get(reverse("delivery-card", args=[row.pk])).content.decode()
    for word in (
        "250 kept",
        escape(row.message_id),
        "Med AB",
        "Utan AB",
        escape(str(Notice.Skipped.NO_LONGER_TRUE.label)),
    ):
        assert word in shown
    assert reverse("delivery-settle", args=[row.pk]) not in shown


def test_totals_open_the_mails_that_they_count(cast: Cast, login) -> None:
    now = timezone.now()
    for days in (0, 1, 8, 31):
        delivery(cast.coach_a, State.SENT, tried_at=now - timedelta(days=days))
    delivery(cast.coach_b, State.BOUNCED, tried_at=now - timedelta(days=2))
    Delivery.objects.update(created_at=now - timedelta(days=60))
    client = login(cast.director)
    totals = {total.state: total for total in client.get(reverse("notice-list-all")).context["standing"].totals}
    assert totals[State.SENT].counts == (1, 2, 3)
    assert totals[State.BOUNCED].counts == (0, 1, 1)
    for state in State.values:
        for days, count in totals[state].cells:
            opened = client.get(reverse("delivery-list"), {"state": state, "days": days})
            assert opened.context["page"].paginator.count == count


def test_totals_count_reminders_without_a_mail_and_open_exactly_those(cast: Cast, login) -> None:
    now = timezone.now()
    held = delivery(cast.coach_a, State.SENT, tried_at=now)
    kinds = {
        "untrue": {"skipped": "untrue", "skipped_at": now, "settled_at": now, "delivery": held},
        "unseen": {"skipped": "unseen", "skipped_at": now},
        "too_old": {"skipped": "too_old", "skipped_at": now},
        "told": {"skipped": "told", "skipped_at": now},
        "settled_first": {"settled_at": now},
        "waiting": {"topic": "stages"},
        "off": {"topic": "silence"},
        "": {"delivery": held},
    }
    NoticePreference.objects.create(person=cast.coach_a, topic="silence", frequency="off")
    for n, more in enumerate(kinds.values()):
        for days in (0, 3, 40)[: 1 + n % 3]:
            before = timedelta(days=days)
            moved = {name: now - before if name == "skipped_at" else value for name, value in more.items()}
            about = {"subject_id": 100 * n + days, "noticed_at": now - before}
            notice(cast.coach_a, f"{n} {days}", **about, **moved)
    client = login(cast.director)
    totals = client.get(reverse("notice-list-all")).context["standing"].unmailed
    assert [total.state for total in totals] == [*Notice.Skipped.values, *Unmailed.values, "unmailed"]
    counts = {total.state: total.counts for total in totals}
    assert counts["unmailed"] == (7, 11, 11)
    for n, kind in enumerate(kind for kind in kinds if kind):
        assert counts[kind] == (1, *[min(2, 1 + n % 3)] * 2), kind
    for total in totals:
        for days, count in total.cells:
            opened = client.get(reverse("notice-list-all"), {"state": total.state, "days": days})
            assert opened.context["page"].paginator.count == count, (total.state, days)
    in_a_mail = client.get(reverse("notice-list-all"), {"state": "sent"}).context["page"]
    assert {one.subject_label for one in in_a_mail} == {"7 0", "7 3"}, "what was left out of a mail was not sent"


def test_standing_tells_trouble_gaps_and_faults(cast: Cast, login) -> None:
    today, now = timezone.localdate(), timezone.now()
    for days in (13, 12, 10, 1):
        LedgerDay.objects.create(
            ran_on=today - timedelta(days=days), first_at=now, last_at=now - timedelta(days=days), last_ms=5,
            faults="silence: ZeroDivisionError" if days == 1 else "",
        )  # fmt: skip
    for _n in range(5):
        line.note_trouble(now, "421 gone")
    client = login(cast.director)
    standing = client.get(reverse("notice-list-all")).context["standing"]
    assert [(today - day).days for day in standing.gaps] == [11, 9, 8, 7, 6, 5, 4, 3, 2]
    assert (standing.is_late, standing.is_closed, standing.faults) == (True, True, ["silence: ZeroDivisionError"])
    shown = client.get(reverse("notice-list-all")).content.decode()
    assert "421 gone" in shown
    assert "silence: ZeroDivisionError" in shown


def test_standing_before_the_first_run_knows_no_gaps(cast: Cast, login) -> None:
    standing = login(cast.director).get(reverse("notice-list-all")).context["standing"]
    assert (standing.last, standing.is_late, standing.gaps, standing.faults) == (None, False, [], [])


def test_all_notices_are_filtered_by_event_and_by_why_no_mail_went(cast: Cast, login) -> None:
    notice(cast.leader, "Gammal AB", event="step", skipped="too_old")
    notice(cast.coach_a, "Annan AB", skipped="untrue")

    def found(query: str) -> set[str]:
        shown = page(login, cast.auditor, "notice-list-all", query)
        return {name for name in ("Gammal AB", "Annan AB") if name in shown}

    assert found("?event=step") == {"Gammal AB"}
    assert found("?state=too_old") == {"Gammal AB"}
    assert found("?state=untrue") == {"Annan AB"}
    assert found("?event=none-such") == {"Gammal AB", "Annan AB"}


def test_bell_counts_what_waits_for_the_person(cast: Cast, login) -> None:
    notice(cast.coach_a, "Ett AB")
    notice(cast.coach_a, "Två AB", subject_id=2)
    notice(cast.coach_a, "Klart AB", subject_id=3, settled_at=NOW)
    notice(cast.leader, "Annans AB")
    assert 'class="l-count" aria-hidden="true">2</span>' in page(login, cast.coach_a, "account")
    shown = page(login, cast.auditor, "account")
    assert ("l-bell" in shown, "l-count" in shown) == (True, False)


def test_bell_asks_once_a_minute(cast: Cast, login, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client = login(cast.coach_a)
    client.get(reverse("account"))
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("account"))
    assert [query["sql"] for query in asked.captured_queries if "notices_notice" in query["sql"]] == []


@pytest.mark.parametrize(
    ("states", "is_shown"),
    [
        ([State.BOUNCED], True),
        ([State.SENT, State.BOUNCED], True),
        ([State.BOUNCED, State.SENT], False),
        ([State.BOUNCED, State.FAILED], True),
        ([State.SENT], False),
    ],
)
def test_refused_mail_is_shown_on_the_persons_card_until_one_is_sent(
    cast: Cast, login, states: list[str], is_shown: bool
) -> None:
    for n, state in enumerate(states):
        row = delivery(cast.coach_a, state, tried_at=NOW + timedelta(days=n), answer=f"55{n} {state}")
    link = reverse("delivery-card", args=[row.pk])
    card = reverse("person-card", args=[cast.coach_a.pk])
    for person in (cast.director, cast.leader):
        shown = login(person).get(card).content.decode()
        assert (f"{State.BOUNCED}" in shown) is is_shown, person
        assert link not in shown or person == cast.director
    refused = refused_to(cast.coach_a)
    assert (refused is not None) is is_shown
    if refused:
        assert actions.settle(by=cast.director, delivery=refused, seen=State.BOUNCED, now=NOW)
        assert refused_to(cast.coach_a) is None
