"""What a report keeps of a target beside its outcome: the funder's words, the line it should follow, the forecast."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from funding.figures import CATALOGUE
from funding.indicators.line import off_plan, planned
from funding.indicators.narrowing import counted_until, target_scope, words_of
from funding.indicators.outlook import outlook
from funding.models import Grant, Target
from programme.common.dates import Period

if TYPE_CHECKING:
    from funding.stating import Asked


def asked_for(grant: Grant, covered: Period) -> list[Target]:
    """The targets that a report over these days states: due in or after them, and asked for on some day of them."""
    there = grant.targets.select_related("region", "grant").filter(due_on__gte=covered.start)
    asked = there.filter(Q(ended_on=None) | Q(ended_on__gte=covered.start)).order_by("due_on", "pk")
    return [target for target in asked if target.figure in CATALOGUE]


def of_target(asked: "Asked", value: Decimal) -> dict[str, Any]:
    """Fields of ReportFigure, empty for a figure that no target asks for. value: its outcome."""
    target = asked.target
    if target is None:
        return {}
    until = asked.scope.as_of
    # Of the grant's whole time, also where the outcome is a state that the period's own figures read already.
    scope = target_scope(target, counted_until(target, until), asked.scope.viewer)
    told = outlook(asked.figure, scope, value, target.due_on)
    plan = planned(target.baseline, target.value, start=target.grant.starts_on, due=target.due_on, on=until)
    percent = target.grant.variance_percent
    return {
        "of_target": target,
        "target": target.value,
        "target_on": target.due_on,
        "forecast": told.value,
        "forecast_low": told.low,
        "forecast_high": told.high,
        "forecast_kind": told.kind.value,
        "code": target.code,
        "wording": words_of(target),
        "baseline": target.baseline,
        "planned": plan,
        "off_plan": off_plan(value, plan, percent=percent, places=asked.figure.places) or "",
    }
