"""A grant's reporting calendar laid by interval. Pure: what would be laid beside the periods that are there."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from programme.common.dates import Period, add_months


@dataclass(frozen=True)
class Interval:
    """Every so many months from a day until another; each report is due so many days after its period has ended."""

    every_months: int
    start: date
    end: date
    due_after_days: int


@dataclass(frozen=True)
class Wanted:
    """A period as the interval gives it."""

    starts_on: date
    ends_on: date
    due_on: date

    @property
    def days(self) -> Period:
        """The days that it covers."""
        return Period(self.starts_on, self.ends_on)


@dataclass(frozen=True)
class There:
    """A period that the grant has: its number, its days, and whether it may be taken away for a new one."""

    number: int
    days: Period
    is_free: bool


@dataclass(frozen=True)
class Line:
    """One row of the preview: a wanted period, and the one that stands in its way, if any."""

    wanted: Wanted
    blocked_by: There | None = None


@dataclass(frozen=True)
class Laid:
    """What laying an interval would do: rows in order, and the periods that it takes away first."""

    lines: tuple[Line, ...]
    removed: tuple[There, ...] = ()

    @property
    def added(self) -> list[Wanted]:
        """The periods that would be added."""
        return [line.wanted for line in self.lines if line.blocked_by is None]

    @property
    def fingerprint(self) -> str:
        """Tells whether what was looked at is still what would be done."""
        return hashlib.sha256(repr((self.added, self.removed)).encode()).hexdigest()[:16]


def periods_by(interval: Interval) -> list[Wanted]:
    """The periods of an interval, back to back; the last one ends with it, however short it is."""
    found, number, start = [], 1, interval.start
    while start <= interval.end:
        end = min(add_months(interval.start, number * interval.every_months) - timedelta(days=1), interval.end)
        found.append(Wanted(start, end, end + timedelta(days=interval.due_after_days)))
        start, number = end + timedelta(days=1), number + 1
    return found


def overlap(one: Period, other: Period) -> bool:
    """True when the two have a day in common."""
    return one.start <= other.end and other.start <= one.end


def laid_by(interval: Interval, there: Sequence[There], *, replace: bool) -> Laid:
    """What the interval adds beside what is there. With `replace` it takes away first what is free."""
    removed = tuple(one for one in there if one.is_free) if replace else ()
    kept: Collection[There] = [one for one in there if one not in removed]
    lines = []
    for wanted in periods_by(interval):
        lines.append(Line(wanted, next((one for one in kept if overlap(one.days, wanted.days)), None)))
    return Laid(tuple(lines), removed)
