"""The page on which a released report is corrected: what may be changed, and why it is."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from funding import actions
from funding.models import Report, ReportingPeriod
from funding.review.forms import CorrectForm
from funding.review.reopening import holding, kind_of, later_release, source_of
from funding.views.grants import begin
from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission


@requires(Permission.MAKE_REPORTS)
def report_correct(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say why, and begin the next version. What it may change is said before."""
    rows = ReportingPeriod.objects.visible_to(request.user).select_related("grant__programme")
    period = get_object_or_404(rows, pk=pk)
    if not ReportingPeriod.objects.changeable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    open_one = Report.objects.visible_to(request.user).filter(period=period).exclude(state=Report.State.RELEASED)
    former = holding(period)
    if former is None or open_one.exists():
        messages.info(request, _("Nothing is to be corrected: no report of the period is released, or one is open."))
        return redirect(period)
    form = CorrectForm(request.POST if request.method == "POST" else None, kind=kind_of(period))
    if request.method == "POST" and form.is_valid():
        try:
            report = actions.make_report(by=request.user, period=period, **form.cleaned_data)
        except actions.NotReady as refused:
            form.add_error(None, str(refused))
        else:
            return begin(request, report)
    context = {
        "period": period,
        "form": form,
        "former": former,
        "source": source_of(former),
        "later": later_release(period),
    }
    status = 422 if form.is_bound else 200
    return render(request, "funding/review/report_correct.html", context, status=status)
