"""The part with the regions' own words: who answered, who had nothing to report, and who was silent."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from funding.parts.kinds import FrozenPart, Making, PartKind

if TYPE_CHECKING:
    from funding.reports import ReportDocument


def _freeze(making: Making) -> list[list[Any]]:
    rows = making.report.period.regional_texts.select_related("region").order_by("region__ordering", "pk")
    return [[row.region.name, row.text, row.has_nothing] for row in rows]


def _shown(document: "ReportDocument", part: FrozenPart) -> dict[str, Any] | None:
    if not part.data:
        return None
    return {
        "told": [(region, text) for region, text, _nothing in part.data if text],
        "nothing": [region for region, _text, has_nothing in part.data if has_nothing],
        "silent": [region for region, text, has_nothing in part.data if not text and not has_nothing],
    }


REGIONAL = PartKind(
    "regional",
    _("Regional texts"),
    _("What the leaders answered when they were asked, region by region."),
    _shown,
    _freeze,
)
