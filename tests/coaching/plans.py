"""Planned sessions for tests: clean values, rows made straight in the database, and what a browser posts."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from coaching.actions import PlanValues
from coaching.models import CoachAbsence, PlannedSession
from companies.models import Enrolment
from programme.people.models import User


def ahead(days: int = 3) -> datetime:
    """Nine in the morning some days from now (or back)."""
    day = timezone.localdate() + timedelta(days=days)
    return timezone.make_aware(datetime(day.year, day.month, day.day, 9, 0))


def plan_values(*enrolments: Enrolment, **changes: Any) -> PlanValues:
    """Clean values: two hours in three days."""
    return PlanValues(**({"starts_at": ahead(), "minutes": 120, "enrolments": enrolments} | changes))


def planned(coach: User, starts_at: datetime, *enrolments: Enrolment, **changes: Any) -> PlannedSession:
    """A planned session in the database, whoever coaches whom."""
    row = PlannedSession.objects.create(
        **({"coach": coach, "planned_by": coach, "starts_at": starts_at, "minutes": 120} | changes)
    )
    row.enrolments.set(enrolments)
    return row


def plan_post(*enrolments: Enrolment, **changes: Any) -> dict[str, Any]:
    """A good post of the form that plans."""
    post: dict[str, Any] = {
        "key": str(uuid4()),
        "enrolments": [str(one.pk) for one in enrolments],
        "day": (timezone.localdate() + timedelta(days=3)).isoformat(),
        "time": "09:00",
        "minutes": "2",
        "mode": "on_site",
        "place": "Verkstaden",
        "note": "",
        "activity": "",
        "agreed": "agreed",
    }
    return post | changes


def away(coach: User, cover: User, first: int, last: int) -> CoachAbsence:
    """An absence from so many days from today until so many."""
    today = timezone.localdate()
    return CoachAbsence.objects.create(
        coach=coach,
        cover=cover,
        from_on=today + timedelta(days=first),
        until_on=today + timedelta(days=last),
        noted_on=today,
        entered_by=coach,
    )
