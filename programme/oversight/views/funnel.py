"""The funnel: how far companies come, and how long they stay on the way."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.common.dates import Period
from programme.oversight.dashboards.funnel import funnel_page, sees_others
from programme.oversight.lost import filters_from, year_until
from programme.oversight.parameters import say
from programme.oversight.views.lost import choices
from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission


@requires(Permission.SEE_FIGURES)
def pipeline_funnel(request: SignedInRequest) -> HttpResponse:
    """How many came to each state in the period of the address, and the median days there."""
    today = timezone.localdate()
    filters, problems = filters_from(request.GET, viewer=request.user, today=today)
    say(request, problems)
    offered = choices(request.user, filters.scope.regions, filters.scope.programme)
    whole = [Period(today.replace(year=year, month=1, day=1), today.replace(year=year, month=12, day=31)) for year in
             (today.year, today.year - 1, today.year - 2)]  # fmt: skip
    context = {
        "page": funnel_page(filters.scope, regions=offered["regions"]),
        "scope": filters.scope,
        "filters": filters,
        "cohorts": [(_("The last 12 months"), year_until(today))] + [(str(year.start.year), year) for year in whole],
        "sees_others": sees_others(request.user),
        **offered,
    }
    return render(request, "oversight/funnel.html", context)
