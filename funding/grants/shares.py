"""Shares of one enrolment or activity over time, and the days on which they fill it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from programme.common.dates import Period

FULL = Decimal(100)  # per cent
ZERO = Decimal(0)


@dataclass(frozen=True)
class Share:
    """So many per cent from a day until another, both included."""

    percent: Decimal
    days: Period


def steps(shares: Iterable[Share]) -> list[tuple[date, Decimal]]:
    """Days on which the sum changes, in order, each with the sum from that day on."""
    changes: dict[date, Decimal] = {}
    for share in shares:
        after = share.days.end + timedelta(days=1)
        changes[share.days.start] = changes.get(share.days.start, ZERO) + share.percent
        changes[after] = changes.get(after, ZERO) - share.percent
    total, found = ZERO, []
    for day in sorted(changes):
        total += changes[day]
        found.append((day, total))
    return found


def too_full(shares: Iterable[Share], wanted: Share) -> list[Period]:
    """The days of the wanted share on which there is no room for it: with it, the sum would exceed 100 %."""
    near = [share for share in shares if share.days.start <= wanted.days.end and share.days.end >= wanted.days.start]
    changes = steps(near)
    found: list[Period] = []
    for place, (day, total) in enumerate(changes):
        if total + wanted.percent <= FULL:
            continue
        last = changes[place + 1][0] - timedelta(days=1)  # the sum is zero after the last change, so there is a next
        start, end = max(day, wanted.days.start), min(last, wanted.days.end)
        if start > end:
            continue
        if found and found[-1].end + timedelta(days=1) == start:
            found[-1] = Period(found[-1].start, end)
        else:
            found.append(Period(start, end))
    return found


def highest(shares: Iterable[Share]) -> Decimal:
    """The largest sum of any day."""
    return max((total for _day, total in steps(shares)), default=ZERO)
