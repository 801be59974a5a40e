"""The plan: coming and past sessions, one of them, and what may be done with it."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coaching.actions import cancel_session, confirm_session, move_session, note_no_show, propose_session
from coaching.forms import CancelForm, MoveForm, PlanForm
from coaching.models import PlannedSession
from coaching.plan import (
    OPEN,
    at_the_same_time,
    plan_filters,
    plan_rows,
    planned_shown_to,
    told_as_seen_by,
    week_of,
)
from programme.common.pages import page_of
from programme.notices.lists import notices_about
from programme.people.access import SignedInRequest, requires
from programme.people.conflict import conflict_page
from programme.people.models import User
from programme.people.roles import Permission
from programme.people.versions import Conflict


@requires(Permission.SEE_SESSIONS)
def plan_list(request: SignedInRequest) -> HttpResponse:
    """Planned sessions by week: what comes, or what became of those that have been."""
    now = timezone.now()
    today = timezone.localdate(now)
    filters = plan_filters(request.GET, request.user, today=today)
    page = page_of(request, plan_rows(request.user, filters))
    for planned in page:
        planned.monday = week_of(planned)
        planned.sunday = planned.monday + timedelta(days=6)
        planned.under_way = planned.is_now(now)
        planned.unlogged = planned.is_open and planned.ends_at < now
    context = {
        "page": page,
        "filters": filters,
        "today": today,
        "states": [(OPEN, _("Not yet held")), *PlannedSession.State.choices],
        "may_plan": filters.is_coach,
        "is_leader": request.user.may(Permission.RUN_ACTIVITIES),
    }
    return render(request, "coaching/plan_list.html", context)


@requires(Permission.LOG_SESSIONS)
def planned_session_add(request: SignedInRequest) -> HttpResponse:
    """Plan a session; the address may name companies and the activity."""
    now = timezone.now()
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        user=request.user,
        today=timezone.localdate(now),
        chosen=request.GET.getlist("enrolment"),
        activity=_number(request.GET.get("activity", "")),
    )
    if request.method == "POST" and form.is_valid():
        try:
            planned = propose_session(by=request.user, values=form.values(), now=now, key=form.cleaned_data["key"])
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            said = (
                _("The session is planned.")
                if planned.state == PlannedSession.State.PLANNED
                else _("The session is proposed.")
            )
            messages.success(request, said)
            return redirect(planned)
    return render(request, "coaching/planned_session_add.html", {"form": form})


def _number(text: str) -> str:
    """The text where it can be a key; nothing else goes to the database."""
    return text if text.isascii() and text.isdigit() and len(text) < 16 else ""


@requires(Permission.SEE_SESSIONS)
def planned_session_card(request: SignedInRequest, pk: int) -> HttpResponse:
    """One planned session, and what may be done with it now."""
    planned = get_object_or_404(planned_shown_to(request.user), pk=pk)
    now = timezone.now()
    user = request.user
    may_change = planned.is_open and PlannedSession.objects.changeable_by(user).filter(pk=pk).exists()
    context = {
        "planned": planned,
        "under_way": planned.is_now(now),
        "may_change": may_change,
        "may_log": planned.is_open
        and planned.day <= timezone.localdate(now)
        and PlannedSession.objects.loggable_by(user).filter(pk=pk).exists(),
        "has_begun": planned.starts_at <= now,
        "same_time": at_the_same_time(user, planned),
        "unlogged": planned.is_open and planned.ends_at < now,
        "told": told_as_seen_by(user, notices_about(user, plannedsession=[pk])),
    }
    return render(request, "coaching/planned_session_card.html", context)


@requires(Permission.PLAN_SESSIONS)
def planned_session_move(request: SignedInRequest, pk: int) -> HttpResponse:
    """Another time, length, way, place, or other companies."""
    planned = _to_change(request.user, pk)
    if not planned.is_open:
        return _closed(request, planned)
    form = MoveForm(request.POST if request.method == "POST" else None, user=request.user, planned=planned)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            move_session(by=request.user, planned=planned, version=version, values=form.values(), now=timezone.now())
        except ValidationError as refused:
            form.add_error(None, refused)
        except Conflict as conflict:
            typed = {name: form.cleaned_data[name] for name in ("day", "time", "minutes", "mode", "place", "note")}
            return conflict_page(request, Conflict(conflict.current, typed), form)
        else:
            messages.success(request, _("The session is changed."))
            return redirect(planned)
    return render(request, "coaching/planned_session_move.html", {"form": form, "planned": planned})


@requires(Permission.PLAN_SESSIONS)
def planned_session_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Call it off, and say why."""
    planned = _to_change(request.user, pk)
    if not planned.is_open:
        return _closed(request, planned)
    form = CancelForm(request.POST if request.method == "POST" else None, initial={"version": planned.version})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            cancel_session(
                by=request.user,
                planned=planned,
                version=told["version"],
                reason=told["cancel_reason"],
                words=told["cancel_words"],
                now=timezone.now(),
            )
        except ValidationError as refused:
            form.add_error(None, refused)
        except Conflict:
            messages.error(request, _("Somebody changed the session meanwhile. Look at it, and cancel it again."))
            return redirect(planned)
        else:
            messages.success(request, _("The session is cancelled. It stays in the plan."))
            return redirect(planned)
    return render(request, "coaching/planned_session_cancel.html", {"form": form, "planned": planned})


@requires(Permission.PLAN_SESSIONS)
@require_POST
def planned_session_confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    """The companies agree."""
    planned = _to_change(request.user, pk)
    try:
        confirm_session(by=request.user, planned=planned, now=timezone.now())
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("The session is agreed."))
    return redirect(planned)


@requires(Permission.PLAN_SESSIONS)
@require_POST
def planned_session_no_show(request: SignedInRequest, pk: int) -> HttpResponse:
    """The companies did not come."""
    planned = _to_change(request.user, pk)
    try:
        note_no_show(by=request.user, planned=planned, now=timezone.now())
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("It is noted that the company did not come."))
    return redirect(planned)


def _to_change(user: User, pk: int) -> Any:
    """404 when the person may not see it, 403 when only not change it."""
    planned = get_object_or_404(planned_shown_to(user), pk=pk)
    if not PlannedSession.objects.changeable_by(user).filter(pk=pk).exists():
        raise PermissionDenied
    return planned


def _closed(request: SignedInRequest, planned: PlannedSession) -> HttpResponse:
    words = _("The session is not open any more: %(state)s.") % {"state": planned.get_state_display()}
    messages.error(request, words)
    return redirect(planned)
