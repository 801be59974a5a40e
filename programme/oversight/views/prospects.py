"""Companies of the register that nobody has contacted: list, spreadsheet, one click to take up; and the coverage."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from companies.actions.register import take_up
from companies.known import KnownCompany
from companies.models import RegisterExtract, RegisterUnit
from programme.common.pages import page_of
from programme.oversight import coverage
from programme.oversight.dashboards.numbers import Wanted, stated
from programme.oversight.downloads import Columns, list_as_spreadsheet
from programme.oversight.parameters import say
from programme.oversight.prospects import Filters, filters_from, open_version, open_versions, prospect_rows, scope_of
from programme.people.access import SignedInRequest, requires
from programme.people.models import User
from programme.people.roles import Permission
from programme.structure.industries import division_name
from programme.structure.models import County, Municipality, ProgrammeVersion

MOST_EXPORTED = 20_000


@requires(Permission.SEE_PROSPECTS)
def prospect_list(request: SignedInRequest) -> HttpResponse:
    """Active companies of the industries looked for that nobody has entered, narrowed and sorted by the address."""
    today = timezone.localdate()
    filters, problems = filters_from(request.GET)
    say(request, problems)
    scope = scope_of(request.user, filters, today=today)
    versions = open_versions(request.user)
    version = open_version(versions, filters.programme)
    page = page_of(request, prospect_rows(request.user, filters, today=today))
    context = {
        "page": page,
        "filters": filters,
        "sorts": _sorts(filters),
        "extract": RegisterExtract.objects.current(),
        "blocked": stated({"blocked": Wanted("register_blocked", scope, filters.county, None, filters.municipality)}),
        "version": version,
        "mine": _to_take_up(request.user, page.object_list) if version else set(),
        "key": uuid.uuid4(),
        **_choices(request.user, filters, versions),
    }
    return render(request, "oversight/prospect_list.html", context)


@requires(Permission.SEE_PROSPECTS)
def prospect_export(request: SignedInRequest) -> HttpResponse:
    """The list's rows as a spreadsheet; leaves a trace."""
    today = timezone.localdate()
    filters, _problems = filters_from(request.GET)
    rows = prospect_rows(request.user, filters, today=today)
    notes = []
    if extract := RegisterExtract.objects.current():
        source = _("The business register of Statistics Sweden, extract of %(day)s.")
        notes.append(source % {"day": extract.extracted_on})
    if rows.count() > MOST_EXPORTED:
        cut = _("Only the first %(n)s rows are here. Narrow the list, by county for example, to get the others.")
        notes.append(cut % {"n": MOST_EXPORTED})
    return list_as_spreadsheet(
        request,
        rows[:MOST_EXPORTED],
        _columns(),
        what="prospect-list",
        title=_("Prospects"),
        file_name="prospekt",
        notes=notes,
    )


@requires(Permission.SEE_PROSPECTS)
@require_POST
def prospect_take_up(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make a company and an enrolment of a prospect."""
    unit = get_object_or_404(RegisterUnit.objects.visible_to(request.user), pk=pk)
    filters, _problems = filters_from(request.POST)
    version = open_version(open_versions(request.user), filters.programme)
    if version is None:
        messages.warning(request, _("No programme takes new companies now. Ask the programme director to open one."))
        return redirect("prospect-list")
    try:
        enrolment = take_up(
            by=request.user, unit=unit, programme_version=version, on=timezone.localdate(), key=_key(request)
        )
    except KnownCompany as known:
        messages.warning(request, known.known.message)
        return redirect("prospect-list")
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect("prospect-list")
    messages.success(request, _("%(company)s is taken up as interested.") % {"company": unit.name})
    return redirect(enrolment)


@requires(Permission.SEE_PROSPECTS)
def coverage_page(request: SignedInRequest) -> HttpResponse:
    """How many of the companies that could be reached have been: by county, and by municipality in one of them."""
    filters, problems = filters_from(request.GET)
    say(request, problems)
    scope = scope_of(request.user, Filters(programme=filters.programme), today=timezone.localdate())
    seen = _counties(request.user)
    inside = next((county for county in seen if county.code == filters.county), None)
    if inside is None and len(seen) == 1:
        inside = seen[0]
    context = {
        "extract": RegisterExtract.objects.current(),
        "counties": coverage.by_county(scope, seen),
        "inside": inside,
        "municipalities": coverage.by_municipality(scope, inside) if inside else None,
        "filters": filters,
        **_programmes(open_versions(request.user), filters),
    }
    return render(request, "oversight/coverage.html", context)


def _to_take_up(user: User, units: Any) -> set[int]:
    """Which of the page's companies the person may take up."""
    shown = [unit.pk for unit in units]
    return set(RegisterUnit.objects.changeable_by(user).filter(pk__in=shown).values_list("pk", flat=True))


def _key(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return None


def _places(user: User) -> QuerySet[Municipality]:
    """The municipalities that the person looks for companies in, with their counties."""
    rights, rows = user.rights, Municipality.objects.select_related("county")
    if rights.national(Permission.SEE_PROSPECTS) or rights.programmes(Permission.SEE_PROSPECTS):
        return rows
    return rows.filter(county__region__in=rights.regions(Permission.SEE_PROSPECTS))


def _counties(user: User) -> list[County]:
    return list(County.objects.filter(pk__in=_places(user).order_by().values("county")))


def _programmes(versions: list[ProgrammeVersion], filters: Filters) -> dict[str, Any]:
    programmes = list({version.programme_id: version.programme for version in versions}.values())
    chosen = next((one for one in programmes if one.pk == filters.programme), None)
    return {"programmes": programmes, "chosen_programme": chosen}


def _choices(user: User, filters: Filters, versions: list[ProgrammeVersion]) -> dict[str, Any]:
    """What the filters offer."""
    places = list(_places(user))
    counties = sorted({place.county for place in places}, key=lambda county: county.code)
    programmes = _programmes(versions, filters)
    looked_for = [one for one in programmes["programmes"] if filters.programme in (None, one.pk)]
    return {
        **programmes,
        "counties": counties,
        "chosen_county": next((one for one in counties if one.code == filters.county), None),
        "municipalities": [one for one in places if filters.county in ("", one.county_id)],
        "chosen_municipality": next((one for one in places if one.code == filters.municipality), None),
        "divisions": [
            (f"{one:02d}", division_name(one)) for one in sorted({one for row in looked_for for one in row.divisions})
        ],
        "chosen_division": f"{filters.division:02d}" if filters.division else "",
        "coverage_href": reverse("prospect-coverage"),
    }


def _sorts(filters: Filters) -> list[dict[str, Any]]:
    """The table's headings: where they lead and how the list is sorted now."""
    labels = [
        ("name", _("Company")),
        ("municipality", _("Municipality")),
        ("sni", _("SNI")),
        ("registered", _("Registered")),
    ]
    shown = []
    for key, label in labels:
        now = {key: "ascending", f"-{key}": "descending"}.get(filters.sort, "")
        shown.append({"key": key, "label": label, "now": now, "to": f"-{key}" if now == "ascending" else key})
    return shown


def _columns() -> Columns:
    return [
        (_("Company"), lambda unit: unit.name),
        (_("Organisation number"), lambda unit: unit.number_shown),
        (_("Street address"), lambda unit: unit.address),
        (_("Postal code"), lambda unit: unit.postal_code_shown),
        (_("Postal town"), lambda unit: unit.postal_town),
        (_("Municipality"), lambda unit: unit.municipality.name if unit.municipality else ""),
        (_("County"), lambda unit: unit.municipality.county.name if unit.municipality else ""),
        (_("SNI"), lambda unit: unit.sni_code),
        (_("Registered"), lambda unit: unit.registered_on),
    ]
