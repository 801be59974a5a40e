"""Lost leads: companies that left before their start, why, and back in one click."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.figures import name_then
from companies.models import Enrolment
from programme.common.pages import page_of
from programme.oversight.downloads import BATCH, Columns, list_as_spreadsheet
from programme.oversight.lost import Filters, filters_from, left_from, lost_rows, reasons_of
from programme.oversight.parameters import say
from programme.people.access import SignedInRequest, requires
from programme.people.models import User
from programme.people.roles import Permission
from programme.structure.models import Programme, Region


@requires(Permission.SEE_FIGURES)
def lost_list(request: SignedInRequest) -> HttpResponse:
    """Companies that left before they started, narrowed by the address; how many for each reason."""
    filters, problems = filters_from(request.GET, viewer=request.user, today=timezone.localdate())
    say(request, problems)
    page = page_of(request, lost_rows(filters))
    back = _may_come_back(request.user, page.object_list)
    context = {
        "page": page,
        "lines": [_line(row, may_come_back=row.pk in back) for row in page.object_list],
        "filters": filters,
        "reasons": reasons_of(filters.scope),
        "reason_label": dict(Enrolment.WithdrawalReason.choices).get(filters.reason, ""),
        **choices(request.user, filters.scope.regions, filters.scope.programme),
    }
    return render(request, "oversight/lost_list.html", context)


@requires(Permission.SEE_FIGURES)
def lost_export(request: SignedInRequest) -> HttpResponse:
    """The list's rows as a spreadsheet; leaves a trace."""
    filters, _problems = filters_from(request.GET, viewer=request.user, today=timezone.localdate())
    rows = lost_rows(filters).iterator(chunk_size=BATCH)
    return list_as_spreadsheet(
        request,
        rows,
        _columns(),
        what="lost-list",
        title=_("Lost leads"),
        file_name="forlorade",
        notes=[_period_said(filters)],
    )


def _may_come_back(user: User, rows: Any) -> set[int]:
    """Ids of the rows that the person may bring back: those that she may move and that are not in the edition anew."""
    shown = list(rows)
    mine = Enrolment.objects.changeable_by(user).filter(pk__in=[row.pk for row in shown]).order_by()
    allowed = set(mine.values_list("pk", flat=True))
    there: QuerySet[Any] = Enrolment.objects.visible_to(user).filter(
        ended_on=None, company__in={row.company_id for row in shown}
    )
    taken = set(there.order_by().values_list("company", "programme_version"))
    return {row.pk for row in shown if row.pk in allowed and (row.company_id, row.programme_version_id) not in taken}


def _line(row: Any, *, may_come_back: bool) -> dict[str, Any]:
    return {
        "row": row,
        "region": name_then(row, "region"),
        "reason": row.get_withdrawal_reason_display(),
        "left_from": left_from(row),
        "may_come_back": may_come_back,
    }


def choices(user: User, regions: frozenset[int] | None, programme: int | None) -> dict[str, Any]:
    """What the filters of place offer: regions and programmes that occur among what the person sees."""
    seen = Enrolment.objects.visible_to(user).order_by()
    offered = list(Region.objects.filter(pk__in=seen.values("region")))
    programmes = list(Programme.objects.filter(pk__in=seen.values("programme_version__programme")))
    return {
        "regions": offered,
        "chosen_regions": [region for region in offered if region.pk in (regions or ())],
        "programmes": programmes,
        "chosen_programme": next((one for one in programmes if one.pk == programme), None),
    }


def _period_said(filters: Filters) -> str:
    period = filters.scope.period
    return _("From %(start)s until %(end)s") % {"start": period.start, "end": period.end}


def _columns() -> Columns:
    return [
        (_("Company"), lambda row: row.company.name),
        (_("Organisation number"), lambda row: row.company.number),
        (_("Municipality"), lambda row: row.company.municipality.name),
        (_("Region"), lambda row: name_then(row, "region")),
        (_("Programme"), lambda row: str(row.programme_version)),
        (_("Got as far as"), left_from),
        (_("Left"), lambda row: row.ended_on),
        (_("Reason"), lambda row: row.get_withdrawal_reason_display()),
        (_("In words"), lambda row: row.withdrawal_note),
    ]
