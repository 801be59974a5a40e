"""Actions: listed, added, reworded, done, opened again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coaching.actions import add_action, change_action, close_action, reopen_action
from coaching.filters import action_filters
from coaching.forms import ActionForm, ChangeActionForm
from coaching.lists import action_rows
from coaching.models import ActionItem
from coaching.visibility import enrolments_open_to_actions
from companies.models import Enrolment
from programme.common.pages import page_of
from programme.people.access import SignedInRequest, requires
from programme.people.conflict import conflict_page
from programme.people.roles import Permission
from programme.people.versions import Conflict


@requires(Permission.SEE_SESSIONS)
def action_list(request: SignedInRequest) -> HttpResponse:
    """Open first: overdue, due within a week, later, without a day; then those done, the latest first."""
    today = timezone.localdate()
    filters = action_filters(request.GET, request.user)
    mine = ActionItem.objects.changeable_by(request.user)
    page = page_of(request, action_rows(request.user, filters, today=today))
    context = {
        "page": page,
        "filters": filters,
        "today": today,
        "may_change": set(mine.filter(pk__in=[item.pk for item in page]).order_by().values_list("pk", flat=True)),
        "may_add": request.user.may(Permission.CHANGE_ACTIONS),
    }
    return render(request, "coaching/action_list.html", context)


@requires(Permission.CHANGE_ACTIONS)
def action_add(request: SignedInRequest, enrolment: int | None = None) -> HttpResponse:
    """Agree on a step; the address may name the company."""
    if enrolment is not None:
        _must_be_open(request, enrolment)
    chosen = enrolment or request.GET.get("enrolment")
    form = ActionForm(
        request.POST if request.method == "POST" else None, user=request.user, initial={"enrolment": chosen}
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        item = add_action(by=request.user, enrolment=told["enrolment"], values=form.values(), key=told["key"])
        messages.success(request, _("The action is added."))
        return redirect(f"{reverse('action-list')}?enrolment={item.enrolment_id}")
    return render(request, "coaching/action_add.html", {"form": form})


def _must_be_open(request: SignedInRequest, enrolment: int) -> None:
    """404 when the person may not see the enrolment, 403 when only not agree on actions there."""
    get_object_or_404(Enrolment.objects.visible_to(request.user), pk=enrolment)
    if not enrolments_open_to_actions(request.user).filter(pk=enrolment).exists():
        raise PermissionDenied


@requires(Permission.CHANGE_ACTIONS)
def action_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Reword a step, move its day."""
    item = _changeable(request, pk)
    form = ChangeActionForm(
        request.POST if request.method == "POST" else None,
        initial={
            "version": item.version,
            **{name: getattr(item, name) for name in ("what", "owner_name", "due_on", "effect")},
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_action(by=request.user, item=item, version=form.cleaned_data["version"], values=form.values())
        except Conflict as conflict:
            return conflict_page(request, conflict, form)
        messages.success(request, _("The action is changed."))
        return redirect("action-list")
    return render(request, "coaching/action_change.html", {"form": form, "item": item})


@requires(Permission.CHANGE_ACTIONS)
@require_POST
def action_close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Done, today."""
    item = close_action(by=request.user, item=_changeable(request, pk), on=timezone.localdate())
    messages.success(request, _("Done: %(what)s.") % {"what": item.what})
    return _back(request)


@requires(Permission.CHANGE_ACTIONS)
@require_POST
def action_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    """Not done after all."""
    item = reopen_action(by=request.user, item=_changeable(request, pk))
    messages.success(request, _("Open again: %(what)s.") % {"what": item.what})
    return _back(request)


def _changeable(request: SignedInRequest, pk: int) -> ActionItem:
    item = get_object_or_404(ActionItem.objects.visible_to(request.user).select_related("enrolment__company"), pk=pk)
    if not ActionItem.objects.changeable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    return item


def _back(request: SignedInRequest) -> HttpResponse:
    """To the page of this site that the button stood on."""
    page = request.POST.get("next", "")
    here = url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return redirect(page if here else reverse("action-list"))
