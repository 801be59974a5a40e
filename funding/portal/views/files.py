"""All released files of a period at one click: the right is checked, and each file is noted, as when taken alone."""

import logging

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from funding.actions import note_download
from funding.models import Report, ReportingPeriod
from funding.portal.bundle import Damaged, bundle, bundle_name, pieces_of
from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission

logger = logging.getLogger(__name__)


@requires(Permission.SEE_REPORTS)
@require_safe
def period_files(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every released version's files as one ZIP; 404 while there is none."""
    rows = ReportingPeriod.objects.visible_to(request.user).select_related("grant__programme")
    period = get_object_or_404(rows, pk=pk)
    released = Report.objects.visible_to(request.user).released().filter(period=period)
    reports = list(released.select_related("period__grant__programme").order_by("version"))
    if not reports:
        raise Http404
    try:
        pieces = list(pieces_of(reports))
    except Damaged as found:
        logger.error("report %s: a stored file is missing or was changed", found.report.pk)
        return render(request, "funding/file_broken.html", {"report": found.report}, status=500)
    if request.method == "GET":
        for piece in pieces:
            note_download(by=request.user, report=piece.report, ending=piece.ending)
    response = HttpResponse(bundle(pieces), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{bundle_name(period)}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
