"""Where today's pace leads, and how sure that is. Pure: numbers in, numbers out.

What adds up goes on at the mean pace of the last six months. Three things make it uncertain: that months differ by
chance, for counts at least as much as independent events do (Poisson); that a mean of so few months is not the pace;
and that the pace itself drifts, as much as the quarters looked back on show and never less than DRIFT. The range is
that of a gamma distribution with this mean and variance. A state goes on changing as it did in the last six months,
uncertain for the same reasons.

Four outcomes of five are to fall inside. tests/funding/indicators/test_backtest.py counts how many did in the demo
world, and DRIFT is set by it. Where a programme begins, or ends its intake, no pace of the past tells what follows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import pairwise
from math import isfinite, sqrt

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MONTH = 365.25 / 12  # days
TAIL = 1.2815515655446004  # of the normal distribution: one outcome of ten lies beyond
DRIFT = 0.15  # a month, of the pace: as much as it changes where nobody sees why
SOME = 3  # months that make a quarter: of fewer nothing is read
LEAST = 0.5  # events in a time when none was seen: as little as we can know
EXACT = Decimal("0.000001")  # as the columns keep it


class Kind(StrEnum):
    """How a forecast was made."""

    COUNT = "count"
    SUM = "sum"
    STATE = "state"
    DONE = "done"  # the day has come: there is nothing left to forecast


KINDS: dict[str, "str | Promise"] = {
    Kind.COUNT: _(
        "Forecast: the pace of the last 6 months goes on. The range holds four outcomes of five if coming months "
        "differ as those did, and at least as much as chance makes them (Poisson)."
    ),
    Kind.SUM: _(
        "Forecast: the pace of the last 6 months goes on. The range holds four outcomes of five if coming months "
        "differ as those did."
    ),
    Kind.STATE: _(
        "Forecast: the change of the last 6 months goes on. The range holds four outcomes of five if it turns no more "
        "than such changes have done."
    ),
    Kind.DONE: _("The target's day has come: this is the outcome."),
}


@dataclass(frozen=True)
class Forecast:
    """What is reached on the target's day: the middle, and between which values four outcomes of five fall."""

    value: Decimal
    low: Decimal
    high: Decimal
    kind: Kind


@dataclass(frozen=True)
class Pace:
    """What was added in the days looked back on: in all, and in each whole month of them."""

    total: Decimal
    days: int
    months: Sequence[Decimal] = ()


@dataclass(frozen=True)
class Tempo:
    """What comes a month, from so many months: how much, at least, and as variances how much a month differs from it
    by chance and how much it drifts from one month to the next."""

    each: float
    least: float
    chance: float
    drift: float
    looked: float


def done(value: Decimal) -> Forecast:
    """On or after the target's day."""
    return Forecast(value, value, value, Kind.DONE)


def adding(value: Decimal, pace: Pace, ahead: int, *, counts: bool, places: int = 0) -> Forecast:
    """What has come to `value` so far, `ahead` days on. Never below what is counted already.

    counts: events that are counted one by one. places: decimals that the ends of the range are rounded out to.
    """
    tempo, further = tempo_of(pace, counts=counts), ahead / MONTH
    mean = max(tempo.each, tempo.least) * further
    low, high = _between(mean, _uncertain(tempo.chance, tempo.drift, tempo.looked, further))
    middle = value + pace.total * ahead / max(pace.days, 1)
    kind = Kind.COUNT if counts else Kind.SUM
    floor = max(value, Decimal(0))
    return _rounded(middle, value + _decimal(low), value + _decimal(high), places, kind, floor=floor)


def tempo_of(pace: Pace, *, counts: bool) -> Tempo:
    """How much comes a month, and how uncertain that is. counts: events that are counted one by one."""
    looked = max(pace.days / MONTH, 1e-9)
    each = float(pace.total) / looked
    least = LEAST / looked if counts else 0.0
    chance, drift = _by_chance_and_drift([float(one) for one in pace.months], max(each, least) if counts else 0.0)
    drift = max(drift, (DRIFT * each) ** 2)
    if len(pace.months) < SOME:
        chance = max(chance, each if counts else each * each)
    return Tempo(each, least, chance, drift, looked)


def drifting(value: Decimal, earlier: Sequence[Decimal], step: int, ahead: int, *, places: int = 0) -> Forecast:
    """A state `ahead` days on. earlier: what it was at equal steps of `step` days before now, the oldest first."""
    readings = [*(float(one) for one in earlier), float(value)]
    changes = [after - before for before, after in pairwise(readings)]
    steps, looked = ahead / step, max(len(changes), 1)
    mean = sum(changes) / looked
    # Both ways: what comes in and what goes out differ by chance, each about as much as there is of it.
    chance = max(sum(map(abs, changes)) / looked, LEAST if not places else 0.0)
    turns = [(after - before) ** 2 for before, after in pairwise(changes)]
    least = DRIFT * step / MONTH * sum(map(abs, changes)) / looked
    drift = max(sum(turns) / len(turns) - 2 * chance if turns else 0.0, least**2)
    beyond = TAIL * sqrt(_uncertain(chance, drift, looked, steps))
    middle = float(value) + mean * steps
    ends = _decimal(middle - beyond), _decimal(middle + beyond)
    return _rounded(_decimal(middle), *ends, places, Kind.STATE, floor=Decimal(0))


def _uncertain(chance: float, drift: float, looked: float, further: float) -> float:
    """The variance of what `further` more months add, known from the mean of `looked` of them.

    chance: variance of a month about its pace. drift: variance of the pace from one month to the next, a random walk.
    """
    of_the_mean = chance / looked + drift * looked / 3
    return chance * further + of_the_mean * further**2 + drift * further**3 / 3


def _by_chance_and_drift(months: Sequence[float], least: float) -> tuple[float, float]:
    """How much a month differs from its pace, and how much the pace drifts a month; as variances.

    By chance: from neighbours, whose paces hardly differ. Drift: what the quarters differ more than by chance.
    """
    apart = [(after - before) ** 2 / 2 for before, after in pairwise(months)]
    chance = max(sum(apart) / len(apart) if apart else 0.0, least)
    quarters = [sum(months[end - SOME : end]) / SOME for end in range(len(months), SOME - 1, -SOME)]
    turns = [(after - before) ** 2 for before, after in pairwise(quarters)]
    if not turns:
        return chance, 0.0
    return chance, max(sum(turns) / len(turns) - 2 * chance / SOME, 0.0) / SOME


def _between(mean: float, spread: float) -> tuple[float, float]:
    """Tenth and ninetieth part of a gamma distribution (Wilson and Hilferty, 1931)."""
    if mean <= 0:  # credits outweigh: no gamma has such a mean
        beyond = TAIL * sqrt(max(spread, 0.0))
        return mean - beyond, mean + beyond
    if spread <= 0:
        return mean, mean
    shape = mean * mean / spread
    middle, width = 1 - 1 / (9 * shape), TAIL / (3 * sqrt(shape))
    low, high = (mean * max(middle + sign * width, 0.0) ** 3 for sign in (-1, 1))
    return min(low, mean), max(high, mean)


def _decimal(value: float) -> Decimal:
    return Decimal(repr(value)) if isfinite(value) else Decimal(0)


def _rounded(value: Decimal, low: Decimal, high: Decimal, places: int, kind: Kind, *, floor: Decimal) -> Forecast:
    """The range rounded outwards, the middle to the nearest, and none of them below the floor."""
    unit = Decimal(1).scaleb(-places)
    least = max(low.quantize(unit, ROUND_FLOOR), floor)
    most = max(high.quantize(unit, ROUND_CEILING), floor)
    middle = min(max(value.quantize(unit, ROUND_HALF_UP), least), most)
    return Forecast(middle.quantize(EXACT), least.quantize(EXACT), most.quantize(EXACT), kind)
