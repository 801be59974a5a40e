"""Lists about grants as spreadsheets: the same rows in the same order as on their pages, behind the same doors."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.grants.bulk import one_percent
from funding.grants.listing import grant_filters, grant_rows
from funding.grants.paid import lines_of, share_filters, share_rows
from funding.models import Grant
from funding.money.listing import cost_filters, cost_lines, cost_rows, rate_filters, rate_rows
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


@requires(Permission.SEE_OVERSIGHT)
def cost_export(request: SignedInRequest, pk: int) -> HttpResponse:
    """A grant's costs, as the filters of the page narrow them; those taken back where the page shows them."""
    grant = get_object_or_404(Grant.objects.visible_to(request.user), pk=pk)
    columns: Columns = [
        (_("Booked"), lambda line: line.cost.booked_on),
        (_("Voucher"), lambda line: line.cost.reference),
        (_("Cost type"), lambda line: str(line.cost.get_cost_type_display())),
        (_("What"), lambda line: line.cost.what),
        (_("Amount, SEK"), lambda line: line.cost.amount),
        (_("Entered here"), lambda line: line.cost.entered_at),
        (_("Entered by"), lambda line: str(line.cost.entered_by)),
        (_("Late"), lambda line: line.late or None),
        (_("Taken back"), lambda line: line.cost.withdrawn_on),
        (_("Taken back because"), lambda line: line.cost.withdrawn_because or None),
    ]
    filters = cost_filters(request.GET, request.user, grant)
    return list_as_spreadsheet(
        request,
        cost_lines(cost_rows(grant, filters).iterator(chunk_size=BATCH), filters),
        columns,
        what="cost-list",
        title=_("Costs of a grant"),
        file_name="kostnader",
        notes=[str(grant)],
    )


@requires(Permission.SEE_OVERSIGHT)
def rate_list_export(request: SignedInRequest) -> HttpResponse:
    """Rates, as the filters of the page narrow them."""
    columns: Columns = [
        (_("Programme"), lambda rate: str(rate.programme or rate.grant.programme)),
        (_("Grant"), lambda rate: str(rate.grant) if rate.grant else None),
        (_("What an hour of"), lambda rate: str(rate.get_kind_display())),
        (_("SEK an hour"), lambda rate: rate.amount),
        (_("From"), lambda rate: rate.from_on),
        (_("Until"), lambda rate: rate.until_on),
        (_("Basis"), lambda rate: rate.basis),
    ]
    rows = rate_rows(rate_filters(request.GET, request.user), today=timezone.localdate())
    return list_as_spreadsheet(
        request,
        rows.iterator(chunk_size=BATCH),
        columns,
        what="rate-list",
        title=_("Rates"),
        file_name="timpriser",
    )
