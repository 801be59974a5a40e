"""The jobs that build and release a report (DESIGN mechanisms 5 and 6).

Everything slow happens before the one short transaction in which the report changes. Running twice is harmless.
"""

from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from funding import actions
from funding.charts import draw
from funding.files import StoredFile, remove, report_xlsx, store
from funding.models import Report, ReportRow
from funding.paper import Paper
from funding.red_signals import red_signals
from funding.reports import ReportDocument, document_of, figures_of
from funding.stating import Moved, Stated, Step, days_of, questions, state
from funding.wording import LANGUAGE
from programme.common.paper.refusals import PdfRefused
from programme.jobs.models import Job
from programme.jobs.running import JobRefused, Progress

FILE_STEPS = 2  # charts and spreadsheet, beside the sections of the PDF


def build_report(job: Job, progress: Progress) -> str:
    """State the figures anew, freeze their rows, draw, render, and put it all into the draft at once."""
    report = _asked(job)
    if report.state != Report.State.DRAFT:
        raise JobRefused(_("Only a draft can be built. Take the report back to draft first."))
    today = timezone.localdate()
    total = len(questions(report.period.grant, days_of(report.period, today), job.owner))
    progress.expect(total + FILE_STEPS)  # the sections of the PDF are known later
    report.built_at = timezone.now()

    def say(number: int, of: int) -> None:
        with translation.override(job.owner.language):
            words = _("Figure %(number)s of %(of)s") % {"number": number, "of": of}
        progress.step(words)

    texts = actions.texts_of(report)
    with translation.override(LANGUAGE):
        stated, content = _state(report, job, today, say)
        report.content = content
        document = document_of(report, [one.figure for one in stated], base=settings.SITE_URL)
        found = red_signals(report, job.owner, today)
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
        return report.get_absolute_url()  # another worker, or another click, was first
    progress.expect(FILE_STEPS)
    now = timezone.now()
    with translation.override(LANGUAGE):
        figures = list(figures_of(report))
        frozen = ReportRow.objects.filter(figure__report=report).order_by("figure__number", "ordinal")
        rows: dict[int, list[list[object]]] = {figure.pk: [] for figure in figures}
        for figure_id, cells in frozen.values_list("figure_id", "cells").iterator():
            rows[figure_id].append(cells)
        document = document_of(
            report,
            figures,
            base=settings.SITE_URL,
            released_on=timezone.localdate(now),
            released_by=job.owner.name,
        )
    files, pages = _files(job, progress, report, document, list(rows.values()), before=0)
    try:
        former = actions.mark_released(
            by=job.owner, report=report, built_at=report.built_at, files=files, pages=pages, now=now
        )
    except actions.NotReady as refused:
        remove(file.name for file in files)
        raise JobRefused(str(refused)) from None
    remove(former)
    return report.get_absolute_url()


def _asked(job: Job) -> Report:
    """The report that the job is about, if its owner may still change it today."""
    mine = Report.objects.changeable_by(job.owner).select_related(
        "period__grant__funder", "period__grant__programme", "released_by"
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
    rows: list[list[list[object]]],
    *,
    before: int,
) -> tuple[tuple[StoredFile, StoredFile], int]:
    """Charts, PDF and spreadsheet, stored. Returns the two files and the PDF's pages. before: steps that were done."""
    progress.step(_("Charts"))
    with translation.override(LANGUAGE):
        paper = Paper(document, draw(document))
    progress.expect(before + FILE_STEPS + paper.count)

    def say(done: int) -> None:
        with translation.override(job.owner.language):
            words = _("Section %(number)s of %(of)s") % {"number": done, "of": paper.count}
        progress.step(words)

    try:
        with translation.override(LANGUAGE):
            pdf = paper.render(say)
    except PdfRefused as refused:
        raise JobRefused(str(refused)) from None
    progress.step(_("Spreadsheet"))
    with translation.override(LANGUAGE):
        xlsx = report_xlsx(document, rows)
    stored = store(report, pdf.content, "pdf")
    return (stored, store(report, xlsx, "xlsx")), pdf.pages
