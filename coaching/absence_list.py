"""The list of absences in its order: the same on the page and in the spreadsheet."""

from datetime import date

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.translation import gettext as _

from coaching.models import CoachAbsence
from programme.people.models import User


def absence_rows(user: User, *, today: date) -> QuerySet[CoachAbsence]:
    """Those that hold or come, the nearest first; then those that have ended or were withdrawn."""
    ended = Case(
        When(withdrawn_on__isnull=False, then=Value(1)),
        When(until_on__lt=today, then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )
    rows: QuerySet[CoachAbsence] = CoachAbsence.objects.visible_to(user)
    return rows.annotate(has_ended=ended).select_related("coach", "cover").order_by("has_ended", "from_on", "pk")


def absence_word(absence: CoachAbsence, today: date) -> str:
    """How it stands on a day, in words."""
    if absence.withdrawn_on:
        return _("Withdrawn") if absence.withdrawn_on < absence.from_on else _("Ended early")
    if absence.until_on < today:
        return _("Over")
    return _("Now") if absence.from_on <= today else _("Coming")
