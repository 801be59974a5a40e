"""The files of a report: the stored bytes, checked against their sum. Each time one is taken, that is noted."""

import logging

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from funding import actions, files
from funding.models import Report
from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission

logger = logging.getLogger(__name__)

KINDS = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@requires(Permission.SEE_REPORTS)
@require_safe
def report_pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    """The report to read."""
    return _file(request, pk, "pdf")


@requires(Permission.SEE_REPORTS)
@require_safe
def report_xlsx(request: SignedInRequest, pk: int) -> HttpResponse:
    """The rows behind the report's figures."""
    return _file(request, pk, "xlsx")


def _file(request: SignedInRequest, pk: int, ending: str) -> HttpResponse:
    rows = Report.objects.visible_to(request.user).select_related("period__grant__programme")
    report = get_object_or_404(rows, pk=pk)
    name, digest = (report.pdf, report.pdf_sha256) if ending == "pdf" else (report.xlsx, report.xlsx_sha256)
    if not name:
        raise Http404
    content = files.read(name, digest)
    if content is None:
        logger.error("report %s: the stored %s is missing or was changed", report.pk, ending)
        return render(request, "funding/file_broken.html", {"report": report}, status=500)
    if request.method == "GET":
        actions.note_download(by=request.user, report=report, ending=ending)
    response = HttpResponse(content, content_type=KINDS[ending])
    response["Content-Disposition"] = f'attachment; filename="{files.download_name(report, ending)}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
