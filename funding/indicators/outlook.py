"""A figure's pace up to a day, and where it leads by the target's: what a forecast needs, asked of the figure."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count

from funding.figures import CATALOGUE, STATES
from funding.indicators.forecast import Forecast, Pace, adding, done, drifting
from programme.common.dates import Period, add_months, month_start
from programme.common.figures import Figure, Median, Scope

BACK = 6  # months that are looked back on
READINGS = 3  # of a state, in that time
DAYS = 183
DAY = timedelta(days=1)
SHORTEST = 14  # days between two of them


def may_be_target(figure: Figure) -> bool:
    """True for what adds up or is read on a day. A median does neither."""
    return not isinstance(figure.measure, Median)


def targetable() -> list[Figure]:
    """The figures that a target may ask for."""
    return [figure for figure in CATALOGUE.values() if may_be_target(figure)]


def outlook(figure: Figure, scope: Scope, value: Decimal, due_on: date) -> Forecast:
    """What `value`, the figure for the scope, comes to by the day. The scope's period begins with its grant."""
    ahead = (due_on - scope.as_of).days
    if ahead <= 0:
        return done(value)
    if figure.key in STATES:
        readings = [figure.value(one) for one in _readings(scope)]
        return drifting(value, readings, _step(scope) or SHORTEST, ahead, places=figure.places)
    earlier = looked_back(figure, scope)
    total = value - (figure.value(earlier) if earlier else Decimal(0))
    pace = Pace(total, _days(scope), _months(figure, scope))
    return adding(value, pace, ahead, counts=isinstance(figure.measure, Count), places=figure.places)


def looked_back(figure: Figure, scope: Scope) -> Scope | None:
    """The scope of the one earlier reading that the middle of a forecast rests on; None where there is none."""
    if figure.key in STATES:
        return next(iter(_readings(scope)), None)
    since = _since(scope)
    return scope.during(Period(scope.period.start, since - DAY)) if since > scope.period.start else None


def middle(figure: Figure, scope: Scope, value: Decimal, before: Decimal | None, due_on: date) -> Decimal:
    """The middle of the forecast that `outlook` gives, from the reading of `looked_back`; not rounded."""
    ahead = max((due_on - scope.as_of).days, 0)
    if figure.key in STATES:
        step = _step(scope)
        pace = (value - (before or 0)) / (step * READINGS) if step else Decimal(0)
        return max(value + pace * ahead, Decimal(0))
    return max(value + (value - (before or 0)) / _days(scope) * ahead, value, Decimal(0))


def _since(scope: Scope) -> date:
    """The first day that is looked back on: of the month six months ago, but not before the scope begins."""
    return max(add_months(month_start(scope.period.end), 1 - BACK), scope.period.start)


def _days(scope: Scope) -> int:
    return (scope.period.end - _since(scope)).days + 1


def _months(figure: Figure, scope: Scope) -> list[Decimal]:
    """What each whole month that is looked back on added; none for a figure that is not divided by month."""
    if "month" not in figure.splits:
        return []
    # Of the whole time, not of the last months alone: a company that comes back is new only once.
    added = {key if type(key) is date else key.date(): n for key, n in figure.by(scope, "month").items() if key}
    since = _since(scope)
    months, month = [], since if since.day == 1 else add_months(month_start(since), 1)
    while add_months(month, 1) - DAY <= scope.period.end:
        months.append(added.get(month, Decimal(0)))
        month = add_months(month, 1)
    return months


def _step(scope: Scope) -> int:
    """Days between two readings of a state; 0 where there is too little time to read it in."""
    # What a grant pays for by name begins with the grant; else the state was there before it.
    back = DAYS if scope.enrolments is None else min(DAYS, (scope.as_of - scope.period.start).days)
    step = back // READINGS
    return step if step >= SHORTEST else 0


def _readings(scope: Scope) -> list[Scope]:
    """The scopes of the earlier readings of a state, the oldest first."""
    step = _step(scope)
    return [replace(scope, as_of=scope.as_of - timedelta(days=step * n)) for n in range(READINGS, 0, -1) if step]
