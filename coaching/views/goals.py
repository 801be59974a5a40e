"""Goals: added, reworded, reached, taken up again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coaching.actions import add_goal, change_goal, reach_goal, reopen_goal
from coaching.forms import ChangeGoalForm, GoalForm
from coaching.models import Goal
from coaching.visibility import enrolments_open_to_actions
from companies.models import Enrolment
from programme.people.access import SignedInRequest, requires
from programme.people.conflict import conflict_page
from programme.people.roles import Permission
from programme.people.versions import Conflict


@requires(Permission.CHANGE_ACTIONS)
def goal_add(request: SignedInRequest, enrolment: int) -> HttpResponse:
    """Agree on a goal with a company."""
    row = get_object_or_404(Enrolment.objects.visible_to(request.user).select_related("company"), pk=enrolment)
    if not enrolments_open_to_actions(request.user).filter(pk=enrolment).exists():
        raise PermissionDenied
    form = GoalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            add_goal(by=request.user, enrolment=row, values=form.values(), key=form.cleaned_data["key"])
        except ValidationError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The goal is added. Add the actions that lead to it."))
            return redirect("action-plan", row.pk)
    return render(request, "coaching/goal_add.html", {"form": form, "enrolment": row})


@requires(Permission.CHANGE_ACTIONS)
def goal_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Reword a goal, move its day or its target."""
    goal = _changeable(request, pk)
    form = ChangeGoalForm(request.POST if request.method == "POST" else None, goal=goal)
    if request.method == "POST" and form.is_valid():
        try:
            change_goal(by=request.user, goal=goal, version=form.cleaned_data["version"], values=form.values())
        except ValidationError as refused:
            form.refuse(refused)
        except Conflict as conflict:
            return conflict_page(request, conflict, form)
        else:
            messages.success(request, _("The goal is changed."))
            return redirect(goal)
    return render(request, "coaching/goal_change.html", {"form": form, "goal": goal, "enrolment": goal.enrolment})


@requires(Permission.CHANGE_ACTIONS)
@require_POST
def goal_reach(request: SignedInRequest, pk: int) -> HttpResponse:
    """Reached, today."""
    goal = reach_goal(by=request.user, goal=_changeable(request, pk), on=timezone.localdate())
    messages.success(request, _("Reached: %(what)s.") % {"what": goal.what})
    return redirect(goal)


@requires(Permission.CHANGE_ACTIONS)
@require_POST
def goal_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    """Not reached after all."""
    goal = reopen_goal(by=request.user, goal=_changeable(request, pk))
    messages.success(request, _("A goal ahead again: %(what)s.") % {"what": goal.what})
    return redirect(goal)


def _changeable(request: SignedInRequest, pk: int) -> Goal:
    """404 when the person may not see the goal, 403 when only not change it."""
    goal = get_object_or_404(Goal.objects.visible_to(request.user).select_related("enrolment__company"), pk=pk)
    if not Goal.objects.changeable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    return goal
