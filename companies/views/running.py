"""From the start to the end: start, pause, resume, withdraw, complete. A page each: they work without script."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from companies import actions
from companies.forms import CompleteForm, OnForm, PauseForm, WithdrawForm
from companies.models import Enrolment
from companies.views.acting import act_page, bound, elsewhere, enrolment_to_change
from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission

State = Enrolment.State


@requires(Permission.MOVE_ENROLMENTS)
def enrolment_start(request: SignedInRequest, pk: int) -> HttpResponse:
    """The company starts; without a day, today."""
    enrolment = enrolment_to_change(request.user, pk)
    if back := elsewhere(request, enrolment, State.ADMITTED):
        return back
    words = {
        "title": _("Start"),
        "why": _("The company enters its first stage. The plan keeps its dates."),
        "submit": _("Start the company"),
        "done": _("The company is in the lift."),
    }
    form = bound(request, OnForm, today=timezone.localdate())
    return act_page(
        request,
        enrolment,
        form,
        lambda values: actions.start(by=request.user, enrolment=enrolment, **values),
        words=words,
    )


@requires(Permission.MOVE_ENROLMENTS)
def enrolment_pause(request: SignedInRequest, pk: int) -> HttpResponse:
    """The company rests."""
    enrolment = enrolment_to_change(request.user, pk)
    if back := elsewhere(request, enrolment, State.ACTIVE):
        return back
    words = {
        "title": _("Pause"),
        "why": _("When the company goes on, what lies ahead in the plan moves by the days it rested."),
        "submit": _("Pause"),
        "done": _("The company is paused."),
    }
    form = bound(request, PauseForm, today=timezone.localdate())
    return act_page(
        request,
        enrolment,
        form,
        lambda values: actions.pause(by=request.user, enrolment=enrolment, **values),
        words=words,
    )


@requires(Permission.MOVE_ENROLMENTS)
def enrolment_resume(request: SignedInRequest, pk: int) -> HttpResponse:
    """The company goes on; without a day, today."""
    enrolment = enrolment_to_change(request.user, pk)
    if back := elsewhere(request, enrolment, State.PAUSED):
        return back
    words = {
        "title": _("Resume"),
        "why": _("What lies ahead in the plan moves by the days of the pause."),
        "submit": _("Resume"),
        "done": _("The company goes on, and the plan is moved."),
    }
    form = bound(request, OnForm, today=timezone.localdate())
    return act_page(
        request,
        enrolment,
        form,
        lambda values: actions.resume(by=request.user, enrolment=enrolment, **values),
        words=words,
    )


@requires(Permission.MOVE_ENROLMENTS)
def enrolment_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """The company leaves before the end, for a reason."""
    enrolment = enrolment_to_change(request.user, pk)
    if back := elsewhere(request, enrolment, *Enrolment.BEFORE_START, *Enrolment.RUNNING):
        return back
    words = {
        "title": _("The company leaves"),
        "why": _("What has been done stays and is counted. A company that comes back is enrolled anew."),
        "submit": _("Note that it leaves"),
        "done": _("The company has left."),
    }
    form = bound(request, WithdrawForm, today=timezone.localdate())
    return act_page(
        request,
        enrolment,
        form,
        lambda values: actions.withdraw(by=request.user, enrolment=enrolment, **values),
        words=words,
        context={"danger": True},
    )


@requires(Permission.MOVE_ENROLMENTS)
def enrolment_complete(request: SignedInRequest, pk: int) -> HttpResponse:
    """The company has gone all the way."""
    enrolment = enrolment_to_change(request.user, pk)
    if back := elsewhere(request, enrolment, State.ACTIVE):
        return back
    left_open = enrolment.planned_stages.filter(closed_on=None).exists()
    words = {
        "title": _("Complete"),
        "why": "" if left_open else _("The company has gone through all its stages."),
        "submit": _("Complete"),
        "done": _("The company has completed the programme."),
    }
    form = bound(request, CompleteForm, today=timezone.localdate(), left_open=left_open)
    return act_page(
        request,
        enrolment,
        form,
        lambda values: actions.complete(by=request.user, enrolment=enrolment, **values),
        words=words,
    )
