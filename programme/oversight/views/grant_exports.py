"""Lists about grants as spreadsheets: the same rows in the same order as on their pages, behind the same doors."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.grants.bulk import one_percent
from funding.grants.listing import grant_filters, grant_rows
from funding.grants.paid import lines_of, share_filters, share_rows
from funding.models import Grant
from programme.oversight.downloads import BATCH, Columns, list_as_spreadsheet
from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission


@requires(Permission.SEE_REPORTS)
def grant_list_export(request: SignedInRequest) -> HttpResponse:
    """Grants by funder, as the filters of the page narrow them."""
    columns: Columns = [
        (_("Funder"), lambda grant: str(grant.funder)),
        (_("Grant"), lambda grant: str(grant)),
        (_("Case number"), lambda grant: grant.case_number),
        (_("Kind"), lambda grant: str(grant.get_kind_display())),
        (_("Programme"), lambda grant: str(grant.programme)),
        (_("From"), lambda grant: grant.starts_on),
        (_("Until"), lambda grant: grant.ends_on),
        (_("Amount, SEK"), lambda grant: grant.amount),
        (_("Co-financing, SEK"), lambda grant: grant.promised),
    ]
    rows = grant_rows(request.user, grant_filters(request.GET, request.user), today=timezone.localdate())
    return list_as_spreadsheet(
        request,
        rows.iterator(chunk_size=BATCH),
        columns,
        what="grant-list",
        title=_("Funders and grants"),
        file_name="bidrag",
    )


@requires(Permission.SEE_OVERSIGHT)
def allocation_export(request: SignedInRequest, pk: int) -> HttpResponse:
    """A grant's shares of companies and activities, as the filters of the page narrow them."""
    grant = get_object_or_404(Grant.objects.visible_to(request.user), pk=pk)
    columns: Columns = [
        (_("Company or activity"), lambda line: line.thing),
        (_("Region"), lambda line: line.region),
        (_("Share, %"), lambda line: line.allocation.percent),
        (_("From"), lambda line: line.allocation.from_on),
        (_("Until"), lambda line: line.allocation.until_on),
        (_("The company's time ended"), lambda line: line.ended_on),
        (
            _("Also paid by"),
            lambda line: "\n".join(f"{one.grant.funder} {one_percent(one.percent)}" for one in line.beside) or None,
        ),
    ]
    rows = share_rows(grant, share_filters(request.GET, request.user, grant), today=timezone.localdate())
    return list_as_spreadsheet(
        request,
        lines_of(rows, request.user),
        columns,
        what="allocation-list",
        title=_("Shares of a grant"),
        file_name="andelar",
        notes=[str(grant)],
    )
