"""What every verb on a grant begins with, and the rules that several of them share."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Max, Min, Sum
from django.utils.translation import gettext as _

from funding.models import Grant, Report, ReportingPeriod
from programme.common.numbers import kronor
from programme.people.models import User


def lock_grant(grant: Grant, *, by: User) -> Grant:
    """The grant as it is now, held until the end of the transaction. Raises PermissionDenied.

    Whoever changes a grant, its lines or its calendar, and whoever releases a report of it, holds it: one at a time.
    """
    row = Grant.objects.select_for_update().filter(pk=grant.pk).first()
    if row is None or not Grant.objects.changeable_by(by).filter(pk=grant.pk).exists():
        raise PermissionDenied
    return row


def lock_period(period: ReportingPeriod, *, by: User) -> ReportingPeriod:
    """The period as it is now, with its grant held before it. Raises PermissionDenied."""
    grant = lock_grant(Grant(pk=period.grant_id), by=by)
    row = ReportingPeriod.objects.select_for_update().filter(pk=period.pk, grant=grant).first()
    if row is None:
        raise PermissionDenied
    row.grant = grant
    return row


def is_reported(period: ReportingPeriod) -> bool:
    """True when a report of the period has been released: nothing about the period changes any more."""
    return Report.objects.released().filter(period=period).exists()


def decided_sum(grant: Grant) -> Decimal:
    """SEK that the grant's decisions add up to."""
    return grant.decisions.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def check_grant(grant: Grant | None, values: Mapping[str, Any]) -> None:
    """Raises ValidationError, by field, for values that contradict themselves or what the grant holds already."""
    wrong: dict[str, str] = {}
    first, last = values["starts_on"], values["ends_on"]
    if last < first:
        wrong["ends_on"] = _("The last day may not lie before the first.")
    if grant is not None:
        decided = decided_sum(grant)
        if values["amount"] < decided:
            wrong["amount"] = _("The decisions add up to %(sum)s already.") % {"sum": kronor(decided)}
        wrong |= _outside(grant, first, last)
        if values["funder"] != grant.funder and Report.objects.filter(period__grant=grant).exists():
            wrong["funder"] = _("Reports were made to this funder, so it stays. Enter a new grant for another funder.")
        used = grant.allocations.exists() or Report.objects.filter(period__grant=grant).exists()
        if values["programme"] != grant.programme and used:
            wrong["programme"] = _("The grant pays for companies or has reports in this programme, so it stays there.")
    if wrong:
        raise ValidationError(wrong)


def _outside(grant: Grant, first: date, last: date) -> dict[str, str]:
    """What of the grant would lie outside its new time."""
    wrong: dict[str, str] = {}
    for what, rows, begins, ends in (
        (_("a reporting period"), grant.periods, "starts_on", "ends_on"),
        (_("a decision"), grant.decisions, "from_on", "until_on"),
        (_("a share of a company or activity"), grant.allocations, "from_on", "until_on"),
        (_("a cost"), grant.costs, "booked_on", "booked_on"),
    ):
        held = rows.aggregate(first=Min(begins), last=Max(ends))
        if held["first"] and held["first"] < first:
            wrong["starts_on"] = _("It has %(what)s from %(day)s. Change that first.") % {
                "what": what,
                "day": held["first"],
            }
        if held["last"] and held["last"] > last:
            wrong["ends_on"] = _("It has %(what)s until %(day)s. Change that first.") % {
                "what": what,
                "day": held["last"],
            }
    return wrong
