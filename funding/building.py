"""The jobs that build and release a report (DESIGN mechanisms 5 and 6).

Everything slow happens before the one short transaction in which the report changes. Running twice is harmless.
"""

import errno
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from funding import actions
from funding.artefacts.actions import keep_dossier
from funding.artefacts.as_json import report_json
from funding.artefacts.dossier import dossier
from funding.artefacts.kept_rows import KeptRows, Rows
from funding.charts import draw
from funding.files import StoredFile, remove, report_xlsx, store
from funding.indicators.unexplained import unexplained
from funding.models import Report, ReportFile
from funding.paper import Paper
from funding.red_signals import red_signals
from funding.reports import ReportDocument, document_of, figures_of
from funding.review.reopening import as_before
from funding.stating import Moved, Stated, Step, days_of, questions, state
from funding.wording import LANGUAGE
from programme.common.paper.refusals import PdfRefused
from programme.jobs.models import Job
from programme.jobs.running import JobRefused, Progress

FILE_STEPS = 3  # charts, spreadsheet and JSON, beside the sections of the PDF
DISK_FULL = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}


def build_report(job: Job, progress: Progress) -> str:
    """State the figures anew, freeze their rows, draw, render, and put it all into the draft at once."""
    report = _asked(job)
    if report.state != Report.State.DRAFT:
        raise JobRefused(_("Only a draft can be built. Take the report back to draft first."))
    today = timezone.localdate()
    total = 0  # figures to count; the sections of the PDF are known later

    def say(number: int, of: int) -> None:
        with translation.override(job.owner.language):
            words = _("Figure %(number)s of %(of)s") % {"number": number, "of": of}
        progress.step(words)

    texts = actions.written_in(report)
    with translation.override(LANGUAGE):
        if report.figures_from is None:
            total = len(questions(report.period.grant, days_of(report.period, today), job.owner))
            progress.expect(total + FILE_STEPS)
            report.built_at = timezone.now()
            stated, content = _state(report, job, today, say)
            found = [*red_signals(report, job.owner, today), *unexplained(report, (one.figure for one in stated))]
        else:  # a correction of texts: nothing is counted
            report.built_at = report.figures_from.built_at
            stated, content = as_before(report)
            found = []
        report.content = content
        document = document_of(report, [one.figure for one in stated], base=settings.SITE_URL)
    files, pages = _files(job, progress, report, document, [one.rows for one in stated], before=total)
    former = actions.put_content(
        by=job.owner, report=report, texts=texts, stated=stated, signals=found, files=files, pages=pages
    )
    remove(former)
    return report.get_absolute_url()


def release_report(job: Job, progress: Progress) -> str:
    """Render once more from the frozen figures, now with who released it and when, and freeze it for ever."""
    report = _asked(job)
    if report.state == Report.State.RELEASED:
        # Another worker, or another click, was first; or this one was killed before the dossier was kept.
        _dossier(job, report)
        return report.get_absolute_url()
    now = timezone.now()
    with translation.override(LANGUAGE):
        figures = list(figures_of(report))
        document = document_of(
            report,
            figures,
            base=settings.SITE_URL,
            released_on=timezone.localdate(now),
            released_by=job.owner.name,
        )
    rows = [KeptRows(figure) for figure in figures]
    files, pages = _files(job, progress, report, document, rows, before=0, after=1)
    try:
        former = actions.mark_released(
            by=job.owner, report=report, built_at=report.built_at, files=files, pages=pages, now=now
        )
    except actions.NotReady as refused:
        remove(file.name for file in files)
        raise JobRefused(str(refused)) from None
    remove(former)
    progress.step(_("Dossier"))
    _dossier(job, report)
    return report.get_absolute_url()


def make_dossier(job: Job, progress: Progress) -> str:
    """Keep the dossier of a released report that has none: its release was cut off, or is older than dossiers are."""
    progress.expect(1)
    progress.step(_("Dossier"))
    report = _asked(job)
    if report.state != Report.State.RELEASED:
        raise JobRefused(_("Only a released report has a dossier."))
    _dossier(job, report)
    return report.get_absolute_url()


def _dossier(job: Job, report: Report) -> None:
    if report.files.filter(kind=ReportFile.Kind.ZIP).exists():
        return
    try:
        content = dossier(Report.objects.get(pk=report.pk))
        if content is None:
            raise JobRefused(_("A file of the report is missing or was changed."))
        remove(keep_dossier(by=job.owner, report=report, file=store(report, content, ReportFile.Kind.ZIP.value)))
    except OSError as broken:
        raise _told(job, broken) from broken


def _told(job: Job, broken: OSError) -> Exception:
    """A full disk in words for the owner, whom trying again at once does not help; anything else as it is."""
    if broken.errno not in DISK_FULL:
        return broken
    with translation.override(job.owner.language):
        return JobRefused(_("There is no room left to store files. Tell the operator, and try again."))


def _asked(job: Job) -> Report:
    """The report that the job is about, if its owner may still change it today."""
    mine = Report.objects.changeable_by(job.owner).select_related(
        "period__grant__funder", "period__grant__programme", "released_by", "approved_by", "figures_from"
    )
    report = mine.filter(pk=job.arguments.get("report")).first()
    if report is None:
        raise JobRefused(_("You may no longer make this report."))
    return report


def _state(report: Report, job: Job, today: date, say: Step) -> tuple[list[Stated], dict[str, Any]]:
    try:
        return state(report, job.owner, today, say)
    except Moved:
        with translation.override(job.owner.language):
            raise JobRefused(_("The data changes all the time. Try again in a while.")) from None


def _files(
    job: Job,
    progress: Progress,
    report: Report,
    document: ReportDocument,
    rows: Sequence[Rows],
    *,
    before: int,
    after: int = 0,
) -> tuple[list[StoredFile], int]:
    """Charts, PDF, spreadsheet and JSON, stored. Returns the files and the PDF's pages.

    before: steps that were done. after: steps that follow.
    """
    progress.step(_("Charts"))
    with translation.override(LANGUAGE):
        paper = Paper(document, draw(document))
    progress.expect(before + FILE_STEPS + paper.count + after)

    def say(done: int) -> None:
        with translation.override(job.owner.language):
            words = _("Section %(number)s of %(of)s") % {"number": done, "of": paper.count}
        progress.step(words)

    stored: list[StoredFile] = []
    try:
        with translation.override(LANGUAGE):
            pdf = paper.render(say)
        stored.append(store(report, pdf.content, "pdf"))
        progress.step(_("Spreadsheet"))
        with translation.override(LANGUAGE):
            stored.append(store(report, report_xlsx(document, rows), "xlsx"))
        progress.step(_("JSON"))
        stored.append(store(report, report_json(report, document, rows), "json"))
    except PdfRefused as refused:
        raise JobRefused(str(refused)) from None
    except Exception as broken:
        remove(file.name for file in stored)
        if isinstance(broken, OSError):
            raise _told(job, broken) from broken
        raise
    return stored, pdf.pages
