"""Subqueries that several pages, figures and rules of this room share."""

from datetime import date

from django.db.models import Case, DateField, F, Max, OuterRef, Subquery, When

from coaching.models import Attendance


def last_session_on(day: date) -> Subquery:
    """The day of an enrolment's last session on or before a day, for a query of enrolments or of what shares their key.

    A maximum and not the first row of an order: for the latter PostgreSQL walks back through everybody's sessions.
    """
    held = Attendance.objects.filter(enrolment=OuterRef("pk"), session__held_on__lte=day).order_by()
    return Subquery(held.values("enrolment").annotate(last_on=Max("session__held_on")).values("last_on"))


def last_session_kept(day: date) -> Case:
    """The same for a query of enrolments, from what is kept of each where its last session of all is not after the day.

    Equal to last_session_on, and found without a look at the sessions of those.
    """
    kept = "coaching_so_far__last_session_on"
    return Case(
        When(**{f"{kept}__isnull": True}, then=None),
        When(**{f"{kept}__lte": day}, then=F(kept)),
        default=last_session_on(day),
        output_field=DateField(),
    )
