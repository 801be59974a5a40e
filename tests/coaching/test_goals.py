"""Goals: who agrees on them, what is refused, reached and taken up again."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from coaching.actions import add_goal, change_goal, reach_goal, reopen_goal
from coaching.models import Goal
from programme.people.models import AuditEvent
from programme.people.versions import Conflict
from tests.cast import Cast


@pytest.fixture
def goal(cast: Cast) -> Goal:
    return Goal.objects.create(enrolment=cast.a, what="Halvera ställtiden", added_by=cast.coach_a)


def test_goals_are_seen_by_who_sees_the_company_and_changed_by_its_coaches_and_leader(cast: Cast, goal: Goal) -> None:
    for reader in (cast.coach_a, cast.leader, cast.director, cast.auditor):
        assert list(Goal.objects.visible_to(reader)) == [goal]
    for writer in (cast.coach_a, cast.leader, cast.director):
        assert list(Goal.objects.changeable_by(writer)) == [goal]
    assert not Goal.objects.changeable_by(cast.auditor).exists()
    for stranger in (cast.coach_b, cast.former_coach, cast.leader_norr, cast.funder_tvv, cast.nobody):
        assert not Goal.objects.visible_to(stranger).exists()
        assert not Goal.objects.changeable_by(stranger).exists()


def test_goal_add_by_form_makes_one_row_of_twenty_posts(cast: Cast, login) -> None:
    post = {
        "what": "Leveransprecision över 95 procent", "measured_how": "Veckorapport", "target_amount": "95",
        "target_unit": "%", "due_on": "2027-06-30", "key": str(uuid4()),
    }  # fmt: skip
    client, path = login(cast.coach_a), reverse("goal-add", args=[cast.a.pk])
    answers = [client.post(path, post) for _time in range(20)]
    made = Goal.objects.get()
    assert {answer.url for answer in answers} == {reverse("action-plan", args=[cast.a.pk])}
    assert (made.target_amount, made.target_unit, made.added_by, made.added_on) == (
        95, "%", cast.coach_a, timezone.localdate(),
    )  # fmt: skip
    event = AuditEvent.objects.get(verb="goal-add")
    assert event.changes["target_amount"] == [None, "95"]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"what": ""}, "what"),
        ({"what": "x" * 201}, "what"),
        ({"target_amount": "1.000,50", "target_unit": "kr"}, "target_amount"),
        ({"target_amount": "1,000.50", "target_unit": "kr"}, "target_amount"),
        ({"target_amount": "-1", "target_unit": "kr"}, "target_amount"),
        ({"target_amount": "1e309", "target_unit": "kr"}, "target_amount"),
        ({"target_amount": "0,001", "target_unit": "kr"}, "target_amount"),
        ({"target_amount": "95 %"}, "target_amount"),
        ({"target_amount": "95"}, "target_unit"),
        ({"due_on": "03/04/2027"}, "due_on"),
        ({"due_on": "0001-01-01"}, "due_on"),
    ],
)
def test_goal_add_refuses_beside_the_field_and_keeps_what_was_typed(
    cast: Cast, login, changes: dict, wrong: str
) -> None:
    post = {"what": "Mäta", "measured_how": "Behållen"} | changes
    answer = login(cast.coach_a).post(reverse("goal-add", args=[cast.a.pk]), post)
    assert set(answer.context["form"].errors) == {wrong}
    assert "Behållen" in answer.content.decode()
    assert not Goal.objects.exists()


@pytest.mark.parametrize(("typed", "kept"), [("1 000,50", "1000.50"), ("１２３", "123"), ("0", "0"), ("7.5", "7.5")])
def test_goal_target_is_kept_as_it_was_meant(cast: Cast, login, typed: str, kept: str) -> None:
    post = {"what": "Mäta", "target_amount": typed, "target_unit": "kr"}
    login(cast.coach_a).post(reverse("goal-add", args=[cast.a.pk]), post)
    goal = Goal.objects.get()
    assert goal.target_amount == Decimal(kept)
    form = login(cast.coach_a).get(reverse("goal-change", args=[goal.pk])).context["form"]
    again = login(cast.coach_a).post(
        reverse("goal-change", args=[goal.pk]),
        {"version": 1, "what": "Mäta", "target_amount": form["target_amount"].value(), "target_unit": "kr"},
    )
    assert again.status_code == 302
    goal.refresh_from_db()
    assert goal.target_amount == Decimal(kept)


def test_goal_change_conflicts_on_an_older_version(cast: Cast, login, goal: Goal) -> None:
    change_goal(by=cast.leader, goal=goal, version=1, values={"what": "Ny ordalydelse"})
    with pytest.raises(Conflict):
        change_goal(by=cast.coach_a, goal=goal, version=1, values={"what": "Min"})
    clash = login(cast.coach_a).post(reverse("goal-change", args=[goal.pk]), {"version": 1, "what": "Min"})
    assert (clash.status_code, "Ny ordalydelse" in clash.content.decode()) == (409, True)


def test_goal_reached_and_not_after_all_by_button(cast: Cast, login, goal: Goal) -> None:
    client = login(cast.coach_a)
    for _time in range(2):
        answer = client.post(reverse("goal-reach", args=[goal.pk]))
    goal.refresh_from_db()
    assert (answer.url, goal.reached_on, goal.reached_by) == (
        goal.get_absolute_url(), timezone.localdate(), cast.coach_a,
    )  # fmt: skip
    assert AuditEvent.objects.filter(verb="goal-reach").count() == 1
    for _time in range(2):
        client.post(reverse("goal-reopen", args=[goal.pk]))
    goal.refresh_from_db()
    assert (goal.reached_on, goal.reached_by) == (None, None)
    assert AuditEvent.objects.filter(verb="goal-reopen").count() == 1


def test_goal_verbs_refuse_who_may_not_and_days_ahead(cast: Cast, goal: Goal) -> None:
    today = timezone.localdate()
    for stranger in (cast.coach_b, cast.former_coach, cast.auditor, cast.funder_tvv):
        for act in (
            lambda by: add_goal(by=by, enrolment=cast.a, values={"what": "x"}),
            lambda by: change_goal(by=by, goal=goal, version=1, values={"what": "x"}),
            lambda by: reach_goal(by=by, goal=goal, on=today),
            lambda by: reopen_goal(by=by, goal=goal),
        ):
            with pytest.raises(PermissionDenied):
                act(stranger)
    with pytest.raises(ValidationError):
        reach_goal(by=cast.coach_a, goal=goal, on=today + timedelta(days=1))
    with pytest.raises(ValidationError):
        change_goal(by=cast.coach_a, goal=goal, version=1, values={"target_amount": Decimal(1), "target_unit": ""})
    goal.refresh_from_db()
    assert (goal.what, goal.reached_on, goal.version) == ("Halvera ställtiden", None, 1)
