"""The files of a report: the stored bytes, checked against their sum. Each time one is taken, that is noted."""

import logging

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from funding import actions, files
from funding.artefacts.actions import ask_for_dossier
from funding.models import Report, ReportFile
from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission

logger = logging.getLogger(__name__)

KINDS = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "zip": "application/zip",
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


@requires(Permission.SEE_REPORTS)
@require_safe
def report_json(request: SignedInRequest, pk: int) -> HttpResponse:
    """The same for machines (docs/report-json.md)."""
    return _file(request, pk, "json")


@requires(Permission.SEE_OVERSIGHT)
@require_safe
def report_dossier(request: SignedInRequest, pk: int) -> HttpResponse:
    """All of it in one ZIP, with approvals and events."""
    return _file(request, pk, "zip")


@requires(Permission.MAKE_REPORTS)
@require_POST
def report_dossier_make(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask for the dossier of a released report that has none; leads to the job and its bar."""
    rows = Report.objects.changeable_by(request.user).released()
    report = get_object_or_404(rows.select_related("period__grant__programme"), pk=pk)
    job = ask_for_dossier(by=request.user, report=report)
    if job is not None and job.owner_id == request.user.pk:
        return redirect(job.get_absolute_url())
    if job is not None:
        messages.info(request, _("A colleague has already started this. It takes a moment."))
    return redirect(report)


def _file(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    rows = ReportFile.objects.visible_to(request.user).select_related("report__period__grant__programme")
    file = rows.filter(report=pk, kind=kind).first()
    if file is None:
        raise Http404
    report, content = file.report, files.read(file.name, file.sha256)
    if content is None:
        logger.error("report %s: the stored %s is missing or was changed", report.pk, kind)
        return render(request, "funding/file_broken.html", {"report": report}, status=500)
    if request.method == "GET":
        actions.note_download(by=request.user, report=report, ending=kind)
    response = HttpResponse(content, content_type=KINDS[kind])
    response["Content-Disposition"] = f'attachment; filename="{files.download_name(report, kind)}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
