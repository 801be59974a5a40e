"""Actions and assignments on their pages."""

from datetime import timedelta

import pytest
from django.utils import timezone

from coaching.models import ActionItem, CoachAssignment
from programme.people.models import AuditEvent
from tests.cast import Cast
from tests.coaching.plans import ahead, planned


@pytest.fixture
def item(cast: Cast) -> ActionItem:
    return ActionItem.objects.create(enrolment=cast.a, what="Mäta ställtid", added_by=cast.coach_a)


def test_action_list_puts_overdue_then_due_then_later_then_done(cast: Cast, login) -> None:
    today = timezone.localdate()
    days = {"senare": today + timedelta(days=30), "snart": today + timedelta(days=3), "sen": today - timedelta(days=1)}
    for what, due_on in {**days, "utan dag": None}.items():
        ActionItem.objects.create(enrolment=cast.a, what=what, due_on=due_on, added_by=cast.coach_a)
    ActionItem.objects.create(
        enrolment=cast.a, what="klar", closed_on=today, closed_by=cast.coach_a, added_by=cast.coach_a
    )
    ActionItem.objects.create(enrolment=cast.b, what="B:s", due_on=today, added_by=cast.coach_b)
    client = login(cast.coach_a)

    def listed(query: str) -> list[tuple[str, str]]:
        return [(row.what, row.urgency) for row in client.get(f"/actions/?{query}").context["page"]]

    still = [("sen", "overdue"), ("snart", "due"), ("senare", "later"), ("utan dag", "later")]
    assert listed("") == still
    assert listed("show=all") == [*still, ("klar", "done")]
    assert listed("q=Stöde") == []
    assert listed("show=%00&page=-1") == still


def test_action_close_and_reopen_by_button(cast: Cast, login, item: ActionItem) -> None:
    client = login(cast.coach_a)
    answer = client.post(f"/actions/{item.pk}/close/", {"next": "/actions/?show=all"})
    item.refresh_from_db()
    assert (answer.url, item.closed_on, item.closed_by) == ("/actions/?show=all", timezone.localdate(), cast.coach_a)
    client.post(f"/actions/{item.pk}/close/")
    assert AuditEvent.objects.filter(verb="action-close").count() == 1
    client.post(f"/actions/{item.pk}/reopen/")
    item.refresh_from_db()
    assert (item.closed_on, item.closed_by) == (None, None)


@pytest.mark.parametrize("page", ["//evil.example", "https:evil.example", "https://evil.example/x", "/\\evil.example"])
def test_action_close_never_leads_to_another_site(cast: Cast, login, item: ActionItem, page: str) -> None:
    assert login(cast.coach_a).post(f"/actions/{item.pk}/close/", {"next": page}).url == "/actions/"


def test_action_close_by_get_changes_nothing(cast: Cast, login, item: ActionItem) -> None:
    assert login(cast.coach_a).get(f"/actions/{item.pk}/close/").status_code == 405
    item.refresh_from_db()
    assert item.closed_on is None


def test_action_verbs_are_closed_to_who_may_not(cast: Cast, login, item: ActionItem) -> None:
    for verb in ("close", "reopen", "change"):
        codes = [
            login(person).post(f"/actions/{item.pk}/{verb}/", {"what": "Kapad", "version": 1}).status_code
            for person in (cast.coach_b, cast.former_coach, cast.leader_norr, cast.auditor, cast.funder_tvv)
        ]
        assert codes == [404, 404, 404, 403, 403]
    item.refresh_from_db()
    assert (item.what, item.closed_on, item.version) == ("Mäta ställtid", None, 1)


def test_action_add_by_coach_and_leader_only_for_own_companies(cast: Cast, login) -> None:
    for person, enrolment, made in (
        (cast.coach_a, cast.a, 1),
        (cast.leader, cast.a, 1),
        (cast.coach_a, cast.b, 0),
        (cast.leader_norr, cast.a, 0),
        (cast.former_coach, cast.a, 0),
    ):
        before = ActionItem.objects.count()
        login(person).post("/actions/add/", {"enrolment": enrolment.pk, "what": "Ny sak", "due_on": "2027-01-31"})
        assert ActionItem.objects.count() - before == made
    assert set(ActionItem.objects.values_list("added_by", flat=True)) == {cast.coach_a.pk, cast.leader.pk}


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [({"what": ""}, "what"), ({"what": "x" * 201}, "what"), ({"due_on": "31/12/2026"}, "due_on"),
     ({"enrolment": "1 or 1"}, "enrolment"), ({"enrolment": str(2**63)}, "enrolment"), ({"what": "\x00"}, "what")],
)  # fmt: skip
def test_action_add_refuses_and_keeps_what_was_typed(cast: Cast, login, changes: dict, wrong: str) -> None:
    post = {"enrolment": str(cast.a.pk), "what": "Mäta", "owner_name": "Ulrika Behållen"} | changes
    answer = login(cast.coach_a).post("/actions/add/", post)
    assert set(answer.context["form"].errors) == {wrong}
    assert "Ulrika Behållen" in answer.content.decode()
    assert not ActionItem.objects.exists()


def test_action_change_writes_and_conflicts_on_an_older_version(cast: Cast, login, item: ActionItem) -> None:
    client, path = login(cast.coach_a), f"/actions/{item.pk}/change/"
    client.post(path, {"version": 1, "what": "Ny ordalydelse", "effect": "10 min"})
    item.refresh_from_db()
    assert (item.what, item.effect, item.version) == ("Ny ordalydelse", "10 min", 2)
    clash = client.post(path, {"version": 1, "what": "Min"})
    assert (clash.status_code, "Ny ordalydelse" in clash.content.decode()) == (409, True)


def test_coach_assign_offers_coaches_of_the_leaders_regions(cast: Cast, login) -> None:
    path = f"/enrolments/{cast.lone.pk}/coaches/assign/"
    offered = login(cast.leader).get(path).context["form"].fields["coach"].queryset
    assert set(offered) == {cast.coach_a, cast.coach_b, cast.former_coach}
    everywhere = login(cast.director).get(path).context["form"].fields["coach"].queryset
    assert set(everywhere) == {cast.coach_a, cast.coach_b, cast.coach_c, cast.former_coach}


def test_coach_assign_and_end_by_the_leader(cast: Cast, login) -> None:
    client, today = login(cast.leader), timezone.localdate()
    post = {"coach": cast.coach_b.pk, "kind": "lead", "from_on": today.isoformat()}
    answer = client.post(f"/enrolments/{cast.lone.pk}/coaches/assign/", post)
    made = CoachAssignment.objects.get(enrolment=cast.lone)
    assert answer.url == cast.lone.get_absolute_url()
    assert (made.coach, made.kind, made.from_on, made.until_on) == (cast.coach_b, "lead", today, None)
    end = f"/enrolments/coaches/{made.pk}/end/"
    assert "until_on" in client.post(end, {"until_on": "2020-01-01"}).context["form"].errors
    client.post(end, {"until_on": today.isoformat()})
    made.refresh_from_db()
    assert made.until_on == today


def test_coach_assign_refuses_a_coach_of_elsewhere_and_shows_why_not(cast: Cast, login) -> None:
    client, path = login(cast.leader), f"/enrolments/{cast.a.pk}/coaches/assign/"
    today = timezone.localdate().isoformat()
    for coach, wrong in ((cast.coach_c, "coach"), (cast.leader, "coach"), (cast.coach_a, "coach")):
        answer = client.post(path, {"coach": coach.pk, "kind": "lead", "from_on": today})
        assert set(answer.context["form"].errors) == {wrong}
    assert CoachAssignment.objects.filter(enrolment=cast.a).count() == 2


def test_coach_assign_and_end_are_closed_to_who_may_not(cast: Cast, login) -> None:
    made = CoachAssignment.objects.get(coach=cast.coach_a)
    for path in (f"/enrolments/{cast.a.pk}/coaches/assign/", f"/enrolments/coaches/{made.pk}/end/"):
        post = {"coach": cast.coach_b.pk, "kind": "lead", "from_on": "2026-01-01", "until_on": "2030-01-01"}
        people = (cast.leader_norr, cast.coach_a, cast.auditor, cast.funder_tvv)
        assert [login(person).post(path, post).status_code for person in people] == [404, 403, 403, 403]
    made.refresh_from_db()
    assert (made.until_on, CoachAssignment.objects.count()) == (None, 4)


def test_days_ahead_are_one_tap_and_so_is_the_next_session(cast: Cast, login) -> None:
    client, today = login(cast.coach_a), timezone.localdate()
    address = f"/enrolments/{cast.a.pk}/actions/add/"
    page = client.get(address).content.decode()
    assert all(f'data-days="{days}"' in page for days in (7, 14, 28))
    assert "data-day=" not in page
    planned(cast.coach_a, ahead(5), cast.a)

    page = client.get(address).content.decode()

    assert f'data-day="{today + timedelta(days=5)}"' in page
    assert f'data-day="{today + timedelta(days=5)}"' not in client.get("/actions/add/").content.decode()
