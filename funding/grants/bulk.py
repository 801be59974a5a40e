"""Shares by a rule: which enrolments of a grant's programme would get one, for which days, and why others would not."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from companies.models import Enrolment
from funding.grants.shares import Share, too_full
from funding.models import Allocation, Grant
from programme.common.dates import Period
from programme.common.numbers import as_text


@dataclass(frozen=True)
class ShareRule:
    """So many per cent from a day until another, of companies that are in coaching then in one of the regions.

    regions: ids; none means all of them.
    """

    percent: Decimal
    days: Period
    regions: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Row:
    """One enrolment in the preview: the days that it would be paid for, or why not."""

    enrolment: Enrolment
    days: Period | None
    why: str = ""

    @property
    def is_laid(self) -> bool:
        """True when a share is laid."""
        return not self.why


@dataclass(frozen=True)
class Plan:
    """What a rule would do, row by row."""

    percent: Decimal
    rows: tuple[Row, ...]

    @property
    def laid(self) -> list[Row]:
        """The rows that a share is laid for."""
        return [row for row in self.rows if row.is_laid]

    @property
    def skipped(self) -> list[Row]:
        """The rows that are left as they are."""
        return [row for row in self.rows if not row.is_laid]

    @property
    def fingerprint(self) -> str:
        """Tells whether what was looked at is still what would be done."""
        said = (str(self.percent), [(row.enrolment.pk, row.days) for row in self.laid])
        return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def candidates(grant: Grant, rule: ShareRule) -> QuerySet[Enrolment]:
    """Enrolments of the grant's programme in coaching on some day of its time, and at some time in the regions."""
    rows = Enrolment.objects.filter(
        programme_version__programme=grant.programme_id, started_on__lte=grant.ends_on
    ).filter(Q(ended_on=None) | Q(ended_on__gte=grant.starts_on))
    if rule.regions:
        once = Q(region__in=rule.regions) | Q(transfers__from_region__in=rule.regions)
        rows = rows.filter(pk__in=Enrolment.objects.filter(once).order_by().values("pk"))
    return rows


def plan_of(grant: Grant, rule: ShareRule) -> Plan:
    """The preview as things are now."""
    found = candidates(grant, rule).select_related("company", "region").prefetch_related("transfers")
    enrolments = list(found.order_by("company__name", "pk"))
    shares = _shares([one.pk for one in enrolments])
    rows: list[Row] = []
    for enrolment in enrolments:
        rows += _rows(enrolment, grant, rule, shares.get(enrolment.pk, []))
    return Plan(rule.percent, tuple(rows))


def _shares(enrolments: Sequence[int]) -> dict[int, list[Allocation]]:
    found: dict[int, list[Allocation]] = {}
    for one in Allocation.objects.filter(enrolment__in=enrolments).order_by("pk"):
        found.setdefault(one.enrolment_id or 0, []).append(one)
    return found


def _rows(enrolment: Enrolment, grant: Grant, rule: ShareRule, shares: Sequence[Allocation]) -> list[Row]:
    asked = common(rule.days, Period(grant.starts_on, grant.ends_on))
    if asked is None:
        return [Row(enrolment, None, _("The days lie outside the grant's time."))]
    spans = [span for stay in stays(enrolment, rule.regions) if (span := common(stay, asked)) is not None]
    if not spans:
        return [Row(enrolment, None, _why_not_then(enrolment, rule))]
    return [_row(enrolment, grant, rule, span, shares) for span in spans]


def _why_not_then(enrolment: Enrolment, rule: ShareRule) -> str:
    assert enrolment.started_on  # a candidate has started
    if enrolment.started_on > rule.days.end:
        return _("Starts on %(day)s, after these days.") % {"day": enrolment.started_on}
    if enrolment.ended_on is not None and enrolment.ended_on < rule.days.start:
        return _("Ended on %(day)s, before these days.") % {"day": enrolment.ended_on}
    return _("Was in another region on these days.")


def _row(enrolment: Enrolment, grant: Grant, rule: ShareRule, days: Period, shares: Sequence[Allocation]) -> Row:
    own = [one for one in shares if one.grant_id == grant.pk and common(days_of(one), days)]
    if own:
        said = {"percent": one_percent(own[0].percent), "first": own[0].from_on, "last": own[0].until_on}
        return Row(enrolment, days, _("This grant pays %(percent)s already, %(first)s – %(last)s.") % said)
    full = too_full(shares_of(shares), Share(rule.percent, days))
    if full:
        return Row(enrolment, days, _("No room: other grants pay too much on %(days)s.") % {"days": spelled(full)})
    return Row(enrolment, days)


def stays(enrolment: Enrolment, regions: frozenset[int]) -> list[Period]:
    """The enrolment's time in coaching, cut to the days on which it belonged to one of the regions (none: to any).

    From the start until the day on which it ended; a transfer's day is the new region's first.
    """
    assert enrolment.started_on
    end = enrolment.ended_on or date.max
    if not regions:
        return [Period(enrolment.started_on, end)]
    found: list[Period] = []
    start = enrolment.started_on
    moves = [(one.from_on, one.from_region_id) for one in enrolment.transfers.all()]
    for last, region in [*((day - timedelta(days=1), left) for day, left in moves), (end, enrolment.region_id)]:
        if start <= min(last, end) and region in regions:
            span = Period(start, min(last, end))
            if found and found[-1].end + timedelta(days=1) == span.start:
                found[-1] = Period(found[-1].start, span.end)
            else:
                found.append(span)
        start = max(start, last + timedelta(days=1)) if last < date.max else start
    return found


def common(one: Period, other: Period) -> Period | None:
    """The days that two times have in common."""
    start, end = max(one.start, other.start), min(one.end, other.end)
    return Period(start, end) if start <= end else None


def days_of(allocation: Allocation) -> Period:
    """The days of an allocation."""
    return Period(allocation.from_on, allocation.until_on)


def shares_of(allocations: Iterable[Allocation]) -> list[Share]:
    """Allocations as shares over time."""
    return [Share(one.percent, days_of(one)) for one in allocations]


def spelled(spans: Sequence[Period]) -> str:
    """Days in words: at most three spans."""
    words = [f"{span.start} – {span.end}" if span.days > 1 else str(span.start) for span in spans[:3]]
    return "; ".join(words) + (" …" if len(spans) > 3 else "")


def one_percent(percent: Decimal) -> str:
    """A share as it is written: `40 %`."""
    return f"{as_text(percent, 2)}\xa0%"
