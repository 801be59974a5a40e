"""The contact log of a company: log what was said and go on, correct a line."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from companies import actions
from companies.forms import CorrectContactForm, LogAndGoOnForm, LogContactForm
from companies.models import Company, Enrolment, LoggedContact
from companies.views.acting import attempt, company_to_change
from companies.views.returning import way_back, with_news
from programme.people.access import SignedInRequest, requires
from programme.people.conflict import conflict_page
from programme.people.roles import Permission
from programme.people.versions import Conflict


@requires(Permission.CHANGE_COMPANIES)
def contact_log(request: SignedInRequest, pk: int) -> HttpResponse:
    """Log a contact; `?enrolment=` names which of the company's enrolments goes on, `back` where to return."""
    company = company_to_change(request.user, pk)
    enrolment = _to_go_on(request, company)
    form = _form(request, company, enrolment)
    back = way_back(request) or (enrolment or company).get_absolute_url()
    if enrolment is None and request.POST.get("enrolment"):
        words = _("The company's time in the programme has ended meanwhile. Save once more to log the contact alone.")
        messages.error(request, words)
    elif request.method == "POST" and form.is_valid():
        given = {"values": form.logged(), "following": form.following(), "key": form.cleaned_data["key"]}
        try:
            logged = attempt(form, lambda: actions.log_contact(by=request.user, company=company, **given))
        except Conflict as conflict:
            return conflict_page(request, conflict, form)
        if logged is not None:
            messages.success(request, _("The contact with %(company)s is logged.") % {"company": company.name})
            return redirect(with_news(back))
    return render(request, "companies/contact_log.html", _context(form, company, enrolment, back))


def _form(request: SignedInRequest, company: Company, enrolment: Enrolment | None) -> Any:
    """The form with what was posted; with the next step when there is an enrolment to take further."""
    posted, today = request.POST if request.method == "POST" else None, timezone.localdate()
    if enrolment is None:
        return LogContactForm(posted, company=company, today=today)
    return LogAndGoOnForm(posted, company=company, today=today, enrolment=enrolment, user=request.user)


def _context(form: Any, company: Company, enrolment: Enrolment | None, back: str) -> dict[str, Any]:
    return {"form": form, "company": company, "enrolment": enrolment, "back": back}


def _to_go_on(request: SignedInRequest, company: Company) -> Enrolment | None:
    """The open enrolment that the form was about, or that the address names; on a new form else the latest.

    Never another one than the form showed: its next step would come to stand on the wrong enrolment.
    """
    rows = Enrolment.objects.changeable_by(request.user).filter(company=company, ended_on=None)
    found = list(rows.select_related("programme_version__programme", "owner").order_by("-state_since_on", "-pk"))
    if request.method == "POST":
        return next((row for row in found if str(row.pk) == request.POST.get("enrolment")), None)
    asked = request.GET.get("enrolment", "")
    return next((row for row in found if str(row.pk) == asked), next(iter(found), None))


@requires(Permission.CHANGE_COMPANIES)
def contact_correct(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mend a line of the log: for who wrote it and for the leader."""
    rows = LoggedContact.objects.visible_to(request.user).select_related("company", "logged_by")
    logged = get_object_or_404(rows, pk=pk)
    if not LoggedContact.objects.changeable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    posted = request.POST if request.method == "POST" else None
    form = CorrectContactForm(posted, logged=logged, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            actions.correct_logged_contact(by=request.user, logged=logged, version=version, values=form.logged())
        except Conflict as conflict:
            return conflict_page(request, conflict, form)
        messages.success(request, _("The contact is corrected."))
        return redirect(logged)
    return render(request, "companies/contact_correct.html", {"form": form, "logged": logged})
