"""Who hears of which stage, and of which missing agreement, on which day."""

from datetime import date, timedelta

import pytest

from coaching.models import CoachAssignment
from companies import actions
from companies.models import Document, PlannedStage, RequirementCheck
from companies.reminders import LISTED
from programme.notices.models import ReminderRule, ReminderStep
from programme.people.models import Appointment, User
from programme.people.roles import Role
from programme.structure.models import StageRequirement
from tests.cast import LONG_AGO, Cast, person
from tests.notices.hearing import Heard, heard

DAY = timedelta(days=1)
END = date(2027, 4, 1)  # the day on which company A's first stage ends, a Thursday
MARCH = date(2027, 3, 1)
Told = set[tuple[int, str, date]]


def told(today: date, cast: Cast) -> Told:
    """Who hears what about company A, due when."""
    return {(one.person, one.words, one.due_on) for one in heard("stage_end", today) if one.subject_id == cast.a.pk}


def people(today: date, cast: Cast) -> set[int]:
    return {person for person, _words, _due_on in told(today, cast)}


def rule(cast: Cast, event: str, *steps: tuple[int, str], **values: object) -> ReminderRule:
    """A rule as the director would have set it."""
    row = ReminderRule.objects.create(event=event, changed_by=cast.director, **values)
    ReminderStep.objects.bulk_create(ReminderStep(rule=row, days=days, audience=who) for days, who in steps)
    return row


def test_stage_ends_is_said_fourteen_days_before_until_the_end_and_then_overdue(march: Cast) -> None:
    both = (march.leader.pk, march.coach_a.pk)
    soon = {(who, "stage_ends", END - 14 * DAY) for who in both}
    over = {(who, "stage_overdue", END + DAY) for who in both}
    above = {(march.director.pk, "stage_overdue", END + 30 * DAY)}

    calendar = {n: told(END + n * DAY, march) for n in (-15, -14, -13, -1, 0, 1, 2, 29, 31, 32, 400)}

    assert calendar == {
        -15: set(), -14: soon, -13: soon, -1: soon, 0: soon, 1: over, 2: over,
        29: over, 31: over, 32: over | above, 400: over | above,  # day 30 is 1 May and a Saturday
    }  # fmt: skip


def test_stage_ends_before_a_holiday_is_said_earlier_and_after_one_later(march: Cast) -> None:
    PlannedStage.objects.filter(enrolment=march.a, order=1).update(planned_end_on=date(2027, 3, 25))
    days = [date(2027, 3, n) for n in range(24, 32)]
    assert [day for day in days if {words for _who, words, _on in told(day, march)} == {"stage_overdue"}] == days[6:]
    PlannedStage.objects.filter(enrolment=march.a, order=1).update(planned_end_on=date(2027, 4, 11))
    assert [day for day in days if told(day, march)] == days[1:]  # 28 March is Easter Sunday, 25 March a Thursday
    assert {due_on for _who, _words, due_on in told(days[1], march)} == {date(2027, 3, 28)}


def test_stage_ends_follows_the_programmes_own_rule(march: Cast) -> None:
    rule(march, "stage_end", (-30, "leaders"), programme=march.programme, quiet="none")

    assert told(END - 31 * DAY, march) == set()
    assert told(END - 30 * DAY, march) == {(march.leader.pk, "stage_ends", END - 30 * DAY)}
    assert told(END + 400 * DAY, march) == {(march.leader.pk, "stage_ends", END - 30 * DAY)}


def test_stage_ends_carries_what_a_mail_needs(march: Cast) -> None:
    lines = [one for one in heard("stage_end", END + 40 * DAY) if one.subject_id == march.a.pk]

    assert sorted(lines, key=lambda one: one.person) == [
        Heard(who, "stage_overdue", march.a.pk, due_on, f"/enrolments/{march.a.pk}/", march.company_a.name, above)
        for who, due_on, above in sorted(
            [
                (march.leader.pk, END + DAY, False),
                (march.coach_a.pk, END + DAY, False),
                (march.director.pk, END + 30 * DAY, True),
            ]
        )
    ]


def test_stage_ends_paused_closed_or_ended_is_not_said(march: Cast) -> None:
    assert len(told(END, march)) == 2

    actions.pause(by=march.leader, enrolment=march.a, on=MARCH, reason="Vila")
    assert told(END, march) == set()
    actions.resume(by=march.leader, enrolment=march.a, on=MARCH)
    assert len(told(END, march)) == 2
    actions.withdraw(by=march.leader, enrolment=march.a, on=MARCH, reason="other")
    assert told(END, march) == set()


def test_stage_ends_closed_stage_is_settled(march: Cast) -> None:
    current = march.a.planned_stages.current().get()
    assert len(told(END, march)) == 2

    actions.close_stage(by=march.leader, planned_stage=current, on=MARCH, without="Klart")

    assert told(END, march) == set()


def test_stage_ends_stops_when_everything_on_its_list_is_ticked_if_the_rule_says_so(march: Cast) -> None:
    current = march.a.planned_stages.current().get()
    StageRequirement.objects.filter(stage=current.stage).delete()
    made = rule(march, "stage_end", (0, "leaders"), stop=LISTED)
    assert len(told(END, march)) == 1  # a stage without a list is not done by that
    listed = [
        StageRequirement.objects.create(stage=current.stage, order=n, name_sv=f"Krav {n}", name_en=f"Demand {n}")
        for n in (1, 2)
    ]
    for one in listed:
        assert len(told(END, march)) == 1
        RequirementCheck.objects.create(planned_stage=current, requirement=one, done_on=MARCH, done_by=march.leader)
    assert told(END, march) == set()
    ReminderRule.objects.filter(pk=made.pk).update(stop="")
    assert len(told(END, march)) == 1


def test_stage_ends_goes_to_leaders_in_force_only(march: Cast) -> None:
    Appointment.objects.filter(person=march.leader).update(until_on=END - DAY)
    successor = person("efter@example.org", "Ny Ledare")
    Appointment.objects.create(person=successor, role="regional_leader", region=march.mellersta, from_on=END)
    gone = User.objects.create(email="borta@example.org", name="Får Inte", is_active=False)
    Appointment.objects.create(person=gone, role="regional_leader", region=march.mellersta, from_on=LONG_AGO)

    assert people(END - DAY, march) == {march.leader.pk, march.coach_a.pk}
    assert people(END, march) == {successor.pk, march.coach_a.pk}


def test_stage_ends_in_a_region_without_leader_goes_to_the_programmes_directors(march: Cast) -> None:
    own = person("egen@example.org", "Egen", (Role.DIRECTOR, {"programme": march.programme}))
    Appointment.objects.filter(person=march.leader).delete()

    assert people(END, march) == {march.director.pk, own.pk, march.coach_a.pk}
    assert {(one.person, one.escalated) for one in heard("stage_end", END) if one.subject_id == march.a.pk} == {
        (who, False) for who in (march.director.pk, own.pk, march.coach_a.pk)
    }


def test_stage_ends_of_a_company_without_coach_is_the_leaders_once(march: Cast) -> None:
    CoachAssignment.objects.filter(enrolment=march.a).delete()

    assert [(one.person, one.words) for one in heard("stage_end", END) if one.subject_id == march.a.pk] == [
        (march.leader.pk, "stage_ends")
    ]


def test_only_some_subjects_are_asked_for(march: Cast) -> None:
    assert {one.subject_id for one in heard("stage_end", date(2028, 1, 1))} == {march.a.pk, march.b.pk, march.c.pk}
    assert {one.subject_id for one in heard("stage_end", date(2028, 1, 1), frozenset({march.b.pk}))} == {march.b.pk}
    assert heard("stage_end", date(2028, 1, 1), frozenset()) == []


# Agreements that are missing --------------------------------------------------------------------


def missing(today: date) -> set[tuple[int, int, date]]:
    found = heard("agreement_missing", today)
    assert {one.words for one in found} <= {"document_missing"}
    return {(one.subject_id, one.person, one.due_on) for one in found}


@pytest.fixture
def switched_on(march: Cast) -> Cast:
    """The director wants to hear of missing agreements, every day of the week."""
    rule(march, "agreement_missing", (14, "leaders"), (45, "directors"), quiet="none")
    return march


def test_agreement_missing_is_off_until_a_director_switches_it_on(march: Cast) -> None:
    assert missing(date(2028, 1, 1)) == set()
    rule(march, "agreement_missing", (14, "leaders"))
    assert missing(date(2028, 1, 1))


def test_agreement_missing_is_told_to_leaders_and_then_to_the_director(switched_on: Cast) -> None:
    cast, started_on = switched_on, date(2027, 2, 1)  # B
    calendar = {
        n: {(who, due_on) for pk, who, due_on in missing(started_on + n * DAY) if pk == cast.b.pk}
        for n in (13, 14, 44, 45)
    }
    first = {(cast.leader.pk, started_on + 14 * DAY)}
    both = first | {(cast.director.pk, started_on + 45 * DAY)}
    assert calendar == {13: set(), 14: first, 44: first, 45: both}


@pytest.mark.parametrize(("kind", "still"), [("agreement", False), ("other", True)])
def test_agreement_missing_ends_with_the_agreement_and_with_nothing_else(
    switched_on: Cast, kind: str, still: bool
) -> None:
    def about_a() -> bool:
        return switched_on.a.pk in {pk for pk, _who, _on in missing(MARCH)}

    assert about_a()
    Document.objects.create(
        enrolment=switched_on.a, title="Avtal", kind=kind, size=8, uploaded_by=switched_on.leader, stored_name=kind
    )
    assert about_a() is still


def test_agreement_missing_is_not_said_of_who_is_not_under_way(switched_on: Cast) -> None:
    def asked() -> set[int]:
        return {pk for pk, _who, _on in missing(MARCH)}

    assert asked() == {switched_on.a.pk, switched_on.b.pk, switched_on.c.pk}
    actions.pause(by=switched_on.leader, enrolment=switched_on.a, on=MARCH, reason="Vila")
    actions.withdraw(by=switched_on.leader, enrolment=switched_on.b, on=MARCH, reason="other")
    assert asked() == {switched_on.c.pk}
