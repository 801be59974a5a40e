"""The verbs on sessions: what they write, what they refuse, what they leave in the trail."""

import json
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from coaching.actions import AttendanceValues, NewAction, change_session, log_session
from coaching.models import ActionItem, CoachAssignment, CoachingSession, CoachingSoFar
from companies.models import PlannedStage
from programme.people.models import AuditEvent
from programme.people.versions import Conflict
from tests.cast import Cast
from tests.coaching.posts import CANARY, held, session_values

TODAY = timezone.localdate


def refusal(cast: Cast, **changes: object) -> dict[str, list[str]]:
    """What log_session says about these values, at which value."""
    values = session_values(TODAY(), cast.a, **changes)
    with pytest.raises(ValidationError) as refused:
        log_session(by=cast.coach_a, values=values)
    assert not CoachingSession.objects.exists()
    return refused.value.message_dict


def test_log_session_writes_session_attendance_and_actions_at_once(cast: Cast) -> None:
    open_item = ActionItem.objects.create(enrolment=cast.a, what="Mäta ställtid", added_by=cast.coach_a)
    values = session_values(
        TODAY(),
        cast.a,
        travel_minutes=90,
        topics=("five_s",),
        shareable_summary="Delas",
        confidential_note=CANARY,
        new_actions=(NewAction(cast.a, "Boka styrgrupp", "Ulrika", TODAY() + timedelta(days=7)),),
        closed_actions=(open_item.pk,),
    )

    session = log_session(by=cast.coach_a, values=values)

    session.refresh_from_db()
    assert (session.coach, session.held_on, session.coach_minutes) == (cast.coach_a, TODAY(), 150)
    assert (session.topics, session.shareable_summary, session.confidential_note) == (["five_s"], "Delas", CANARY)
    (attendance,) = session.attendances.all()
    assert (attendance.enrolment, attendance.participants, attendance.company_minutes) == (cast.a, 3, 180)
    assert attendance.stage == cast.version.stages.get(order=1)
    open_item.refresh_from_db()
    assert (open_item.closed_on, open_item.closed_by) == (TODAY(), cast.coach_a)
    agreed = session.action_items.get()
    assert (agreed.what, agreed.owner_name, agreed.enrolment) == ("Boka styrgrupp", "Ulrika", cast.a)


def test_log_session_leaves_one_event_without_the_texts(cast: Cast) -> None:
    values = session_values(TODAY(), cast.a, shareable_summary="DELAD-TEXT", confidential_note=CANARY)

    session = log_session(by=cast.coach_a, values=values)

    event = AuditEvent.objects.get()
    assert (event.verb, event.by, event.subject_id) == ("session-log", cast.coach_a, session.pk)
    assert event.changes["on_site_minutes"] == [None, 60]
    told = json.dumps(event.changes, ensure_ascii=False) + event.subject_label
    assert CANARY not in told
    assert "DELAD-TEXT" not in told
    assert cast.company_a.name not in told


def test_log_session_on_the_day_of_a_stage_change_counts_in_the_new_stage(cast: Cast) -> None:
    changed_on = TODAY() - timedelta(days=3)
    first, second = PlannedStage.objects.filter(enrolment=cast.a).order_by("order")[:2]
    PlannedStage.objects.filter(pk=first.pk).update(closed_on=changed_on, closed_by=cast.leader)
    PlannedStage.objects.filter(pk=second.pk).update(entered_on=changed_on)

    stages = [
        log_session(by=cast.coach_a, values=session_values(day, cast.a)).attendances.get().stage
        for day in (changed_on - timedelta(days=1), changed_on, changed_on + timedelta(days=1))
    ]

    assert stages == [first.stage, second.stage, second.stage]


def test_log_session_in_the_future_is_refused(cast: Cast) -> None:
    assert set(refusal(cast, held_on=TODAY() + timedelta(days=1))) == {"held_on"}


def test_log_session_before_the_start_is_refused_with_the_day(cast: Cast) -> None:
    words = refusal(cast, held_on=cast.a.started_on - timedelta(days=1))["held_on"]
    assert [cast.company_a.name in one and str(cast.a.started_on) in one for one in words] == [True]


def test_log_session_after_the_end_is_refused_with_the_day(cast: Cast) -> None:
    ended_on = TODAY() - timedelta(days=5)
    cast.a.state, cast.a.ended_on = "completed", ended_on
    cast.a.save()

    words = refusal(cast)["held_on"]

    assert [str(ended_on) in one for one in words] == [True]
    assert log_session(by=cast.coach_a, values=session_values(ended_on, cast.a)).held_on == ended_on


def test_log_session_with_a_company_that_has_not_started_is_refused(cast: Cast) -> None:
    CoachAssignment.objects.create(enrolment=cast.lone, coach=cast.coach_a, from_on=TODAY())
    words = refusal(cast, attendances=(AttendanceValues(cast.lone, women=1),))["held_on"]
    assert [cast.company_lone.name in one for one in words] == [True]


def test_log_session_without_a_company_is_refused(cast: Cast) -> None:
    assert set(refusal(cast, attendances=())) == {"enrolments"}


@pytest.mark.parametrize("minutes", [0, 24 * 60 + 1])
def test_log_session_of_no_time_or_more_than_a_day_is_refused(cast: Cast, minutes: int) -> None:
    assert set(refusal(cast, on_site_minutes=minutes)) == {"on_site_minutes"}


def test_log_session_with_exactly_a_day_is_taken(cast: Cast) -> None:
    values = session_values(TODAY(), cast.a, on_site_minutes=23 * 60, travel_minutes=60)
    assert log_session(by=cast.coach_a, values=values).coach_minutes == 24 * 60


def test_log_session_with_own_time_of_nobody_is_refused(cast: Cast) -> None:
    alone = (AttendanceValues(cast.a, company_minutes=1),)
    assert set(refusal(cast, attendances=alone)) == {f"own_{cast.a.pk}"}


def test_log_session_with_more_than_a_day_of_each_is_refused(cast: Cast) -> None:
    much = (AttendanceValues(cast.a, women=1, company_minutes=24 * 60 + 1),)
    assert set(refusal(cast, attendances=much)) == {f"own_{cast.a.pk}"}


def test_log_session_on_a_company_of_another_coach_is_denied(cast: Cast) -> None:
    for by, there in (
        (cast.coach_a, (cast.b,)),
        (cast.coach_a, (cast.a, cast.b)),
        (cast.former_coach, (cast.a,)),
        (cast.leader, (cast.a,)),
        (cast.director, (cast.a,)),
    ):
        with pytest.raises(PermissionDenied):
            log_session(by=by, values=session_values(TODAY(), *there))
    assert not CoachingSession.objects.exists()


def test_log_session_with_actions_of_another_company_is_denied_and_writes_nothing(cast: Cast) -> None:
    foreign = ActionItem.objects.create(enrolment=cast.b, what="B:s egen", added_by=cast.coach_b)
    for changes in ({"closed_actions": (foreign.pk,)}, {"new_actions": (NewAction(cast.b, "Smyg"),)}):
        with pytest.raises(PermissionDenied):
            log_session(by=cast.coach_a, values=session_values(TODAY(), cast.a, **changes))
    foreign.refresh_from_db()
    assert foreign.closed_on is None
    assert not CoachingSession.objects.exists()


def test_log_session_twice_with_one_key_makes_one(cast: Cast) -> None:
    key, values = uuid4(), session_values(TODAY(), cast.a)
    first, second = (log_session(by=cast.coach_a, values=values, key=key) for _n in range(2))
    assert first == second
    assert CoachingSession.objects.count() == AuditEvent.objects.count() == 1


def test_change_session_writes_new_figures_and_companies(cast: Cast) -> None:
    CoachAssignment.objects.create(enrolment=cast.b, coach=cast.coach_a, kind="assisting", from_on=TODAY())
    session = log_session(by=cast.coach_a, values=session_values(TODAY(), cast.a, confidential_note="gammal"))
    values = session_values(TODAY(), cast.a, cast.b, on_site_minutes=120, confidential_note=CANARY)
    values = replace(values, attendances=(replace(values.attendances[0], men=9), values.attendances[1]))

    change_session(by=cast.coach_a, session=session, version=1, values=values)

    session.refresh_from_db()
    assert (session.on_site_minutes, session.version, session.confidential_note) == (120, 2, CANARY)
    assert dict(session.attendances.values_list("enrolment", "men")) == {cast.a.pk: 9, cast.b.pk: 1}
    event = AuditEvent.objects.get(verb="session-change")
    assert event.changes["on_site_minutes"] == [60, 120]
    assert CANARY not in json.dumps(event.changes)
    assert "gammal" not in json.dumps(event.changes)


def test_change_session_drops_a_company_that_was_not_there(cast: Cast) -> None:
    CoachAssignment.objects.create(enrolment=cast.b, coach=cast.coach_a, kind="assisting", from_on=TODAY())
    session = log_session(by=cast.coach_a, values=session_values(TODAY(), cast.a, cast.b))
    change_session(by=cast.coach_a, session=session, version=1, values=session_values(TODAY(), cast.b))
    assert list(session.attendances.values_list("enrolment", flat=True)) == [cast.b.pk]


def test_change_session_on_an_older_version_conflicts_and_changes_nothing(cast: Cast) -> None:
    session = log_session(by=cast.coach_a, values=session_values(TODAY(), cast.a))
    change_session(
        by=cast.coach_a, session=session, version=1, values=session_values(TODAY(), cast.a, travel_minutes=5)
    )
    with pytest.raises(Conflict):
        change_session(
            by=cast.coach_a, session=session, version=1, values=session_values(TODAY(), cast.a, travel_minutes=9)
        )
    session.refresh_from_db()
    assert session.travel_minutes == 5


def test_change_session_is_denied_to_everybody_but_its_coach_on_all_its_companies(cast: Cast) -> None:
    CoachAssignment.objects.create(enrolment=cast.a, coach=cast.coach_b, kind="assisting", from_on=TODAY())
    own = held(cast.coach_a, TODAY(), cast.a)
    joint = held(cast.coach_a, TODAY(), cast.a, cast.b)
    for by, session in (
        (cast.coach_b, own),
        (cast.leader, own),
        (cast.director, own),
        (cast.auditor, own),
        (cast.coach_a, joint),
    ):
        with pytest.raises(PermissionDenied):
            change_session(by=by, session=session, version=1, values=session_values(TODAY(), cast.a))
    CoachAssignment.objects.filter(coach=cast.coach_a).update(until_on=TODAY() - timedelta(days=1))
    with pytest.raises(PermissionDenied):
        change_session(by=cast.coach_a, session=own, version=1, values=session_values(TODAY(), cast.a))


def test_kept_totals_follow_every_log_and_every_correction(cast: Cast) -> None:
    def kept() -> dict[int, tuple[object, int]]:
        return {row.pk: (row.last_session_on, row.company_minutes) for row in CoachingSoFar.objects.all()}

    CoachAssignment.objects.create(enrolment=cast.b, coach=cast.coach_a, kind="assisting", from_on=TODAY())
    early, late = TODAY() - timedelta(days=9), TODAY() - timedelta(days=2)
    log_session(by=cast.coach_a, values=session_values(early, cast.a))
    session = log_session(by=cast.coach_a, values=session_values(late, cast.a, cast.b))
    assert kept() == {cast.a.pk: (late, 360), cast.b.pk: (late, 180)}

    change_session(by=cast.coach_a, session=session, version=1, values=session_values(TODAY(), cast.b))
    assert kept() == {cast.a.pk: (early, 180), cast.b.pk: (TODAY(), 180)}
    companies = dict(CoachingSoFar.objects.values_list("pk", "company"))
    assert companies == {cast.a.pk: cast.company_a.pk, cast.b.pk: cast.company_b.pk}
