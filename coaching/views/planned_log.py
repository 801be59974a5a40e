"""What was planned, on its way into the form that logs it."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from coaching.forms.session import OTHER, TODAY, YESTERDAY
from coaching.models import PlannedSession
from coaching.plan import day_plan
from programme.people.access import SignedInRequest
from programme.people.models import User

MOST_WAITING = 3  # planned sessions that the form offers


def planned_to_log(request: SignedInRequest) -> PlannedSession | None:
    """The planned session that the address names with `?planned=`; 404 when unseen, 403 when not one's own to log."""
    key = request.GET.get("planned", "")
    if not key:
        return None
    if not (key.isascii() and key.isdigit() and len(key) < 16):
        raise Http404
    rows = PlannedSession.objects.visible_to(request.user).select_related("session")
    planned = get_object_or_404(rows, pk=int(key))
    if not PlannedSession.objects.loggable_by(request.user).filter(pk=planned.pk).exists():
        raise PermissionDenied
    return planned


def as_planned(planned: PlannedSession, today: date) -> dict[str, Any]:
    """The form's first values: companies, day, activity, and the minutes in the way that was planned."""
    days = {today: TODAY, today - timedelta(days=1): YESTERDAY}
    minutes = {PlannedSession.Mode.ON_SITE: "on_site_minutes", PlannedSession.Mode.REMOTE: "remote_minutes"}
    return {
        "planned": planned.pk,
        "enrolments": [str(one.pk) for one in planned.enrolments.all()],
        "day": days.get(planned.day, OTHER),
        "held_on": planned.day,
        "activity": planned.activity_id,
        minutes[PlannedSession.Mode(planned.mode)]: planned.minutes,
    }


def waiting_to_log(user: User, *, offline: bool) -> list[PlannedSession]:
    """What was planned until today and nobody has logged, the latest first, three at most.

    The phone's copy may be opened days later: it has all of them, and those of the coming week.
    """
    now = timezone.now()
    plan = day_plan(user, now, timezone.localdate(now))
    if offline:
        return [*plan.coming, *plan.today, *plan.unlogged]
    return [*plan.today, *reversed(plan.unlogged)][:MOST_WAITING]
