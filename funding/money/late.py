"""Costs that came after the report of their day: said of each, as of sessions (funding.closed)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from funding.late import days_covered
from funding.models import Cost, Grant, Report
from programme.common.dates import Period


@dataclass(frozen=True)
class Told:
    """Days that a released report covers, and when its figures were stated."""

    days: Period
    built_at: datetime


def told_of(grant: Grant) -> list[Told]:
    """The newest released report of each of the grant's periods."""
    rows = Report.objects.released().filter(period__grant=grant).select_related("period").defer("content")
    newest: dict[int, Report] = {}
    for report in rows.order_by("period", "-version"):
        newest.setdefault(report.period_id, report)
    return [Told(days_covered(one), one.built_at) for one in newest.values() if one.built_at is not None]


def late_ones(told: list[Told]) -> Q:
    """Costs that were entered, changed or taken back after the report that covers their day."""
    found = Q(pk__in=[])
    for one in told:
        after = Q(entered_at__gt=one.built_at) | Q(changed_at__gt=one.built_at)
        found |= Q(booked_on__range=(one.days.start, one.days.end)) & after
    return found


def late_words(cost: Cost, told: list[Told]) -> str:
    """In words, that a cost came after its period was reported; empty when it did not."""
    for one in told:
        if cost.booked_on not in one.days:
            continue
        if cost.entered_at > one.built_at:
            return _("Entered after the period was reported")
        if cost.changed_at is not None and cost.changed_at > one.built_at:
            if cost.is_withdrawn:
                return _("Taken back after the period was reported")
            return _("Changed after the period was reported")
    return ""
