"""Calendar arithmetic: months from a start date, periods, weeks. Pure; the day comes in as an argument."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta


def add_months(start: date, months: int) -> date:
    """The day `months` months after `start`; where that month is shorter, its last day.

    Always from the start date, never step by step: 2026-08-31 + 18 is 2028-02-29 (TRUST.md F6).
    """
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def months_between(start: date, day: date) -> int:
    """Whole months from `start` to `day`, so that add_months(start, n) <= day; negative before the start."""
    months = (day.year - start.year) * 12 + day.month - start.month
    return months if add_months(start, months) <= day else months - 1


def month_start(day: date) -> date:
    """The first day of the month of `day`."""
    return day.replace(day=1)


@dataclass(frozen=True, order=True)
class Period:
    """A range of whole days, both ends included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"period ends {self.end}, before it starts {self.start}")

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day <= self.end

    @property
    def days(self) -> int:
        """Number of days, both ends counted."""
        return (self.end - self.start).days + 1


def month_of(day: date) -> Period:
    """The calendar month that `day` lies in."""
    return Period(month_start(day), add_months(month_start(day), 1) - timedelta(days=1))


def month_before(day: date) -> Period:
    """The calendar month before the one that `day` lies in."""
    return month_of(month_start(day) - timedelta(days=1))
