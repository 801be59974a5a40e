"""What regions tell, as pages show it."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from funding.models import RegionalText, ReportingPeriod
from funding.models.regional import RegionalTextQuerySet
from funding.overview import Status
from programme.people.models import User


@dataclass(frozen=True)
class TextLine:
    """One region's text and where it stands."""

    row: RegionalText
    status: Status


def texts_for(user: User) -> RegionalTextQuerySet:
    """Those that the person sees, the next one due first."""
    return RegionalText.objects.visible_to(user).select_related(
        "period__grant__funder", "period__grant__programme", "region", "answered_by"
    )


def line_of(row: RegionalText, *, today: date) -> TextLine:
    """Where a text stands on a day; what is owed comes before what is told."""
    if row.has_nothing:
        return TextLine(row, Status("nothing", "klar", _("Nothing to report")))
    if row.answered_at is not None:
        return TextLine(row, Status("answered", "fas", _("Answered"), "ok"))
    if row.due_on < today:
        return TextLine(row, Status("overdue", "stopp", _("Overdue"), "bad"))
    return TextLine(row, Status("asked", "efter", _("Waits for an answer"), "warn"))


def lines_of_period(period: ReportingPeriod, user: User, *, today: date) -> list[TextLine]:
    """What was asked for a period, in the regions' order."""
    rows = texts_for(user).filter(period=period).order_by("region__ordering", "pk")
    return [line_of(row, today=today) for row in rows]


def before(row: RegionalText) -> RegionalText | None:
    """What the region told for the period before, of the same grant."""
    earlier = RegionalText.objects.filter(
        region=row.region_id, period__grant=row.period.grant_id, period__starts_on__lt=row.period.starts_on
    )
    return earlier.exclude(answered_at=None).order_by("-period__starts_on").first()
