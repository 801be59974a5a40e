"""Pages on which the targets of a grant are entered, changed, ended and taken away."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funding.figures import CATALOGUE
from funding.grants.views.grants import own_grant
from funding.indicators import actions
from funding.indicators.card import as_asked
from funding.indicators.choosing import figures_found
from funding.indicators.forms.targets import ChangeTargetForm, EndTargetForm, TargetForm
from funding.indicators.outlook import may_be_target
from funding.models import Grant, Target
from programme.people.access import SignedInRequest, requires
from programme.people.conflict import conflict_page
from programme.people.once import once
from programme.people.roles import Permission
from programme.people.versions import Conflict


def _own(request: SignedInRequest, pk: int) -> Target:
    """The target, if seen (else 404) and the reader's to change (else 403)."""
    rows = Target.objects.visible_to(request.user).select_related("grant__funder", "region")
    target: Target = get_object_or_404(rows, pk=pk)
    if not Target.objects.changeable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    return target


def _chosen(request: SignedInRequest, otherwise: str = "") -> str:
    """The key of the figure that was chosen; empty while none was, or for what no target may ask for."""
    key = request.POST.get("figure") or request.GET.get("figure") or otherwise
    return key if key in CATALOGUE and may_be_target(CATALOGUE[key]) else ""


def _choose(request: SignedInRequest, grant: Grant, target: Target | None = None) -> HttpResponse:
    """Every figure that a target may ask for, with how it is counted."""
    found = figures_found(request.GET.get("q", ""))
    context = {"grant": grant, "target": target, "figures": found, "q": request.GET.get("q", "")[:100]}
    return render(request, "funding/indicators/figure_choose.html", context)


@requires(Permission.MAKE_REPORTS)
def target_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """A new target: first which figure, then what is asked."""
    grant = own_grant(request, pk)
    key = _chosen(request)
    if not key:
        return _choose(request, grant)
    posted = request.POST if request.method == "POST" else None
    form = TargetForm(posted, figure=key, initial={"due_on": grant.ends_on})
    if request.method == "POST" and form.is_valid():
        try:
            target, _made = once(
                form.cleaned_data["key"], "target-add", Target, by=request.user,
                act=lambda: actions.add_target(by=request.user, grant=grant, values=form.values()),
            )  # fmt: skip
            messages.success(request, _("The target is entered. Reports state it from the next build on."))
            return redirect(target)
        except ValidationError as refused:
            form.add_error(None, refused)
    context = {"grant": grant, "form": form, "figure": CATALOGUE[key]}
    return render(request, "funding/indicators/target_add.html", context)


@requires(Permission.MAKE_REPORTS)
def target_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """A target that no released report states."""
    target = _own(request, pk)
    if "choose" in request.GET:
        return _choose(request, target.grant, target)
    if actions.is_stated(target):
        return redirect("target-end", target.pk)
    key = _chosen(request, target.figure) or target.figure
    form = ChangeTargetForm(request.POST if request.method == "POST" else None, target=target, figure=key)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            actions.change_target(by=request.user, target=target, version=version, values=form.values())
            messages.success(request, _("The target is saved."))
            return redirect(target)
        except Conflict as conflict:
            return conflict_page(request, conflict, form)
        except ValidationError as refused:
            form.add_error(None, refused)
    context = {"grant": target.grant, "target": target, "form": form, "figure": CATALOGUE.get(key)}
    return render(request, "funding/indicators/target_change.html", context)


@requires(Permission.MAKE_REPORTS)
def target_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """Until when a target is asked for."""
    target = _own(request, pk)
    today = timezone.localdate()
    initial = {"version": target.version, "ended_on": min(today, target.due_on)}
    form = EndTargetForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        try:
            actions.end_target(
                by=request.user,
                target=target,
                version=given["version"],
                ended_on=given["ended_on"],
                because=given["ended_because"],
            )
            messages.success(request, _("The target is asked for until %(day)s.") % {"day": given["ended_on"]})
            return redirect(target)
        except Conflict as conflict:
            return conflict_page(request, conflict, form)
        except ValidationError as refused:
            form.add_error(None, refused)
    context = {"grant": target.grant, "target": target, "line": as_asked(target), "form": form}
    context["is_stated"] = actions.is_stated(target)
    return render(request, "funding/indicators/target_end.html", context)


@requires(Permission.MAKE_REPORTS)
@require_POST
def target_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """A target that was entered by mistake."""
    target = _own(request, pk)
    try:
        grant = actions.remove_target(by=request.user, target=target)
        messages.success(request, _("The target is taken away."))
        return redirect(grant)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("target-end", target.pk)
