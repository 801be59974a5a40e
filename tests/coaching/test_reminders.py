"""The rules on a calendar: what is due on each day, to whom."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from coaching.actions import close_action
from coaching.models import ActionItem, CoachAssignment
from coaching.reminders import action_due, no_session, stage_ends_for_coaches
from companies.models import PlannedStage
from programme.notices.rules import Due
from programme.people.models import Appointment
from programme.people.roles import Role
from tests.cast import Cast, build_cast
from tests.coaching.posts import held


@pytest.fixture
def march(db: None) -> Cast:
    """The cast as it stands on Monday 1 March 2027: A started 1 January, B 1 February, C 1 January."""
    with time_machine.travel("2027-03-01 08:00:00+01:00", tick=False):
        return build_cast()


def heard(rows: list[Due], cast: Cast, enrolment_id: int) -> dict[int, tuple[str, date]]:
    return {due.recipient_id: (due.rule, due.due_on) for due in rows if due.subject_id == enrolment_id}


def test_no_session_goes_to_coaches_and_leaders_from_the_first_day_too_many(march: Cast) -> None:
    held(march.coach_a, date(2027, 2, 10), march.a)
    quiet = [day for day in range(1, 32) if heard(list(no_session(date(2027, 3, day))), march, march.a.pk)]
    assert quiet == list(range(13, 32))  # 10 February + 30 days is 12 March
    told = heard(list(no_session(date(2027, 3, 20))), march, march.a.pk)
    assert told == {person.pk: ("no_session", date(2027, 3, 13)) for person in (march.coach_a, march.leader)}


def test_no_session_counts_from_the_start_when_there_was_none(march: Cast) -> None:
    told = heard(list(no_session(date(2027, 3, 4))), march, march.b.pk)
    assert told == {person.pk: ("no_session", date(2027, 3, 4)) for person in (march.coach_b, march.leader)}
    assert heard(list(no_session(date(2027, 3, 3))), march, march.b.pk) == {}


def test_no_session_is_settled_by_a_session_a_pause_and_a_session_with_others(march: Cast) -> None:
    day = date(2027, 3, 20)
    assert {due.subject_id for due in no_session(day)} == {march.a.pk, march.b.pk, march.c.pk}
    held(march.coach_a, day, march.a, march.b)
    assert {due.subject_id for due in no_session(day)} == {march.c.pk}
    march.c.state = "paused"
    march.c.save()
    assert list(no_session(day)) == []


def test_no_session_path_leads_the_coach_to_the_form_and_the_leader_to_the_card(march: Cast) -> None:
    paths = {due.recipient_id: due.path for due in no_session(date(2027, 3, 20)) if due.subject_id == march.a.pk}
    assert paths == {
        march.coach_a.pk: f"/sessions/log/?enrolment={march.a.pk}",
        march.leader.pk: march.a.get_absolute_url(),
    }


def test_no_session_is_not_told_to_former_coaches_nor_to_who_is_no_coach_any_more(march: Cast) -> None:
    Appointment.objects.filter(person=march.coach_a, role=Role.COACH).update(until_on=date(2027, 3, 10))
    told = heard(list(no_session(date(2027, 3, 20))), march, march.a.pk)
    assert set(told) == {march.leader.pk}


def test_no_session_is_the_same_however_often_it_is_asked(march: Cast) -> None:
    day = date(2027, 3, 20)
    first, second = list(no_session(day)), list(no_session(day))
    assert first == second
    assert len({(due.recipient_id, due.subject_id, due.due_on) for due in first}) == len(first)


def test_action_due_goes_to_the_lead_coach_until_it_is_closed(march: Cast) -> None:
    CoachAssignment.objects.create(enrolment=march.a, coach=march.coach_b, kind="assisting", from_on=date(2027, 3, 1))
    item = ActionItem.objects.create(
        enrolment=march.a, what="Mäta ställtid", due_on=date(2027, 3, 10), added_by=march.coach_a
    )
    ActionItem.objects.create(enrolment=march.a, what="Utan dag", added_by=march.coach_a)
    days = {day: list(action_due(date(2027, 3, day))) for day in (9, 10, 25)}
    assert days[9] == []
    assert days[10] == days[25]
    (due,) = days[10]
    assert (due.recipient_id, due.rule, due.due_on) == (march.coach_a.pk, "action_due", date(2027, 3, 10))
    assert due.subject_label == f"{march.company_a.name}: Mäta ställtid"

    with time_machine.travel("2027-03-25 09:00:00+01:00"):
        close_action(by=march.coach_a, item=item, on=timezone.localdate())

    assert list(action_due(date(2027, 3, 25))) == []


def test_action_due_is_silent_when_the_company_has_left(march: Cast) -> None:
    ActionItem.objects.create(enrolment=march.a, what="x", due_on=date(2027, 3, 10), added_by=march.coach_a)
    assert len(list(action_due(date(2027, 3, 11)))) == 1
    march.a.state, march.a.ended_on = "completed", date(2027, 3, 11)
    march.a.save()
    assert list(action_due(date(2027, 3, 11))) == []


def test_stage_ends_for_coaches_says_what_the_leaders_hear_to_the_coaches(march: Cast) -> None:
    first = PlannedStage.objects.get(enrolment=march.a, order=1)
    assert first.planned_end_on == date(2027, 4, 1)
    found = {
        day: {
            due.recipient_id: (due.rule, due.due_on)
            for due in stage_ends_for_coaches(day)
            if due.subject_id == march.a.pk
        }
        for day in (date(2027, 3, 17), date(2027, 3, 18), date(2027, 4, 1), date(2027, 4, 2))
    }
    soon = {march.coach_a.pk: ("stage_ends", first.planned_end_on - timedelta(days=14))}
    late = {march.coach_a.pk: ("stage_overdue", date(2027, 4, 2))}
    assert list(found.values()) == [{}, soon, soon, late]
