"""Coaches come to companies, change and leave."""

from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from coaching.models import CoachAssignment
from companies.models import Enrolment
from programme.people import audit
from programme.people.models import Appointment, User
from programme.people.once import once
from programme.people.roles import Permission, Role

Kind = CoachAssignment.Kind


def assign_coach(
    *, by: User, enrolment: Enrolment, coach: User, kind: str, from_on: date, key: UUID | None = None
) -> CoachAssignment:
    """Give a company a coach from a day on; a new lead ends the former lead's time the day before.

    The coach must hold an appointment as coach on that day, in whichever region: nodes lend coaches to each other.
    The same coach who goes from assisting to lead ends the first the day before. Raises PermissionDenied and
    ValidationError.
    """
    may = by.may(Permission.ASSIGN_COACHES) and Enrolment.objects.changeable_by(by).filter(pk=enrolment.pk).exists()
    if not may:
        raise PermissionDenied
    with transaction.atomic():
        return once(
            key, "coach-assign", CoachAssignment, by=by, act=lambda: _assign(by, enrolment, coach, kind, from_on)
        )[0]


def replace_coach(
    *, by: User, assignment: CoachAssignment, coach: User, from_on: date, key: UUID | None = None
) -> CoachAssignment:
    """Let another coach take over a task from a day on, in one step; the former one's time ends the day before.

    Raises PermissionDenied and ValidationError.
    """
    if not CoachAssignment.objects.changeable_by(by).filter(pk=assignment.pk).exists():
        raise PermissionDenied

    def act() -> CoachAssignment:
        former = CoachAssignment.objects.select_related("coach", "enrolment").get(pk=assignment.pk)
        if former.coach_id == coach.pk:
            raise ValidationError({"coach": _("%(name)s has that task already.") % {"name": coach.name}})
        if former.until_on and former.until_on < from_on - timedelta(days=1):
            words = _("The task ends on %(day)s already. Assign the new coach instead.")
            raise ValidationError({"from_on": words % {"day": former.until_on}})
        return _assign(by, former.enrolment, coach, former.kind, from_on, replaces=former)

    with transaction.atomic():
        return once(key, "coach-replace", CoachAssignment, by=by, act=act)[0]


def _assign(
    by: User, enrolment: Enrolment, coach: User, kind: str, from_on: date, *, replaces: CoachAssignment | None = None
) -> CoachAssignment:
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)  # one lead at a time, also for two leaders
    _check(enrolment, coach, kind, from_on)
    changes: dict[str, list[object]] = {
        "coach": [None, coach.name],
        "kind": [None, kind],
        "from_on": [None, from_on],
    }
    for former in _from_day(enrolment, from_on):
        if former.coach_id == coach.pk:
            _make_way(former, Kind(kind), from_on, same=True)
        elif former == replaces or kind == former.kind == Kind.LEAD:
            _make_way(former, Kind(kind), from_on, same=False)
        else:
            continue
        changes[f"until_on, {former.coach.name}"] = [former.until_on, from_on - timedelta(days=1)]
        former.until_on = from_on - timedelta(days=1)
        former.save(update_fields=["until_on"])
    assignment = CoachAssignment.objects.create(enrolment=enrolment, coach=coach, kind=kind, from_on=from_on)
    audit.record("coach-replace" if replaces else "coach-assign", enrolment, by=by, changes=changes)
    return assignment


def _check(enrolment: Enrolment, coach: User, kind: str, from_on: date) -> None:
    """The company is not gone, the kind exists, and the person is a coach on that day."""
    if kind not in Kind.values:
        raise ValidationError({"kind": _("Choose coach or assisting coach.")})
    if enrolment.state in Enrolment.ENDED:
        raise ValidationError({"from_on": _("The company has left the programme.")})
    appointed = Appointment.objects.in_force(from_on).filter(person=coach, role=Role.COACH)
    if not (coach.is_active and appointed.exists()):
        words = _("%(name)s is not appointed as coach on %(day)s.") % {"name": coach.name, "day": from_on}
        raise ValidationError({"coach": words})


def _from_day(enrolment: Enrolment, from_on: date) -> list[CoachAssignment]:
    """Assignments that hold on the day or later."""
    later = Q(until_on=None) | Q(until_on__gte=from_on)
    return list(CoachAssignment.objects.filter(later, enrolment=enrolment).select_related("coach"))


def _make_way(former: CoachAssignment, kind: Kind, from_on: date, *, same: bool) -> None:
    """Refuse where the former assignment cannot simply end the day before."""
    told = {"name": former.coach.name, "day": former.from_on}
    if same and former.kind == kind:
        raise ValidationError({"coach": _("%(name)s has that task already, from %(day)s.") % told})
    if former.from_on >= from_on:
        words = _("%(name)s has a task here from %(day)s. Choose a later day, or end that one first.") % told
        raise ValidationError({"from_on": words})


@transaction.atomic
def end_assignment(*, by: User, assignment: CoachAssignment, until_on: date) -> CoachAssignment:
    """Let a coach's time on a company end on a day (the last one that holds). Raises PermissionDenied, ValidationError.

    An end that was set earlier can be moved nearer, not further away: for that the coach is assigned anew.
    """
    if not CoachAssignment.objects.changeable_by(by).filter(pk=assignment.pk).exists():
        raise PermissionDenied
    assignment = CoachAssignment.objects.select_related("coach", "enrolment").get(pk=assignment.pk)
    if until_on < assignment.from_on:
        words = _("The task began on %(day)s. Choose that day or a later one.") % {"day": assignment.from_on}
        raise ValidationError({"until_on": words})
    if assignment.until_on and until_on > assignment.until_on:
        raise ValidationError({"until_on": _("The task already ends on %(day)s.") % {"day": assignment.until_on}})
    changes = {f"until_on, {assignment.coach.name}": [assignment.until_on, until_on]}
    assignment.until_on = until_on
    assignment.save(update_fields=["until_on"])
    audit.record("coach-assignment-end", assignment.enrolment, by=by, changes=changes)
    return assignment
