"""Companies' ways through a programme as dated facts, and what was known of them on a day. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from programme.common.dates import add_months, month_of, month_start
from programme.common.survival import Outcome


@dataclass(frozen=True)
class Rest:
    """A pause; None for one that goes on."""

    began_on: date
    ended_on: date | None = None


@dataclass(frozen=True)
class Way:
    """One company's way through the programme, as far as it is known."""

    started_on: date
    ended_on: date | None = None
    completed: bool = False
    rests: tuple[Rest, ...] = ()


def known_on(ways: Iterable[Way], on: date) -> list[Way]:
    """The facts as they stood in the evening of a day: who had started, ended, paused by then."""
    return [_known(way, on) for way in ways if way.started_on <= on]


def _known(way: Way, on: date) -> Way:
    rests = tuple(
        rest if rest.ended_on is None or rest.ended_on <= on else Rest(rest.began_on)
        for rest in way.rests
        if rest.began_on <= on
    )
    if way.ended_on is None or way.ended_on > on:
        return replace(way, ended_on=None, completed=False, rests=rests)
    return replace(way, rests=rests)


def outcome_of(way: Way) -> Outcome:
    """How it ended, or that it has not."""
    if way.ended_on is None:
        return Outcome.RUNNING
    return Outcome.COMPLETED if way.completed else Outcome.LEFT


def days_in(way: Way, on: date) -> int:
    """Days from the start to the end, or to a day, without those that it was paused."""
    last = way.ended_on or on
    paused = sum((min(rest.ended_on or last, last) - rest.began_on).days for rest in way.rests if rest.began_on < last)
    return max((last - way.started_on).days - paused, 0)


def starts_by_month(ways: Iterable[Way], on: date, months: int) -> list[int] | None:
    """How many started in each of the last whole months up to a day, the oldest first; None when it is too early.

    Too early: not so many whole months since the first start.
    """
    counted = Counter(month_start(way.started_on) for way in ways if way.started_on <= on)
    end = month_start(on + timedelta(days=1))  # the month of the day is whole on its last day
    shown = [add_months(end, -back) for back in range(months, 0, -1)]
    if not counted or min(counted) > shown[0]:
        return None
    return [counted[month] for month in shown]


def months_ahead(on: date, until: date) -> list[date]:
    """The last days of the months from the day after `on`, and the day that ends it all."""
    ends, end = [], month_of(on + timedelta(days=1)).end
    while end < until:
        ends.append(end)
        end = month_of(end + timedelta(days=1)).end
    return [*ends, until] if until > on else ends
