"""How many companies will start and complete, month by month, and between which numbers. Pure.

What has been tells what comes. A table of own past enrolments says how many of those that had come so far completed or
left within the next half month; who is still in counts as long as she has been seen. Time paused does not count: a
pause moves the plan. The companies in coaching are sent through the table many times, by chance, and with them those
that start meanwhile at the pace of the last months. Before each time the table is drawn anew as it might as well have
been (a Bayesian bootstrap, Rubin 1981), the pace within its own uncertainty. Of ten such futures one lies below the
range and one above.

The same facts give the same numbers: the chance has a fixed seed, and only counts go into it.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from programme.common.dates import month_of
from programme.common.life_table import HALF, Chances, Table
from programme.common.ways import Way, days_in, known_on, months_ahead

TIMES, LEAST_TIMES = 400, 80  # futures; fewer of very many companies, whose numbers hardly differ
MOST_DRAWS = 300_000  # companies times futures: about as much as a page can wait for
SEED = 18
FEWEST_COMPLETED = 5  # of fewer nothing is told about the time it takes
LARGE = 40  # of more events the normal distribution is near enough
BELOW = 0.1  # of the futures lie below the range, as many above


@dataclass(frozen=True)
class Intake:
    """New starts a month: how many, how much a month differs by chance and drifts (variances), from so many months."""

    each: float
    chance: float
    drift: float
    looked: float


@dataclass(frozen=True)
class Range:
    """The middle, and between which numbers four outcomes of five fall."""

    low: int
    middle: int
    high: int


@dataclass(frozen=True)
class Month:
    """What is expected until a month's end: in the month, and in all since the day of the forecast."""

    ends_on: date
    within: Range
    total: Range


@dataclass(frozen=True)
class Coming:
    """The forecast: month by month, for what can be told."""

    starts: tuple[Month, ...]
    completions: tuple[Month, ...]
    completed_before: int  # that the time it takes was read from


def coming(ways: Iterable[Way], *, on: date, until: date, intake: Intake | None, past: Iterable[Way] = ()) -> Coming:
    """What comes from the day after `on` to `until`, told from what was known on the day.

    past: whose times tell how long it takes, when they are more than the ways themselves (a region's programme).
    intake: None where nobody will start. Without FEWEST_COMPLETED companies that have completed no completions.
    """
    here = known_on(ways, on)
    table = Table.of(known_on(past, on) or here, on)
    ends = months_ahead(on, until)
    tells = table.completed_before >= FEWEST_COMPLETED
    if not ends or not (tells or intake):
        return Coming((), (), table.completed_before)
    month_of_step = [month for month, halves in enumerate(_halves(on, ends)) for _half in range(halves)]
    crowd = Crowd.of(here, on)
    draws = crowd.size + (intake.each * len(ends) if intake else 0)
    times = int(min(max(MOST_DRAWS / max(draws, 1), LEAST_TIMES), TIMES))
    random = Random(SEED)  # noqa: S311  chance of a forecast, no secret
    futures = [_future(random, table, crowd, month_of_step, len(ends), intake) for _time in range(times)]
    return Coming(
        _months(ends, [starts for starts, _done in futures]) if intake else (),
        _months(ends, [done for _starts, done in futures]) if tells else (),
        table.completed_before,
    )


def _halves(on: date, ends: Sequence[date]) -> list[int]:
    """Half months in each month; fewer in the first, of which a part is over, and in the last when it is cut short."""
    begins = [on, *ends[:-1]]
    return [round(2 * (end - begin).days / month_of(end).days) for begin, end in zip(begins, ends, strict=True)]


@dataclass(frozen=True)
class Crowd:
    """Who is in coaching on the day: half months since the start, in order; those that are paused apart."""

    active: tuple[int, ...]
    paused: tuple[int, ...]

    @classmethod
    def of(cls, ways: Iterable[Way], on: date) -> "Crowd":
        """The ways that have not ended by the day; they are those that were known then."""
        found: tuple[list[int], list[int]] = ([], [])
        for way in ways:
            if way.ended_on is None:
                found[any(rest.ended_on is None for rest in way.rests)].append(int(days_in(way, on) / HALF))
        return cls(tuple(sorted(found[False])), tuple(sorted(found[True])))

    @property
    def size(self) -> int:
        """How many they are."""
        return len(self.active) + len(self.paused)


def _future(
    random: Random, table: Table, crowd: Crowd, month_of_step: Sequence[int], months: int, intake: Intake | None
) -> tuple[list[int], list[int]]:
    """One future: starts and completions in each month."""
    chances = table.drawn(random)
    steps = len(month_of_step)
    starts, done = [0] * months, [0] * months
    if intake:
        pace, into = _first_pace(random, intake), 0.0
        for step, month in enumerate(month_of_step):
            if step == 0 or month != month_of_step[step - 1]:
                into = _this_month(random, pace, intake)
            begun = _poisson(random, into / 2)
            starts[month] += begun
            for _one in range(begun):
                _end(random, table, chances, 0, step + 1, steps, month_of_step, done)
            pace = max(pace + random.gauss(0, math.sqrt(intake.drift / 2)), 0.0)
    for place in crowd.active:
        _end(random, table, chances, place, 0, steps, month_of_step, done)
    for place in crowd.paused:
        _end(random, table, chances, place, _paused(random, table), steps, month_of_step, done)
    return starts, done


def _end(
    random: Random,
    table: Table,
    chances: Chances,
    place: int,
    after: int,
    steps: int,
    month_of_step: Sequence[int],
    done: list[int],
) -> None:
    """Count a company's completion in its month, if it comes to that: from the step `after`, pauses on the way."""
    takes, completes = chances.ends(random, place)
    at = after + takes
    if completes and at < steps:
        for _pause in range(_poisson(random, table.pausing * takes) if table.pausing else 0):
            at += _paused(random, table)
        if at < steps:
            done[month_of_step[at]] += 1


def _paused(random: Random, table: Table) -> int:
    """How many half months a pause goes on."""
    if table.resuming >= 1:
        return 1
    return 1 + int(math.log(1 - random.random()) / math.log(1 - table.resuming))


def _first_pace(random: Random, intake: Intake) -> float:
    """The pace a month as it may be: a mean of so few months is not the pace."""
    spread = intake.chance / intake.looked + intake.drift * intake.looked / 3
    if intake.each <= 0 or spread <= 0:
        return max(intake.each, 0.0)
    return random.gammavariate(intake.each**2 / spread, spread / intake.each)


def _this_month(random: Random, pace: float, intake: Intake) -> float:
    """The pace of one month: months may differ by more than events that know nothing of each other."""
    more = intake.chance - intake.each
    return random.gammavariate(pace**2 / more, more / pace) if pace > 0 and more > 0 else pace


def _poisson(random: Random, mean: float) -> int:
    """How many events that know nothing of each other, when there are so many on average."""
    if mean > LARGE:
        return max(round(random.gauss(mean, math.sqrt(mean))), 0)
    found, product, least = 0, random.random(), math.exp(-mean)
    while product > least:
        found += 1
        product *= random.random()
    return found


def _months(ends: Sequence[date], futures: Sequence[Sequence[int]]) -> tuple[Month, ...]:
    found = []
    totals = [0] * len(futures)
    for place, end in enumerate(ends):
        within = [future[place] for future in futures]
        totals = [total + n for total, n in zip(totals, within, strict=True)]
        found.append(Month(end, _range(within), _range(totals)))
    return tuple(found)


def _range(numbers: Sequence[int]) -> Range:
    ordered = sorted(numbers)
    last = len(ordered) - 1
    low, high = ordered[math.floor(BELOW * last)], ordered[math.ceil((1 - BELOW) * last)]
    middle = math.floor(sum(ordered) / len(ordered) + 0.5)
    return Range(low, min(max(middle, low), high), high)


def held(found: Range, came: int) -> bool:
    """True when what came lies in the range."""
    return found.low <= came <= found.high
