"""Sessions are planned, agreed, moved, cancelled, logged; each once, by who coaches every company."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from coaching.actions import (
    cancel_session,
    confirm_session,
    log_session,
    move_session,
    note_no_show,
    propose_session,
)
from coaching.models import Activity, CoachingSession, PlannedSession
from programme.people.models import AuditEvent
from programme.people.versions import Conflict
from tests.cast import Cast
from tests.coaching.plans import ahead, plan_values, planned
from tests.coaching.posts import session_values

State = PlannedSession.State


def test_propose_session_plans_it_with_its_companies_and_a_trace(cast: Cast) -> None:
    row = propose_session(by=cast.coach_a, values=plan_values(cast.a, place="Verkstaden"), now=timezone.now())

    row.refresh_from_db()
    assert (row.coach, row.state, row.minutes, row.place) == (cast.coach_a, State.PLANNED, 120, "Verkstaden")
    assert list(row.enrolments.all()) == [cast.a]
    assert row.starts_at == ahead()
    event = AuditEvent.objects.get()
    assert (event.verb, event.subject_id, event.by) == ("session-plan", row.pk, cast.coach_a)
    assert event.changes[f"enrolment {cast.a.pk}"] == [None, "planned"]


def test_propose_session_twice_with_one_key_makes_one(cast: Cast) -> None:
    key, now = uuid4(), timezone.now()
    made = {propose_session(by=cast.coach_a, values=plan_values(cast.a), now=now, key=key).pk for _n in range(5)}
    assert len(made) == PlannedSession.objects.count() == 1


def test_propose_session_is_denied_to_who_does_not_coach_every_company(cast: Cast) -> None:
    for by, companies in ((cast.coach_a, (cast.a, cast.b)), (cast.coach_b, (cast.a,)), (cast.former_coach, (cast.a,))):
        with pytest.raises(PermissionDenied):
            propose_session(by=by, values=plan_values(*companies), now=timezone.now())
    for by in (cast.leader, cast.auditor, cast.funder_tvv):
        with pytest.raises(PermissionDenied):
            propose_session(by=by, coach=cast.coach_a, values=plan_values(cast.a), now=timezone.now())
    assert not PlannedSession.objects.exists()


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"starts_at": ahead(-1)}, "time"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 2000}, "minutes"),
        ({"enrolments": ()}, "enrolments"),
    ],
)
def test_propose_session_refuses_what_cannot_be(cast: Cast, changes: dict, where: str) -> None:
    with pytest.raises(ValidationError) as refused:
        propose_session(by=cast.coach_a, values=plan_values(cast.a, **changes), now=timezone.now())
    assert set(refused.value.message_dict) == {where}
    assert not PlannedSession.objects.exists()


def test_propose_session_with_a_company_that_has_left_is_refused(cast: Cast) -> None:
    cast.a.state, cast.a.ended_on = "completed", timezone.localdate()
    cast.a.save()
    with pytest.raises(ValidationError) as refused:
        propose_session(by=cast.coach_a, values=plan_values(cast.a), now=timezone.now())
    assert set(refused.value.message_dict) == {"enrolments"}


def test_confirm_session_agrees_to_a_proposal_once(cast: Cast) -> None:
    row = propose_session(by=cast.coach_a, values=plan_values(cast.a, is_agreed=False), now=timezone.now())
    assert row.state == State.PROPOSED
    for _twice in range(2):
        confirm_session(by=cast.coach_a, planned=row, now=timezone.now())
    assert row.state == State.PLANNED
    assert AuditEvent.objects.filter(verb="session-confirm").count() == 1


def test_move_session_keeps_what_it_was_first_planned_for(cast: Cast) -> None:
    row = planned(cast.coach_a, ahead(2), cast.a)
    for days in (5, 7):
        moved = {"starts_at": ahead(days)}
        move_session(by=cast.coach_a, planned=row, version=row.version, values=moved, now=timezone.now())
    row.refresh_from_db()
    assert (row.starts_at, row.first_starts_at, row.moves) == (ahead(7), ahead(2), 2)
    events = AuditEvent.objects.filter(verb="session-move").order_by("pk")
    before = [datetime.fromisoformat(event.changes["starts_at"][0]) for event in events]
    assert before == [ahead(2), ahead(5)]


def test_move_session_that_changes_the_place_only_is_no_move(cast: Cast) -> None:
    row = planned(cast.coach_a, ahead(-1), cast.a)
    values = {"starts_at": row.starts_at, "place": "Kontoret"}
    move_session(by=cast.coach_a, planned=row, version=1, values=values, now=timezone.now())
    assert (row.place, row.moves, row.first_starts_at) == ("Kontoret", 0, None)


def test_move_session_into_the_past_or_on_an_old_version_changes_nothing(cast: Cast) -> None:
    row = planned(cast.coach_a, ahead(), cast.a)
    with pytest.raises(ValidationError):
        move_session(by=cast.coach_a, planned=row, version=1, values={"starts_at": ahead(-2)}, now=timezone.now())
    move_session(by=cast.coach_a, planned=row, version=1, values={"place": "Ett"}, now=timezone.now())
    with pytest.raises(Conflict):
        move_session(by=cast.coach_a, planned=row, version=1, values={"place": "Två"}, now=timezone.now())
    row.refresh_from_db()
    assert (row.place, row.starts_at) == ("Ett", ahead())


def test_cancel_session_is_recorded_and_not_deleted(cast: Cast) -> None:
    row = planned(cast.coach_a, ahead(), cast.a)
    told = {"reason": "illness", "words": "Hela skiftet"}
    cancel_session(by=cast.coach_a, planned=row, version=1, now=timezone.now(), **told)
    row.refresh_from_db()
    assert (row.state, row.cancel_reason, row.cancel_words) == (State.CANCELLED, "illness", "Hela skiftet")
    with pytest.raises(ValidationError):
        cancel_session(by=cast.coach_a, planned=row, version=2, now=timezone.now(), **told)
    with pytest.raises(ValidationError):
        move_session(by=cast.coach_a, planned=row, version=2, values={"place": "X"}, now=timezone.now())


def test_note_no_show_only_when_it_has_begun(cast: Cast) -> None:
    coming, been = planned(cast.coach_a, ahead(), cast.a), planned(cast.coach_a, ahead(-1), cast.a)
    with pytest.raises(ValidationError):
        note_no_show(by=cast.coach_a, planned=coming, now=timezone.now())
    for _twice in range(2):
        note_no_show(by=cast.coach_a, planned=been, now=timezone.now())
    assert (coming.state, been.state) == (State.PLANNED, State.NO_SHOW)
    assert AuditEvent.objects.filter(verb="session-no-show").count() == 1


def test_verbs_on_a_planned_session_are_denied_to_others(cast: Cast) -> None:
    row = planned(cast.coach_a, ahead(-1), cast.a)
    joint = planned(cast.coach_a, ahead(-1), cast.a, cast.c)
    now = timezone.now()
    denied = [(row, one) for one in (cast.coach_b, cast.former_coach, cast.leader, cast.director, cast.auditor)]
    for one, by in [*denied, (joint, cast.coach_a), (joint, cast.coach_c)]:
        with pytest.raises(PermissionDenied):
            confirm_session(by=by, planned=one, now=now)
        with pytest.raises(PermissionDenied):
            move_session(by=by, planned=one, version=1, values={"place": "X"}, now=now)
        with pytest.raises(PermissionDenied):
            cancel_session(by=by, planned=one, version=1, reason="coach", now=now)
        with pytest.raises(PermissionDenied):
            note_no_show(by=by, planned=one, now=now)
    assert set(PlannedSession.objects.values_list("state", "place")) == {(State.PLANNED, "")}


def test_leader_changes_what_belongs_to_an_activity_that_she_runs(cast: Cast) -> None:
    activity = Activity.objects.create(
        programme=cast.programme, region=cast.mellersta, kind="pilot", title="Pilot", planned_on=timezone.localdate()
    )
    row = planned(cast.coach_a, ahead(), cast.a, activity=activity)
    for stranger in (cast.leader_norr, cast.coach_b):
        with pytest.raises(PermissionDenied):
            cancel_session(by=stranger, planned=row, version=1, reason="other", now=timezone.now())
    cancel_session(by=cast.leader, planned=row, version=1, reason="other", now=timezone.now())
    assert row.state == State.CANCELLED


def test_log_session_holds_what_was_planned_once(cast: Cast) -> None:
    row = planned(cast.coach_a, ahead(-1), cast.a)
    values = session_values(row.day, cast.a)

    session = log_session(by=cast.coach_a, values=replace(values, planned=row), key=uuid4())

    row.refresh_from_db()
    assert (row.state, row.session) == (State.HELD, session)
    assert AuditEvent.objects.get(verb="session-log").changes["planned"] == [None, row.pk]
    with pytest.raises(ValidationError):
        log_session(by=cast.coach_a, values=replace(values, planned=row), key=uuid4())
    assert CoachingSession.objects.count() == 1


def test_log_session_from_somebody_elses_plan_or_a_cancelled_one_is_refused(cast: Cast) -> None:
    others = planned(cast.coach_b, ahead(-1), cast.b)
    cancelled = planned(cast.coach_a, ahead(-1), cast.a, state="cancelled", cancel_reason="coach")
    values = session_values(timezone.localdate() - timedelta(days=1), cast.a)
    with pytest.raises(PermissionDenied):
        log_session(by=cast.coach_a, values=replace(values, planned=others))
    with pytest.raises(ValidationError):
        log_session(by=cast.coach_a, values=replace(values, planned=cancelled))
    assert not CoachingSession.objects.exists()
