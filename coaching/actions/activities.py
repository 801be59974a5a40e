"""Activities are entered and changed, and a series gets its sessions in one go."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coaching.actions.planning import PlanValues, plan_one
from coaching.models import Activity
from programme.common.moments import DoubledTime, SkippedTime, local_moment
from programme.people import audit
from programme.people.models import User
from programme.people.once import once
from programme.people.versions import save_on_version

FIELDS = ("programme", "region", "kind", "title", "planned_on", "held_on")
MOST_IN_SERIES, LONGEST_STEP = 20, 92  # sessions, days


def enter_activity(*, by: User, values: Mapping[str, Any], key: UUID | None = None) -> Activity:
    """Enter a workshop series, deep analysis, pilot or meeting. Values: FIELDS. Raises PermissionDenied."""

    def act() -> Activity:
        kept = {name: values[name] for name in FIELDS if name in values}
        activity = Activity.objects.create(**kept)
        _may_change(by, activity)  # where it stands now decides; what was refused is rolled back
        audit.record("activity-enter", activity, by=by, changes={name: [None, new] for name, new in kept.items()})
        return activity

    with transaction.atomic():
        return once(key, "activity-enter", Activity, by=by, act=act)[0]


@transaction.atomic
def change_activity(*, by: User, activity: Activity, version: int, values: Mapping[str, Any]) -> Activity:
    """Change what an activity is, or note the day on which it was held.

    Raises PermissionDenied, also for moving it to where the person runs nothing, and Conflict when it was changed
    since `version`.
    """
    _may_change(by, activity)
    kept = {name: values[name] for name in FIELDS if name in values}
    activity.refresh_from_db()
    changes = audit.differences(activity, kept)
    save_on_version(activity, kept, version)
    _may_change(by, activity)
    audit.record("activity-change", activity, by=by, changes=changes)
    return activity


def plan_series(
    *, by: User, coach: User, values: PlanValues, count: int, every_days: int, now: datetime, key: UUID | None = None
) -> Activity:
    """Plan a series of an activity in one go: so many sessions, so many days apart, at the same time of day.

    Raises PermissionDenied and ValidationError as propose_session; then none of them is planned.
    """
    assert values.activity is not None
    activity = values.activity
    if not 1 <= count <= MOST_IN_SERIES:
        raise ValidationError({"count": _("Plan between 1 and 20 sessions at a time.")})
    if not 1 <= every_days <= LONGEST_STEP:
        raise ValidationError({"every_days": _("Write between 1 and 92 days.")})

    def act() -> Activity:
        for n in range(count):
            plan_one(by, coach, replace(values, starts_at=_nth(values.starts_at, n * every_days)), now)
        return activity

    with transaction.atomic():
        return once(key, "series-plan", Activity, by=by, act=act)[0]


def _nth(first: datetime, days: int) -> datetime:
    """The same time of day so many days later, also across the change of clocks."""
    local = timezone.localtime(first)
    day = local.date() + timedelta(days=days)
    try:
        return local_moment(day, local.time())
    except (SkippedTime, DoubledTime):
        words = _("The clock changes that night, %(day)s. Choose another time of day.") % {"day": day}
        raise ValidationError({"time": words}) from None


def _may_change(by: User, activity: Activity) -> None:
    if not Activity.objects.changeable_by(by).filter(pk=activity.pk).exists():
        raise PermissionDenied
