"""A later end for the plan, and a transfer to another region."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from companies import actions
from companies.forms import ExtendForm, TransferForm
from companies.models import Enrolment
from companies.plan import PlannedDates
from companies.views.acting import act_page, attempt, bound, elsewhere, enrolment_to_change
from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission

State = Enrolment.State


@requires(Permission.MOVE_ENROLMENTS)
def enrolment_extend(request: SignedInRequest, pk: int) -> HttpResponse:
    """A later end: choose it, see the plan as it will be, say why."""
    enrolment = enrolment_to_change(request.user, pk)
    if back := elsewhere(request, enrolment, State.ADMITTED, *Enrolment.RUNNING):
        return back
    today = timezone.localdate()
    form = bound(request, ExtendForm, today=today, path=request.path)
    valid = form.is_bound and form.is_valid()
    words = {
        "title": _("Extend the plan"),
        "why": _("The present stage gets the time, and what lies ahead moves by as many days. Closed stages stay."),
        "submit": _("Extend"),
        "done": _("The plan is extended."),
    }
    context = {"plan": _plan(enrolment, form)}
    template = "companies/enrolment_extend.html"
    if "show" in request.POST or not valid:
        return render(request, template, {"enrolment": enrolment, "form": form, **words, **context})
    return act_page(
        request,
        enrolment,
        form,
        lambda values: actions.extend(by=request.user, enrolment=enrolment, on=today, **values),
        words=words,
        template=template,
        context=context,
    )


def _plan(enrolment: Enrolment, form: ExtendForm) -> list[PlannedDates]:
    """The plan with the chosen end, or as it is while none is chosen that fits."""
    chosen = form.cleaned_data.get("end_on") if form.is_bound else None
    try:
        if chosen:
            return actions.extended_plan(enrolment, chosen)
    except ValidationError:
        pass  # said at the field when it is sent
    stages = enrolment.planned_stages.select_related("stage").order_by("order")
    return [PlannedDates(one.stage, one.planned_start_on, one.planned_end_on) for one in stages]


@requires(Permission.MOVE_ENROLMENTS)
def enrolment_transfer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand the company to another region; its leader sees the whole card from then on, this one no longer."""
    enrolment = enrolment_to_change(request.user, pk)
    if back := elsewhere(request, enrolment, *Enrolment.BEFORE_START, *Enrolment.RUNNING):
        return back
    today = timezone.localdate()
    form = bound(request, TransferForm, today=today, enrolment=enrolment)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        moved = attempt(form, lambda: actions.transfer(by=request.user, enrolment=enrolment, today=today, **values))
        if moved is not None:
            words = _("%(company)s belongs to %(region)s from %(day)s. Both regions and the coaches are told.")
            told = {"company": enrolment.company, "region": values["region"], "day": values["on"]}
            messages.success(request, words % told)
            seen = Enrolment.objects.visible_to(request.user).filter(pk=pk).exists()
            return redirect(enrolment if seen else "company-list")
    words_of = {
        "title": _("Transfer to another region"),
        "why": _(
            "The new region takes over the whole card, and the former one no longer sees it. Sessions and hours before "
            "the day stay counted in %(region)s. Coaches keep their task until somebody changes it."
        )
        % {"region": enrolment.region},
        "submit": _("Transfer"),
    }
    return render(request, "companies/act.html", {"form": form, "enrolment": enrolment, **words_of})
