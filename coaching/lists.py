"""The rows of this room's lists, in their order: the same on the page and in the spreadsheet."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Case, F, IntegerField, Prefetch, QuerySet, Value, When

from coaching.filters import ActionFilters, SessionFilters
from coaching.models import ActionItem, Attendance, CoachingSession
from programme.people.models import User

SOON_DAYS = 7


def sessions_shown_to(user: User) -> Any:
    """Sessions as a reader may see them: without the note, with the companies that are shown to her as `seen`."""
    seen = Attendance.objects.shown_to(user).select_related(
        "enrolment__company", "enrolment__region", "enrolment__programme_version", "stage"
    )
    return (
        CoachingSession.objects.visible_to(user)
        .defer("confidential_note")
        .select_related("coach", "activity")
        .prefetch_related(
            Prefetch("attendances", queryset=seen.order_by("enrolment__company__name", "pk"), to_attr="seen")
        )
    )


def session_rows(user: User, filters: SessionFilters) -> Any:
    """The list of sessions, the latest first."""
    return filters.narrow(sessions_shown_to(user)).order_by("-held_on", "-pk")


def participants_seen(session: Any) -> int:
    """How many came from the companies that the reader sees."""
    return sum(one.participants for one in session.seen)


def own_minutes_seen(session: Any) -> int:
    """The own time of the companies that the reader sees."""
    return sum(one.company_minutes for one in session.seen)


def action_rows(user: User, filters: ActionFilters, *, today: date) -> QuerySet[ActionItem]:
    """The list of actions: overdue, due within a week, later, without a day; then those done, the latest first."""
    rows = filters.narrow(ActionItem.objects.visible_to(user)).select_related("enrolment__company", "closed_by", "goal")
    urgency = Case(
        When(closed_on__isnull=False, then=Value("done")),
        When(due_on__lt=today, then=Value("overdue")),
        When(due_on__lte=today + timedelta(days=SOON_DAYS), then=Value("due")),
        default=Value("later"),
    )
    is_done = Case(When(closed_on__isnull=False, then=Value(1)), default=Value(0), output_field=IntegerField())
    return rows.annotate(urgency=urgency, is_done=is_done).order_by(
        "is_done", F("closed_on").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "pk"
    )
