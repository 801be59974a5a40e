"""The way in: enrol, next step, move, admit."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from companies import actions
from companies.forms import AdmitForm, EnrolForm, MoveForm, NextStepForm
from companies.models import Enrolment
from companies.plan import planned_dates
from companies.views.acting import act_page, attempt, bound, company_to_change, elsewhere, enrolment_to_change
from companies.views.board_moves import move_on_board
from companies.views.returning import way_back
from programme.people.access import SignedInRequest, requires
from programme.people.conflict import conflict_page
from programme.people.roles import Permission
from programme.people.versions import Conflict

State = Enrolment.State


@requires(Permission.CHANGE_COMPANIES)
def enrolment_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Note a company's interest in a programme."""
    company = company_to_change(request.user, pk)
    form = bound(request, EnrolForm, today=timezone.localdate(), user=request.user)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: actions.enrol(by=request.user, company=company, **form.cleaned_data))
        if made is not None:
            messages.success(request, _("%(company)s is on the way in.") % {"company": company.name})
            return redirect(made)
    return render(request, "companies/enrolment_add.html", {"form": form, "company": company})


@requires(Permission.MOVE_ENROLMENTS)
def enrolment_next_step(request: SignedInRequest, pk: int) -> HttpResponse:
    """What happens next, when, and who owns it."""
    enrolment = enrolment_to_change(request.user, pk)
    today = timezone.localdate()
    form = bound(request, NextStepForm, today=today, user=request.user, enrolment=enrolment)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            actions.set_next_step(by=request.user, enrolment=enrolment, version=values.pop("version"), values=values)
        except Conflict as conflict:
            return conflict_page(request, conflict, form)
        messages.success(request, _("The next step is saved."))
        return redirect(enrolment)
    words = {"title": _("Next step"), "why": _("The board shows it, with the day and the owner."), "submit": _("Save")}
    return render(request, "companies/act.html", {"form": form, "enrolment": enrolment, **words})


@requires(Permission.MOVE_ENROLMENTS)
def enrolment_move(request: SignedInRequest, pk: int) -> HttpResponse:
    """Interested, contacted or applied. A board posts `to` and where it stands as `back`: the day is then today."""
    enrolment = enrolment_to_change(request.user, pk)
    if request.method == "POST" and (back := way_back(request)):
        return move_on_board(request, enrolment, back)
    if request.method == "POST" and request.POST.get("to") == enrolment.state:
        return redirect(enrolment)  # clicked twice
    form = bound(request, MoveForm, today=timezone.localdate(), enrolment=enrolment)
    if not form.offers_something:
        return elsewhere(request, enrolment) or redirect(enrolment)
    why = _("Back from admitted takes the plan away.") if enrolment.state == State.ADMITTED else ""
    words = {"title": _("Move the company"), "why": why, "submit": _("Move"), "done": _("The company is moved.")}
    return act_page(
        request,
        enrolment,
        form,
        lambda values: actions.move(by=request.user, enrolment=enrolment, **values),
        words=words,
    )


@requires(Permission.MOVE_ENROLMENTS)
def enrolment_admit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Admit a company: choose its start day and see the plan that follows."""
    enrolment = enrolment_to_change(request.user, pk)
    if back := elsewhere(request, enrolment, State.APPLIED):
        return back
    today = timezone.localdate()
    form = bound(request, AdmitForm, today=today, path=request.path)
    stages = list(enrolment.programme_version.stages.all())
    shown = form.is_bound and (form.is_valid() or form.cleaned_data.get("start_on"))
    context = {"plan": planned_dates(stages, form.cleaned_data["start_on"]) if shown else []}
    words = {
        "title": _("Admit the company"),
        "why": _("The company gets a start day, and each stage its dates."),
        "submit": _("Admit"),
        "done": _("The company is admitted and has a plan."),
    }
    template = "companies/enrolment_admit.html"
    if "show" in request.POST:
        return render(request, template, {"enrolment": enrolment, "form": form, **words, **context})
    return act_page(
        request,
        enrolment,
        form,
        lambda values: actions.admit(by=request.user, enrolment=enrolment, **values),
        words=words,
        template=template,
        context=context,
    )
