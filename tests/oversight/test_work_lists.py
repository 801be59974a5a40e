"""Work lists: kept with what the list knows of the address, counted and opened within the reader's own rights."""

import pickle
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from companies.models import Company, Enrolment
from funding.models import Grant
from programme.oversight.work_lists.kinds import BY_NAME, KINDS
from programme.oversight.work_lists.reading import BADGES, counted_lists, kept_of, shown_lists
from programme.people import actions
from programme.people.actions import MOST_WORK_LISTS, With
from programme.people.models import Appointment, AuditEvent, User, WorkList, WorkListShare
from programme.people.roles import Role
from programme.people.versions import Conflict
from programme.structure.models import Programme, Region
from tests.cast import Cast
from tests.funding.world import build_money

Login = Callable[[User], Client]
TODAY = timezone.localdate


def keep(owner: User, filters: str = "", *, name: str = "Min lista", kind: str = "company-list") -> WorkList:
    return actions.save_work_list(by=owner, name=name, list_name=kind, filters=filters, now=timezone.now())


def shown(row: WorkList, reader: User):
    return shown_lists([row], User.objects.get(pk=reader.pk), today=TODAY(), count=True)[0]


def readers(cast: Cast) -> list[User]:
    return [cast.director, cast.leader, cast.coach_a, cast.funder_tvv]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_number_is_the_total_that_the_opened_list_states(cast: Cast, login: Login, kind) -> None:
    build_money(cast)
    asked = {
        "company-list": "state=active&region={region}", "pipeline": "view=list&owner=none",
        "session-list": "coach={coach}",
        "person-list": "role=coach", "grant-list": "kind={kind}", "action-list": "show=all", "report-list": "show=all",
        "plan-list": "show=all", "activity-list": "show=all",
    }.get(kind.name, "")  # fmt: skip
    asked = asked.format(region=cast.mellersta.pk, coach=cast.coach_a.pk, kind=Grant.objects.first().kind)
    opened = 0
    for reader in readers(cast):
        row = keep(reader, asked, kind=kind.name)
        seen = shown(row, reader)
        if not reader.may(kind.permission):
            assert (seen.href, seen.count) == ("", None)
            continue
        page = login(reader).get(seen.href)
        assert page.context["page"].paginator.count == seen.count, (kind.name, reader)
        opened += 1
    assert opened


def test_every_choice_of_a_parameter_is_taken_by_the_list_itself(cast: Cast) -> None:
    for kind in KINDS:
        for param in kind.params:
            for value in filter(None, param.choices() if param.choices else ()):
                kept, problems = kept_of(kind, QueryDict(f"{param.name}={value}"), cast.director, today=TODAY())
                assert problems == [], (kind.name, param.name, value)
                assert value in QueryDict(kept).getlist(param.name)


def test_only_what_the_list_knows_is_kept_and_the_rest_is_said(cast: Cast) -> None:
    address = f"q=Norr&region={cast.mellersta.pk}&region=99999&state=odd&next=https://evil.example&page=7&sort=-name"

    kept, problems = kept_of(BY_NAME["company-list"], QueryDict(address), cast.leader, today=TODAY())

    assert QueryDict(kept).dict() == {"q": "Norr", "region": str(cast.mellersta.pk), "sort": "-name"}
    assert len(problems) == 2
    assert "99999" in problems[0]


def test_list_is_saved_from_its_page_once_and_leads_back_to_it(cast: Cast, login: Login) -> None:
    client = login(cast.leader)
    page = client.get(reverse("company-list") + "?state=active&page=1")
    link = reverse("work-list-add") + "?state=active&amp;list=company-list"
    assert link in page.content.decode()
    address, key = link.replace("&amp;", "&"), uuid4()

    for _time in range(2):
        assert client.post(address, {"name": "Igång", "key": key}).status_code == 302

    row = WorkList.objects.get()
    assert (row.owner, row.name, row.list_name, row.filters) == (cast.leader, "Igång", "company-list", "state=active")
    opened = client.get(reverse("work-list-open", args=[row.pk]))
    assert opened.headers["Location"] == reverse("company-list") + "?state=active"
    assert [one.name for one in client.get(reverse("work-list-badges")).context["lists"]] == ["Igång"]
    assert AuditEvent.objects.get(verb="work-list-save").by == cast.leader


def test_lists_that_cannot_be_kept_say_so(cast: Cast, login: Login) -> None:
    client = login(cast.coach_a)

    unknown = client.get(reverse("work-list-add") + "?list=https://evil.example/", follow=True)
    assert unknown.status_code == 200
    assert WorkList.objects.count() == 0
    assert client.get(reverse("work-list-add") + "?list=report-list").status_code == 403
    assert "work-list-add" not in client.get(reverse("absence-list")).content.decode()


def test_shared_list_shows_each_reader_her_own_rows(cast: Cast, login: Login) -> None:
    row = keep(cast.director, "state=active")
    for other in (cast.leader, cast.coach_a):
        assert login(other).get(reverse("work-list-card", args=[row.pk])).status_code == 404
    actions.share_work_list(by=cast.director, work_list=row, shown_to=With(person=cast.coach_a))
    actions.share_work_list(by=cast.director, work_list=row, shown_to=With(role="regional_leader"))

    counts = {reader.email: shown(row, reader).count for reader in (cast.director, cast.leader, cast.coach_a)}

    assert counts == {cast.director.email: 3, cast.leader.email: 2, cast.coach_a.email: 1}
    for reader, total in ((cast.leader, 2), (cast.coach_a, 1)):
        page = login(reader).get(reverse("work-list-open", args=[row.pk]), follow=True)
        assert page.context["page"].paginator.count == total
    assert login(cast.coach_b).get(reverse("work-list-open", args=[row.pk])).status_code == 404


def test_share_ends_with_the_task_it_went_to_and_with_the_owners_account(cast: Cast) -> None:
    row = keep(cast.leader)
    actions.share_work_list(by=cast.leader, work_list=row, shown_to=With(role="coach", region=cast.mellersta))

    def seen(user):
        return WorkList.objects.visible_to(User.objects.get(pk=user.pk)).filter(pk=row.pk).exists()

    assert (seen(cast.coach_a), seen(cast.coach_c)) == (True, False)
    Appointment.objects.filter(person=cast.coach_a).update(until_on=TODAY() - timedelta(days=1))
    assert not seen(cast.coach_a)
    assert seen(cast.coach_b)
    User.objects.filter(pk=cast.leader.pk).update(is_active=False)
    assert not seen(cast.coach_b)


@pytest.mark.parametrize("shown_to", ["far", "nationwide", "stranger", "oneself", "funders"])
def test_leader_shares_within_her_region_only(cast: Cast, shown_to: str) -> None:
    row = keep(cast.leader)
    refused = {
        "far": With(region=cast.norr), "nationwide": With(role="coach"), "stranger": With(person=cast.leader_norr),
        "oneself": With(person=cast.leader), "funders": With(role="funder", region=cast.mellersta),
    }[shown_to]  # fmt: skip

    with pytest.raises(PermissionDenied):
        actions.share_work_list(by=cast.leader, work_list=row, shown_to=refused)
    actions.share_work_list(by=cast.leader, work_list=row, shown_to=With(region=cast.mellersta))
    assert WorkListShare.objects.get().region == cast.mellersta


def test_auditor_and_funder_keep_lists_and_show_them_to_nobody(cast: Cast, login: Login) -> None:
    for person, kind in ((cast.auditor, "company-list"), (cast.funder_tvv, "report-list")):
        row = keep(person, kind=kind)
        with pytest.raises(PermissionDenied):
            actions.share_work_list(by=person, work_list=row, shown_to=With(person=cast.director))
        page = login(person).get(row.get_absolute_url())
        assert reverse("work-list-share", args=[row.pk]) not in page.content.decode()


def test_sharing_by_form_refuses_in_words_and_ends_again(cast: Cast, login: Login) -> None:
    row, client = keep(cast.leader), login(cast.leader)
    path = reverse("work-list-share", args=[row.pk])
    for body in ({}, {"person": cast.coach_a.pk, "role": "coach"}, {"role": "director"}, {"region": cast.norr.pk}):
        assert client.post(path, body).context["share_form"].errors, body
    assert client.post(path, {"person": cast.coach_a.pk}).status_code == 302
    assert client.post(path, {"person": cast.coach_a.pk}).context["share_form"].errors

    client.post(reverse("work-list-unshare", args=[row.pk, row.shares.get().pk]))

    assert not row.shares.exists()
    verbs = AuditEvent.objects.filter(subject_kind="worklist").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["work-list-save", "work-list-share", "work-list-unshare"]


def test_thirteenth_list_and_a_second_of_one_name_are_refused(cast: Cast) -> None:
    for n in range(MOST_WORK_LISTS):
        row = keep(cast.leader, name=f"Lista {n}")
    with pytest.raises(ValidationError):
        keep(cast.leader, name="En till")
    assert keep(cast.leader_norr, name="Lista 0").owner == cast.leader_norr

    actions.remove_work_list(by=cast.leader, work_list=row)
    with pytest.raises(ValidationError):
        keep(cast.leader, name="Lista 0")
    keep(cast.leader, name="En till")


def test_rename_meets_who_was_first_and_only_the_owner_changes(cast: Cast, login: Login) -> None:
    row = keep(cast.director)
    actions.share_work_list(by=cast.director, work_list=row, shown_to=With(person=cast.leader))
    renamed = actions.rename_work_list(by=cast.director, work_list=row, version=1, values={"name": "Ny"})
    assert (renamed.name, renamed.version) == ("Ny", 2)

    with pytest.raises(Conflict):
        actions.rename_work_list(by=cast.director, work_list=row, version=1, values={"name": "Äldre"})
    late = login(cast.director).post(reverse("work-list-rename", args=[row.pk]), {"name": "Äldre", "version": 1})
    assert late.status_code == 409
    for act in ("rename", "remove", "share"):
        assert login(cast.leader).post(reverse(f"work-list-{act}", args=[row.pk])).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.remove_work_list(by=cast.leader, work_list=row)


def test_filter_that_names_what_is_gone_is_said_and_nothing_breaks(cast: Cast, login: Login) -> None:
    region = Region.objects.create(code="tillfallig", name_sv="Tillfällig", name_en="Temporary")
    row = keep(cast.director, f"region={region.pk}", name="Försvinner")
    odd = keep(cast.director, "stage=3x", name="Underlig")
    Region.objects.filter(pk=region.pk).delete()
    other = WorkList.objects.create(
        owner=cast.director, name="Okänd", list_name="no-such-list", filters="a=b", saved_at=timezone.now()
    )
    client = login(cast.director)

    for gone in (row, odd, other):
        assert client.get(reverse("work-list-open", args=[gone.pk])).headers["Location"] == gone.get_absolute_url()
        assert client.get(gone.get_absolute_url()).context["shown"].problems
        assert shown(gone, cast.director).count is None
    assert client.get(reverse("work-lists")).status_code == 200
    assert client.get(reverse("work-list-badges")).status_code == 200


def test_list_narrowed_to_what_its_reader_does_not_see_is_not_opened_wide(cast: Cast) -> None:
    row = keep(cast.director, f"region={cast.norr.pk}", kind="session-list")
    actions.share_work_list(by=cast.director, work_list=row, shown_to=With(person=cast.leader))

    seen = shown(row, cast.leader)

    assert (seen.href, seen.count) == ("", None)
    assert seen.problems


def test_owner_who_left_is_said_and_the_list_is_opened_all_the_same(cast: Cast, login: Login) -> None:
    Enrolment.objects.filter(pk=cast.a.pk).update(owner=cast.coach_a)
    row = keep(cast.leader, f"view=list&owner={cast.coach_a.pk}", kind="pipeline")
    assert (shown(row, cast.leader).notes, shown(row, cast.leader).count) == ([], 1)

    Appointment.objects.filter(person=cast.coach_a).update(until_on=TODAY() - timedelta(days=1))

    seen = shown(row, cast.leader)
    assert cast.coach_a.name in seen.notes[0]
    assert seen.count == 1


def test_counts_are_one_statement_a_list_and_kept_until_something_happens(
    cast: Cast, login: Login, settings, no_kept_pages: None
) -> None:
    settings.PAGES_KEPT_SECONDS = 300

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            counted_lists(User.objects.get(pk=cast.leader.pk), today=TODAY())
        return len(captured)

    keep(cast.leader, "q=AB", name="Ett")
    one = statements()
    assert statements() <= 3  # her, her tasks, the latest event
    for n in range(3):
        keep(cast.leader, "q=AB", name=f"Till {n}")
    assert statements() == one + 3
    pickle.dumps(counted_lists(cast.leader, today=TODAY())[0])

    before = counted_lists(cast.leader, today=TODAY())[0][0].count
    Company.objects.filter(pk=cast.company_a.pk).update(name="Omdöpt")
    assert counted_lists(cast.leader, today=TODAY())[0][0].count == before
    keep(cast.leader_norr, name="Något händer")
    assert counted_lists(cast.leader, today=TODAY())[0][0].count == before - 1


def test_no_more_than_twelve_are_counted(cast: Cast) -> None:
    for n in range(MOST_WORK_LISTS):
        keep(cast.leader, name=f"Lista {n:02}")
    row = keep(cast.director, name="Allas")
    actions.share_work_list(by=cast.director, work_list=row, shown_to=With(role=Role.REGIONAL_LEADER))

    lists, _made_at = counted_lists(User.objects.get(pk=cast.leader.pk), today=TODAY())

    assert [one.count is not None for one in lists] == [True] * BADGES + [False]
    assert lists[-1].owner == str(cast.director)


def test_words_say_what_the_list_is_narrowed_to(cast: Cast) -> None:
    programme = Programme.objects.get(pk=cast.programme.pk)
    row = keep(cast.leader, f"q=Berg&region={cast.mellersta.pk}&programme={programme.pk}&sort=-name")

    words = " ".join(shown(row, cast.leader).words)

    assert all(part in words for part in ("Berg", str(cast.mellersta), str(programme)))
    assert "sort" not in words
