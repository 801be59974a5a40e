"""Actions: listed, added, reworded, begun, done, dropped, opened again, spoken about."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coaching.actions import (
    add_action,
    begin_action,
    change_action,
    close_action,
    comment_action,
    drop_action,
    reopen_action,
)
from coaching.filters import action_filters
from coaching.forms import ActionForm, ChangeActionForm, CloseForm, CommentForm, DropForm
from coaching.lists import action_rows
from coaching.models import ActionComment, ActionItem
from coaching.views.going_back import page_before
from coaching.visibility import enrolments_open_to_actions
from companies.models import Enrolment
from programme.common.pages import page_of
from programme.notices.lists import notices_about
from programme.people.access import SignedInRequest, requires
from programme.people.conflict import conflict_page
from programme.people.roles import Permission
from programme.people.versions import Conflict


@requires(Permission.SEE_SESSIONS)
def action_list(request: SignedInRequest) -> HttpResponse:
    """Open first: overdue, due within a week, later, without a day; then those closed, the latest first."""
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
    """Agree on a step; the address may name the company, and the goal that the step leads to."""
    company = _open_to_actions(request, enrolment) if enrolment is not None else None
    form = ActionForm(
        request.POST if request.method == "POST" else None,
        user=request.user,
        enrolment=company,
        initial={"enrolment": request.GET.get("enrolment"), "goal": request.GET.get("goal")},
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            item = add_action(
                by=request.user, enrolment=company or told["enrolment"], values=form.values(), key=told["key"]
            )
        except ValidationError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The action is added."))
            return redirect(page_before(request, f"{reverse('action-list')}?enrolment={item.enrolment_id}"))
    back = page_before(request, reverse("action-plan", args=[company.pk]) if company else reverse("action-list"))
    return render(request, "coaching/action_add.html", {"form": form, "enrolment": company, "back": back})


def _open_to_actions(request: SignedInRequest, enrolment: int) -> Enrolment:
    """404 when the person may not see the enrolment, 403 when only not agree on actions there."""
    row = get_object_or_404(Enrolment.objects.visible_to(request.user).select_related("company"), pk=enrolment)
    if not enrolments_open_to_actions(request.user).filter(pk=enrolment).exists():
        raise PermissionDenied
    return row


@requires(Permission.CHANGE_ACTIONS)
def action_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Reword a step, move its day, say what it gave."""
    item = _changeable(request, pk)
    form = ChangeActionForm(request.POST if request.method == "POST" else None, user=request.user, item=item)
    if request.method == "POST" and form.is_valid():
        try:
            change_action(by=request.user, item=item, version=form.cleaned_data["version"], values=form.values())
        except ValidationError as refused:
            form.refuse(refused)
        except Conflict as conflict:
            return conflict_page(request, conflict, form)
        else:
            messages.success(request, _("The action is changed."))
            return redirect(page_before(request, reverse("action-list")))
    context = {
        "form": form,
        "item": item,
        "back": page_before(request, reverse("action-list")),
        "comments": ActionComment.objects.visible_to(request.user).filter(item=item).select_related("written_by"),
        "comment_form": CommentForm(prefix="comment"),
        "told": notices_about(request.user, actionitem=[item.pk]),
    }
    return render(request, "coaching/action_change.html", context)


@requires(Permission.CHANGE_ACTIONS)
@require_POST
def action_begin(request: SignedInRequest, pk: int) -> HttpResponse:
    """Somebody works on it, from today."""
    item = begin_action(by=request.user, item=_changeable(request, pk), on=timezone.localdate())
    messages.success(request, _("Under way: %(what)s.") % {"what": item.what})
    return _back(request)


@requires(Permission.CHANGE_ACTIONS)
@require_POST
def action_close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Done, today; what it gave may be said in the same step. An amount that cannot be is shown with its words."""
    item = _changeable(request, pk)
    form = CloseForm(request.POST, item=item)
    if not form.is_valid():
        context = {"form": form, "item": item, "back": page_before(request, reverse("action-list"))}
        return render(request, "coaching/action_close.html", context, status=422)
    item = close_action(by=request.user, item=item, on=timezone.localdate(), reached=form.cleaned_data)
    _say_closed(request, item)
    return _back(request)


@requires(Permission.CHANGE_ACTIONS)
def action_drop(request: SignedInRequest, pk: int) -> HttpResponse:
    """It will not be done, and why."""
    item = _changeable(request, pk)
    form = DropForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        item = drop_action(by=request.user, item=item, on=timezone.localdate(), reason=form.cleaned_data["reason"])
        _say_closed(request, item)
        return _back(request)
    context = {"form": form, "item": item, "back": page_before(request, reverse("action-list"))}
    return render(request, "coaching/action_drop.html", context)


@requires(Permission.CHANGE_ACTIONS)
@require_POST
def action_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    """Not done after all."""
    item = reopen_action(by=request.user, item=_changeable(request, pk))
    messages.success(request, _("Open again: %(what)s.") % {"what": item.what})
    return _back(request)


@requires(Permission.CHANGE_ACTIONS)
@require_POST
def action_comment(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say something about a step."""
    item = _changeable(request, pk)
    form = CommentForm(request.POST, prefix="comment")
    if not form.is_valid():
        context = {"form": form, "item": item, "back": page_before(request, reverse("action-list"))}
        return render(request, "coaching/action_comment.html", context, status=422)
    comment_action(by=request.user, item=item, text=form.cleaned_data["text"], key=form.cleaned_data["key"])
    messages.success(request, _("The comment is saved."))
    return _back(request)


def _changeable(request: SignedInRequest, pk: int) -> ActionItem:
    rows = ActionItem.objects.visible_to(request.user)
    item = get_object_or_404(
        rows.select_related("enrolment__company", "goal", "owner_contact", "owner_coach", "closed_by"), pk=pk
    )
    if not ActionItem.objects.changeable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    return item


def _say_closed(request: SignedInRequest, item: ActionItem) -> None:
    """What it is now: somebody else may have closed it otherwise before this button was pressed."""
    words = _("Dropped: %(what)s.") if item.dropped_reason else _("Done: %(what)s.")
    messages.success(request, words % {"what": item.what})


def _back(request: SignedInRequest) -> HttpResponse:
    return redirect(page_before(request, reverse("action-list")))
