"""Coach capacity: the regions side by side, one opened to its companies, and the table as a spreadsheet."""

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.common.pages import page_of
from programme.oversight.capacity import Capacity, capacity
from programme.oversight.downloads import Columns, list_as_spreadsheet
from programme.oversight.parameters import Asked, say
from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission


@requires(Permission.SEE_COACH_LOAD)
def capacity_page(request: SignedInRequest) -> HttpResponse:
    """`?region=` opens a region: the companies in coaching with the hours that their plans ask for."""
    page, problems = _asked(request)
    say(request, problems)
    context = {"capacity": page, "page": page_of(request, page.asking)}
    return render(request, "oversight/capacity.html", context)


@requires(Permission.SEE_COACH_LOAD)
def capacity_export(request: SignedInRequest) -> HttpResponse:
    """The regions, or the companies of the opened one, as a spreadsheet; leaves a trace."""
    page, _problems = _asked(request)
    told: dict[str, Any] = {"what": "coach-capacity", "title": _("Coach capacity"), "file_name": "coachkapacitet"}
    told["notes"] = _notes(page)
    if page.inside:
        of_companies: Columns = [
            (_("Company"), lambda one: one.name),
            (_("Programme"), lambda one: one.programme),
            (_("Asked for, h"), lambda one: _two_places(one.hours)),
        ]
        return list_as_spreadsheet(request, page.asking, of_companies, **told)
    columns: Columns = [
        (_("Region"), lambda row: row.name),
        (_("Coaches"), lambda row: row.coaches),
        (_("Companies in coaching"), lambda row: row.companies.count),
        (_("Without planned hours"), lambda row: row.unplanned),
        (_("Asked for, h"), lambda row: _two_places(row.asked)),
        (_("Booked, h"), lambda row: _two_places(row.booked)),
        (_("Given before, h"), lambda row: _two_places(row.given.value)),
    ]
    return list_as_spreadsheet(request, page.rows, columns, **told)


def _asked(request: SignedInRequest) -> tuple[Capacity, list[str]]:
    asked = Asked(request.GET)
    region = asked.id("region")
    page = capacity(request.user, today=timezone.localdate(), region=region)
    if region is not None and page.inside is None:
        asked.problems.append(_("There is no such region for you; all of yours are shown."))
    return page, asked.problems


def _notes(page: Capacity) -> list[str]:
    told = {"start": page.ahead.start, "end": page.ahead.end, "since": page.before.start, "until": page.before.end}
    times = _("Asked for and booked: %(start)s – %(end)s. Given before: %(since)s – %(until)s.") % told
    return [*([str(page.inside)] if page.inside else []), times]


def _two_places(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(Decimal("0.01"))
