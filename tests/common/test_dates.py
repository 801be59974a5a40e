"""Months from a start date, against a reference that counts days of months by itself."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.common.dates import Period, add_months, month_before, month_of, months_between

DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


def reference(start: date, months: int) -> date:
    """Count the months one by one, then fall back day by day until the day exists."""
    year, month = start.year, start.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    longest = DAYS[month - 1] + (1 if leap and month == 2 else 0)
    return date(year, month, min(start.day, longest))


def test_add_months_every_start_day_of_four_years_equals_reference() -> None:
    first = date(2024, 1, 1)
    starts = [first + timedelta(days=n) for n in range(1461)]

    wrong = [(s, n) for s in starts for n in range(1, 37) if add_months(s, n) != reference(s, n)]

    assert wrong == []


@pytest.mark.parametrize("day", [29, 30, 31])
def test_add_months_end_of_august_plus_18_is_leap_day(day: int) -> None:
    assert add_months(date(2026, 8, day), 18) == date(2028, 2, 29)


def test_add_months_milestones_keep_their_order() -> None:
    for n in range(1461):
        start = date(2024, 1, 1) + timedelta(days=n)
        plan = [add_months(start, k) for k in range(37)]
        assert plan == sorted(set(plan))


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 400))
def test_months_between_undoes_add_months(start: date, months: int) -> None:
    assert months_between(start, add_months(start, months)) == months


def test_months_between_day_before_is_one_less() -> None:
    assert months_between(date(2026, 3, 15), date(2026, 5, 14)) == 1
    assert months_between(date(2026, 3, 15), date(2026, 5, 15)) == 2
    assert months_between(date(2026, 3, 15), date(2026, 3, 14)) == -1


def test_period_refuses_end_before_start() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        Period(date(2026, 2, 1), date(2026, 1, 31))


def test_month_of_and_before_cover_whole_months() -> None:
    assert month_of(date(2028, 2, 10)) == Period(date(2028, 2, 1), date(2028, 2, 29))
    assert month_before(date(2026, 1, 31)) == Period(date(2025, 12, 1), date(2025, 12, 31))
    assert month_of(date(2026, 2, 1)).days == 28
    assert date(2026, 2, 28) in month_of(date(2026, 2, 1))
    assert date(2026, 3, 1) not in month_of(date(2026, 2, 1))
