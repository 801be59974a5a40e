"""Shares over time, against a reference that looks at each day by itself."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from funding.grants.shares import Share, highest, too_full
from programme.common.dates import Period

DAY_0 = date(2024, 2, 20)  # a leap day lies within
spans = st.tuples(st.integers(0, 40), st.integers(0, 25)).map(
    lambda pair: Period(DAY_0 + timedelta(days=pair[0]), DAY_0 + timedelta(days=pair[0] + pair[1]))
)
percents = st.integers(1, 10_000).map(lambda n: Decimal(n) / 100)
shares = st.builds(Share, percents, spans)


def each_day(span: Period) -> Iterator[date]:
    return (span.start + timedelta(days=n) for n in range(span.days))


def paid_on(those: list[Share], day: date) -> Decimal:
    return sum((one.percent for one in those if one.days.start <= day <= one.days.end), Decimal(0))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(shares, max_size=7), shares)
def test_days_without_room_are_those_that_a_look_at_each_day_finds(there: list[Share], wanted: Share) -> None:
    found = too_full(there, wanted)

    by_day = [day for day in each_day(wanted.days) if paid_on(there, day) + wanted.percent > 100]
    assert [day for span in found for day in each_day(span)] == by_day
    gaps = [(after.start - before.end).days for before, after in zip(found, found[1:], strict=False)]
    assert all(gap > 1 for gap in gaps), "spans that touch are one"


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(shares, max_size=8))
def test_shares_let_in_one_by_one_never_exceed_a_hundred_on_any_day(asked: list[Share]) -> None:
    kept: list[Share] = []
    for one in asked:
        if not too_full(kept, one):
            kept.append(one)

    assert max((paid_on(kept, DAY_0 + timedelta(days=n)) for n in range(70)), default=Decimal(0)) <= 100
    assert highest(kept) == max((paid_on(kept, DAY_0 + timedelta(days=n)) for n in range(70)), default=Decimal(0))


def test_share_that_fills_to_exactly_a_hundred_fits_and_a_hundredth_more_does_not() -> None:
    there = [Share(Decimal("59.99"), Period(DAY_0, DAY_0))]

    assert too_full(there, Share(Decimal("40.01"), Period(DAY_0, DAY_0))) == []
    assert too_full(there, Share(Decimal("40.02"), Period(DAY_0, DAY_0))) == [Period(DAY_0, DAY_0)]
