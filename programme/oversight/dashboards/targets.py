"""Targets of the grants against their figures, and where today's pace leads (as in reports)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from funding.figures import CATALOGUE, STATES
from funding.models import Allocation, Grant, Target
from funding.scope import enrolments_paid
from programme.common.charts.bars import bullet
from programme.common.dates import Period
from programme.common.figures import Scope
from programme.common.numbers import as_text
from programme.oversight.dashboards.numbers import Number, Wanted
from programme.oversight.status import Mark
from programme.people.models import User

NEAR = Decimal("0.9")  # a forecast of nine tenths of the target is to be watched, less is to be acted on


@dataclass(frozen=True)
class TargetLine:
    """One target: what it is, its outcome, forecast and mark."""

    label: str
    funder: str
    outcome: Number
    aim: str
    due_on: date
    forecast: str
    mark: Mark
    chart: SafeString


def targets_of(user: User, *, programme: int | None, today: date) -> QuerySet[Any]:
    """Targets still ahead, of running grants that the person sees; `allocates` when the grant pays for single ones."""
    paid = Allocation.objects.filter(grant=OuterRef("grant"), enrolment__isnull=False)
    rows = Target.objects.filter(
        grant__in=Grant.objects.visible_to(user),
        figure__in=sorted(CATALOGUE),
        due_on__gte=today,
        grant__starts_on__lte=today,
    )
    if programme is not None:
        rows = rows.filter(grant__programme=programme)
    return rows.select_related("grant__funder", "region").annotate(allocates=Exists(paid)).order_by("due_on", "pk")


def wanted_of(target: Any, user: User, *, today: date) -> Wanted:
    """The figure that the target speaks of, for its grant since the grant began."""
    period = Period(target.grant.starts_on, today)
    scope = Scope(viewer=user, period=period, as_of=today, programme=target.grant.programme_id)
    if target.allocates:
        scope = replace(scope, enrolments=enrolments_paid(target.grant, period))
    if target.region_id is not None:
        scope = scope.within(target.region_id)
    return Wanted(target.figure, scope, grant=target.grant_id)


def wanted_before(wanted: Wanted) -> Wanted:
    """The same figure the day before the grant began: what a state's pace is counted from."""
    return replace(wanted, scope=replace(wanted.scope, as_of=wanted.scope.period.start - timedelta(days=1)))


def lines_of(targets: Iterable[Any], numbers: dict[str, Number], *, today: date) -> list[TargetLine]:
    """A line for each target; `numbers` hold `target-<pk>` and, for states, `before-<pk>`."""
    return [
        _line(target, numbers[f"target-{target.pk}"], numbers.get(f"before-{target.pk}"), today) for target in targets
    ]


def all_wanted(targets: Iterable[Any], user: User, *, today: date) -> dict[str, Wanted]:
    """What `lines_of` needs to be stated."""
    wanted: dict[str, Wanted] = {}
    for target in targets:
        one = wanted_of(target, user, today=today)
        wanted[f"target-{target.pk}"] = one
        if target.figure in STATES:
            wanted[f"before-{target.pk}"] = wanted_before(one)
    return wanted


def forecast(target: Target, outcome: Decimal, before: Decimal | None, *, since: date, today: date) -> Decimal:
    """What is reached on the target's day at the pace since the grant began; a state's pace is its change since."""
    days = (today - since).days + 1
    pace = (outcome - (before or 0)) / days
    return max(outcome + pace * max((target.due_on - today).days, 0), Decimal(0))


def _line(target: Any, outcome: Number, before: Number | None, today: date) -> TargetLine:
    figure = CATALOGUE[target.figure]
    reached = forecast(
        target,
        outcome.value,
        before.value if before else None,
        since=target.grant.starts_on,
        today=today,
    )
    # A forecast is no count: whole, and never a sentence about half a company.
    reached = reached.quantize(Decimal(1), rounding=ROUND_HALF_UP)
    label = f"{figure.label}, {target.region}" if target.region_id else str(figure.label)
    said = {"value": outcome.text, "aim": as_text(target.value, 2), "forecast": as_text(reached)}
    return TargetLine(
        label=label,
        funder=str(target.grant.funder),
        outcome=outcome,
        aim=as_text(target.value, 2),
        due_on=target.due_on,
        forecast=as_text(reached),
        mark=_mark(reached, target.value),
        chart=bullet(
            ident=f"target-{target.pk}",
            title=_("Outcome %(value)s, forecast %(forecast)s, target %(aim)s") % said,
            value=outcome.value,
            target=target.value,
            forecast=reached,
        ),
    )


def _mark(reached: Decimal, aim: Decimal) -> Mark:
    if reached >= aim:
        return Mark("fas", "l-ok", _("Reaches the target"))
    word = _("Reaches %(value)s") % {"value": as_text(reached)}
    return Mark("efter", "l-warn", word) if reached >= aim * NEAR else Mark("stopp", "l-bad", word)
