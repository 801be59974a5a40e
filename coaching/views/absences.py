"""Absence: who is away and who covers, entered by the coach or her leader."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coaching.absence_list import absence_rows
from coaching.actions import change_absence, enter_absence, withdraw_absence
from coaching.forms import AbsenceForm, ChangeAbsenceForm
from coaching.models import CoachAbsence
from programme.common.pages import page_of
from programme.people.access import SignedInRequest, requires
from programme.people.conflict import conflict_page
from programme.people.models import User
from programme.people.roles import Permission
from programme.people.versions import Conflict


@requires(Permission.SEE_SESSIONS)
def absence_list(request: SignedInRequest) -> HttpResponse:
    """Now and coming first, then those that have ended."""
    today = timezone.localdate()
    page = page_of(request, absence_rows(request.user, today=today))
    mine = CoachAbsence.objects.changeable_by(request.user).filter(pk__in=[one.pk for one in page])
    context = {
        "page": page,
        "today": today,
        "may_change": set(mine.order_by().values_list("pk", flat=True)),
        "may_enter": request.user.may(Permission.PLAN_SESSIONS),
    }
    return render(request, "coaching/absence_list.html", context)


@requires(Permission.PLAN_SESSIONS)
def absence_add(request: SignedInRequest) -> HttpResponse:
    """Say from when until when, and who covers."""
    today = timezone.localdate()
    form = AbsenceForm(request.POST if request.method == "POST" else None, user=request.user, today=today)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            absence = enter_absence(by=request.user, coach=told["coach"], values=told, today=today, key=told["key"])
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            words = _("%(cover)s covers for %(name)s until %(day)s. Both are told.")
            told = {"cover": absence.cover, "name": absence.coach, "day": absence.until_on}
            messages.success(request, words % told)
            _warn_of_those_without_cover(request, absence)
            return redirect("absence-list")
    return render(request, "coaching/absence_add.html", {"form": form})


def _warn_of_those_without_cover(request: SignedInRequest, absence: CoachAbsence) -> None:
    """Who goes away may be covering for somebody: their companies would have nobody."""
    covered = (
        CoachAbsence.objects.visible_to(request.user)
        .standing()
        .filter(cover=absence.coach, from_on__lte=absence.until_on, until_on__gte=absence.from_on)
    )
    for other in covered.select_related("coach"):
        words = _("%(name)s was to cover for %(other)s in that time. Choose another cover there.")
        messages.warning(request, words % {"name": absence.coach, "other": other.coach})


@requires(Permission.PLAN_SESSIONS)
def absence_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Other days, or another cover."""
    absence = _to_change(request.user, pk)
    today = timezone.localdate()
    form = ChangeAbsenceForm(request.POST if request.method == "POST" else None, user=request.user, absence=absence)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            change_absence(by=request.user, absence=absence, version=told["version"], values=told, today=today)
        except ValidationError as refused:
            form.add_error(None, refused)
        except Conflict as conflict:
            return conflict_page(request, conflict, form)
        else:
            messages.success(request, _("The absence is changed. Both are told."))
            return redirect("absence-list")
    return render(request, "coaching/absence_change.html", {"form": form, "absence": absence})


@requires(Permission.PLAN_SESSIONS)
@require_POST
def absence_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Not away after all, or back again."""
    absence = withdraw_absence(by=request.user, absence=_to_change(request.user, pk), today=timezone.localdate())
    messages.success(request, _("%(name)s is back; cover has ended.") % {"name": absence.coach})
    return redirect("absence-list")


def _to_change(user: User, pk: int) -> CoachAbsence:
    """404 when the person may not see it, 403 when only not change it."""
    rows = CoachAbsence.objects.visible_to(user).select_related("coach", "cover")
    absence = get_object_or_404(rows, pk=pk)
    if not CoachAbsence.objects.changeable_by(user).filter(pk=pk).exists():
        raise PermissionDenied
    return absence
