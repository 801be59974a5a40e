"""The map: one thing shown by county, or by the municipalities of one county; each number opens the rows it counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.models import Company
from funding.figures import CATALOGUE
from programme.common.dates import Period
from programme.common.figures import Scope
from programme.common.forms import EARLIEST
from programme.oversight.coverage import share
from programme.oversight.dashboards.numbers import Number, Wanted, stated
from programme.oversight.lost import period_asked
from programme.oversight.parameters import Asked
from programme.oversight.scopes import in_county, rows_path
from programme.people.models import User
from programme.people.roles import Permission
from programme.structure.models import County, Municipality

COACHED, WAY_IN, COMPLETED = "companies_in_coaching", "companies_on_the_way_in", "companies_completed"
ADDRESSABLE, CONTACTED, PROSPECTS = "register_addressable", "register_contacted", "register_prospects"
DAY, PERIOD, REGISTER = "day", "period", "register"
WAY_IN_CLASS, HAD_CLASS, COACHED_CLASS = 1, 2, 3


@dataclass(frozen=True)
class Shown:
    """One thing that the map can show: its word in the address, its figures, the one of them that is drawn.

    when: whether it is read on a day, in a period, or as the register stands. of_spots: places without any are white
    spots. ever: what was completed is counted from the beginning, and the map has classes in words instead of numbers.
    """

    key: str
    label: Any
    drawn: str
    figures: tuple[str, ...]
    when: str
    of_spots: bool = False
    ever: bool = False


_OFFERED = (
    Shown("coaching", gettext_lazy("In coaching"), COACHED, (COACHED, "companies_behind", WAY_IN), DAY, of_spots=True),
    Shown(
        "spots",
        gettext_lazy("White spots"),
        COACHED,
        (COACHED, COMPLETED, WAY_IN, PROSPECTS),
        DAY,
        of_spots=True,
        ever=True,
    ),
    Shown(
        "coverage",
        gettext_lazy("Coverage"),
        CONTACTED,
        (ADDRESSABLE, CONTACTED, PROSPECTS),
        REGISTER,
        of_spots=True,
    ),
    Shown(
        "completed",
        gettext_lazy("Completed companies"),
        COMPLETED,
        ("companies_admitted", COMPLETED, "companies_withdrawn"),
        PERIOD,
    ),
    Shown("sessions", gettext_lazy("Sessions"), "sessions_held", ("sessions_held", "participants"), PERIOD),
    Shown("hours", gettext_lazy("Companies' own hours"), "company_hours", ("company_hours", "sessions_held"), PERIOD),
)
SHOWN = {one.key: one for one in _OFFERED}


@dataclass(frozen=True)
class Filters:
    """What the address asks the map for. county: the code of the one whose municipalities are shown, or empty."""

    shown: Shown
    scope: Scope
    county: str = ""


@dataclass(frozen=True)
class PlaceRow:
    """One county or municipality: its numbers in the order of the figures, and where its area leads.

    covered: within the reader's places, so that nothing there is a white spot and not only somebody else's ground.
    """

    code: str
    name: str
    numbers: tuple[Number, ...]
    count: int  # what is drawn: a whole number, or a class
    covered: bool
    href: str

    @property
    def share(self) -> str:
        """Contacted among addressable companies in percent, where both are counted and they are ten or more."""
        found = {number.key: number.value for number in self.numbers}
        return share(found[CONTACTED], found[ADDRESSABLE]) if CONTACTED in found else ""


@dataclass(frozen=True)
class Places:
    """What the page says: the rows, and their numbers counted together, each company once."""

    filters: Filters
    rows: list[PlaceRow]
    total: PlaceRow
    inside: County | None

    @property
    def white(self) -> list[PlaceRow]:
        """The reader's places that have none of what is drawn."""
        return [row for row in self.rows if row.covered and not row.count]

    @property
    def covered(self) -> list[PlaceRow]:
        """The reader's places."""
        return [row for row in self.rows if row.covered]


def filters_from(params: QueryDict, *, viewer: User, today: date) -> tuple[Filters, list[str]]:
    """The filters of an address, and what could not be read in it.

    Not said: companies in coaching today, all programmes and regions; a period is the last twelve months.
    """
    asked = Asked(params)
    shown = SHOWN[asked.one_of("show", frozenset(SHOWN), "coaching")]
    as_of = asked.day("as_of") or today
    if as_of > today:
        asked.problems.append(_("Nothing is known of a day to come. This is today."))
        as_of = today
    scope = Scope(
        viewer=viewer,
        period=period_asked(asked, today),
        as_of=as_of,
        programme=asked.id("programme"),
        regions=asked.ids("region") or None,
    )
    return Filters(shown, scope, asked.code("county", 2)), asked.problems


def counties_of(user: User, regions: Iterable[int] | None = None) -> tuple[list[County], set[str]]:
    """The counties that the reader may open, and the codes of those within her places and these regions.

    She opens those that her regions cover, and those where she sees a company: all, for who sees the whole country.
    """
    rights, door = user.rights, Permission.SEE_FIGURES
    everywhere = bool(rights.national(door) or rights.programmes(door))
    own = rights.regions(door)
    found = list(County.objects.all())
    covered = {
        one.pk
        for one in found
        if (everywhere or one.region_id in own) and (regions is None or one.region_id in set(regions))
    }
    if everywhere:
        return found, covered
    there = Company.objects.visible_to(user).order_by().values_list("municipality__county", flat=True).distinct()
    seen = {one.pk for one in found if one.region_id in own} | set(there)
    return [one for one in found if one.pk in seen], covered


def places(filters: Filters, seen: list[County], covered: set[str], *, query: Mapping[str, Any]) -> Places:
    """The numbers of the map, in one query for each figure and one for their totals, however many rows they count.

    seen, covered: as `counties_of` gives them. query: what of the address stays when a county is opened.
    """
    inside = next((county for county in seen if county.pk == filters.county), None)
    scope = in_county(filters.scope, inside.pk) if inside else filters.scope
    split = "municipality" if inside else "county"
    values = {key: CATALOGUE[key].by(_scope_of(filters, scope, key), split) for key in filters.shown.figures}
    if inside:
        named = list(Municipality.objects.filter(county=inside).order_by("name").values_list("code", "name"))
        own = {code for code, _name in named if inside.pk in covered}
    else:
        named, own = [(county.pk, county.name) for county in seen], covered
    rows = []
    for code, name in named:
        numbers = tuple(
            _number(key, filters, values[key].get(code, Decimal(0)), split, code) for key in filters.shown.figures
        )
        if code not in own and not any(number.value for number in numbers):
            continue
        href = _area_href(filters, numbers, code) if inside else f"?{urlencode({**query, 'county': code}, doseq=True)}"
        rows.append(PlaceRow(code, name, numbers, _drawn(filters.shown, numbers), code in own, href))
    return Places(filters, rows, _total(filters, scope, inside), inside)


def _scope_of(filters: Filters, scope: Scope, key: str) -> Scope:
    """The scope of one figure: what was ever completed is counted from the beginning."""
    ever = filters.shown.ever and key == COMPLETED
    return scope.during(Period(EARLIEST, scope.as_of)) if ever else scope


def _number(key: str, filters: Filters, value: Decimal, split: str, code: str) -> Number:
    if key == PROSPECTS and value:
        asked: dict[str, Any] = {"programme": filters.scope.programme} if filters.scope.programme else {}
        return Number(key, value, f"{reverse('prospect-list')}?{urlencode({**asked, split: code})}")
    narrowed: dict[str, Any] = {split: code}
    return Number(key, value, rows_path(key, _scope_of(filters, filters.scope, key), **narrowed))


def _total(filters: Filters, scope: Scope, inside: County | None) -> PlaceRow:
    """All together, each company and session once: it may be less than the rows add up to."""
    county = inside.pk if inside else ""
    found = stated({key: Wanted(key, _scope_of(filters, scope, key), county=county) for key in filters.shown.figures})
    numbers = tuple(found[key] for key in filters.shown.figures)
    return PlaceRow("", _("Together"), numbers, _drawn(filters.shown, numbers), True, "")


def _drawn(shown: Shown, numbers: tuple[Number, ...]) -> int:
    """What the map says of a place: a number that is at least one where there is any, or a class."""
    found = {number.key: number.value for number in numbers}
    if not shown.ever:
        value = found[shown.drawn]
        return max(1, round(value)) if value > 0 else 0
    if found[COACHED]:
        return COACHED_CLASS
    if found[COMPLETED]:
        return HAD_CLASS
    return WAY_IN_CLASS if found[WAY_IN] else 0


def _area_href(filters: Filters, numbers: tuple[Number, ...], code: str) -> str:
    """Where the area of a municipality leads: the rows of what is drawn, or of the next thing that there is any of."""
    found = {number.key: number for number in numbers}
    order = [filters.shown.drawn, *(key for key in filters.shown.figures if key != filters.shown.drawn)]
    return next((found[key].href for key in order if found[key].value), found[filters.shown.drawn].href)
