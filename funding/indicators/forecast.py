"""Where today's pace leads, and how sure that is. Pure: numbers in, numbers out.

What adds up goes on at the pace of the last twelve months. Its interval comes from how much those months differ, for
counts at least as much as independent events do (Poisson), and grows with how far ahead the day lies; a gamma
distribution of that mean and variance, so never below zero. A state goes on changing as it did over the last twelve
months, with an interval from how much its quarters differed. Four outcomes of five fall inside if the future is like
the past, which it need not be: tests/funding/indicators/test_backtest.py holds the method against the demo world.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum
from math import isfinite, sqrt
from statistics import variance

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MONTH = 365.25 / 12  # days
TAIL = 1.2815515655446004  # of the normal distribution: one outcome of ten lies beyond
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
        "The pace of the last 12 months goes on. The range holds four outcomes of five if coming months differ as "
        "those did, and at least as much as chance makes them (Poisson)."
    ),
    Kind.SUM: _(
        "The pace of the last 12 months goes on. The range holds four outcomes of five if coming months differ as "
        "those did."
    ),
    Kind.STATE: _(
        "The change of the last 12 months goes on. The range holds four outcomes of five if coming quarters differ as "
        "those did."
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


def done(value: Decimal) -> Forecast:
    """On or after the target's day."""
    return Forecast(value, value, value, Kind.DONE)


def adding(value: Decimal, pace: Pace, ahead: int, *, counts: bool, places: int = 0) -> Forecast:
    """What has come to `value` so far, `ahead` days on. Never below what is counted already.

    counts: events that are counted one by one. places: decimals that the ends of the range are rounded out to.
    """
    looked, further = max(pace.days / MONTH, 1e-9), ahead / MONTH
    each = float(pace.total) / looked  # a month
    seen = [float(one) for one in pace.months]
    spread = variance(seen) if len(seen) > 2 else each * each
    if counts:
        spread = max(spread if len(seen) > 2 else 0.0, each, LEAST / looked)
    mean = each * further
    # The second term: the pace itself is known only from so many months.
    low, high = _between(
        max(mean, LEAST / looked * further if counts else 0.0), spread * further * (1 + further / looked)
    )
    middle = value + pace.total * ahead / max(pace.days, 1)
    return _rounded(middle, value + _decimal(low), value + _decimal(high), places, Kind.COUNT if counts else Kind.SUM,
                    floor=max(value, Decimal(0)))  # fmt: skip


def drifting(value: Decimal, earlier: Sequence[Decimal], step: int, ahead: int, *, places: int = 0) -> Forecast:
    """A state `ahead` days on. earlier: what it was at equal steps of `step` days before now, the oldest first."""
    readings = [*(float(one) for one in earlier), float(value)]
    changes = [after - before for before, after in zip(readings, readings[1:], strict=False)]
    steps = ahead / step
    drift = sum(changes) / len(changes) if changes else 0.0
    spread = variance(changes) if len(changes) > 1 else drift * drift
    spread = max(spread, abs(drift), LEAST if not places else 0.0)
    beyond = TAIL * sqrt(spread * steps * (1 + steps / max(len(changes), 1)))
    middle = float(value) + drift * steps
    return _rounded(_decimal(middle), _decimal(middle - beyond), _decimal(middle + beyond), places, Kind.STATE,
                    floor=Decimal(0))  # fmt: skip


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
