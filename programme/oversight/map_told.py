"""What the map says in words, and its picture."""

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from funding.figures import CATALOGUE
from programme.common.charts.county_map import county_map
from programme.common.charts.municipality_map import municipalities, municipality_map
from programme.common.charts.places import bounds_for
from programme.common.figures import Scope
from programme.oversight.dashboards.spots import white_in_words
from programme.oversight.maps import (
    ADDRESSABLE,
    COACHED,
    COMPLETED,
    CONTACTED,
    HAD_CLASS,
    PROSPECTS,
    WAY_IN,
    PlaceRow,
    Places,
)
from programme.structure.models import County

MOST_NAMED = 12  # white spots named in the sentence; the table has them all


def finding_of(places: Places) -> str:
    """The sentence before the map: what it shows in all, and in how many places."""
    shown = places.filters.shown
    found = {number.key: number for number in places.total.numbers}
    drawn, where = found[shown.drawn], _where(places)
    if shown.drawn == CONTACTED:
        told = {"contacted": drawn.text, "all": found[ADDRESSABLE].text}
        return _("%(contacted)s of %(all)s addressable companies are contacted.") % told
    if shown.ever:
        return _("%(where)s have or have had a company in coaching.") % {"where": where}
    if shown.drawn == COACHED:
        return _("%(where)s have at least one company in coaching.") % {"where": where}
    if shown.drawn == COMPLETED:
        completed = ngettext(
            "%(n)s company completed the programme in %(where)s.",
            "%(n)s companies completed the programme in %(where)s.",
            drawn.count,
        )
        return completed % {"n": drawn.text, "where": where}
    if shown.drawn == "company_hours":
        return _("The companies gave %(n)s hours of their own in %(where)s.") % {"n": drawn.text, "where": where}
    held = ngettext("%(n)s session was held in %(where)s.", "%(n)s sessions were held in %(where)s.", drawn.count)
    return held % {"n": drawn.text, "where": where}


def _where(places: Places) -> str:
    """`18 of 21 counties`: those with any of what is drawn, among the reader's places."""
    least = HAD_CLASS if places.filters.shown.ever else 1
    reached = sum(1 for row in places.covered if row.count >= least)
    told = {"reached": reached, "all": len(places.covered)}
    if places.inside:
        return _("%(reached)s of %(all)s municipalities") % told
    return _("%(reached)s of %(all)s counties") % told


def white_of(places: Places) -> str:
    """The white spots by name, in a sentence; empty where there are none, or where nothing is called so."""
    if not places.filters.shown.of_spots:
        return ""
    names = [row.name for row in places.white]
    if len(names) <= MOST_NAMED:
        return white_in_words(names)
    told = {"names": ", ".join(names[:MOST_NAMED]), "n": len(names) - MOST_NAMED}
    return _("%(names)s and %(n)s more are still white spots.") % told


def picture_of(places: Places, *, ident: str = "map") -> SafeString | None:
    """The counties, or one county's municipalities; None where the reader has no place."""
    if not places.rows:
        return None
    shown = places.filters.shown
    counts = {row.code: row.count for row in places.rows}
    drawn = next(number for number in places.total.numbers if number.key == shown.drawn)
    counted = str(shown.label) if shown.ever else drawn.label
    finding = " ".join(part for part in (finding_of(places), white_of(places)) if part)
    hrefs = {row.code: row.href for row in places.rows}
    bounds = bounds_for(max(counts.values()))
    nothing = None if shown.of_spots else ""
    title = f"{shown.label}: {places.inside}" if places.inside else str(shown.label)
    classes = _classes() if shown.ever else ()
    if places.inside:
        return municipality_map(
            ident=ident, title=title, finding=finding, county=places.inside.pk, counts=counts, hrefs=hrefs,
            counted=counted, classes=classes, within=set(counts), bounds=bounds, nothing=nothing,
        )  # fmt: skip
    return county_map(
        ident=ident, title=title, finding=finding, counts=counts, notes={row.code: _note(row) for row in places.white},
        hrefs=hrefs, counted=counted, classes=classes, within=set(counts), bounds=bounds, nothing=nothing,
    )  # fmt: skip


@dataclass(frozen=True)
class CountyPicture:
    """One county's municipalities by companies in coaching, without links: what a paper shows."""

    name: str
    finding: str
    chart: SafeString


def pictures_by_municipality(scope: Scope) -> list[CountyPicture]:
    """The counties of the scope's regions, in one query for the numbers and one for the counties."""
    counted = CATALOGUE[COACHED].by(scope, "municipality")
    shown = []
    for county in County.objects.filter(region__in=scope.regions or ()):
        inside = {code: place.name for code, place in municipalities().items() if code[:2] == county.pk}
        counts = {code: int(counted.get(code, 0)) for code in inside}
        reached = sum(1 for count in counts.values() if count)
        where = _("%(reached)s of %(all)s municipalities") % {"reached": reached, "all": len(inside)}
        finding = _("%(where)s have at least one company in coaching.") % {"where": where}
        chart = municipality_map(
            ident=f"map-{county.pk}", title=county.name, finding=finding, county=county.pk, counts=counts,
            bounds=bounds_for(max(counts.values(), default=0)),
        )  # fmt: skip
        shown.append(CountyPicture(county.name, finding, chart))
    return shown


def _classes() -> list[str]:
    return [_("None yet, white spot"), _("On the way in"), _("Has completed"), _("In coaching")]


def _note(row: PlaceRow) -> str:
    """What is under way in a county that has none of what is drawn."""
    found = {number.key: number for number in row.numbers}
    if PROSPECTS in found:
        return _("%(n)s to contact") % {"n": found[PROSPECTS].text}
    if WAY_IN in found:
        return _("%(n)s on the way in") % {"n": found[WAY_IN].text} if found[WAY_IN].value else _("no contact")
    return ""


def class_told(row: PlaceRow) -> str:
    """The class of a place in words, for the table of white spots."""
    return _classes()[row.count]


def headings_of(places: Places) -> list[str]:
    """The headings of the table's numbers, short."""
    short = {
        COACHED: _("In coaching"),
        "companies_behind": _("Behind"),
        WAY_IN: _("On the way in"),
        COMPLETED: pgettext("companies", "Completed"),
        "companies_admitted": pgettext("companies", "Admitted"),
        "companies_withdrawn": _("Left"),
        ADDRESSABLE: pgettext("companies", "Addressable"),
        CONTACTED: pgettext("companies", "Contacted"),
        PROSPECTS: _("To contact"),
        "sessions_held": _("Sessions"),
        "participants": _("Participants"),
        "company_hours": _("Own time, h"),
    }
    return [short[key] for key in places.filters.shown.figures]
