"""One report: what it says, what stands in its way, and the verbs on it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coaching.models import CoachingSession
from funding import actions
from funding.artefacts.shown import dossier_state
from funding.charts import draw
from funding.forms import TextsForm, WaiveForm
from funding.frozen import thawed
from funding.indicators.drafts import places
from funding.late import is_overtaken, lines_of
from funding.late_money import money_lines_of
from funding.late_told import LateRow, section
from funding.let_stand import beside
from funding.models import Report, ReportFigure, ReportFile, ReportSignal
from funding.portal.on_report import may_ask, portal_of
from funding.red_signals import OVERTAKEN, is_stale
from funding.reports import document_of, figures_of, title_of
from funding.review.beside import of_review
from funding.review.discussion import discussion_of
from funding.told import rounded
from funding.wording import words_of
from programme.common.numbers import as_text
from programme.common.pages import page_of
from programme.people.access import SignedInRequest, requires
from programme.people.models import User
from programme.people.roles import Permission

LATE_SHOWN = 10  # on the report's own page; all of them stand on a page of their own


def _report(user: User, pk: int) -> Report:
    rows = Report.objects.visible_to(user).select_related(
        "period__grant__funder", "period__grant__programme", "period__grant__template",
        "released_by", "made_by", "sent_by", "sent_back_by", "approved_by",
    )  # fmt: skip
    return get_object_or_404(rows, pk=pk)


def own_report(user: User, pk: int) -> Report:
    """The report, if the person may change it: not seen is 404, seen but not to be changed 403."""
    report = _report(user, pk)
    if not Report.objects.changeable_by(user).filter(pk=report.pk).exists():
        raise PermissionDenied
    return report


@requires(Permission.SEE_REPORTS)
def report_card(request: SignedInRequest, pk: int) -> HttpResponse:
    """The report as it will be, or is, read; for who makes it also its signals and verbs."""
    report = _report(request.user, pk)
    return card_page(request, report)


def card_page(request: SignedInRequest, report: Report, status: int = 200, **forms: Any) -> HttpResponse:
    """The report's page; `forms` are those that were posted and refused, by name."""
    prefetch_related_objects([report], "texts", "files")
    figures = list(figures_of(report))
    document = document_of(report, figures) if figures else None
    is_released = report.state == Report.State.RELEASED
    may_make = Report.objects.changeable_by(request.user).filter(pk=report.pk).exists()  # and sees what it counts
    may_edit = may_make and not is_released
    signals = [] if is_released else beside(report.signals.select_related("waived_by"), today=timezone.localdate())
    stale = not is_released and is_stale(report, timezone.now())
    overtaken = may_edit and is_overtaken(report)
    red = any(signal.is_open for signal in signals)
    context: dict[str, Any] = {
        "report": report,
        "title": title_of(report),
        "document": document,
        "charts": draw(document) if document else None,
        "late_shown": [
            (row, reverse("session-card", args=[row.line.session]) if may_make else "")
            for row in (document.late.rows[:LATE_SHOWN] if document and document.late else ())
        ],
        "costs_href": _costs_after(report) if may_make else "",
        "is_released": is_released,
        "files": ReportFile.objects.visible_to(request.user).filter(report=report),
        "dossier": dossier_state(request.user, report),
        "may_edit": may_edit,
        "is_draft": report.state == Report.State.DRAFT,
        "in_review": report.state == Report.State.IN_REVIEW,
        "signals": signals,
        "stale": stale,
        "overtaken": OVERTAKEN if overtaken else "",
        "red": red,
        "in_the_way": stale or overtaken or red,
        "job": actions.running_job(report) if may_edit else None,
        "texts": forms.get("texts") or TextsForm(report=report),
        "waive": forms.get("waive") or WaiveForm(),
        "waived_now": forms.get("signal"),
        **of_review(request.user, report, document, figures, may_edit=may_edit, forms=forms),
        "portal": portal_of(report, request.user),
        "variances": places(report, document, forms.get("variance"), forms.get("explained", 0)) if may_edit else [],
    }
    return render(request, "funding/report_card.html", context, status=status)


def _shown(cell: Any) -> str:
    """A frozen cell for people: days as year-month-day, numbers as Swedes write them."""
    value = thawed(cell)
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return as_text(Decimal(value), 2)
    return "–" if value in (None, "") else str(value)


@requires(Permission.SEE_REPORTS)
def report_figure(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """One figure of a report with the rows that it counts, as they were."""
    report = _report(request.user, pk)
    figure = get_object_or_404(ReportFigure, report=report, number=number)
    page = page_of(request, figure.rows.order_by("ordinal"), size=50)
    figures = list(figures_of(report))
    discussion = discussion_of(report, request.user, {}, figures)
    context = {
        "report": report,
        "title": title_of(report),
        "figure": figure,
        "shown": as_text(rounded(figure.value, figure.places), figure.places),
        "page": page,
        "rows": [(row.ordinal, [_shown(cell) for cell in row.cells]) for row in page],
        "others": [(other.number, words_of(other).label) for other in figures],
        "words": words_of(figure),
        "spot": discussion.figures.get(figure.number) if discussion else None,
        "may_edit": report.state != Report.State.RELEASED
        and Report.objects.changeable_by(request.user).filter(pk=report.pk).exists(),
        "may_ask": may_ask(report, request.user),
    }
    return render(request, "funding/report_figure.html", context)


@requires(Permission.SEE_REPORTS)
def report_late(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sessions and money of former periods that came late or were corrected, as the report tells of them."""
    report = _report(request.user, pk)
    told = section(lines_of(report.content), money_lines_of(report.content), href=report.get_absolute_url())
    page = page_of(request, told.rows, size=50)
    context = {
        "report": report,
        "title": title_of(report),
        "late": told,
        "page": page,
        "late_shown": _linked(request.user, list(page)),
        "costs_href": _costs_after(report) if request.user.may(Permission.SEE_OVERSIGHT) else "",
        "is_measured": report.content.get("late") is not None,
    }
    return render(request, "funding/report_late.html", context)


def _costs_after(report: Report) -> str:
    """Where the grant's costs stand that came after a report."""
    return f"{reverse('cost-list', args=[report.period.grant_id])}?show=late"


def _linked(user: User, rows: Sequence[LateRow]) -> list[tuple[LateRow, str]]:
    """Each row with the address of its session, for who may see the session."""
    keys = [row.line.session for row in rows]
    seen = (
        set(CoachingSession.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True)) if keys else ()
    )
    return [
        (row, reverse("session-card", args=[key]) if key in seen else "") for row, key in zip(rows, keys, strict=True)
    ]


@requires(Permission.MAKE_REPORTS)
@require_POST
def report_build(request: SignedInRequest, pk: int) -> HttpResponse:
    """Build the draft; leads to the job and its bar."""
    report = own_report(request.user, pk)
    try:
        job = actions.build(by=request.user, report=report)
    except actions.NotReady as refused:
        messages.error(request, str(refused))
        return redirect(report)
    return _to_job(request, job.owner_id, job.get_absolute_url(), report)


def _to_job(request: SignedInRequest, owner: int, path: str, report: Report) -> HttpResponse:
    if owner != request.user.pk:
        messages.info(request, _("A colleague has already started this. It takes a moment."))
        return redirect(report)
    return redirect(path)


@requires(Permission.MAKE_REPORTS)
@require_POST
def report_texts(request: SignedInRequest, pk: int) -> HttpResponse:
    """Save the texts of a draft."""
    report = own_report(request.user, pk)
    form = TextsForm(request.POST, report=report)
    if not form.is_valid():
        return card_page(request, report, status=422, texts=form)
    try:
        actions.write_texts(by=request.user, report=report, texts=form.texts())
    except actions.NotReady as refused:
        form.add_error(None, str(refused))
        return card_page(request, report, status=409, texts=form)
    messages.success(request, _("The texts are saved. Build the report to put them in its PDF."))
    return redirect(report)


@requires(Permission.MAKE_REPORTS)
@require_POST
def report_review(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send the built draft to review."""
    report = own_report(request.user, pk)
    try:
        actions.send_to_review(by=request.user, report=report)
        messages.success(request, _("The report is in review. Its figures stand still until it is released."))
    except actions.NotReady as refused:
        messages.error(request, str(refused))
    return redirect(report)


@requires(Permission.MAKE_REPORTS)
@require_POST
def report_draft(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take the report back to draft."""
    report = own_report(request.user, pk)
    try:
        actions.back_to_draft(by=request.user, report=report)
        messages.success(request, _("The report is a draft again."))
    except actions.NotReady as refused:
        messages.error(request, str(refused))
    return redirect(report)


@requires(Permission.MAKE_REPORTS)
@require_POST
def report_waive(request: SignedInRequest, pk: int, signal: int) -> HttpResponse:
    """Let one red signal stand, with a reason."""
    report = own_report(request.user, pk)
    row = get_object_or_404(ReportSignal, report=report, pk=signal)
    form = WaiveForm(request.POST)
    if not form.is_valid():
        return card_page(request, report, status=422, waive=form, signal=row.pk)
    try:
        actions.waive_signal(by=request.user, signal=row, reason=form.cleaned_data["reason"])
        messages.success(request, _("The signal is waived. The reason stays with the report."))
    except actions.NotReady as refused:
        messages.error(request, str(refused))
    return redirect(report)


@requires(Permission.MAKE_REPORTS)
@require_POST
def report_release(request: SignedInRequest, pk: int) -> HttpResponse:
    """Release the report; leads to the job and its bar."""
    report = own_report(request.user, pk)
    try:
        job = actions.release(by=request.user, report=report)
    except actions.NotReady as refused:
        messages.error(request, str(refused))
        return redirect(report)
    return _to_job(request, job.owner_id, job.get_absolute_url(), report)
