"""Pages about which grant pays which share of what: the list, the forms, and many at once by a rule."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from companies.models import Enrolment
from funding.grants import actions
from funding.grants.bulk import Plan, days_of
from funding.grants.forms.shares import ChangeShareForm, EndShareForm, RuleForm, ShareOfEnrolmentForm, ShareOfGrantForm
from funding.grants.paid import SHOWN, lines_of, share_filters, share_rows
from funding.grants.views.grants import own_grant
from funding.models import Allocation, Grant
from programme.common.pages import page_of
from programme.people.access import SignedInRequest, requires
from programme.people.conflict import conflict_page
from programme.people.once import once
from programme.people.roles import Permission
from programme.people.versions import Conflict


def _own_share(request: SignedInRequest, pk: int) -> Allocation:
    """The allocation, if seen (else 404) and the reader's to change (else 403)."""
    rows = Allocation.objects.visible_to(request.user)
    related = rows.select_related("grant__funder", "enrolment__company", "enrolment__programme_version", "activity")
    row: Allocation = get_object_or_404(related, pk=pk)
    if not Allocation.objects.changeable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    return row


def _said(request: SignedInRequest, allocation: Allocation, words: str) -> None:
    """That it is saved; and, when its days are reported already, what becomes of that."""
    messages.success(request, words)
    if actions.reported_then(allocation.grant, days_of(allocation)):
        messages.info(
            request,
            _("Some of these days are in a released report. It stays as it is; the next report tells what changed."),
        )


@requires(Permission.SEE_OVERSIGHT)
def allocation_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """The grant's shares of companies and activities."""
    grant = get_object_or_404(Grant.objects.visible_to(request.user).select_related("funder"), pk=pk)
    filters = share_filters(request.GET, request.user, grant)
    page = page_of(request, share_rows(grant, filters, today=timezone.localdate()))
    context = {
        "grant": grant,
        "filters": filters,
        "shown": SHOWN.items(),
        "page": page,
        "lines": lines_of(page, request.user),
        "may_change": Grant.objects.changeable_by(request.user).filter(pk=pk).exists(),
    }
    return render(request, "funding/grants/allocation_list.html", context)


@requires(Permission.MAKE_REPORTS)
def allocation_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """A share of one company or activity of the grant's programme."""
    grant = own_grant(request, pk)
    form = ShareOfGrantForm(request.POST if request.method == "POST" else None, user=request.user, grant=grant)
    done = _add(request, form, grant.get_absolute_url() + "allocations/", grant=grant)
    context = {"form": form, "grant": grant, "is_first": not grant.allocations.exclude(enrolment=None).exists()}
    return done or render(request, "funding/grants/allocation_add.html", context)


@requires(Permission.MAKE_REPORTS)
def enrolment_allocate(request: SignedInRequest, pk: int) -> HttpResponse:
    """A grant's share of this company's enrolment."""
    rows = Enrolment.objects.visible_to(request.user).select_related("company", "programme_version__programme")
    enrolment = get_object_or_404(rows, pk=pk)
    posted = request.POST if request.method == "POST" else None
    form = ShareOfEnrolmentForm(posted, user=request.user, enrolment=enrolment)
    done = _add(request, form, f"{enrolment.get_absolute_url()}?tab=facts", enrolment=enrolment)
    return done or render(request, "funding/grants/enrolment_allocate.html", {"form": form, "enrolment": enrolment})


def _add(request: SignedInRequest, form: Any, path: str, **fixed: Any) -> HttpResponse | None:
    """Carry the form out; None when it has to be shown (again)."""
    if request.method != "POST" or not form.is_valid():
        return None
    values = dict(form.cleaned_data) | fixed
    key = values.pop("key")
    try:
        row, _made = once(
            key, "allocation-add", Allocation, by=request.user,
            act=lambda: actions.add_allocation(by=request.user, **values),
        )  # fmt: skip
    except ValidationError as refused:
        form.add_error(None, refused)
        return None
    _said(request, row, _("The share is saved."))
    return redirect(path)


def _save(request: SignedInRequest, allocation: Allocation, form: Any, verb: Any, template: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            row = verb(by=request.user, allocation=allocation, **form.cleaned_data)
            _said(request, row, _("The share is saved."))
            return redirect(row)
        except Conflict as conflict:
            return conflict_page(request, conflict, form)
        except ValidationError as refused:
            named = getattr(refused, "error_dict", {})
            fits = all(name in form.fields for name in named)
            form.add_error(None, refused if fits else ValidationError(refused.messages))
    context = {"form": form, "allocation": allocation, "thing": allocation.enrolment or allocation.activity}
    return render(request, template, context)


@requires(Permission.MAKE_REPORTS)
def allocation_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """A share and its days."""
    row = _own_share(request, pk)
    form = ChangeShareForm(request.POST if request.method == "POST" else None, allocation=row)
    return _save(request, row, form, actions.change_allocation, "funding/grants/allocation_change.html")


@requires(Permission.MAKE_REPORTS)
def allocation_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """The last day of a share."""
    row = _own_share(request, pk)
    initial = {"version": row.version, "until_on": min(timezone.localdate(), row.until_on)}
    form = EndShareForm(request.POST if request.method == "POST" else None, initial=initial)
    return _save(request, row, form, actions.end_allocation, "funding/grants/allocation_end.html")


@requires(Permission.MAKE_REPORTS)
@require_POST
def allocation_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """A share that was entered by mistake."""
    row = _own_share(request, pk)
    path = row.get_absolute_url()
    try:
        actions.remove_allocation(by=request.user, allocation=row)
        messages.success(request, _("The share is taken away."))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect(path)


@requires(Permission.MAKE_REPORTS)
def allocation_lay(request: SignedInRequest, pk: int) -> HttpResponse:
    """Shares by a rule: `step` is preview, and do."""
    grant = own_grant(request, pk)
    form = RuleForm(request.POST if request.method == "POST" else None, grant=grant)
    plan: Plan | None = None
    if request.method == "POST" and form.is_valid():
        rule = form.rule()
        try:
            plan = actions.would_lay_shares(grant, rule)
            if request.POST.get("step") == "do" and plan.laid:
                actions.lay_shares(by=request.user, grant=grant, rule=rule, seen=form.cleaned_data["seen"])
                n = len(plan.laid)
                messages.success(request, ngettext("%(n)s share is laid.", "%(n)s shares are laid.", n) % {"n": n})
                return redirect(reverse("allocation-list", args=[grant.pk]))
        except actions.Changed as changed:
            plan = changed.now
            messages.warning(request, _("Something changed since you looked. Look again, then lay the shares."))
        except ValidationError as refused:
            form.add_error(None, refused)
    context = {
        "grant": grant,
        "form": form,
        "plan": plan,
        "is_first": not grant.allocations.exclude(enrolment=None).exists(),
        "is_reported": plan is not None and actions.reported_then(grant, form.rule().days),
    }
    return render(request, "funding/grants/allocation_lay.html", context)
