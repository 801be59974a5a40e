"""Coverage: of the companies that could be reached in each place, how many have been; where none has, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from funding.figures import CATALOGUE
from programme.common.charts.county_map import counties, county_map
from programme.common.figures import Scope
from programme.common.numbers import as_text
from programme.oversight.dashboards.numbers import Number
from programme.oversight.dashboards.spots import white_in_words
from programme.oversight.scopes import rows_path
from programme.structure.models import County, Municipality

KEYS = ("register_addressable", "register_contacted", "register_admitted", "register_completed")
FEWEST = 10  # a share of fewer is no percentage (LOOK.md 13)


@dataclass(frozen=True)
class PlaceRow:
    """One place: addressable, contacted, admitted and completed companies, and the share that is contacted."""

    code: str
    name: str
    numbers: tuple[Number, ...]

    @property
    def is_white(self) -> bool:
        """True when there are companies to address and none has been contacted."""
        return self.numbers[0].value > 0 and self.numbers[1].value == 0

    @property
    def percent(self) -> str:
        """The share of addressable companies that is contacted; empty for fewer than ten."""
        return share(self.numbers[1].value, self.numbers[0].value)


@dataclass(frozen=True)
class Coverage:
    """Rows by place, their sum, and the finding in words."""

    rows: list[PlaceRow]
    total: PlaceRow
    white: str
    chart: SafeString | None


def share(part: Decimal, whole: Decimal) -> str:
    """`12 %`, or nothing for a share of fewer than ten."""
    return f"{as_text(part * 100 / whole, 1)} %" if whole >= FEWEST else ""


def by_county(scope: Scope, seen: Iterable[County]) -> Coverage:
    """Coverage of these counties, with the map."""
    return _coverage(scope, "county", [(county.code, county.name) for county in seen])


def by_municipality(scope: Scope, county: County) -> Coverage:
    """Coverage of a county's municipalities that have companies to address."""
    places = Municipality.objects.filter(county=county).order_by("name")
    return _coverage(scope, "municipality", [(place.code, place.name) for place in places])


def _coverage(scope: Scope, split: str, places: list[tuple[str, str]]) -> Coverage:
    values = {key: CATALOGUE[key].by(scope, split) for key in KEYS}
    rows = [
        PlaceRow(code, name, tuple(_number(key, scope, values[key].get(code, Decimal(0)), split, code) for key in KEYS))
        for code, name in places
    ]
    sums = tuple(Number(key, sum((row.numbers[n].value for row in rows), Decimal(0)), "") for n, key in enumerate(KEYS))
    white = white_in_words([row.name for row in rows if row.is_white])
    total = PlaceRow("", _("Together"), sums)
    return Coverage(rows, total, white, _map(rows, white) if split == "county" else None)


def _number(key: str, scope: Scope, value: Decimal, split: str, code: str) -> Number:
    narrowed: dict[str, Any] = {"municipality": scope.municipality, "county": scope.county, split: code}
    return Number(key, value, rows_path(key, scope, **narrowed))


def _map(rows: list[PlaceRow], white: str) -> SafeString | None:
    """The counties by contacted companies; around those of a region lies the rest of the country."""
    drawn = {row.code for row in rows} & set(counties())
    if not drawn:
        return None
    return county_map(
        ident="coverage",
        title=_("Contacted companies by county"),
        finding=white,
        counts={row.code: row.numbers[1].count for row in rows},
        notes={
            row.code: _("%(n)s to contact") % {"n": row.numbers[0].text} for row in rows if not row.numbers[1].value
        },
        counted=_("Contacted companies"),
        hrefs={row.code: row.numbers[1].href for row in rows if row.numbers[1].value},
        within=drawn,
    )
