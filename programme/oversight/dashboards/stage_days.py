"""Days in each stage of the plan, region by region beside the country."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from companies.stage_days import Quartiles, StageStay, quartiles_of, stage_key
from programme.common.charts.shares import StageBar, stage_bars
from programme.common.figures import Scope
from programme.common.numbers import as_text
from programme.oversight.dashboards.funnel import few, hidden
from programme.oversight.dashboards.numbers import Number, Wanted
from programme.structure.models import Region, Stage


@dataclass(frozen=True)
class StageCell:
    """The days in one stage: the median opens its rows; words where there is none to be shown."""

    number: Number | None
    words: str
    quartiles: str

    @property
    def text(self) -> str:
        """What stands in the cell."""
        return self.number.text if self.number else self.words


@dataclass(frozen=True)
class RegionStages:
    """One region's days in each stage."""

    region: Region
    cells: list[StageCell]
    chart: SafeString


def stages_named(stages: Iterable[Stage]) -> list[tuple[int, str]]:
    """Order and name of each stage; where editions call it otherwise, by the name of the latest."""
    named = {stage.order: str(stage) for stage in sorted(stages, key=lambda stage: stage.version_id)}
    return sorted(named.items())


def stage_regions(
    regions: Iterable[Region],
    stages: Sequence[tuple[int, str]],
    stays: Sequence[StageStay],
    known: dict[int, Quartiles],
    scope: Scope,
    *,
    hides: bool,
) -> list[RegionStages]:
    """A line a region, all drawn on one scale; `known` is the country's by the order of the stage."""
    found = []
    read = [
        (
            region,
            [quartiles_of((stay for stay in stays if stay.region == region.pk), order) for order, _label in stages],
        )
        for region in regions
    ]
    lasts = [one.last for _region, row in read for one in row if one.last is not None]
    lasts += [one.last for one in known.values() if one.last is not None]
    most = max(lasts, default=Decimal(1))
    for region, row in read:
        here = scope.within(region.pk)
        cells = [_cell(one, order, here, hides=hides) for one, (order, _label) in zip(row, stages, strict=True)]
        bars = [
            _bar(label, cell, one, known.get(order))
            for cell, one, (order, label) in zip(cells, row, stages, strict=True)
        ]
        chart = stage_bars(
            ident=f"stages-{region.pk}",
            title=_("%(region)s: days in each stage") % {"region": region},
            finding=" ".join(f"{bar.label}: {bar.text}." for bar in bars),
            stages=bars,
            most=most or Decimal(1),
        )
        found.append(RegionStages(region, cells, chart))
    return found


def _cell(one: Quartiles, order: int, scope: Scope, *, hides: bool) -> StageCell:
    if one.median is None:
        return StageCell(None, "–", "")
    if hides and one.is_few:
        return StageCell(None, few(), "")
    words = _("%(first)s to %(last)s") % {"first": as_text(one.first, 1), "last": as_text(one.last, 1)}
    return StageCell(Wanted(stage_key(order), scope).stated(one.median), "", words)


def _bar(label: str, cell: StageCell, one: Quartiles, known: Quartiles | None) -> StageBar:
    country_median = known.median if known else None
    if cell.number is None:
        return StageBar(label, cell.words, country=country_median)
    text = _("%(n)s days") % {"n": cell.number.text}
    return StageBar(label, text, one.first, one.median, one.last, country_median)


def of_country(one: Quartiles | None) -> str:
    """The country's median as everybody may see it."""
    if one is None or one.companies == 0:
        return "–"
    if one.median is None:
        return few() if one.is_few else hidden()
    return as_text(one.median, 1)
