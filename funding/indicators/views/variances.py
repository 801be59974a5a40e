"""The verb of a draft's page that explains an outcome off its plan."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funding.actions import NotReady
from funding.indicators import actions
from funding.indicators.forms.variances import VarianceForm
from funding.models import Report, Target
from funding.views.reports import card_page, own_report
from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission


@requires(Permission.MAKE_REPORTS)
@require_POST
def report_explain(request: SignedInRequest, pk: int, target: int) -> HttpResponse:
    """Say why a target's outcome lies off its plan."""
    report = own_report(request.user, pk)
    mine = Target.objects.visible_to(request.user).filter(grant=report.period.grant_id)
    row: Target = get_object_or_404(mine, pk=target)
    form = VarianceForm(request.POST, target=row.pk)
    if not form.is_valid():
        return card_page(request, report, status=422, variance=form, explained=row.pk)
    given = form.cleaned_data
    try:
        actions.explain(by=request.user, report=report, target=row, text=given["text"], seen=given["seen"])
    except NotReady as refused:
        if report.state != Report.State.DRAFT:
            messages.error(request, str(refused))
            return redirect(report)
        form.add_error(None, str(refused))
        form.put_beside("".join(report.variances.filter(target=row).values_list("text", flat=True)))
        return card_page(request, report, status=409, variance=form, explained=row.pk)
    if given["text"]:
        messages.success(request, _("The explanation is saved. Build the report to put it in its PDF."))
    else:
        messages.warning(request, _("Nothing is written: the outcome is not explained yet."))
    return redirect(report)
