"""Sessions are planned, agreed, moved, cancelled; and it is noted when a company did not come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coaching.actions.invited import check_enrolments, check_takes_part, coaches_all, exchanged
from coaching.actions.plan_mails import tell
from coaching.models import Activity, CoachingSession, PlanLetter, PlannedSession
from coaching.models.planned_session import LONGEST, SHORTEST
from companies.models import Enrolment
from programme.people import audit
from programme.people.models import User
from programme.people.once import once
from programme.people.versions import save_on_version

State = PlannedSession.State
MOVABLE = ("starts_at", "minutes", "mode", "place", "note")


@dataclass(frozen=True)
class PlanValues:
    """When, how long, with whom, how and where. `is_agreed` False is a proposal that only we know of."""

    starts_at: datetime
    minutes: int
    enrolments: tuple[Enrolment, ...]
    mode: str = PlannedSession.Mode.ON_SITE
    place: str = ""
    note: str = ""
    activity: Activity | None = None
    is_agreed: bool = True
    tells_coach: bool = False
    tells_contacts: bool = False


def propose_session(
    *, by: User, values: PlanValues, now: datetime, coach: User | None = None, key: UUID | None = None
) -> PlannedSession:
    """Plan a session, agreed with the companies or not yet. Who leads the activity names the coach.

    Raises PermissionDenied unless `by` coaches every company, or runs the activity and every company as leader;
    ValidationError for what cannot be.
    """
    with transaction.atomic():
        return once(key, "session-plan", PlannedSession, by=by, act=lambda: plan_one(by, coach or by, values, now))[0]


def plan_one(by: User, coach: User, values: PlanValues, now: datetime) -> PlannedSession:
    """One session of one's own or of a series, within the transaction of the verb that plans it."""
    _check_rights(by, coach, values)
    _check(values, now)
    planned = PlannedSession.objects.create(
        coach=coach,
        starts_at=values.starts_at,
        minutes=values.minutes,
        mode=values.mode,
        place=values.place,
        note=values.note,
        activity=values.activity,
        state=State.PLANNED if values.is_agreed else State.PROPOSED,
        tells_coach=values.tells_coach,
        tells_contacts=values.tells_contacts,
        planned_by=by,
    )
    planned.enrolments.set(values.enrolments)
    changes: dict[str, Any] = {
        "starts_at": [None, values.starts_at],
        "minutes": [None, values.minutes],
        "state": [None, planned.state],
    }
    changes |= {f"enrolment {one.pk}": [None, "planned"] for one in values.enrolments}
    audit.record("session-plan", planned, by=by, changes=changes)
    if values.is_agreed:
        tell(planned, PlanLetter.Kind.PLANNED, now)
    return planned


@transaction.atomic
def confirm_session(*, by: User, planned: PlannedSession, now: datetime) -> PlannedSession:
    """Note that the companies agree to what was proposed. What is planned already stays as it is.

    Raises PermissionDenied, and ValidationError when it is held or cancelled.
    """
    _lock(planned, by)
    if planned.state == State.PLANNED:
        return planned
    save_on_version(planned, {"state": State.PLANNED, "sequence": planned.sequence + 1}, planned.version)
    audit.record("session-confirm", planned, by=by, changes={"state": [State.PROPOSED, State.PLANNED]})
    tell(planned, PlanLetter.Kind.PLANNED, now)
    return planned


@transaction.atomic
def move_session(
    *, by: User, planned: PlannedSession, version: int, values: Mapping[str, Any], now: datetime
) -> PlannedSession:
    """Give a session another time, length, way, place or other companies. What it was first planned for stays.

    Values: starts_at, minutes, mode, place, note, enrolments. Raises PermissionDenied, ValidationError, and Conflict
    when it was changed since `version`.
    """
    _lock(planned, by)
    kept = {name: values[name] for name in MOVABLE if name in values}
    changes = audit.differences(planned, kept)
    exchange = exchanged(by, planned, values.get("enrolments"))
    if "starts_at" in changes:
        _check_time(kept["starts_at"], now)
        kept["first_starts_at"] = planned.first_starts_at or planned.starts_at
        kept["moves"] = planned.moves + 1
    if "minutes" in kept:
        _check_length(kept["minutes"])
    if not changes and not exchange and version == planned.version:
        return planned
    save_on_version(planned, {**kept, "sequence": planned.sequence + 1}, version)
    exchange.make(planned)
    audit.record("session-move", planned, by=by, changes=changes | exchange.changes)
    if planned.state == State.PLANNED:
        tell(planned, PlanLetter.Kind.MOVED, now, exchange=exchange, only_companies=not changes)
    return planned


@transaction.atomic
def cancel_session(
    *, by: User, planned: PlannedSession, version: int, reason: str, words: str = "", now: datetime
) -> PlannedSession:
    """Call a session off, with a coded reason. It stays in the plan as cancelled.

    Raises PermissionDenied, ValidationError, and Conflict when it was changed since `version`.
    """
    _lock(planned, by)
    if reason not in PlannedSession.CancelReason.values:
        raise ValidationError({"cancel_reason": _("Choose a reason from the list.")})
    was_told = planned.state == State.PLANNED
    kept = {"state": State.CANCELLED, "cancel_reason": reason, "cancel_words": words}
    changes = audit.differences(planned, kept)
    save_on_version(planned, {**kept, "sequence": planned.sequence + 1}, version)
    audit.record("session-cancel", planned, by=by, changes=changes)
    if was_told:
        tell(planned, PlanLetter.Kind.CANCELLED, now)
    return planned


@transaction.atomic
def note_no_show(*, by: User, planned: PlannedSession, now: datetime) -> PlannedSession:
    """Note that the companies did not come. Twice is once. Raises PermissionDenied, ValidationError."""
    _must_change(by, planned)
    planned.refresh_from_db(from_queryset=PlannedSession.objects.select_for_update())
    if planned.state == State.NO_SHOW:
        return planned
    _must_be_open(planned)
    if planned.starts_at > now:
        raise ValidationError(_("The session has not begun yet. Move it or cancel it instead."))
    earlier = planned.state
    save_on_version(planned, {"state": State.NO_SHOW}, planned.version)
    audit.record("session-no-show", planned, by=by, changes={"state": [earlier, State.NO_SHOW]})
    return planned


def hold(by: User, planned: PlannedSession, session: CoachingSession) -> None:
    """Tie a session that was just logged to what was planned: once only, within the transaction that logs it.

    Raises PermissionDenied when `by` may not log it, ValidationError when it is logged or cancelled already.
    """
    if not PlannedSession.objects.loggable_by(by).filter(pk=planned.pk).exists():
        raise PermissionDenied
    planned.refresh_from_db(from_queryset=PlannedSession.objects.select_for_update())
    _must_be_open(planned)
    save_on_version(planned, {"state": State.HELD, "session": session}, planned.version)


def planned_as(by: User, day: date, enrolments: set[int]) -> PlannedSession | None:
    """The open plan of the person's own on a day that is with just these companies; None when there is none, or two."""
    rows = PlannedSession.objects.loggable_by(by).filter(coach=by).open().between(day, day)
    found = [one for one in rows.prefetch_related("enrolments") if {e.pk for e in one.enrolments.all()} == enrolments]
    return found[0] if len(found) == 1 else None


def _check_rights(by: User, coach: User, values: PlanValues) -> None:
    """The person coaches every company; or runs the activity and the companies, and the coach coaches every one."""
    activity = values.activity
    if activity and not Activity.objects.visible_to(by).filter(pk=activity.pk).exists():
        raise PermissionDenied
    if coach != by or not coaches_all(by, values.enrolments):
        check_enrolments(by, coach, activity, values.enrolments)


def _check(values: PlanValues, now: datetime) -> None:
    check_takes_part(values.enrolments)
    _check_length(values.minutes)
    _check_time(values.starts_at, now)


def _check_time(starts_at: datetime, now: datetime) -> None:
    if starts_at <= now:
        raise ValidationError({"time": _("That time has passed. What was held is logged, not planned.")})


def _check_length(minutes: int) -> None:
    if not SHORTEST <= minutes <= LONGEST:
        raise ValidationError({"minutes": _("Write a length between 5 minutes and 12 hours.")})


def _lock(planned: PlannedSession, by: User) -> None:
    """Read it afresh and hold it to the end of the transaction. Raises PermissionDenied, ValidationError."""
    _must_change(by, planned)
    planned.refresh_from_db(from_queryset=PlannedSession.objects.select_for_update())
    _must_be_open(planned)


def _must_change(by: User, planned: PlannedSession) -> None:
    if not PlannedSession.objects.changeable_by(by).filter(pk=planned.pk).exists():
        raise PermissionDenied


def _must_be_open(planned: PlannedSession) -> None:
    if planned.state == State.HELD:
        raise ValidationError(_("The session is logged already."), code="logged")
    if not planned.is_open:
        words = _("The session is not open any more: %(state)s.") % {"state": planned.get_state_display()}
        raise ValidationError(words, code="closed")
