"""Pages about a grant's costs: the list, one by one, and many from a spreadsheet."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies.imports.reading import SheetRefused
from funding.grants.actions import Changed
from funding.grants.views.grants import own_grant
from funding.models import BudgetLine, Cost, Grant
from funding.money import actions
from funding.money.forms.costs import ChangeCostForm, CostForm, CostRowsForm, WithdrawCostForm
from funding.money.late import late_words, told_of
from funding.money.listing import SHOWN, cost_filters, cost_lines, cost_rows, sum_of
from funding.money.sheet import CostPlan, as_pasted, plan_of, rows_of
from programme.common.pages import page_of
from programme.people.access import SignedInRequest, requires
from programme.people.conflict import conflict_page
from programme.people.once import once
from programme.people.roles import Permission
from programme.people.versions import Conflict


def _own_cost(request: SignedInRequest, pk: int) -> Cost:
    """The cost, if seen (else 404) and the reader's to change (else 403)."""
    rows = Cost.objects.visible_to(request.user).select_related("grant__funder")
    cost: Cost = get_object_or_404(rows, pk=pk)
    if not Cost.objects.changeable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    return cost


@requires(Permission.SEE_OVERSIGHT)
def cost_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was booked on the grant, and what it adds up to."""
    grant = get_object_or_404(Grant.objects.visible_to(request.user).select_related("funder"), pk=pk)
    filters = cost_filters(request.GET, request.user, grant)
    rows = cost_rows(grant, filters)
    page = page_of(request, rows)
    context = {
        "grant": grant,
        "filters": filters,
        "shown": SHOWN.items(),
        "cost_types": BudgetLine.CostType.choices,
        "page": page,
        "lines": cost_lines(page, filters),
        "sum": sum_of(rows),
        "may_change": Grant.objects.changeable_by(request.user).filter(pk=pk).exists(),
    }
    return render(request, "funding/money/cost_list.html", context)


def _said(request: SignedInRequest, cost: Cost, words: str) -> None:
    """That it is saved; and, when its day is reported already, what becomes of that."""
    messages.success(request, words)
    if late_words(cost, told_of(cost.grant)):
        messages.info(
            request, _("Its day is in a released report. That stays as it is; the next report's sums hold the change.")
        )


@requires(Permission.MAKE_REPORTS)
def cost_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """One cost."""
    grant = own_grant(request, pk)
    form = CostForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            cost, _made = once(
                form.cleaned_data["key"], "cost-add", Cost, by=request.user,
                act=lambda: actions.add_cost(
                    by=request.user, grant=grant, values=form.values(), today=timezone.localdate()
                ),
            )  # fmt: skip
            _said(request, cost, _("The cost is entered."))
            return redirect(cost)
        except ValidationError as refused:
            form.add_error(None, refused)
    return render(request, "funding/money/cost_add.html", {"form": form, "grant": grant})


@requires(Permission.MAKE_REPORTS)
def cost_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """A cost that was entered wrongly."""
    cost = _own_cost(request, pk)
    form = ChangeCostForm(request.POST if request.method == "POST" else None, cost=cost)

    def act(version: int) -> Cost:
        return actions.change_cost(
            by=request.user, cost=cost, version=version, values=form.values(), today=timezone.localdate()
        )

    return _save(request, cost, form, act, _("The cost is saved."), "funding/money/cost_change.html")


@requires(Permission.MAKE_REPORTS)
def cost_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """A cost that is to count nowhere any more."""
    cost = _own_cost(request, pk)
    initial = {"version": cost.version}
    form = WithdrawCostForm(request.POST if request.method == "POST" else None, initial=initial)

    def act(version: int) -> Cost:
        because = form.cleaned_data["withdrawn_because"]
        return actions.withdraw_cost(
            by=request.user, cost=cost, version=version, because=because, today=timezone.localdate()
        )

    return _save(request, cost, form, act, _("The cost is taken back."), "funding/money/cost_withdraw.html")


def _save(request: SignedInRequest, cost: Cost, form: Any, act: Any, saved: str, template: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            row = act(form.cleaned_data["version"])
            _said(request, row, saved)
            return redirect(row)
        except Conflict as conflict:
            return conflict_page(request, conflict, form)
        except ValidationError as refused:
            form.add_error(None, refused)
    return render(request, template, {"form": form, "cost": cost, "grant": cost.grant})


@requires(Permission.MAKE_REPORTS)
def cost_import(request: SignedInRequest, pk: int) -> HttpResponse:
    """Costs from a file or pasted rows: `step` is preview, and do. What a file holds is put where it can be mended."""
    grant, today = own_grant(request, pk), timezone.localdate()
    form = CostRowsForm(request.POST or None, request.FILES or None)
    plan: CostPlan | None = None
    told: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            rows, told = rows_of(form.content())
            plan = plan_of(grant, rows, today=today)
            if request.POST.get("step") == "do" and plan.new:
                asked: dict[str, Any] = {"rows": rows, "seen": form.cleaned_data["seen"], "today": today}
                once(
                    form.cleaned_data["key"], "costs-import", Grant, by=request.user,
                    act=lambda: actions.import_costs(by=request.user, grant=grant, **asked),
                )  # fmt: skip
                n = len(plan.new)
                messages.success(request, ngettext("%(n)s cost is entered.", "%(n)s costs are entered.", n) % {"n": n})
                return redirect("cost-list", grant.pk)
            form.show(as_pasted(rows), plan.fingerprint)
        except Changed as changed:
            plan = changed.now
            form.show(as_pasted(rows), plan.fingerprint)
            messages.warning(request, _("Something changed since you looked. Look again, then enter the costs."))
        except SheetRefused as refused:
            form.add_error("file" if form.cleaned_data.get("file") else "pasted", str(refused))
        except ValidationError as refused:
            form.add_error(None, refused)
    context = {"grant": grant, "form": form, "plan": plan, "told": told, "cost_types": BudgetLine.CostType.choices}
    return render(request, "funding/money/cost_import.html", context)
