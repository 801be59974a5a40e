"""Enter and change companies."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from companies import actions, organisation_number
from companies.actions.company import normalised
from companies.forms import CompanyAddForm, CompanyChangeForm
from companies.known import known_company
from companies.models import Company, Enrolment, RegisterExtract
from companies.register.entry import Found, found_beside, merged, source_of
from companies.register.lookup import units_named
from companies.views.acting import attempt, company_to_change
from programme.people.access import SignedInRequest, requires
from programme.people.conflict import conflict_page
from programme.people.models import User
from programme.people.roles import Permission
from programme.people.versions import Conflict
from programme.structure.models import Municipality

SENT_WITHOUT_SCRIPT = frozenset({"check", "search", "pick", "use_register"})  # buttons that do not save
SHORTEST_SEARCH = 2


@requires(Permission.CHANGE_COMPANIES)
def company_add(request: SignedInRequest) -> HttpResponse:
    """Enter a company, with its main contact and a first enrolment where that is wanted."""
    if not actions.may_enter(request.user):
        raise PermissionDenied
    if not SENT_WITHOUT_SCRIPT.isdisjoint(request.POST):
        return _helped(request)
    form = CompanyAddForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: _enter(form, by=request.user))
        if made is not None:
            messages.success(request, _("%(company)s is entered.") % {"company": form.cleaned_data["name"]})
            return redirect(made)
    wrong = "organisation_number" in form.errors
    state = (
        {} if wrong else number_state(request.POST.get("organisation_number", ""), request.user, request.POST.dict())
    )
    return _add_page(request, form, state)


def _helped(request: SignedInRequest) -> HttpResponse:
    """The form again after a look at the number or at the register: what was typed is kept."""
    typed = {**request.POST.dict(), "key": request.POST.get("key") or None}
    if "search" in request.POST:
        return _add_page(request, CompanyAddForm(user=request.user, initial=typed), matches(request.POST))
    typed["organisation_number"] = request.POST.get("pick") or request.POST.get("organisation_number", "")
    state = number_state(str(typed["organisation_number"]), request.user, typed)
    found = state.get("found")
    values = merged(typed, found if isinstance(found, Found) else None)
    return _add_page(request, CompanyAddForm(user=request.user, initial=values), state)


def _enter(form: CompanyAddForm, *, by: User) -> Company | Enrolment:
    key, version = form.cleaned_data["key"], form.cleaned_data["programme_version"]
    with transaction.atomic():
        number = {"organisation_number": form.cleaned_data["organisation_number"]}
        company = actions.enter_company(by=by, values=form.values() | number, key=key)
        if contact := form.contact():
            actions.add_contact(by=by, company=company, values=contact, key=key)
        if version is None:
            return company
        return actions.enrol(
            by=by,
            company=company,
            programme_version=version,
            on=timezone.localdate(),
            source=form.cleaned_data["source"],
            key=key,
        )


def _add_page(request: HttpRequest, form: CompanyAddForm, state: dict[str, object]) -> HttpResponse:
    context = {"form": form, "municipalities": Municipality.objects.all(), **state}
    return render(request, "companies/company_add.html", context)


def number_state(typed: str, viewer: User, form: Mapping[str, Any]) -> dict[str, object]:
    """What can be said about a typed number: nothing yet, what is wrong, who has it, what the register says of it.

    `form` is what was typed into the other fields.
    """
    if not typed.strip():
        return {}
    try:
        number = normalised(typed[:100])
    except ValidationError as error:
        return {"number_error": error.messages[0]}
    if known := known_company(number, viewer=viewer):
        return {"known": known}
    found = found_beside(number, form, overwrite="use_register" in form)
    return {
        "number_free": organisation_number.masked(number),
        "sole_trader": organisation_number.is_sole_trader(number),
        "found": found,
        "source": source_of(found) if found else "",
        "picked": "pick" in form,
    }


def matches(form: Mapping[str, Any]) -> dict[str, object]:
    """Units of the register whose name begins with what was typed."""
    words = str(form.get("register_name", ""))[:100].strip()
    if len(words) < SHORTEST_SEARCH:
        return {"searched": ""}
    return {"searched": words, "matches": units_named(words), "extract": RegisterExtract.objects.current()}


@requires(Permission.CHANGE_COMPANIES)
@require_POST
def company_number_check(request: SignedInRequest) -> HttpResponse:
    """Part of the form: is the number valid, is the company here already, what does the register say?

    Posted, so that no address holds the number.
    """
    form = request.POST.dict()
    state = number_state(form.get("pick") or form.get("organisation_number", ""), request.user, form)
    return render(request, "companies/_number_state.html", state)


@requires(Permission.CHANGE_COMPANIES)
@require_POST
def register_search(request: SignedInRequest) -> HttpResponse:
    """Part of the form: companies of the register by the beginning of their name."""
    return render(request, "companies/_register_matches.html", matches(request.POST))


@requires(Permission.CHANGE_COMPANIES)
def company_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change what is known about a company."""
    company = company_to_change(request.user, pk)
    form = CompanyChangeForm(request.POST if request.method == "POST" else None, user=request.user, company=company)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            saved = attempt(
                form,
                lambda: actions.change_company(by=request.user, company=company, version=version, values=form.values()),
            )
        except Conflict as conflict:
            return conflict_page(request, conflict, form)
        if saved is not None:
            messages.success(request, _("The changes are saved."))
            return redirect(company)
    context = {"form": form, "company": company, "municipalities": Municipality.objects.all()}
    return render(request, "companies/company_change.html", context)
