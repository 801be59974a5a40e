"""A figure split for a report: by region, stage, month, size; labels as they were on the day."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices

from companies.figures import SIZES
from companies.models import Enrolment
from funding.models import BudgetLine, CoFinancing
from programme.common.dates import add_months, month_start
from programme.common.figures import Figure, Scope
from programme.structure.models import County, Region, Stage

# Splits of money by what their values are called.
NAMED: dict[str, type[TextChoices]] = {
    "cost_type": BudgetLine.CostType,
    "kind": CoFinancing.Kind,
    "sector": CoFinancing.Sector,
}

FINE = frozenset({"municipality", "sni"})

# [what it is, its label, the value as text]: text, so that no digit is lost on the way.
Part = list[str]


def breakdown(figure: Figure, scope: Scope) -> dict[str, list[Part]]:
    """Every split that the figure knows, in an order that ranks nobody: geography, plan, calendar.

    Not those that are so fine that most groups are one company: they stand in reports only as funding.parts.groups
    shows them.
    """
    return {split: _parts(split, figure.by(scope, split), scope) for split in figure.splits if split not in FINE}


def _parts(split: str, values: dict[Any, Decimal], scope: Scope) -> list[Part]:
    if split == "month":
        return _months(values, scope)
    if split == "stage":
        return _stages(values)
    labels = _labels(split, values)
    return [[str(key), label, str(values[key])] for key, label in labels if key in values]


def _labels(split: str, values: dict[Any, Decimal]) -> list[tuple[Any, str]]:
    if split == "region":
        return [(region.pk, str(region)) for region in Region.objects.filter(pk__in=[k for k in values if k])]
    if split == "county":
        return [(county.pk, county.name) for county in County.objects.filter(pk__in=[k for k in values if k])]
    if split == "state":
        return [(value, str(label)) for value, label in Enrolment.State.choices]
    if split == "size":
        return [(size, str(label)) for size, label in SIZES.items()]
    if split in NAMED:
        return [(value, str(label)) for value, label in NAMED[split].choices]
    return [(key, str(key)) for key in sorted(values, key=str)]


def _months(values: dict[Any, Decimal], scope: Scope) -> list[Part]:
    found = {month_start(key if type(key) is date else key.date()): value for key, value in values.items() if key}
    parts, month = [], month_start(scope.period.start)
    while month <= scope.period.end:
        parts.append([month.isoformat()[:7], month.isoformat()[:7], str(found.get(month, Decimal(0)))])
        month = add_months(month, 1)
    return parts


def _stages(values: dict[Any, Decimal]) -> list[Part]:
    """Every stage of the versions that companies are in, also empty ones.

    Stages of several versions that stand in the same place and bear the same name are one.
    """
    together: dict[tuple[int, str], Decimal] = {}
    versions = Stage.objects.filter(pk__in=[key for key in values if key]).order_by().values("version")
    for stage in Stage.objects.filter(version__in=versions):
        place = (stage.order, str(stage))
        together[place] = together.get(place, Decimal(0)) + values.get(stage.pk, Decimal(0))
    return [[str(order), name, str(value)] for (order, name), value in sorted(together.items())]


def white_spots(figure: Figure, scope: Scope) -> list[str]:
    """Names of the counties without a company; none when fewer than half have one: the programme is then a region's."""
    if "county" not in figure.splits:
        return []
    reached = {key for key, value in figure.by(scope, "county").items() if key and value}
    counties = list(County.objects.all())
    if len(reached) * 2 < len(counties):
        return []
    return [county.name for county in counties if county.pk not in reached]
