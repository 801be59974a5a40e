"""Where the pace leads: by hand, and whatever the numbers are."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from funding.figures import CATALOGUE
from funding.indicators.forecast import Kind, Pace, adding, done, drifting
from funding.indicators.line import Off, off_plan, planned
from funding.indicators.outlook import looked_back, may_be_target, middle, outlook, targetable
from funding.told import ranged, verdict
from programme.common.dates import Period
from programme.common.figures import Scope
from tests.cast import Cast
from tests.funding.world import Money

COUNTS = st.integers(0, 400).map(Decimal)


def test_count_goes_on_at_its_pace_with_the_range_of_chance() -> None:
    told = adding(Decimal(20), Pace(Decimal(12), 365, [Decimal(1)] * 12), 365, counts=True)

    assert told.kind == Kind.COUNT
    assert told.value == 32
    # Twelve a year: 12 of chance ahead, 12 of chance behind, and the pace's drift of 15 % a month 13 + 13 makes a
    # variance of 50. One of ten of such a gamma distribution lies below 3.9, one of ten above 21.6.
    assert (told.low, told.high) == (24, 42)


def test_months_that_differ_widen_the_range() -> None:
    even = adding(Decimal(20), Pace(Decimal(24), 365, [Decimal(2)] * 12), 200, counts=True)
    months = [Decimal(n) for n in (12, 0, 0, 0, 0, 0, 12, 0, 0, 0, 0, 0)]
    uneven = adding(Decimal(20), Pace(Decimal(24), 365, months), 200, counts=True)

    assert uneven.value == even.value
    assert uneven.low <= even.low
    assert uneven.high > even.high


def test_nothing_in_a_year_may_still_become_something() -> None:
    told = adding(Decimal(3), Pace(Decimal(0), 365, [Decimal(0)] * 12), 365, counts=True)

    assert (told.value, told.low) == (3, 3)
    assert told.high > 3


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(COUNTS, st.lists(COUNTS, max_size=12), st.integers(1, 400), st.integers(1, 2000), st.booleans())
def test_what_adds_up_never_falls_below_what_is_counted(
    before: Decimal, months: list[Decimal], days: int, ahead: int, counts: bool
) -> None:
    value = before + sum(months)

    told = adding(value, Pace(sum(months, Decimal(0)), days, months), ahead, counts=counts)

    assert value <= told.low <= told.value <= told.high


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(COUNTS, st.lists(COUNTS, max_size=4), st.integers(28, 91), st.integers(1, 1500))
def test_state_never_falls_below_zero(value: Decimal, earlier: list[Decimal], step: int, ahead: int) -> None:
    told = drifting(value, earlier, step, ahead)

    assert 0 <= told.low <= told.value <= told.high
    assert told.kind == Kind.STATE


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(COUNTS, st.lists(COUNTS, min_size=3, max_size=12), st.integers(1, 300), st.integers(1, 300))
def test_range_of_what_lies_further_ahead_is_no_narrower(
    value: Decimal, months: list[Decimal], near: int, further: int
) -> None:
    pace = Pace(sum(months, Decimal(0)), 365, months)
    first, second = (adding(value, pace, ahead, counts=True) for ahead in (near, near + further))

    assert second.high - second.low >= first.high - first.low - 2  # ends are rounded outwards


def test_state_goes_on_as_it_changed() -> None:
    told = drifting(Decimal(40), [Decimal(n) for n in (20, 25, 30, 35)], 91, 182)

    assert told.value == 50
    assert told.low < 50 < told.high


def test_on_its_day_a_target_has_an_outcome_and_no_forecast() -> None:
    assert done(Decimal(7)).kind == Kind.DONE
    assert ranged("7", "7", "7") == "7"
    assert ranged("31", "26", "37") == "31\xa0(26–37)"


@pytest.mark.parametrize(
    ("low", "high", "tone"),
    [(60, 70, "ok"), (50, 60, "warn"), (50, 59, "bad")],
)
def test_verdict_is_read_from_the_range(low: int, high: int, tone: str) -> None:
    found = verdict(Decimal(55), Decimal(60), Decimal(low), Decimal(high))

    assert found is not None
    assert found.tone == tone


def test_older_reports_keep_the_verdict_of_their_middle() -> None:
    tones = [one and one.tone for one in (verdict(Decimal(n), Decimal(60)) for n in (60, 54, 53))]

    assert tones == ["ok", "warn", "bad"]


def test_line_is_straight_from_the_grants_first_day_to_the_targets() -> None:
    days = {"start": date(2026, 1, 1), "due": date(2026, 12, 31)}

    asked = (date(2026, 1, 1), date(2026, 12, 31), date(2027, 6, 1), date(2025, 6, 1))
    at = [planned(Decimal(10), Decimal(83), on=day, **days) for day in asked]

    assert at == [Decimal("10.2"), 83, 83, 10]


@pytest.mark.parametrize(("outcome", "said"), [(89, Off.BELOW), (90, None), (100, None), (110, None), (111, Off.ABOVE)])
def test_off_plan_is_further_than_the_grant_allows(outcome: int, said: Off | None) -> None:
    assert off_plan(Decimal(outcome), Decimal(100), percent=10, places=0) is said


def test_less_than_one_off_is_no_variance() -> None:
    assert off_plan(Decimal(1), Decimal("1.9"), percent=10, places=0) is None
    assert off_plan(Decimal(1), Decimal("1.9"), percent=10, places=1) is Off.BELOW


def test_medians_are_no_targets_and_everything_else_may_be() -> None:
    keys = {one.key for one in targetable()}

    assert "days_active" not in keys
    assert not may_be_target(CATALOGUE["days_active"])
    assert {"enterprises_supported", "companies_in_coaching", "costs_booked"} <= keys


@pytest.mark.parametrize("key", ["sessions_held", "company_hours", "companies_in_coaching", "enterprises_supported"])
@pytest.mark.parametrize("began", [100, 900])
def test_middle_is_the_same_for_who_reads_one_earlier_number(cast: Cast, money: Money, key: str, began: int) -> None:
    today, figure = timezone.localdate(), CATALOGUE[key]
    scope = Scope(cast.director, Period(today - timedelta(days=began), today), today, programme=cast.programme.pk)
    value, due_on = figure.value(scope), today + timedelta(days=150)
    earlier = looked_back(figure, scope)
    before = figure.value(earlier) if earlier else None

    told = outlook(figure, scope, value, due_on)

    assert value > 0
    shown = middle(figure, scope, value, before, due_on)
    assert abs(told.value - shown) <= Decimal("0.500001") if not figure.places else Decimal("0.050001")
    assert told.low <= told.value <= told.high
