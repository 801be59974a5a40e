"""The rules on a calendar: what is due on each day, to whom."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from coaching.actions import close_action
from coaching.models import ActionItem, CoachAssignment, PlannedSession
from coaching.plan import told_as_seen_by
from coaching.reminders import BEGUN, PLANNED
from companies import actions as company_actions
from companies.models import Enrolment, PlannedStage
from programme.notices.models import Notice, ReminderRule, ReminderStep
from programme.people.models import Appointment
from programme.people.roles import Role
from tests.cast import Cast, person
from tests.coaching.plans import away, planned
from tests.coaching.posts import held
from tests.notices.hearing import heard

DAY = timedelta(days=1)


def about(event: str, day: date, subject: int) -> dict[int, tuple[str, date]]:
    """Who hears what of an event about one subject, due when."""
    return {one.person: (one.words, one.due_on) for one in heard(event, day) if one.subject_id == subject}


def subjects(event: str, day: date) -> set[int]:
    return {one.subject_id for one in heard(event, day)}


def rule(cast: Cast, event: str, *steps: tuple[int, str], **values: object) -> ReminderRule:
    row = ReminderRule.objects.create(event=event, changed_by=cast.director, **values)
    ReminderStep.objects.bulk_create(ReminderStep(rule=row, days=days, audience=who) for days, who in steps)
    return row


def nine(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, 9))


def item_of(cast: Cast, due_on: date | None = date(2027, 3, 10), **values: object) -> ActionItem:
    given = {"enrolment": cast.a, "what": "Mäta ställtid", "due_on": due_on, "added_by": cast.coach_a} | values
    return ActionItem.objects.create(**given)


# Silence ----------------------------------------------------------------------------------------


def test_silence_goes_to_coaches_then_leaders_then_directors(march: Cast) -> None:
    """B, silent since it started: 1 February and 30 days is 3 March."""
    coach = {march.coach_b.pk: ("no_session", date(2027, 3, 4))}
    leader = {march.leader.pk: ("no_session", date(2027, 3, 11))}
    director = {march.director.pk: ("no_session", date(2027, 4, 2))}
    days = [date(2027, 3, 3), date(2027, 3, 4), date(2027, 3, 10), date(2027, 3, 11), date(2027, 4, 1)]

    assert [about("silence", day, march.b.pk) for day in days] == [{}, coach, coach, coach | leader, coach | leader]
    assert about("silence", date(2027, 4, 2), march.b.pk) == coach | leader | director
    found = [one for one in heard("silence", date(2027, 4, 2)) if one.subject_id == march.b.pk]
    assert {one.person: one.escalated for one in found} == {
        march.coach_b.pk: False,
        march.leader.pk: True,
        march.director.pk: True,
    }


def test_silence_is_said_from_the_first_working_day_too_many(march: Cast) -> None:
    held(march.coach_a, date(2027, 2, 10), march.a)
    quiet = [day for day in range(1, 32) if about("silence", date(2027, 3, day), march.a.pk)]
    assert quiet == list(range(15, 32))  # 10 February + 30 days is Friday 12 March
    told = about("silence", date(2027, 3, 22), march.a.pk)
    assert told == {
        march.coach_a.pk: ("no_session", date(2027, 3, 13)),
        march.leader.pk: ("no_session", date(2027, 3, 20)),
    }
    assert set(about("silence", date(2027, 3, 21), march.a.pk)) == {march.coach_a.pk}


def test_silence_is_settled_by_a_session_a_pause_and_a_session_with_others(march: Cast) -> None:
    day = date(2027, 3, 22)
    assert subjects("silence", day) == {march.a.pk, march.b.pk, march.c.pk}
    held(march.coach_a, day, march.a, march.b)
    assert subjects("silence", day) == {march.c.pk}
    march.c.state = "paused"
    march.c.save()
    assert heard("silence", day) == []


def test_silence_stops_with_a_planned_session_if_the_rule_says_so(march: Cast) -> None:
    day = date(2027, 3, 22)
    planned(march.coach_a, nine(day), march.a)
    planned(march.coach_b, nine(day - DAY), march.b)  # its time is over: nothing is planned any more
    assert subjects("silence", day) == {march.a.pk, march.b.pk, march.c.pk}
    row = rule(march, "silence", (1, "coaches"), stop=PLANNED)
    assert subjects("silence", day) == {march.b.pk, march.c.pk}
    PlannedSession.objects.filter(enrolments=march.a).update(state="cancelled", cancel_reason="illness")
    assert subjects("silence", day) == {march.a.pk, march.b.pk, march.c.pk}
    ReminderRule.objects.filter(pk=row.pk).update(is_on=False)
    assert heard("silence", day) == []


def test_silence_leads_the_coach_to_the_form_and_the_leader_to_the_card(march: Cast) -> None:
    paths = {one.person: one.path for one in heard("silence", date(2027, 3, 22)) if one.subject_id == march.a.pk}
    assert paths == {
        march.coach_a.pk: f"/sessions/log/?enrolment={march.a.pk}",
        march.leader.pk: march.a.get_absolute_url(),
        march.director.pk: march.a.get_absolute_url(),
    }


def test_silence_of_a_company_whose_coaches_are_gone_is_told_to_its_leaders(march: Cast) -> None:
    """Former coaches hear nothing, nor does who is no coach any more; the matter does not fall between two chairs."""
    Appointment.objects.filter(person=march.coach_b, role=Role.COACH).update(until_on=date(2027, 3, 2))
    CoachAssignment.objects.create(
        enrolment=march.b, coach=march.coach_a, from_on=date(2027, 2, 1), until_on=date(2027, 3, 3), kind="assisting"
    )
    [one] = [one for one in heard("silence", date(2027, 3, 4)) if one.subject_id == march.b.pk]
    assert (one.person, one.words, one.escalated) == (march.leader.pk, "no_session", False)
    assert one.path == march.b.get_absolute_url()


def test_silence_with_neither_coach_nor_leader_is_told_to_the_directors(march: Cast) -> None:
    CoachAssignment.objects.filter(enrolment=march.b).delete()
    Appointment.objects.filter(person=march.leader).delete()
    assert about("silence", date(2027, 3, 4), march.b.pk) == {march.director.pk: ("no_session", date(2027, 3, 4))}


def test_silence_is_the_same_however_often_it_is_asked(march: Cast) -> None:
    day = date(2027, 3, 22)
    first, second = heard("silence", day), heard("silence", day)
    assert first == second
    assert len({(one.person, one.subject_id, one.due_on) for one in first}) == len(first)


# Actions ----------------------------------------------------------------------------------------


def test_action_due_goes_to_the_lead_coach_until_it_is_closed(march: Cast) -> None:
    CoachAssignment.objects.create(enrolment=march.a, coach=march.coach_b, kind="assisting", from_on=date(2027, 3, 1))
    item = item_of(march)
    item_of(march, None, what="Utan dag")
    coach = {march.coach_a.pk: ("action_due", date(2027, 3, 10))}
    leader = {march.leader.pk: ("action_due", date(2027, 3, 31))}

    calendar = {day: about("action_due", date(2027, 3, day), item.pk) for day in (9, 10, 30, 31)}

    assert calendar == {9: {}, 10: coach, 30: coach, 31: coach | leader}
    assert subjects("action_due", date(2027, 12, 31)) == {item.pk}
    assert {one.label for one in heard("action_due", date(2027, 3, 31))} == {f"{march.company_a.name}: Mäta ställtid"}
    close_action(by=march.coach_a, item=item, on=date(2027, 3, 1))
    assert heard("action_due", date(2027, 3, 31)) == []


def test_action_soon_is_said_before_and_action_due_from_its_day(march: Cast) -> None:
    rule(march, "action_due", (-3, "lead_coach"), (0, "lead_coach"))
    item = item_of(march)
    words = [about("action_due", date(2027, 3, day), item.pk).get(march.coach_a.pk) for day in (4, 5, 9, 10)]
    soon = ("action_soon", date(2027, 3, 7))  # a Sunday, so it is said on Friday
    assert words == [None, soon, soon, ("action_due", date(2027, 3, 10))]


def test_action_due_stops_when_somebody_has_begun_if_the_rule_says_so(march: Cast) -> None:
    day, begun = date(2027, 3, 12), item_of(march)
    waiting = item_of(march, what="Måla golvet")
    ActionItem.objects.filter(pk=begun.pk).update(begun_on=date(2027, 3, 1))
    assert subjects("action_due", day) == {begun.pk, waiting.pk}
    rule(march, "action_due", (0, "lead_coach"), stop=BEGUN)
    assert subjects("action_due", day) == {waiting.pk}


def test_action_due_is_silent_when_the_company_has_left(march: Cast) -> None:
    item_of(march)
    assert len(heard("action_due", date(2027, 3, 11))) == 1
    march.a.state, march.a.ended_on = "completed", date(2027, 3, 11)
    march.a.save()
    assert heard("action_due", date(2027, 3, 11)) == []


# Sessions that nobody has logged ----------------------------------------------------------------


def test_session_unlogged_goes_to_who_was_to_hold_it_and_then_to_the_leaders(march: Cast) -> None:
    row = planned(march.coach_a, nine(date(2027, 3, 9)), march.a)
    coach = {march.coach_a.pk: ("session_unlogged", date(2027, 3, 10))}
    leader = {march.leader.pk: ("session_unlogged", date(2027, 3, 19))}

    calendar = {day: about("session_unlogged", date(2027, 3, day), row.pk) for day in (9, 10, 18, 19)}

    assert calendar == {9: {}, 10: coach, 18: coach, 19: coach | leader}
    lines = heard("session_unlogged", date(2027, 3, 19))
    assert {one.path for one in lines} == {row.get_absolute_url()}
    assert {one.label for one in lines} == {march.company_a.name}
    assert {one.person: one.escalated for one in lines} == {march.coach_a.pk: False, march.leader.pk: True}


def test_session_unlogged_of_who_is_no_coach_any_more_goes_to_the_leaders_at_once(march: Cast) -> None:
    row = planned(march.coach_a, nine(date(2027, 3, 9)), march.a)
    march.coach_a.appointments.update(until_on=date(2027, 3, 9))
    assert about("session_unlogged", date(2027, 3, 10), row.pk) == {
        march.leader.pk: ("session_unlogged", date(2027, 3, 10))
    }


def test_session_unlogged_of_a_coach_who_was_replaced_goes_to_the_lead_coach(march: Cast) -> None:
    row = planned(march.coach_a, nine(date(2027, 3, 9)), march.a)
    CoachAssignment.objects.filter(enrolment=march.a, coach=march.coach_a).update(until_on=date(2027, 3, 9))
    CoachAssignment.objects.create(enrolment=march.a, coach=march.coach_b, from_on=date(2027, 3, 10))
    assert about("session_unlogged", date(2027, 3, 10), row.pk) == {
        march.coach_b.pk: ("session_unlogged", date(2027, 3, 10))
    }


def test_session_unlogged_belongs_to_the_day_of_sweden(march: Cast) -> None:
    late = timezone.make_aware(datetime(2027, 3, 9, 23, 30))
    row = planned(march.coach_a, late, march.a)
    assert about("session_unlogged", date(2027, 3, 10), row.pk) == {
        march.coach_a.pk: ("session_unlogged", date(2027, 3, 10))
    }


@pytest.mark.parametrize("state", ["held", "cancelled", "moved"])
def test_session_unlogged_ends_when_it_is_known_what_became_of_it(march: Cast, state: str) -> None:
    day = date(2027, 3, 12)
    row = planned(march.coach_a, nine(date(2027, 3, 9)), march.a)
    assert subjects("session_unlogged", day) == {row.pk}
    rows = PlannedSession.objects.filter(pk=row.pk)
    if state == "held":
        rows.update(state="held", session=held(march.coach_a, date(2027, 3, 9), march.a))
    elif state == "cancelled":
        rows.update(state="cancelled", cancel_reason="illness")
    else:
        rows.update(starts_at=nine(day))
    assert heard("session_unlogged", day) == []


def test_session_unlogged_names_its_companies_to_each_those_that_are_theirs(march: Cast) -> None:
    """The coach coaches both; the leader of the first one's region has that one only."""
    CoachAssignment.objects.create(enrolment=march.c, coach=march.coach_a, from_on=date(2027, 1, 1), kind="assisting")
    row = planned(march.coach_a, nine(date(2027, 3, 9)), march.c, march.a)
    both = sorted([march.company_a.name, march.company_c.name])
    first = march.a if march.company_a.name == both[0] else march.c
    lines = heard("session_unlogged", date(2027, 3, 19))
    assert {one.subject_id for one in lines} == {row.pk}
    told = {one.person: one.label for one in lines}
    assert told.pop(march.coach_a.pk) == ", ".join(both)
    assert set(told.values()) == {first.company.name}


def test_session_unlogged_names_no_company_that_is_not_the_coachs(march: Cast) -> None:
    row = planned(march.coach_a, nine(date(2027, 3, 9)), march.b, march.a)
    [one] = heard("session_unlogged", date(2027, 3, 12))
    assert (one.subject_id, one.label) == (row.pk, min(march.company_a.name, march.company_b.name))


def test_who_was_told_names_only_companies_that_the_reader_sees(march: Cast) -> None:
    row = planned(march.coach_a, nine(date(2027, 3, 9)), march.a, march.c)
    notice = Notice(
        recipient=march.coach_a, event="session_unlogged", rule="session_unlogged", topic="sessions",
        subject_kind="plannedsession", subject_id=row.pk, subject_label="Alla AB", path="/", happens_on=row.day,
        due_on=row.day,
    )  # fmt: skip
    [seen] = told_as_seen_by(march.leader, [notice])
    assert seen.subject_label == march.company_a.name
    [seen] = told_as_seen_by(march.director, [notice])
    assert seen.subject_label == ", ".join(sorted([march.company_a.name, march.company_c.name]))


# Stage ends, pauses, absences -------------------------------------------------------------------


def test_stage_ends_are_told_to_coaches_as_to_leaders(march: Cast) -> None:
    first = PlannedStage.objects.get(enrolment=march.a, order=1)
    assert first.planned_end_on == date(2027, 4, 1)
    days = (date(2027, 3, 17), date(2027, 3, 18), date(2027, 4, 1), date(2027, 4, 2))
    found = [about("stage_end", day, march.a.pk) for day in days]
    both = (march.coach_a.pk, march.leader.pk)
    soon = dict.fromkeys(both, ("stage_ends", date(2027, 3, 18)))
    late = dict.fromkeys(both, ("stage_overdue", date(2027, 4, 2)))
    assert found == [{}, soon, soon, late]


def test_pause_silences_everything_and_its_end_lets_it_speak_again(march: Cast) -> None:
    events, day = ("stage_end", "silence", "action_due", "agreement_missing"), date(2027, 5, 20)
    rule(march, "agreement_missing", (14, "leaders"))
    item = item_of(march)

    def said() -> dict[str, bool]:
        asked = {event: item.pk if event == "action_due" else march.a.pk for event in events}
        return {event: bool(about(event, day, subject)) for event, subject in asked.items()}

    assert said() == dict.fromkeys(events, True)
    company_actions.pause(by=march.leader, enrolment=march.a, on=date(2027, 3, 1), reason="Vila")
    assert said() == dict.fromkeys(events, False)
    company_actions.resume(by=march.leader, enrolment=Enrolment.objects.get(pk=march.a.pk), on=date(2027, 3, 1))
    assert said() == dict.fromkeys(events, True)


def test_absence_turns_reminders_to_the_cover_and_back_by_itself(march: Cast) -> None:
    item = item_of(march, date(2027, 3, 2), enrolment=march.b)
    row = planned(march.coach_b, nine(date(2027, 3, 2)), march.b)
    cover = person("vikarie@example.org", "Vikarie", (Role.COACH, {"region": march.mellersta}))
    away(march.coach_b, cover, 10, 14)  # 11 to 15 March
    matters = {"silence": march.b.pk, "action_due": item.pk, "session_unlogged": row.pk, "stage_end": march.b.pk}

    def told(day: date) -> list[set[int]]:
        nobody = {march.leader.pk, march.director.pk}
        return [set(about(event, day, subject)) - nobody for event, subject in matters.items()]

    PlannedStage.objects.filter(enrolment=march.b, order=1).update(planned_end_on=date(2027, 3, 20))
    assert told(date(2027, 3, 10)) == [{march.coach_b.pk}] * 4
    assert [told(date(2027, 3, day)) for day in (11, 15)] == [[{cover.pk}] * 4] * 2
    assert told(date(2027, 3, 16)) == [{march.coach_b.pk}] * 4
