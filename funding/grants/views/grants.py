"""Pages about funders and their grants: the list, and the forms that enter and change them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.grants import actions
from funding.grants.forms.grants import ChangeGrantForm, FunderForm, GrantForm
from funding.grants.listing import TIMES, funders_with_counts, grant_filters, grant_rows
from funding.models import Grant
from funding.visibility import may_enter_funders, programmes_granted
from programme.common.pages import page_of
from programme.people.access import SignedInRequest, requires
from programme.people.conflict import conflict_page
from programme.people.once import once
from programme.people.roles import Permission
from programme.people.versions import Conflict
from programme.structure.models import Funder


def own_grant(request: SignedInRequest, pk: int) -> Grant:
    """The grant, if seen (else 404) and the reader's to change (else 403)."""
    rows = Grant.objects.visible_to(request.user).select_related("funder", "programme")
    grant: Grant = get_object_or_404(rows, pk=pk)
    if not Grant.objects.changeable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    return grant


@requires(Permission.SEE_REPORTS)
def grant_list(request: SignedInRequest) -> HttpResponse:
    """Grants by funder; for who enters them also the funders."""
    filters = grant_filters(request.GET, request.user)
    page = page_of(request, grant_rows(request.user, filters, today=timezone.localdate()))
    may_enter = may_enter_funders(request.user)
    context = {
        "filters": filters,
        "page": page,
        "kinds": Grant.Kind.choices,
        "times": TIMES.items(),
        "may_add": programmes_granted(request.user).exists(),
        "may_see_rates": request.user.may(Permission.SEE_OVERSIGHT),
        "may_enter_funders": may_enter,
        "funders": funders_with_counts() if may_enter else [],
    }
    return render(request, "funding/grants/grant_list.html", context)


@requires(Permission.MAKE_REPORTS)
def funder_add(request: SignedInRequest) -> HttpResponse:
    """A new funder."""
    if not may_enter_funders(request.user):
        raise PermissionDenied
    form = FunderForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data

        def act() -> Funder:
            return actions.add_funder(by=request.user, code=values["code"], name=values["name"])

        try:
            funder, _made = once(values["key"], "funder-add", Funder, by=request.user, act=act)
            messages.success(
                request, _("%(name)s is entered. Enter what it grants, and invite its people under People.")
                % {"name": funder.name}
            )  # fmt: skip
            return redirect("grant-list")
        except IntegrityError:
            form.add_error("code", form.taken)
    return render(request, "funding/grants/funder_add.html", {"form": form})


@requires(Permission.MAKE_REPORTS)
def funder_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """A funder's code and name."""
    if not may_enter_funders(request.user):
        raise PermissionDenied
    funder: Funder = get_object_or_404(Funder, pk=pk)
    form = FunderForm(request.POST if request.method == "POST" else None, funder=funder)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            actions.change_funder(
                by=request.user, funder=funder, seen=form.seen, code=values["code"], name=values["name"]
            )
            messages.success(request, _("The funder is saved."))
            return redirect("grant-list")
        except Conflict as conflict:
            form.say_changed(conflict.current)  # type: ignore[arg-type]
        except IntegrityError:
            form.add_error("code", form.taken)
    return render(request, "funding/grants/funder_change.html", {"form": form, "funder": funder})


@requires(Permission.MAKE_REPORTS)
def grant_add(request: SignedInRequest) -> HttpResponse:
    """A new grant; its lines, calendar and shares come after."""
    if not programmes_granted(request.user).exists():
        raise PermissionDenied
    initial = {"funder": request.GET.get("funder", "")}
    posted = request.POST if request.method == "POST" else None
    form = GrantForm(posted, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            grant, _made = once(
                form.cleaned_data["key"], "grant-add", Grant, by=request.user,
                act=lambda: actions.add_grant(by=request.user, values=form.values()),
            )  # fmt: skip
            messages.success(request, _("The grant is entered. Go on with its budget and its reporting calendar."))
            return redirect(grant)
        except ValidationError as refused:
            form.add_error(None, refused)
        except IntegrityError:
            form.add_error("case_number", form.taken)
    return render(request, "funding/grants/grant_add.html", {"form": form})


@requires(Permission.MAKE_REPORTS)
def grant_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the decision says, and what reports must hold."""
    grant = own_grant(request, pk)
    form = ChangeGrantForm(request.POST if request.method == "POST" else None, user=request.user, grant=grant)
    if request.method == "POST" and form.is_valid():
        values: dict[str, Any] = form.values()
        version = form.cleaned_data["version"]
        try:
            actions.change_grant(by=request.user, grant=grant, version=version, values=values)
            messages.success(request, _("The grant is saved. Released reports stay as they are."))
            return redirect(grant)
        except Conflict as conflict:
            return conflict_page(request, conflict, form)
        except ValidationError as refused:
            form.add_error(None, refused)
        except IntegrityError:
            form.add_error("case_number", form.taken)
    return render(request, "funding/grants/grant_change.html", {"form": form, "grant": grant})
