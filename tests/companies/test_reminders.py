"""Which leader hears of which stage on which day."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from django.utils import timezone

from companies import actions
from companies.models import PlannedStage
from companies.reminders import stage_ends
from programme.notices.rules import Due
from programme.people.models import Appointment, User
from tests.cast import LONG_AGO, Cast, active, company

DAY = timedelta(days=1)


def told(today: date) -> set[tuple[int, str, int, date]]:
    return {(due.recipient_id, due.rule, due.subject_id, due.due_on) for due in stage_ends(today)}


@pytest.fixture
def end(cast: Cast) -> date:
    """The day on which company A's first stage ends; the others' stages end in the far future."""
    PlannedStage.objects.exclude(enrolment=cast.a).update(
        planned_start_on=date(2090, 1, 1), planned_end_on=date(2090, 1, 1)
    )
    return cast.a.planned_stages.get(order=1).planned_end_on


def test_stage_ends_is_due_fourteen_days_before_until_the_end_and_then_overdue(cast: Cast, end: date) -> None:
    soon = {(cast.leader.pk, "stage_ends", cast.a.pk, end - 14 * DAY)}
    over = {(cast.leader.pk, "stage_overdue", cast.a.pk, end + DAY)}

    calendar = {n: told(end + n * DAY) for n in (-15, -14, -13, -1, 0, 1, 2, 400)}

    assert calendar == {-15: set(), -14: soon, -13: soon, -1: soon, 0: soon, 1: over, 2: over, 400: over}


def test_stage_ends_follows_the_programmes_own_notice(cast: Cast, end: date) -> None:
    cast.programme.stage_notice_days = 30
    cast.programme.save()

    assert told(end - 31 * DAY) == set()
    assert told(end - 30 * DAY) == {(cast.leader.pk, "stage_ends", cast.a.pk, end - 30 * DAY)}


def test_stage_ends_carries_what_a_mail_needs(cast: Cast, end: date) -> None:
    [due] = stage_ends(end)

    assert due == Due(
        recipient_id=cast.leader.pk,
        rule="stage_ends",
        topic="stages",
        subject_kind="enrolment",
        subject_id=cast.a.pk,
        subject_label=cast.company_a.name,
        path=f"/enrolments/{cast.a.pk}/",
        due_on=end - 14 * DAY,
    )


def test_stage_ends_paused_closed_or_ended_is_not_said(cast: Cast, end: date) -> None:
    today = timezone.localdate()
    assert len(told(end)) == 1

    actions.pause(by=cast.leader, enrolment=cast.a, on=today, reason="Vila")
    assert told(end) == set()
    actions.resume(by=cast.leader, enrolment=cast.a, on=today)
    assert len(told(end)) == 1
    actions.withdraw(by=cast.leader, enrolment=cast.a, on=today, reason="other")
    assert told(end) == set()


def test_stage_ends_closed_stage_is_settled(cast: Cast, end: date) -> None:
    current = cast.a.planned_stages.current().get()
    assert len(told(end)) == 1

    actions.close_stage(by=cast.leader, planned_stage=current, on=timezone.localdate(), without="Klart")

    assert told(end) == set()


def test_stage_ends_goes_to_leaders_in_force_only(cast: Cast, end: date) -> None:
    Appointment.objects.filter(person=cast.leader).update(until_on=end - DAY)
    User.objects.filter(pk=cast.leader_norr.pk).update(is_active=True)
    successor = User.objects.create(email="efter@example.org", name="Ny Ledare")
    Appointment.objects.create(person=successor, role="regional_leader", region=cast.mellersta, from_on=end)
    gone = User.objects.create(email="borta@example.org", name="Får Inte", is_active=False)
    Appointment.objects.create(person=gone, role="regional_leader", region=cast.mellersta, from_on=LONG_AGO)

    assert {due.recipient_id for due in stage_ends(end - DAY)} == {cast.leader.pk}
    assert {due.recipient_id for due in stage_ends(end)} == {successor.pk}


@pytest.mark.parametrize("more", [0, 27])
def test_stage_ends_costs_three_queries_at_any_size(
    cast: Cast, end: date, more: int, django_assert_num_queries: Callable[..., AbstractContextManager[object]]
) -> None:
    for n in range(200, 200 + more):
        active(company(n, f"Bolag {n}", cast.mellersta, "2280"), cast.version, LONG_AGO)

    with django_assert_num_queries(3):
        found = list(stage_ends(end))

    assert len(found) == 1 + more
