"""White spots: the counties without a company in coaching, drawn and named."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.common.charts.county_map import counties, county_map
from programme.common.figures import Scope
from programme.oversight.dashboards.lift import Placed
from programme.oversight.dashboards.numbers import Number, Wanted
from programme.oversight.scopes import scope_query


@dataclass(frozen=True)
class CountyRow:
    """One county: its name, companies in coaching and companies on the way in."""

    name: str
    now: Number
    way_in: Number

    @property
    def is_white(self) -> bool:
        """True when no company there is in coaching."""
        return self.now.value == 0


@dataclass(frozen=True)
class Spots:
    """The map, the counties as a table, and the finding in words."""

    rows: list[CountyRow]
    covered: str
    white: str
    chart: SafeString | None
    map_href: str  # the same on the map, where a county opens its municipalities


def companies_by_county(companies: Iterable[Placed]) -> dict[str, int]:
    """County code -> companies in coaching, each counted once."""
    found: dict[str, set[int]] = defaultdict(set)
    for one in companies:
        found[one.county].add(one.company)
    return {code: len(there) for code, there in found.items()}


def spots(*, scope: Scope, codes: Iterable[str], now: Mapping[str, int], way_in: Mapping[str, int]) -> Spots:
    """The counties with these codes. now, way_in: county code -> companies; draws the map when all are asked for."""
    outlines = counties()
    shown = sorted(set(codes) & set(outlines))
    rows = [
        CountyRow(
            outlines[code].name,
            Wanted("companies_in_coaching", scope, county=code).stated(now.get(code, 0)),
            Wanted("companies_on_the_way_in", scope, county=code).stated(way_in.get(code, 0)),
        )
        for code in shown
    ]
    covered, white = covered_in_words(rows), white_in_words([row.name for row in rows if row.is_white])
    chart = None
    if len(shown) == len(outlines):
        chart = county_map(
            ident="spots",
            title=covered,
            finding=white,
            counts={code: now.get(code, 0) for code in shown},
            notes={code: _note(way_in.get(code, 0)) for code in shown if not now.get(code, 0)},
            hrefs={code: row.now.href for code, row in zip(shown, rows, strict=True) if not row.is_white},
        )
    return Spots(rows, covered, white, chart, f"{reverse('map')}?{scope_query(scope)}")


def _note(way_in: int) -> str:
    if not way_in:
        return _("no contact")
    return _("%(n)s on the way in") % {"n": way_in}


def covered_in_words(rows: list[CountyRow]) -> str:
    """`18 of 21 counties have at least one company in coaching.`"""
    covered = sum(1 for row in rows if not row.is_white)
    return _("%(covered)s of %(all)s counties have at least one company in coaching.") % {
        "covered": covered,
        "all": len(rows),
    }


def white_in_words(names: list[str]) -> str:
    """The white spots by name, in a sentence; empty when there are none."""
    if not names:
        return ""
    listed = ", ".join(names[:-1]) + _(" and ") + names[-1] if len(names) > 1 else names[0]
    return ngettext("%(names)s is still a white spot.", "%(names)s are still white spots.", len(names)) % {
        "names": listed
    }
