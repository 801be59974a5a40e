"""Stage dates against a reference that counts days by hand, not by the calendar module."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from companies.plan import planned_dates, shifted
from programme.common.dates import add_months

FIRST, DAYS = date(2024, 1, 1), 1461


@dataclass
class Months:
    """A stage without a database."""

    order: int
    start_month: int
    end_month: int


def reference(start: date, months: int) -> date:
    """Walk month by month over the first days, then go as far into the last month as it reaches."""
    first = start.replace(day=1)
    for _ in range(months):
        first = (first + timedelta(days=32)).replace(day=1)
    day = first
    while day.day < start.day and (day + timedelta(days=1)).month == first.month:
        day += timedelta(days=1)
    return day


def test_planned_dates_every_start_day_and_length_agree_with_reference() -> None:
    stages = [Months(order=n, start_month=n - 1, end_month=n) for n in range(1, 37)]

    for offset in range(DAYS):
        start = FIRST + timedelta(days=offset)
        plan = planned_dates(stages, start)  # type: ignore[arg-type]
        expected = [reference(start, n) for n in range(1, 37)]
        assert [planned.end_on for planned in plan] == expected, start
        assert [planned.start_on for planned in plan] == [start, *expected[:-1]], start
        assert expected == sorted(set(expected)), start


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 8, 31), 18, date(2028, 2, 29)),
        (date(2026, 8, 30), 18, date(2028, 2, 29)),
        (date(2026, 8, 29), 18, date(2028, 2, 29)),
        (date(2025, 8, 31), 18, date(2027, 2, 28)),
        (date(2028, 2, 29), 18, date(2029, 8, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
    ],
)
def test_add_months_known_ends_are_kept(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end


def test_planned_dates_stages_in_any_order_come_out_in_theirs() -> None:
    stages = [Months(3, 11, 18), Months(1, 0, 3), Months(2, 3, 11)]

    plan = planned_dates(stages, date(2026, 8, 31))  # type: ignore[arg-type]

    assert [(p.stage.order, p.start_on, p.end_on) for p in plan] == [
        (1, date(2026, 8, 31), date(2026, 11, 30)),
        (2, date(2026, 11, 30), date(2027, 7, 31)),
        (3, date(2027, 7, 31), date(2028, 2, 29)),
    ]


def test_shifted_day_before_pause_stays_and_later_moves() -> None:
    pause = {"paused_on": date(2026, 7, 1), "resumed_on": date(2026, 8, 5)}

    assert shifted(date(2026, 6, 30), **pause) == date(2026, 6, 30)
    assert shifted(date(2026, 7, 1), **pause) == date(2026, 8, 5)
    assert shifted(date(2027, 1, 15), **pause) == date(2027, 2, 19)


def test_shifted_any_two_days_keep_their_order() -> None:
    paused_on = date(2026, 7, 1)
    for length in (0, 1, 35, 400):
        moved = [
            shifted(paused_on + timedelta(days=n), paused_on=paused_on, resumed_on=paused_on + timedelta(days=length))
            for n in range(-40, 40)
        ]
        assert moved == sorted(moved)
        assert len(set(moved)) == len(moved)
