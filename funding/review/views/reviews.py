"""Approving a report, and sending it back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funding.actions import NotReady
from funding.review import actions
from funding.review.forms import ApproveForm, SendBackForm
from funding.views.reports import card_page, own_report
from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission


@requires(Permission.MAKE_REPORTS)
@require_POST
def report_approve(request: SignedInRequest, pk: int) -> HttpResponse:
    """Approve the report as it was read."""
    report = own_report(request.user, pk)
    form = ApproveForm(request.POST, report=report)
    if not form.is_valid():
        return card_page(request, report, status=422, approve=form)
    try:
        actions.approve(by=request.user, report=report, **form.cleaned_data)
        messages.success(request, _("The report is approved. It can be released now."))
    except NotReady as refused:
        messages.error(request, str(refused))
    return redirect(report)


@requires(Permission.MAKE_REPORTS)
@require_POST
def report_send_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send the report back to its author, with what has to be changed."""
    report = own_report(request.user, pk)
    form = SendBackForm(request.POST)
    if not form.is_valid():
        return card_page(request, report, status=422, send_back=form)
    try:
        actions.send_back(by=request.user, report=report, because=form.cleaned_data["because"])
        messages.success(request, _("The report is a draft again, and its author is told why."))
    except NotReady as refused:
        messages.error(request, str(refused))
    return redirect(report)
