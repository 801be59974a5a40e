"""The part with the map: companies in coaching by county, white spots said in words."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.figures import CATALOGUE
from funding.parts.kinds import FrozenPart, Making, PartKind
from programme.common.charts.county_map import county_map
from programme.structure.models import County

if TYPE_CHECKING:
    from funding.reports import ReportDocument

COUNTED = "companies_in_coaching"


def _freeze(making: Making) -> dict[str, Any]:
    counted = CATALOGUE[COUNTED].by(making.scope, "county")
    rows = [[county.pk, county.name, int(counted.get(county.pk, 0))] for county in County.objects.all()]
    return {"counties": rows, "day": making.scope.as_of.isoformat()}


def _shown(document: "ReportDocument", part: FrozenPart) -> dict[str, Any] | None:
    if not part.data:
        return None
    rows = part.data["counties"]
    reached = [row for row in rows if row[2]]
    words = _("Companies in coaching in %(n)s of %(all)s counties") % {"n": len(reached), "all": len(rows)}
    listed = ", ".join(f"{name} {count}" for _code, name, count in reached)
    picture = county_map(
        ident=f"map-{part.key}",
        title=_("Companies in coaching by county"),
        finding=listed or words,
        counts={code: count for code, _name, count in rows},
        notes={},
    )
    why = _("Companies in coaching in each county on %(day)s.") % {"day": part.data["day"]}
    return {"finding": words, "why": why, "picture": picture, "rows": reached}


MAP = PartKind(
    "map", gettext_lazy("Map"), gettext_lazy("Companies in coaching by county, with the white spots."), _shown, _freeze
)
