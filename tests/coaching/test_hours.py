"""Coach hours against plan: linear over the company's own time, and silent where nothing is planned."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest

from coaching.hours import hours_so_far, last_day, passed_share

START, END = date(2026, 1, 1), date(2026, 7, 20)  # 200 days


@pytest.mark.parametrize(
    ("days", "share"), [(-5, "0"), (0, "0"), (50, "0.25"), (100, "0.5"), (200, "1"), (400, "1")]
)  # fmt: skip
def test_share_is_linear_and_stays_between_start_and_end(days: int, share: str) -> None:
    assert passed_share(START, END, [], START + timedelta(days=days)) == Decimal(share)


def test_share_stands_still_in_a_pause_and_goes_on_after_it() -> None:
    pause = (START + timedelta(days=50), START + timedelta(days=80))
    later = END + timedelta(days=30)  # the plan ahead moved by the pause
    running = [(pause[0], None)]

    assert passed_share(START, END, running, START + timedelta(days=50)) == Decimal("0.25")
    assert passed_share(START, END, running, START + timedelta(days=75)) == Decimal("0.25")
    assert passed_share(START, later, [pause], START + timedelta(days=80)) == Decimal("0.25")
    assert passed_share(START, later, [pause], START + timedelta(days=130)) == Decimal("0.5")
    assert passed_share(START, later, [pause], later) == 1


@pytest.mark.parametrize("seed", range(5))
def test_share_never_falls_and_ends_at_one(seed: int) -> None:
    chance = random.Random(seed)
    days = sorted(chance.sample(range(1, 180), 4))
    pauses = [(START + timedelta(days=days[n]), START + timedelta(days=days[n + 1])) for n in (0, 2)]
    end = END + sum((until - since for since, until in pauses), timedelta())

    shares = [passed_share(START, end, pauses, START + timedelta(days=n)) for n in range((end - START).days + 30)]

    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)


def test_share_of_a_plan_without_length_turns_on_its_end() -> None:
    assert [passed_share(START, START, [], START + timedelta(days=n)) for n in (-1, 0)] == [0, 1]


def test_hours_are_given_of_planned_to_date() -> None:
    half = START + timedelta(days=100)
    told = hours_so_far(45 * 60, planned_hours=100, started_on=START, end_on=END, pauses=[], day=half)

    assert (told.given, told.planned_so_far, told.difference) == (45, 50, -5)


@pytest.mark.parametrize("missing", ["planned_hours", "started_on", "end_on"])
def test_hours_without_a_plan_say_only_what_was_given(missing: str) -> None:
    known = {"planned_hours": 100, "started_on": START, "end_on": END} | {missing: None}
    told = hours_so_far(90, pauses=[], day=END, **known)

    assert (told.has_plan, told.given) == (False, Decimal("1.5"))


def test_last_day_is_the_day_of_the_end() -> None:
    assert [last_day(None, END), last_day(START, END), last_day(END, START)] == [END, START, START]
