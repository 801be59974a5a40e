"""Subqueries that several pages, figures and rules of this room share."""

from datetime import date

from django.db.models import OuterRef, Subquery

from coaching.models import Attendance


def last_session_on(day: date, *, enrolment: str = "pk") -> Subquery:
    """The day of an enrolment's last session on or before a day; `enrolment` names the outer id."""
    held = Attendance.objects.filter(enrolment=OuterRef(enrolment), session__held_on__lte=day)
    return Subquery(held.order_by("-session__held_on").values("session__held_on")[:1])
