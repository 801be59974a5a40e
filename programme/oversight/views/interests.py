"""The inbox of expressions of interest, and the same rows as a spreadsheet."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.models import Interest
from programme.common.pages import page_of
from programme.oversight import interest_list
from programme.oversight.downloads import BATCH, list_as_spreadsheet
from programme.oversight.parameters import say
from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission
from programme.structure.models import Region


@requires(Permission.SEE_INTERESTS)
def interest_list_page(request: SignedInRequest) -> HttpResponse:
    """What waits for an answer; what was handled, by the filters in the address."""
    today = timezone.localdate()
    filters, problems = interest_list.filters_from(request.GET)
    say(request, problems)
    page = page_of(request, interest_list.interest_rows(request.user, filters))
    seen = Interest.objects.visible_to(request.user).order_by()
    regions = list(Region.objects.filter(pk__in=seen.values("region")))
    states = [*Interest.State.choices, (interest_list.ALL, _("All"))]
    context = {
        "page": page,
        "lines": [(one, interest_list.mark_of(one, today=today)) for one in page.object_list],
        "filters": filters,
        "regions": regions,
        "chosen_region": next((region for region in regions if region.pk == filters.region), None),
        "states": states,
        "chosen_state": dict(states)[filters.state] if filters.state != Interest.State.NEW else "",
    }
    return render(request, "oversight/interest_list.html", context)


@requires(Permission.SEE_INTERESTS)
def interest_export(request: SignedInRequest) -> HttpResponse:
    """The inbox's rows as a spreadsheet; leaves a trace."""
    filters, _problems = interest_list.filters_from(request.GET)
    return list_as_spreadsheet(
        request,
        interest_list.interest_rows(request.user, filters).iterator(chunk_size=BATCH),
        interest_list.columns(timezone.localdate()),
        what="interest-list",
        title=_("Expressions of interest"),
        file_name="intresseanmalningar",
    )
