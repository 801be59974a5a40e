"""The map of counties and municipalities, its table, and the table as a spreadsheet."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.models import RegisterExtract
from programme.oversight.downloads import Columns, list_as_spreadsheet
from programme.oversight.map_told import class_told, finding_of, headings_of, picture_of, white_of
from programme.oversight.maps import (
    CONTACTED,
    DAY,
    PERIOD,
    PROSPECTS,
    REGISTER,
    SHOWN,
    Filters,
    Places,
    counties_of,
    filters_from,
    places,
)
from programme.oversight.parameters import say
from programme.oversight.views.lost import choices
from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission
from programme.structure.models import County

KEPT = ("show", "programme", "region", "from", "until", "as_of")


@requires(Permission.SEE_FIGURES)
def map_page(request: SignedInRequest) -> HttpResponse:
    """The counties that the person sees, or the municipalities of the one in the address, by what it asks for."""
    filters, found, seen, problems = _asked(request)
    say(request, problems)
    shown = filters.shown
    context = {
        "filters": filters,
        "scope": filters.scope,
        "shown": shown,
        "offered": SHOWN.values(),
        "places": found,
        "chart": picture_of(found),
        "finding": finding_of(found),
        "white": white_of(found),
        "headings": headings_of(found),
        "classes": {row.code: class_told(row) for row in found.rows} if shown.ever else {},
        "has_share": CONTACTED in shown.figures,
        "counties": seen,
        "on_day": shown.when == DAY,
        "in_period": shown.when == PERIOD,
        "extract": RegisterExtract.objects.current() if PROSPECTS in shown.figures else None,
        "of_register": shown.when == REGISTER,
        "today": timezone.localdate(),
        **choices(request.user, filters.scope.regions, filters.scope.programme),
    }
    return render(request, "oversight/map.html", context)


@requires(Permission.SEE_FIGURES)
def map_export(request: SignedInRequest) -> HttpResponse:
    """The table as a spreadsheet; leaves a trace."""
    filters, found, _seen, _problems = _asked(request)
    title = _("Map: %(what)s") % {"what": filters.shown.label}
    columns: Columns = [
        (_("Code"), lambda row: row.code),
        (_("Place"), lambda row: row.name),
        *(
            (heading, lambda row, place=place: row.numbers[place].value)
            for place, heading in enumerate(headings_of(found))
        ),
        *([(_("What there is"), class_told)] if filters.shown.ever else []),
    ]
    notes = [*filter(None, [str(found.inside or ""), finding_of(found), white_of(found), _when(filters)])]
    return list_as_spreadsheet(request, found.rows, columns, what="map", title=title, file_name="karta", notes=notes)


def _asked(request: SignedInRequest) -> tuple[Filters, Places, list[County], list[str]]:
    """What the address asks for; a county that the person may not open is said and left out."""
    today = timezone.localdate()
    filters, problems = filters_from(request.GET, viewer=request.user, today=today)
    seen, covered = counties_of(request.user, filters.scope.regions)
    if filters.county and filters.county not in {county.pk for county in seen}:
        problems.append(_("There is no such county for you; all of yours are shown."))
    kept: dict[str, Any] = {name: request.GET.getlist(name) for name in KEPT if name in request.GET}
    return filters, places(filters, seen, covered, query=kept), seen, problems


def _when(filters: Filters) -> str:
    if filters.shown.when == REGISTER:
        extract = RegisterExtract.objects.current()
        source = _("The business register of Statistics Sweden, extract of %(day)s.")
        return source % {"day": extract.extracted_on} if extract else ""
    if filters.shown.when == DAY:
        return _("As of %(day)s") % {"day": filters.scope.as_of}
    return _("From %(start)s until %(end)s") % {"start": filters.scope.period.start, "end": filters.scope.period.end}
