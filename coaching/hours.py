"""A company's coach hours against what its programme plans. Pure: days and minutes come in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class HoursSoFar:
    """Coach hours given to one company, beside the hours planned until a day. Without a plan there is no such day."""

    given_minutes: int
    planned_hours: int | None = None  # for the whole programme
    share: Decimal = Decimal(0)  # of the programme's time that has passed, 0 to 1

    @property
    def has_plan(self) -> bool:
        """The company's edition of the programme says how many hours are planned, and the company has started."""
        return self.planned_hours is not None

    @property
    def given(self) -> Decimal:
        """Hours given."""
        return Decimal(self.given_minutes) / 60

    @property
    def planned_so_far(self) -> Decimal:
        """Hours planned until the day: the same for every day of the programme."""
        return (self.planned_hours or 0) * self.share

    @property
    def difference(self) -> Decimal:
        """Hours given more than planned so far; negative when fewer."""
        return self.given - self.planned_so_far


def hours_so_far(
    given_minutes: int,
    *,
    planned_hours: int | None,
    started_on: date | None,
    end_on: date | None,
    pauses: Iterable[tuple[date, date | None]],
    day: date,
) -> HoursSoFar:
    """Hours given by a day, beside those planned by then. end_on: the planned end of the last stage."""
    if planned_hours is None or started_on is None or end_on is None:
        return HoursSoFar(given_minutes)
    return HoursSoFar(given_minutes, planned_hours, passed_share(started_on, end_on, pauses, day))


def passed_share(started_on: date, end_on: date, pauses: Iterable[tuple[date, date | None]], day: date) -> Decimal:
    """How much of a programme's own time has passed on a day, from 0 to 1. A pause takes none of it.

    The planned end already lies later by the pauses that are over; the one that goes on moves it when it ends.
    """
    rested = over = 0
    for paused_on, resumed_on in pauses:
        rested += max((min(resumed_on or day, day) - max(paused_on, started_on)).days, 0)
        if resumed_on is not None:
            over += max((resumed_on - max(paused_on, started_on)).days, 0)
    whole = (end_on - started_on).days - over
    if whole <= 0:
        return Decimal(1) if day >= end_on else Decimal(0)
    passed = (day - started_on).days - rested
    return Decimal(min(max(passed, 0), whole)) / whole


def last_day(ended_on: date | None, today: date) -> date:
    """The day until which a company's hours are looked at: today, or the day it ended."""
    return min(ended_on, today) if ended_on else today
