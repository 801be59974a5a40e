"""How long companies stay in a programme, from those that have ended and those still there. Pure: days in, shares out.

Who is still there has stayed at least so long; she counts until then and no longer (Kaplan and Meier, 1958). To
complete and to leave compete: the share that has completed is counted with those that left out of the way (Aalen and
Johansen, 1978). So the three shares are always one together.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

MONTH = 365.25 / 12  # days


class Outcome(StrEnum):
    """How a company's time in the programme ended, or that it has not."""

    COMPLETED = "completed"
    LEFT = "left"
    RUNNING = "running"


@dataclass(frozen=True)
class Spell:
    """A company's time in the programme: how many days, and how it ended."""

    days: int
    outcome: Outcome


@dataclass(frozen=True)
class Point:
    """So many days after the start: the shares still in, completed and left, and how many that rests on."""

    days: int
    at_risk: int
    inside: float
    completed: float
    left: float


BEGIN = Point(0, 0, 1.0, 0.0, 0.0)


def curve(spells: Iterable[Spell]) -> list[Point]:
    """A point for each day after the start on which somebody ended, the first day first; empty where nobody did."""
    ends: dict[int, Counter[Outcome]] = {}
    risk = 0
    for spell in spells:
        ends.setdefault(max(spell.days, 0), Counter())[spell.outcome] += 1
        risk += 1
    points: list[Point] = []
    inside, completed, left = 1.0, 0.0, 0.0
    for days in sorted(ends):
        done, gone = ends[days][Outcome.COMPLETED], ends[days][Outcome.LEFT]
        if done or gone:
            completed += inside * done / risk
            left += inside * gone / risk
            inside *= (risk - done - gone) / risk
            points.append(Point(days, risk, inside, completed, left))
        risk -= ends[days].total()
    return points


def at(points: Sequence[Point], days: float) -> Point:
    """The shares so many days after the start."""
    place = bisect_right(points, days, key=lambda point: point.days)
    return points[place - 1] if place else BEGIN


def half_through(points: Sequence[Point]) -> int | None:
    """Days until no more than half were still in; None when it has not come to that."""
    return next((point.days for point in points if point.inside <= 0.5), None)


def longest(spells: Iterable[Spell]) -> int:
    """Days of the longest time that anybody has been in: a curve says nothing beyond. 0 where there is nobody."""
    return max((spell.days for spell in spells), default=0)
