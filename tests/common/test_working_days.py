"""Which days offices are open, against calendars as printed."""

from datetime import date

import pytest

from programme.common.working_days import easter, is_working_day, working_day_after, working_days_between


@pytest.mark.parametrize(
    ("year", "day"),
    [(2000, date(2000, 4, 23)), (2024, date(2024, 3, 31)), (2026, date(2026, 4, 5)), (2038, date(2038, 4, 25))],
)
def test_easter_as_in_the_almanac(year: int, day: date) -> None:
    assert easter(year) == day


def test_working_days_of_2026_are_as_many_as_counted_by_hand() -> None:
    days = [date.fromordinal(n) for n in range(date(2026, 1, 1).toordinal(), date(2027, 1, 1).toordinal())]

    assert sum(is_working_day(day) for day in days) == 251  # 261 weekdays, 10 of them closed


@pytest.mark.parametrize(
    "closed",
    [
        date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 14), date(2026, 6, 19),
        date(2026, 12, 24), date(2026, 12, 31), date(2027, 1, 6), date(2026, 11, 21), date(2026, 11, 22),
    ],
)  # fmt: skip
def test_holiday_is_no_working_day(closed: date) -> None:
    assert not is_working_day(closed)


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (date(2026, 11, 20), date(2026, 11, 25)),  # a Friday
        (date(2026, 11, 22), date(2026, 11, 25)),  # a Sunday
        (date(2026, 12, 22), date(2026, 12, 29)),
        (date(2026, 4, 2), date(2026, 4, 9)),
    ],
)
def test_third_working_day_after_skips_what_is_closed(since: date, until: date) -> None:
    assert working_day_after(since, 3) == until
    assert working_days_between(since, until) == 3
