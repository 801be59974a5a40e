"""Targets of the grants against their figures, and where today's pace leads (as in reports)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from funding.figures import CATALOGUE
from funding.indicators.narrowing import label_of, of_size
from funding.indicators.outlook import looked_back, middle
from funding.models import Allocation, Target
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
    rows = (
        Target.objects.visible_to(user)
        .filter(
            figure__in=sorted(CATALOGUE),
            due_on__gte=today,
            grant__starts_on__lte=today,
        )
        .filter(Q(ended_on=None) | Q(ended_on__gte=today))
    )
    if programme is not None:
        rows = rows.filter(grant__programme=programme)
    return rows.select_related("grant__funder", "region").annotate(allocates=Exists(paid)).order_by("due_on", "pk")


def wanted_of(target: Any, user: User, *, today: date) -> Wanted:
    """The figure that the target speaks of, for its grant since the grant began."""
    period = Period(target.grant.starts_on, today)
    scope = Scope(viewer=user, period=period, as_of=today, programme=target.grant.programme_id, grant=target.grant_id)
    if target.allocates:
        scope = replace(scope, enrolments=enrolments_paid(target.grant, period))
    if target.region_id is not None:
        scope = scope.within(target.region_id)
    return Wanted(target.figure, of_size(scope, target.size), grant=target.grant_id, size=target.size)


def wanted_before(wanted: Wanted) -> Wanted | None:
    """The earlier reading that the pace is counted from; None where the pace is that since the grant began."""
    scope = looked_back(CATALOGUE[wanted.key], wanted.scope)
    return replace(wanted, scope=scope) if scope else None


def lines_of(targets: Iterable[Any], numbers: dict[str, Number]) -> list[TargetLine]:
    """A line for each target; `numbers` hold `target-<pk>` and, where there is an earlier reading, `before-<pk>`."""
    return [_line(target, numbers[f"target-{target.pk}"], numbers.get(f"before-{target.pk}")) for target in targets]


def all_wanted(targets: Iterable[Any], user: User, *, today: date) -> dict[str, Wanted]:
    """What `lines_of` needs to be stated; each target then holds the `scope` of its outcome."""
    wanted: dict[str, Wanted] = {}
    for target in targets:
        one = wanted_of(target, user, today=today)
        target.scope = one.scope
        wanted[f"target-{target.pk}"] = one
        before = wanted_before(one)
        if before is not None:
            wanted[f"before-{target.pk}"] = before
    return wanted


def _line(target: Any, outcome: Number, before: Number | None) -> TargetLine:
    figure = CATALOGUE[target.figure]
    reached = middle(figure, target.scope, outcome.value, before.value if before else None, target.due_on)
    # A forecast is no count: whole, and never a sentence about half a company.
    reached = reached.quantize(Decimal(1), rounding=ROUND_HALF_UP)
    label = label_of(target)
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
