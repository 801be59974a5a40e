"""Goals: agreed, changed, reached, taken up again. By the company's coaches, or who runs it as leader."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coaching.models import Goal
from coaching.visibility import enrolments_open_to_actions
from companies.models import Enrolment
from programme.people import audit
from programme.people.models import User
from programme.people.once import once
from programme.people.versions import save_on_version

FIELDS = ("what", "measured_how", "target_words", "target_amount", "target_unit", "due_on")


def add_goal(*, by: User, enrolment: Enrolment, values: Mapping[str, Any], key: UUID | None = None) -> Goal:
    """Agree on a goal with a company. Values: any of FIELDS. Raises PermissionDenied and ValidationError."""
    if not enrolments_open_to_actions(by).filter(pk=enrolment.pk).exists():
        raise PermissionDenied

    def act() -> Goal:
        kept = _kept(values)
        goal = Goal.objects.create(enrolment=enrolment, added_by=by, **kept)
        audit.record("goal-add", goal, by=by, changes={name: [None, new] for name, new in kept.items() if new})
        return goal

    with transaction.atomic():
        return once(key, "goal-add", Goal, by=by, act=act)[0]


@transaction.atomic
def change_goal(*, by: User, goal: Goal, version: int, values: Mapping[str, Any]) -> Goal:
    """Reword a goal, move its day or its target.

    Raises PermissionDenied, ValidationError, and Conflict when it was changed since `version`.
    """
    _may_change(by, goal)
    kept = _kept(values)
    goal.refresh_from_db()
    changes = audit.differences(goal, kept)
    save_on_version(goal, kept, version)
    audit.record("goal-change", goal, by=by, changes=changes)
    return goal


@transaction.atomic
def reach_goal(*, by: User, goal: Goal, on: date) -> Goal:
    """Note that a goal was reached on a day. One that is reached already stays as it is. Raises PermissionDenied."""
    _may_change(by, goal)
    goal.refresh_from_db()
    if goal.reached_on is not None:
        return goal
    if on > timezone.localdate():
        raise ValidationError({"reached_on": _("The day lies ahead.")})
    save_on_version(goal, {"reached_on": on, "reached_by": by}, goal.version)
    audit.record("goal-reach", goal, by=by, changes={"reached_on": [None, on]})
    return goal


@transaction.atomic
def reopen_goal(*, by: User, goal: Goal) -> Goal:
    """Not reached after all. One that lies ahead stays as it is. Raises PermissionDenied."""
    _may_change(by, goal)
    goal.refresh_from_db()
    if goal.reached_on is None:
        return goal
    earlier = goal.reached_on
    save_on_version(goal, {"reached_on": None, "reached_by": None}, goal.version)
    audit.record("goal-reopen", goal, by=by, changes={"reached_on": [earlier, None]})
    return goal


def _kept(values: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: values[name] for name in FIELDS if name in values}
    if kept.get("target_amount") is not None and not kept.get("target_unit"):
        raise ValidationError({"target_unit": _("Say what is counted, for example minutes or percent.")})
    return kept


def _may_change(by: User, goal: Goal) -> None:
    if not Goal.objects.changeable_by(by).filter(pk=goal.pk).exists():
        raise PermissionDenied
