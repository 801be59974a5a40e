"""The list of companies, the same rows as a spreadsheet, and a company's card."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.models import Company, Enrolment
from programme.common.pages import page_of
from programme.oversight import company_list, company_order
from programme.oversight.bulk.acts import offered
from programme.oversight.cards.company import company_card as card_of
from programme.oversight.cards.contact_log import ON_A_PAGE, contacts_logged
from programme.oversight.choices import regions_offered
from programme.oversight.downloads import Columns, hours, list_as_spreadsheet
from programme.oversight.parameters import say
from programme.people.access import SignedInRequest, requires
from programme.people.models import User
from programme.people.roles import Permission
from programme.structure.models import Stage


@requires(Permission.SEE_COMPANIES)
def company_list_page(request: SignedInRequest) -> HttpResponse:
    """The companies that the person sees, narrowed and sorted by the address."""
    today = timezone.localdate()
    filters, problems = company_list.filters_from(request.GET)
    say(request, problems)
    rows = company_list.company_rows(request.user, filters, today=today)
    page = page_of(
        request,
        rows,
        keys_from=lambda: company_order.in_order(rows, request.user, filters),
        in_turn=lambda: company_order.in_turn(rows, request.user, filters),
        count_with_keys=filters.is_dear,
    )
    context = {
        "page": page,
        "lines": company_list.lines_of(page.object_list, request.user, filters, today=today),
        "filters": filters,
        "sorts": _sorts(filters),
        "may_add": request.user.may(Permission.CHANGE_COMPANIES),
        "acts": offered(request.user),
        "narrowed": _narrowed(request.GET),
        **_choices(request.user, filters),
    }
    return render(request, "oversight/company_list.html", context)


@requires(Permission.SEE_COMPANIES)
def company_export(request: SignedInRequest) -> HttpResponse:
    """The list's rows as a spreadsheet; leaves a trace."""
    today = timezone.localdate()
    filters, _problems = company_list.filters_from(request.GET)
    rows = company_list.company_rows(request.user, filters, today=today)
    return _sheet(request, rows, filters)


def export_of(request: SignedInRequest, chosen: list[int], narrowed: str) -> HttpResponse:
    """The chosen companies as a spreadsheet, in the order of the list; leaves a trace."""
    address = QueryDict(narrowed)
    asked, _problems = company_list.filters_from(address)
    filters = company_list.Filters(programme=asked.programme, sort=asked.sort)
    rows = company_list.company_rows(request.user, filters, today=timezone.localdate()).filter(pk__in=chosen)
    return _sheet(request, rows, filters, narrowed=address, chosen=len(chosen))


def _sheet(
    request: SignedInRequest,
    rows: QuerySet[Company],
    filters: company_list.Filters,
    *,
    narrowed: QueryDict | None = None,
    chosen: int | None = None,
) -> HttpResponse:
    rows = company_order.in_order(rows, request.user, filters)
    lines = company_list.all_lines(rows, request.user, filters, today=timezone.localdate())
    names = {"what": "company-list", "title": _("Companies"), "file_name": "foretag"}
    return list_as_spreadsheet(request, lines, _columns(), narrowed=narrowed, chosen=chosen, **names)


def _narrowed(params: QueryDict) -> str:
    """The list's address without its page: what an act on all rows is for."""
    kept = params.copy()
    kept.pop("page", None)
    return kept.urlencode()


@requires(Permission.SEE_COMPANIES)
def company_card(request: SignedInRequest, pk: int) -> HttpResponse:
    """One company: its facts, people and enrolments."""
    rows = Company.objects.visible_to(request.user).select_related("region", "municipality__county")
    company = get_object_or_404(rows, pk=pk)
    card = card_of(company, request.user, today=timezone.localdate())
    log = page_of(request, contacts_logged(company, request.user), ON_A_PAGE)
    sees_mails = request.user.may(Permission.SEE_ALL_NOTICES)
    context = {"company": company, "card": card, "log": log, "sees_mails": sees_mails}
    return render(request, "oversight/company_card.html", context)


def _choices(user: User, filters: company_list.Filters) -> dict[str, Any]:
    """What the filters offer: the reader's regions, and the programmes and stages that are in use."""
    regions = regions_offered(user, Permission.SEE_COMPANIES)
    followed = Exists(Enrolment.objects.filter(programme_version=OuterRef("version")))
    stages = Stage.objects.filter(followed).select_related("version__programme")
    names: dict[int, set[str]] = {}
    programmes = {}
    for stage in stages:
        names.setdefault(stage.order, set()).add(str(stage))
        programmes[stage.version.programme.pk] = str(stage.version.programme)
    states = [("running", _("In coaching")), ("way_in", _("On the way in")), *Enrolment.State.choices]
    states.append((company_list.UNENROLLED, _("Not enrolled")))
    labels = {
        order: f"{order} {next(iter(found))}" if len(found) == 1 else str(order) for order, found in names.items()
    }
    return {
        "regions": regions,
        "chosen_regions": [region for region in regions if region.pk in filters.regions],
        "programmes": sorted(programmes.items(), key=lambda pair: pair[1]),
        "chosen_programme": programmes.get(filters.programme or 0),
        "stages": sorted(labels.items()),
        "chosen_stage": labels.get(filters.stage or 0),
        "states": states,
        "chosen_state": dict(states).get(filters.state),
    }


def _sorts(filters: company_list.Filters) -> list[dict[str, Any]]:
    """The table's headings that sort: where they lead and how the list is sorted now."""
    labels = [
        ("name", _("Company"), ""),
        ("region", _("Region"), ""),
        ("stage", _("Stage"), ""),
        ("month", _("Month"), "l-r"),
        ("", _("Status"), "ps-4"),
        ("last", _("Last session"), ""),
        ("hours", _("Own time, h"), "l-r"),
    ]
    shown = []
    for key, label, style in labels:
        now = {key: "ascending", f"-{key}": "descending"}.get(filters.sort, "") if key else ""
        leads_to = f"-{key}" if now == "ascending" else key
        shown.append({"key": key, "label": label, "style": style, "now": now, "to": leads_to})
    return shown


def _columns() -> Columns:
    return [
        (_("Company"), lambda line: line.company.name),
        (_("Organisation number"), lambda line: line.company.number),
        (_("Municipality"), lambda line: str(line.company.municipality)),
        (_("Region"), lambda line: line.region),
        (_("Stage"), lambda line: line.stage),
        (_("Month"), lambda line: line.month),
        (_("Status"), lambda line: ", ".join(str(mark.word) for mark in line.marks)),
        (_("Last session"), lambda line: line.last_session_on),
        (_("Own time, h"), lambda line: hours(line.own_minutes)),
    ]
