"""Cohorts: how long companies stay in the programme and in its stages, by year of start and by region."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.oversight.dashboards.cohorts import Cohort, CohortsPage, cohorts_page
from programme.oversight.dashboards.stage_days import StageCell
from programme.oversight.downloads import Columns, list_as_spreadsheet
from programme.oversight.kept_pages import kept_page
from programme.oversight.parameters import Asked, say
from programme.oversight.views.forecast import regions_seen
from programme.people.access import SignedInRequest, requires
from programme.people.models import User
from programme.people.roles import Permission


@requires(Permission.SEE_FIGURES)
def cohorts(request: SignedInRequest) -> HttpResponse:
    """`?programme=` and `?region=` narrow."""
    asked = Asked(request.GET)
    page = _page(request.user, asked)
    say(request, asked.problems)
    return render(request, "oversight/cohorts.html", {"page": page})


@requires(Permission.SEE_FIGURES)
def cohorts_export(request: SignedInRequest) -> HttpResponse:
    """The years and the regions as a spreadsheet; leaves a trace."""
    page = _page(request.user, Asked(request.GET))
    days = {line.region.pk: line.cells for line in page.stage_regions}
    rows: list[tuple[Cohort, list[StageCell]]] = [(cohort, []) for cohort in page.years]
    rows += [(cohort, days.get(cohort.region or 0, [])) for cohort in page.regions]
    return list_as_spreadsheet(
        request,
        rows,
        _columns(page),
        what="cohorts",
        title=_("Cohorts"),
        file_name="kohorter",
        notes=[str(page.programme or ""), _("Started since %(year)s.") % {"year": page.first_year}],
    )


def _page(user: User, asked: Asked) -> CohortsPage:
    today = timezone.localdate()
    programme, regions = asked.id("programme"), asked.ids("region")
    page, _made_at = kept_page(
        lambda: cohorts_page(user, programme=programme, regions=regions, today=today, regions_seen=regions_seen(user)),
        name="cohorts",
        user=user,
        today=today,
        asked=(programme, sorted(regions)),
    )
    return page


def _columns(page: CohortsPage) -> Columns:
    """Years and regions with their numbers; of a region also the median days in each stage."""
    found: list[tuple[Any, Any]] = [
        (_("Started in, or region"), lambda row: row[0].label),
        (_("Started"), lambda row: int(row[0].started.value)),
        (_("Still in"), lambda row: int(row[0].running.value)),
        (_("Have completed"), lambda row: int(row[0].completed.value)),
        (_("Left"), lambda row: int(row[0].left.value)),
        (_("Half had ended after"), lambda row: row[0].half),
    ]
    for place, label in enumerate(page.stages):
        heading = _("%(stage)s, days, median") % {"stage": label}
        found.append((heading, lambda row, at=place: _days(row[1][at]) if row[1] else None))
    return found


def _days(cell: Any) -> Any:
    return cell.number.value if cell.number else cell.words
