"""Lists about grants as spreadsheets: the same rows in the same order as on their pages, behind the same doors."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.grants.listing import grant_filters, grant_rows
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
