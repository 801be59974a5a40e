"""Subqueries that several pages, figures and rules of this room share."""

from datetime import date

from django.db.models import Max, OuterRef, Subquery

from coaching.models import Attendance


def last_session_on(day: date) -> Subquery:
    """The day of an enrolment's last session on or before a day, for a query of enrolments or of what shares their key.

    A maximum and not the first row of an order: for the latter PostgreSQL walks back through everybody's sessions.
    """
    held = Attendance.objects.filter(enrolment=OuterRef("pk"), session__held_on__lte=day).order_by()
    return Subquery(held.values("enrolment").annotate(last_on=Max("session__held_on")).values("last_on"))
