"""Coaches on companies: assigned, and their time ended, by who runs the company as leader."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from coaching.actions import assign_coach, end_assignment, replace_coach
from coaching.forms import AssignForm, EndForm, ReplaceForm
from coaching.models import CoachAssignment
from companies.models import Enrolment
from programme.people.access import SignedInRequest, requires
from programme.people.models import User
from programme.people.roles import Permission


def _to_change(user: User, pk: int) -> CoachAssignment:
    """404 when the person may not see the task, 403 when only not change it."""
    rows = CoachAssignment.objects.visible_to(user).select_related("coach", "enrolment__company")
    assignment = get_object_or_404(rows, pk=pk)
    if not CoachAssignment.objects.changeable_by(user).filter(pk=pk).exists():
        raise PermissionDenied
    return assignment


@requires(Permission.ASSIGN_COACHES)
def coach_assign(request: SignedInRequest, enrolment: int) -> HttpResponse:
    """Choose a coach for a company, and from which day."""
    row = get_object_or_404(Enrolment.objects.visible_to(request.user).select_related("company"), pk=enrolment)
    if not Enrolment.objects.changeable_by(request.user).filter(pk=row.pk).exists():
        raise PermissionDenied
    today = timezone.localdate()
    form = AssignForm(request.POST if request.method == "POST" else None, user=request.user, today=today)
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        try:
            assign_coach(by=request.user, enrolment=row, **told)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            words = _("%(name)s coaches %(company)s from %(day)s.")
            messages.success(request, words % {"name": told["coach"], "company": row.company, "day": told["from_on"]})
            return redirect(row)
    held = CoachAssignment.objects.visible_to(request.user).filter(enrolment=row).select_related("coach")
    context = {"form": form, "enrolment": row, "held": held, "today": today}
    return render(request, "coaching/coach_assign.html", context)


@requires(Permission.ASSIGN_COACHES)
def coach_assignment_replace(request: SignedInRequest, pk: int) -> HttpResponse:
    """Another coach takes over a task from a day on, in one step."""
    assignment = _to_change(request.user, pk)
    today = timezone.localdate()
    form = ReplaceForm(request.POST if request.method == "POST" else None, user=request.user, today=today)
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        try:
            replace_coach(by=request.user, assignment=assignment, **told)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            words = _(
                "%(name)s takes over after %(former)s from %(day)s. Both are told. The handover pack is on the card, "
                "under People."
            )
            values = {"name": told["coach"], "former": assignment.coach, "day": told["from_on"]}
            messages.success(request, words % values)
            return redirect(assignment.enrolment)
    return render(request, "coaching/coach_assignment_replace.html", {"form": form, "assignment": assignment})


@requires(Permission.ASSIGN_COACHES)
def coach_assignment_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say the last day of a coach's time on a company."""
    assignment = _to_change(request.user, pk)
    form = EndForm(request.POST if request.method == "POST" else None, initial={"until_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["until_on"]
        try:
            end_assignment(by=request.user, assignment=assignment, until_on=day)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            words = _("%(name)s coaches %(company)s until %(day)s.")
            told = {"name": assignment.coach, "company": assignment.enrolment.company, "day": day}
            messages.success(request, words % told)
            return redirect(assignment.enrolment)
    return render(request, "coaching/coach_assignment_end.html", {"form": form, "assignment": assignment})
