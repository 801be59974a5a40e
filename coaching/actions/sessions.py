"""A session is logged, and corrected."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from coaching.actions.files import keep_files
from coaching.actions.planning import hold, planned_as
from coaching.actions.values import AttendanceValues, SessionValues
from coaching.models import ActionItem, Activity, Attendance, CoachingSession, SessionDraft
from coaching.so_far import recount
from coaching.visibility import enrolments_coached_by
from companies.models import Enrolment, PlannedStage
from programme.people import audit
from programme.people.models import User
from programme.people.once import once
from programme.people.versions import save_on_version
from programme.structure.models import Stage

DAY_MINUTES = 24 * 60
# What only some may read: the trail tells that it changed, not what it says.
CLOSED_BOOK = ("shareable_summary", "confidential_note")
# What figures count of the session's own row.
COUNTED = ("held_on", "on_site_minutes", "remote_minutes", "preparation_minutes", "travel_minutes")


def log_session(*, by: User, values: SessionValues, key: UUID | None = None, again: bool = False) -> CoachingSession:
    """Note that `by` held a session, with who came, what was agreed and what was done. The form's draft goes.

    A form that was sent before gives the session of that time. One that is like another of the day in times, text and
    companies is taken for sent twice, unless `again`.
    What it was planned as is held from now on, also when nobody said so but one open plan of hers that day, and no
    more, is with just these companies. Raises PermissionDenied when `by` does not coach every company today,
    ValidationError for what cannot be, and for a planned session that is logged already.
    """
    return once(key, "session-log", CoachingSession, by=by, act=lambda: _log(by, values, key, again=again))[0]


@transaction.atomic
def _log(by: User, values: SessionValues, key: UUID | None, *, again: bool) -> CoachingSession:
    _check_rights(by, values)
    check_values(values)
    if not again:
        _check_twin(by, values)
    row = values.of_the_row()
    session = CoachingSession.objects.create(coach=by, **row)
    stages = _stages_on(values)
    Attendance.objects.bulk_create(_attendance(session, one, stages) for one in values.attendances)
    recount(Enrolment.objects.filter(pk__in=[one.enrolment.pk for one in values.attendances]))
    _agree(by, session, values)
    planned = values.planned or planned_as(by, values.held_on, {one.enrolment.pk for one in values.attendances})
    if planned is not None:
        hold(by, planned, session)
    kept = keep_files(by, session, values.files)
    if key is not None:
        SessionDraft.objects.filter(pk=key, owner=by).delete()
    changes: dict[str, Any] = {name: [None, new] for name, new in _told(row).items() if new}
    changes |= {f"enrolment {one.enrolment.pk}": [None, _in_short(one)] for one in values.attendances}
    if values.closed_actions:
        changes["closed_actions"] = [None, sorted(values.closed_actions)]
    if values.new_actions:
        changes["new_actions"] = [None, len(values.new_actions)]
    if planned is not None:
        changes["planned"] = [None, planned.pk]
    if kept:
        changes["files"] = [None, len(kept)]
    audit.record("session-log", session, by=by, changes=changes)
    return session


@transaction.atomic
def change_session(*, by: User, session: CoachingSession, version: int, values: SessionValues) -> CoachingSession:
    """Correct a session: only its coach may, and only while coaching every company that was or is now there.

    Raises PermissionDenied, ValidationError, and Conflict when it was changed since `version`. Actions have verbs
    of their own and are not touched here. The form's draft goes. The session keeps when it was last changed in
    something that counts.
    """
    if not CoachingSession.objects.changeable_by(by).filter(pk=session.pk).exists():
        raise PermissionDenied
    _check_rights(by, values)
    check_values(values)
    session.refresh_from_db()
    row = values.of_the_row()
    changes = _hidden(audit.differences(session, row))
    if counts_otherwise(session, values):
        row["changed_at"] = timezone.now()
    save_on_version(session, row, version)
    before = {one.enrolment_id: one for one in session.attendances.all()}
    touched = {*before, *(one.enrolment.pk for one in values.attendances)}
    stages = _stages_on(values)
    for one in values.attendances:
        earlier = before.pop(one.enrolment.pk, None)
        later = _attendance(session, one, stages)
        told = [earlier and _in_short(earlier), _in_short(one)]
        if told[0] != told[1]:
            changes[f"enrolment {one.enrolment.pk}"] = told
        later.pk = earlier.pk if earlier else None
        later.save()
    for gone in before.values():
        changes[f"enrolment {gone.enrolment_id}"] = [_in_short(gone), None]
        gone.delete()
    recount(Enrolment.objects.filter(pk__in=touched))
    SessionDraft.objects.filter(owner=by, session=session).delete()
    audit.record("session-change", session, by=by, changes=changes)
    return session


def counts_otherwise(session: CoachingSession, values: SessionValues) -> bool:
    """True when the values would change what reports count: the day, the coach's minutes, which companies, who came."""
    row = values.of_the_row()
    if any(getattr(session, name) != row[name] for name in COUNTED):
        return True
    told = {one.enrolment.pk: _in_short(one) for one in values.attendances}
    return told != {one.enrolment_id: _in_short(one) for one in session.attendances.all()}


def _check_rights(by: User, values: SessionValues) -> None:
    """Every company is coached by the person today, and so is each one that an action is agreed with."""
    wanted = {one.enrolment.pk for one in values.attendances}
    coached = set(enrolments_coached_by(by).filter(pk__in=wanted).values_list("pk", flat=True))
    if coached != wanted or not {new.enrolment.pk for new in values.new_actions} <= wanted:
        raise PermissionDenied
    if values.activity and not Activity.objects.visible_to(by).filter(pk=values.activity.pk).exists():
        raise PermissionDenied


def check_values(values: SessionValues) -> None:
    """Raises ValidationError for what cannot be, in words, each at the value that it is about."""
    refused: dict[str, Any] = {}
    held_on, minutes = values.held_on, values.coach_minutes
    if held_on > timezone.localdate():
        refused["held_on"] = [_("The day lies ahead. Log the session when it has been held.")]
    if not values.attendances:
        refused["enrolments"] = [_("Choose at least one company.")]
    if len({one.enrolment.pk for one in values.attendances}) < len(values.attendances):
        refused["enrolments"] = [_("The same company is there twice.")]
    if minutes == 0:
        refused["on_site_minutes"] = [_("Say how long it took: at least one of the times must be more than 0.")]
    elif minutes > DAY_MINUTES:
        refused["on_site_minutes"] = [_("Your times add up to more than 24 hours.")]
    for one in values.attendances:
        refused.setdefault("held_on", []).extend(_outside(one, values))
        own = _own_time(one)
        if own:
            refused[f"own_{one.enrolment.pk}"] = own
    refused = {name: words for name, words in refused.items() if words}
    if refused:
        raise ValidationError(refused)


def _check_twin(by: User, values: SessionValues) -> None:
    """The browser's Back, and the form sent once more: nobody means to log the same session twice."""
    if values.closed_actions:
        return  # they were open until now
    there, agreed = {one.enrolment.pk for one in values.attendances}, sorted(new.what for new in values.new_actions)
    alike = CoachingSession.objects.filter(
        coach=by, **{name: value for name, value in values.of_the_row().items() if name not in ("topics", "activity")}
    )
    for twin in alike.prefetch_related("attendances", "action_items"):
        same_companies = {one.enrolment_id for one in twin.attendances.all()} == there
        if same_companies and sorted(item.what for item in twin.action_items.all()) == agreed:
            words = _("You have logged this session already, with the same times and the same text.")
            raise ValidationError({"again": [words]})


def _outside(one: AttendanceValues, values: SessionValues) -> list[str]:
    """The company was not in the programme on that day."""
    company, started_on, ended_on = str(one.enrolment.company), one.enrolment.started_on, one.enrolment.ended_on
    if started_on is None:
        return [_("%(company)s has not started yet.") % {"company": company}]
    if values.held_on < started_on:
        return [_("%(company)s started on %(day)s.") % {"company": company, "day": started_on}]
    if ended_on and values.held_on > ended_on:
        return [_("%(company)s ended on %(day)s.") % {"company": company, "day": ended_on}]
    return []


def _own_time(one: AttendanceValues) -> list[str]:
    """Own time is given by those who came, at most 24 hours each."""
    if one.company_minutes and not one.participants:
        return [_("Own time needs participants: say how many came, or write 0 hours.")]
    if one.company_minutes > one.participants * DAY_MINUTES:
        return [_("That is more than 24 hours for each participant.")]
    return []


def _stages_on(values: SessionValues) -> dict[int, Stage]:
    """The stage that each company was in on the day; on the day of a change, the new one."""
    day = values.held_on
    entered = (
        PlannedStage.objects.filter(enrolment__in=[one.enrolment.pk for one in values.attendances])
        .filter(Q(closed_on=None) | Q(closed_on__gte=day), entered_on__lte=day)
        .select_related("stage")
        .order_by("enrolment", "order")
    )
    return {planned.enrolment_id: planned.stage for planned in entered}


def _attendance(session: CoachingSession, one: AttendanceValues, stages: Mapping[int, Stage]) -> Attendance:
    return Attendance(
        session=session,
        enrolment=one.enrolment,
        stage=stages.get(one.enrolment.pk),
        women=one.women,
        men=one.men,
        not_stated=one.not_stated,
        company_minutes=one.company_minutes,
    )


def _agree(by: User, session: CoachingSession, values: SessionValues) -> None:
    """Close what was done and note what was agreed. An action that somebody closed meanwhile stays as it is."""
    there = [one.enrolment.pk for one in values.attendances]
    ticked = ActionItem.objects.filter(pk__in=values.closed_actions, enrolment__in=there)
    if ticked.count() != len(set(values.closed_actions)):
        raise PermissionDenied
    for item in ticked.open():
        save_on_version(item, {"closed_on": values.held_on, "closed_by": by}, item.version)
    for new in values.new_actions:
        ActionItem.objects.create(
            enrolment=new.enrolment,
            session=session,
            what=new.what,
            owner_name=new.owner_name,
            due_on=new.due_on,
            added_on=values.held_on,
            added_by=by,
        )


def _in_short(one: AttendanceValues | Attendance) -> str:
    """Women/men/not stated and own minutes, without the company's name: a reader may not see every company."""
    return f"{one.women}/{one.men}/{one.not_stated}, {one.company_minutes} min"


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: audit.HIDDEN if name in CLOSED_BOOK and value else value for name, value in row.items()}


def _hidden(changes: dict[str, list[Any]]) -> dict[str, list[Any]]:
    return {
        name: [audit.HIDDEN if value else "" for value in pair] if name in CLOSED_BOOK else pair
        for name, pair in changes.items()
    }
