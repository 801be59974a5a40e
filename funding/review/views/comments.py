"""Comments on a report: written beside what they are about, answered, settled, opened again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funding.actions import NotReady
from funding.models import Report, ReportComment
from funding.reports import title_of
from funding.review import actions
from funding.review.forms import AnswerForm, CommentForm
from funding.views.reports import own_report
from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission


@requires(Permission.MAKE_REPORTS)
@require_POST
def report_comment(request: SignedInRequest, pk: int) -> HttpResponse:
    """Remark on the report, a part or a figure."""
    report = own_report(request.user, pk)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _again(request, report, form)
    values = form.cleaned_data
    try:
        said = actions.comment(
            by=request.user, report=report, place=form.place(), text=values["text"], key=values["key"]
        )
    except NotReady as refused:
        form.add_error(None, str(refused))
        return _again(request, report, form)
    messages.success(request, _("The comment is saved."))
    return _to(said)


@requires(Permission.MAKE_REPORTS)
@require_POST
def report_comment_answer(request: SignedInRequest, pk: int, comment: int) -> HttpResponse:
    """Answer a comment."""
    report = own_report(request.user, pk)
    row = _comment(request, report, comment)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _again(request, report, form, to=row)
    values = form.cleaned_data
    try:
        actions.answer(by=request.user, comment=row, text=values["text"], key=values["key"])
    except NotReady as refused:
        form.add_error(None, str(refused))
        return _again(request, report, form, to=row)
    messages.success(request, _("The answer is saved."))
    return _to(row)


@requires(Permission.MAKE_REPORTS)
@require_POST
def report_comment_settle(request: SignedInRequest, pk: int, comment: int) -> HttpResponse:
    """Nothing more is to be done about a comment."""
    row = _comment(request, own_report(request.user, pk), comment)
    try:
        actions.settle(by=request.user, comment=row)
        messages.success(request, _("The comment is settled."))
    except NotReady as refused:
        messages.error(request, str(refused))
    return _to(row)


@requires(Permission.MAKE_REPORTS)
@require_POST
def report_comment_reopen(request: SignedInRequest, pk: int, comment: int) -> HttpResponse:
    """Open a settled comment again."""
    row = _comment(request, own_report(request.user, pk), comment)
    try:
        actions.reopen(by=request.user, comment=row)
        messages.success(request, _("The comment is open again."))
    except NotReady as refused:
        messages.error(request, str(refused))
    return _to(row)


def _comment(request: SignedInRequest, report: Report, pk: int) -> ReportComment:
    """A comment of the report that is no answer itself."""
    rows = ReportComment.objects.visible_to(request.user).filter(report=report, answers=None)
    return get_object_or_404(rows.select_related("report"), pk=pk)


def _to(comment: ReportComment) -> HttpResponse:
    """Where the comment stands: on its figure's page, else on the report's."""
    report = comment.report
    figure = report.figures.filter(label=comment.about).first() if comment.figure is not None else None
    page = reverse("report-figure", args=[report.pk, figure.number]) if figure else report.get_absolute_url()
    return redirect(f"{page}#comment-{comment.answers_id or comment.pk}")


def _again(
    request: SignedInRequest,
    report: Report,
    form: CommentForm | AnswerForm,
    *,
    to: ReportComment | None = None,
) -> HttpResponse:
    """A page of its own with what was typed and what is wrong with it."""
    context = {"report": report, "title": title_of(report), "form": form, "answered": to}
    return render(request, "funding/review/comment.html", context, status=422)
