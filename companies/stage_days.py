"""How long companies stay in each stage of their plan: from the day that it was entered to the day that it was closed.

A stage counts when it is closed, whatever became of the company since. Pauses are part of the time.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import DurationField, ExpressionWrapper, F, OuterRef, QuerySet, Subquery
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from companies.figures import name_then
from companies.funnel import FEWEST
from companies.models import Enrolment, PlannedStage
from companies.models.transfer import region_on
from programme.common.figures import Column, Figure, Median, Scope, middle
from programme.structure.models import Region

MOST = 6  # stages of a programme that are told apart by their order


def _closed(rows: QuerySet[Enrolment], scope: Scope) -> QuerySet[Any]:
    """Stages that were closed within the period, each with its region then and the length of the stay."""
    if scope.programme is not None:
        rows = rows.filter(programme_version__programme=scope.programme)
    if scope.enrolments is not None:
        rows = rows.filter(pk__in=scope.enrolments.order_by().values("pk"))
    there = region_on(OuterRef("closed_on"), enrolment="enrolment", region="enrolment__region")
    found: QuerySet[Any] = PlannedStage.objects.filter(
        enrolment__in=rows.order_by().values("pk"),
        closed_on__range=(scope.period.start, min(scope.period.end, scope.as_of)),
    )
    stay = ExpressionWrapper(F("closed_on") - F("entered_on"), output_field=DurationField())
    found = found.annotate(region_then=there, stay=stay)
    return found if scope.regions is None else found.filter(region_then__in=scope.regions)


def closed(scope: Scope) -> QuerySet[Any]:
    """Stages of the scope that were closed within its period, of enrolments that the viewer sees."""
    return _closed(Enrolment.objects.visible_to(scope.viewer), scope)


def _rows(order: int) -> Callable[[Scope], QuerySet[Any]]:
    def rows(scope: Scope) -> QuerySet[Any]:
        region = Region.objects.filter(pk=OuterRef("region_then"))
        named = {f"region_{language}": Subquery(region.values(f"name_{language}")[:1]) for language in ("sv", "en")}
        related = ("stage", "enrolment__company__municipality", "enrolment__programme_version__programme")
        shown: QuerySet[Any] = closed(scope).filter(order=order).annotate(**named).select_related(*related)
        return shown.order_by("enrolment__company__name", "closed_on", "pk")

    return rows


COLUMNS = (
    Column("company", _("Company"), lambda row: row.enrolment.company.name, names_company=True),
    Column("number", _("Organisation number"), lambda row: row.enrolment.company.number, names_company=True),
    Column("region", _("Region"), lambda row: name_then(row, "region")),
    Column("municipality", _("Municipality"), lambda row: row.enrolment.company.municipality.name, names_company=True),
    Column("programme", _("Programme"), lambda row: str(row.enrolment.programme_version)),
    Column("stage", _("Stage"), lambda row: str(row.stage)),
    Column("entered_on", _("Entered"), lambda row: row.entered_on),
    Column("closed_on", _("Closed"), lambda row: row.closed_on),
    Column("days", _("Days"), lambda row: row.stay.days),
)


def stage_key(order: int) -> str:
    """The key of the figure that says how long companies stay in the plan's stage with that number."""
    return f"days_in_stage_{order}"


FIGURES: tuple[Figure, ...] = tuple(
    Figure(
        stage_key(order),
        format_lazy(_("Days in stage {number} of the plan, median"), number=order),
        _("days"),
        _("The middle number of days from entering the stage to closing it, of the stages closed in the period."),
        _rows(order),
        Median("stay"),
        COLUMNS,
        places=1,
        splits={"region": "region_then", "county": "enrolment__company__municipality__county"},
    )
    for order in range(1, MOST + 1)
)


@dataclass(frozen=True)
class StageStay:
    """One company's time in one stage."""

    order: int
    region: int
    company: int
    days: int


def stage_stays(scope: Scope) -> list[StageStay]:
    """What `closed` holds, in short: enough for every median of a page, in one query."""
    return _stays(closed(scope))


def _stays(rows: QuerySet[Any]) -> list[StageStay]:
    found: Iterable[tuple[int, int, int, timedelta]]
    found = rows.filter(order__lte=MOST).order_by().values_list("order", "region_then", "enrolment__company", "stay")
    return [StageStay(order, region, company, stay.days) for order, region, company, stay in found]


@dataclass(frozen=True)
class Quartiles:
    """How long a stage took: a quarter were faster than the first, half than the median, a quarter slower than the
    last; and how many companies that rests on. None where there are none, or too few to be told."""

    first: Decimal | None
    median: Decimal | None
    last: Decimal | None
    companies: int

    @property
    def is_few(self) -> bool:
        """True when they would tell about single companies."""
        return 0 < self.companies < FEWEST


def quartiles_of(found: Iterable[StageStay], order: int) -> Quartiles:
    """The median, and the medians of the halves below and above it."""
    these = [stay for stay in found if stay.order == order]
    days = sorted(stay.days for stay in these)
    half = len(days) // 2
    below, above = days[:half], days[len(days) - half :]
    return Quartiles(middle(below or days), middle(days), middle(above or days), len({stay.company for stay in these}))


def country_stages(scope: Scope, known: Iterable[StageStay]) -> dict[int, Quartiles]:
    """The country's, for the scope's programme and period, for everybody; no row leaves this function.

    `known` is what the reader sees by herself. What rests on too few companies, or on too few that she does not know,
    is left out, since she could work out the rest.
    """
    mine = list(known)
    all_over = Scope(scope.viewer, scope.period, scope.as_of, scope.programme)
    found = _stays(_closed(Enrolment.objects.all(), all_over))
    said = {}
    for order in sorted({stay.order for stay in found}):
        one = quartiles_of(found, order)
        others = one.companies - len({stay.company for stay in mine if stay.order == order})
        hidden = one.is_few or 0 < others < FEWEST
        said[order] = Quartiles(None, None, None, one.companies) if hidden else one
    return said
