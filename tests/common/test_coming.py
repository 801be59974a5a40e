"""What will start and complete: ranges in order, whatever the facts; nothing told of nothing; nothing known ahead."""

from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from programme.common.coming import FEWEST_COMPLETED, Coming, Intake, coming
from programme.common.dates import add_months, month_of
from programme.common.life_table import FAR, HALF, Chances, Table
from programme.common.survival import BEGIN, Outcome, Spell, at, curve, half_through
from programme.common.ways import Rest, Way, days_in, known_on, months_ahead, outcome_of, starts_by_month

ON = date(2026, 6, 30)
UNTIL = date(2027, 12, 31)
DAY = timedelta(days=1)
PACE = Intake(each=2.0, chance=2.0, drift=0.09, looked=6.0)
SMALL = settings(max_examples=10, deadline=None)


@st.composite
def ways(draw: st.DrawFn) -> Way:
    """Any way that may have been written down, also after the day."""
    start = ON - timedelta(days=draw(st.integers(-100, 1500)))
    end = draw(st.none() | st.integers(0, 900).map(lambda n: start + timedelta(days=n)))
    rest = draw(st.none() | st.integers(0, 400).map(lambda n: start + timedelta(days=n)))
    back = draw(st.none() | st.integers(0, 200).map(lambda n: (rest or start) + timedelta(days=n)))
    return Way(start, end, bool(end and draw(st.booleans())), (Rest(rest, back),) if rest else ())


def past(n: int, *, months: int = 18, left: int = 0) -> list[Way]:
    """So many that completed after so many months, the last one a while ago; some left after half of it."""
    starts = [add_months(ON, -months - 2 - one) for one in range(n)]
    done = [Way(start, add_months(start, months), completed=True) for start in starts]
    return done + [Way(start, add_months(start, months // 2)) for start in starts[:left]]


SPELLS = st.lists(st.builds(Spell, st.integers(0, 1000), st.sampled_from(Outcome)), max_size=40)


@given(SPELLS)
def test_shares_of_a_curve_are_one_together_and_only_fall(spells: list[Spell]) -> None:
    points = curve(spells)

    for before, point in zip([BEGIN, *points], points, strict=False):
        assert point.inside + point.completed + point.left == pytest.approx(1)
        assert point.days > before.days or before is BEGIN
        assert point.inside < before.inside and point.at_risk > 0
        assert point.completed >= before.completed and point.left >= before.left


def test_curve_by_hand() -> None:
    """Of four, one leaves after 10 days, one is seen for 20 only, one completes after 30, the last is there still."""
    spells = [Spell(10, Outcome.LEFT), Spell(20, Outcome.RUNNING), Spell(30, Outcome.COMPLETED),
              Spell(40, Outcome.RUNNING)]  # fmt: skip
    points = curve(spells)

    assert [(one.days, one.at_risk, one.inside) for one in points] == [(10, 4, 0.75), (30, 2, 0.375)]
    assert (points[-1].completed, points[-1].left) == (0.375, 0.25)
    assert (at(points, 9), at(points, 29.5).inside, half_through(points)) == (BEGIN, 0.75, 30)
    assert half_through(curve(spells[:2] + spells[3:])) is None


@SMALL
@given(st.lists(ways(), max_size=30), st.sampled_from([None, PACE]))
@example(past(8, left=2), PACE)
def test_range_holds_its_order_and_counts_up(found: list[Way], intake: Intake | None) -> None:
    told = coming(found, on=ON, until=UNTIL, intake=intake)

    for months in (told.starts, told.completions):
        assert not months or [month.ends_on for month in months] == months_ahead(ON, UNTIL)
        for month in months:
            for one in (month.within, month.total):
                assert 0 <= one.low <= one.middle <= one.high
        totals = [(month.total.low, month.total.middle, month.total.high) for month in months]
        assert all(a <= b for before, after in pairwise(totals) for a, b in zip(before, after, strict=True))
    assert bool(told.starts) == bool(intake)
    assert bool(told.completions) == (told.completed_before >= FEWEST_COMPLETED)
    running = sum(way.ended_on is None for way in known_on(found, ON))
    if told.completions and not intake:
        assert told.completions[-1].total.high <= running


@SMALL
@given(st.lists(ways(), max_size=30), st.lists(ways(), max_size=8))
@example(past(8), [Way(ON + DAY)])
def test_what_happens_after_the_day_changes_nothing(found: list[Way], later: list[Way]) -> None:
    beyond = [Way(ON + timedelta(days=1 + n), way.ended_on and ON + timedelta(days=900)) for n, way in enumerate(later)]
    ended = [
        Way(way.started_on, ON + DAY, True, way.rests) if way.ended_on is None and way.started_on <= ON else way
        for way in found
    ]

    said = coming(found, on=ON, until=UNTIL, intake=PACE)

    assert coming(found + beyond, on=ON, until=UNTIL, intake=PACE) == said
    assert coming(ended, on=ON, until=UNTIL, intake=PACE) == said
    assert coming(known_on(found, ON), on=ON, until=UNTIL, intake=PACE) == said


def test_same_facts_in_any_order_give_the_same_numbers() -> None:
    found = past(12, left=3) + [Way(add_months(ON, -n)) for n in range(1, 17)]
    mixed = found[:]
    Random(1).shuffle(mixed)

    assert coming(mixed, on=ON, until=UNTIL, intake=PACE) == coming(found, on=ON, until=UNTIL, intake=PACE)


def test_of_no_history_nothing_is_told() -> None:
    assert coming([], on=ON, until=UNTIL, intake=None) == Coming((), (), 0)
    few = past(FEWEST_COMPLETED - 1) + [Way(add_months(ON, -3))]
    told = coming(few, on=ON, until=UNTIL, intake=PACE)
    assert (told.completions, told.completed_before) == ((), FEWEST_COMPLETED - 1)
    assert told.starts
    assert starts_by_month([], ON, 6) is None
    assert starts_by_month([Way(date(2026, 1, 1))], ON, 6) == [1, 0, 0, 0, 0, 0]
    assert starts_by_month([Way(date(2025, 12, 31)), Way(ON)], ON, 6) == [0, 0, 0, 0, 0, 1]
    assert starts_by_month([Way(date(2026, 1, 2)), Way(date(2026, 6, 30))], date(2026, 6, 29), 6) is None


def test_when_all_have_completed_and_nobody_starts_nothing_comes() -> None:
    told = coming(past(9), on=ON, until=UNTIL, intake=None)

    assert told.starts == ()
    assert {month.total.high for month in told.completions} == {0}


def test_those_that_have_come_as_far_complete_when_the_others_did() -> None:
    """Twelve in their sixth month of a programme that took everybody eighteen: a year from now, and not before."""
    running = [Way(add_months(ON, -6) + timedelta(days=n)) for n in range(12)]
    months = coming(past(20) + running, on=ON, until=UNTIL, intake=None).completions
    by_end = {month.ends_on: month.total for month in months}

    assert by_end[date(2027, 5, 31)].high == 0
    assert (by_end[date(2027, 8, 31)].low, by_end[UNTIL].high) == (12, 12)


def test_pauses_put_a_completion_off() -> None:
    active = [Way(add_months(ON, -12)) for _n in range(20)]
    paused = [Way(one.started_on, rests=(Rest(ON - timedelta(days=10)),)) for one in active]
    resumed = [Way(add_months(ON, -40), add_months(ON, -10), True, (Rest(add_months(ON, -36), add_months(ON, -24)),))]
    at_plan = date(2027, 1, 31)

    def by(those: list[Way]) -> int:
        told = coming([*those, *past(20), *resumed * 4], on=ON, until=at_plan, intake=None)
        return told.completions[-1].total.middle

    assert by(paused) < by(active)
    # Where half of the past ones paused for a year, some of those that run now will.
    often = coming([*active, *past(20), *resumed * 20], on=ON, until=at_plan, intake=None)
    never = coming([*active, *past(40)], on=ON, until=at_plan, intake=None)
    assert often.completions[-1].total.middle < never.completions[-1].total.middle
    assert (
        days_in(resumed[0], ON)
        == (add_months(ON, -10) - add_months(ON, -40)).days - (add_months(ON, -24) - add_months(ON, -36)).days
    )


def test_starts_are_as_many_as_the_pace_says_and_less_sure_the_longer() -> None:
    starts = coming([], on=ON, until=UNTIL, intake=PACE).starts
    first, last = starts[0].total, starts[-1].total

    assert starts[0].ends_on == date(2026, 7, 31)
    assert abs(last.middle - 36) <= 4
    assert last.high - last.low > 2 * (first.high - first.low)
    assert last.low < 30 and last.high > 42


def test_months_ahead_end_with_the_day_that_ends_it_all() -> None:
    assert months_ahead(date(2026, 11, 28), date(2027, 1, 10)) == [
        date(2026, 11, 30), date(2026, 12, 31), date(2027, 1, 10),
    ]  # fmt: skip
    assert months_ahead(ON, ON) == []
    assert months_ahead(ON, month_of(ON + DAY).end) == [date(2026, 7, 31)]


@given(st.lists(st.tuples(*[st.integers(0, 6)] * 3), min_size=1, max_size=12), st.integers(0, 15))
def test_chances_of_a_table_are_shares(rows: list[tuple[int, int, int]], place: int) -> None:
    done, gone, there = (tuple(row[n] for row in rows) for n in range(3))
    table = Table(done, gone, there, 0.0, 0.5)
    random = Random(1)

    chances = table.drawn(random)
    takes, completes = chances.ends(random, place)

    assert list(chances.negative) == sorted(chances.negative)
    assert chances.negative[0] == -1 and -1e-9 <= -chances.negative[-1] <= 1
    assert all(0 <= share <= 1 for share in chances.to_complete) and 0 <= chances.onwards <= 1
    assert 0 <= takes <= FAR + len(rows)
    assert not completes or sum(done)


def test_chances_send_everybody_to_the_end_that_the_table_has() -> None:
    chances = Chances([-1.0, -1.0, -0.5, 0.0], [0.0, 0.0, 1.0, 1.0], 1.0)
    random = Random(2)
    found = [chances.ends(random, 0) for _n in range(400)]

    assert {(takes, completes) for takes, completes in found} == {(1, False), (2, True)}
    assert 160 < sum(completes for _takes, completes in found) < 240
    assert {chances.ends(random, 9) for _n in range(20)} == {(0, True)}
    assert outcome_of(Way(ON, ON)) == Outcome.LEFT
    assert Table.of([Way(ON - 400 * DAY, ON, True)], ON).done[int(400 / HALF - 0.5)] == 1
