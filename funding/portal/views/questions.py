"""Questions about reports: asking, reading, answering, closing; and the list of all."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funding.models import Report, ReportMessage, ReportQuestion
from funding.portal import actions
from funding.portal.forms import CloseForm, MessageForm, QuestionForm
from funding.portal.threads import (
    SHOWN,
    lines_of,
    question_filters,
    question_rows,
    said_in,
    status_of,
    where,
)
from funding.portal.visibility import askable_reports, oversees, side_of
from funding.reports import title_of
from programme.common.pages import page_of
from programme.people.access import SignedInRequest, requires
from programme.people.models import User
from programme.people.roles import Permission

_TIES = ("report__period__grant__funder", "report__period__grant__programme", "figure", "asked_by")


@requires(Permission.SEE_REPORTS)
def question_list(request: SignedInRequest) -> HttpResponse:
    """All questions that the person sees; those that wait come first."""
    filters = question_filters(request.GET, request.user)
    page = page_of(request, question_rows(request.user, filters))
    context = {
        "page": page,
        "lines": lines_of(page, request.user, today=timezone.localdate()),
        "filters": filters,
        "shown": SHOWN.items(),
        "may_ask": bool(request.user.rights.funders()),
    }
    return render(request, "funding/portal/question_list.html", context)


@requires(Permission.SEE_REPORTS)
def question_ask(request: SignedInRequest, pk: int) -> HttpResponse:
    """A funder asks about a released report; `?figure=5` about one of its figures."""
    if not request.user.rights.funders():
        raise PermissionDenied  # who represents no funder asks nothing, whatever the report
    rows = Report.objects.visible_to(request.user).select_related("period__grant__funder", "period__grant__programme")
    report = get_object_or_404(rows, pk=pk)
    if not askable_reports(request.user).filter(pk=report.pk).exists():
        raise PermissionDenied
    form = QuestionForm(request.POST or None, report=report, initial={"figure": request.GET.get("figure", "")})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        question = actions.ask_question(
            by=request.user, report=report, text=values["text"], figure=values["figure"], key=values["key"]
        )
        messages.success(
            request, _("Your question is sent to the programme office. You get a notice when it is answered.")
        )
        return redirect(question)
    context = {"report": report, "title": title_of(report), "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "funding/portal/question_ask.html", context, status=status)


def _question(user: User, pk: int) -> ReportQuestion:
    return get_object_or_404(ReportQuestion.objects.visible_to(user).select_related(*_TIES), pk=pk)


def _mine(user: User, pk: int) -> ReportQuestion:
    """The thread, if the person may write in it: not seen is 404, seen but not to be written in 403."""
    question = _question(user, pk)
    if not ReportQuestion.objects.changeable_by(user).filter(pk=question.pk).exists():
        raise PermissionDenied
    return question


@requires(Permission.SEE_REPORTS)
def question_card(request: SignedInRequest, pk: int) -> HttpResponse:
    """One thread, with what may be done in it."""
    return _card(request, _question(request.user, pk))


def _card(request: SignedInRequest, question: ReportQuestion, status: int = 200, **forms: Any) -> HttpResponse:
    user, report = request.user, question.report
    said = said_in(question, user)
    may_write = ReportQuestion.objects.changeable_by(user).filter(pk=question.pk).exists()
    is_office = may_write and side_of(user, report) == ReportMessage.Side.OFFICE
    last = said[-1][1].at if said else None
    context = {
        "question": question,
        "report": report,
        "title": title_of(report),
        "where": where(question),
        "said": [one for _pk, one in said],
        "last": said[-1][0] if said else 0,
        "status": status_of(question, timezone.localdate(), last_at=last),
        "may_write": may_write,
        "may_close": may_write and question.closed_at is None and not (is_office and question.waits_since_at),
        "is_office": is_office,
        "is_inside": oversees(user, report.period.grant),
        "form": forms.get("form") or MessageForm(),
    }
    return render(request, "funding/portal/question.html", context, status=status)


@requires(Permission.SEE_REPORTS)
@require_POST
def question_write(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say something in a thread: the office's answer, or the funder's next word."""
    question = _mine(request.user, pk)
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _card(request, question, status=422, form=form)
    values = form.cleaned_data
    message = actions.write_message(
        by=request.user,
        question=question,
        text=values["text"],
        close="close" in request.POST,
        key=values["key"],
    )
    if message.side == ReportMessage.Side.OFFICE:
        messages.success(request, _("The answer is sent. Who asked gets a notice."))
    else:
        messages.success(request, _("Sent to the programme office."))
    return redirect(question)


@requires(Permission.SEE_REPORTS)
@require_POST
def question_close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close a thread, if nobody has written in it since the page was opened."""
    question = _mine(request.user, pk)
    form = CloseForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Load the page again, and close the question there."))
        return redirect(question)
    try:
        actions.close_question(by=request.user, question=question, last=form.cleaned_data["last"])
        messages.success(request, _("The question is closed. Whoever writes in it opens it again."))
    except actions.WrittenMeanwhile:
        messages.error(
            request, _("Somebody wrote meanwhile, so the question is still open. Read the last message first.")
        )
    except actions.StillWaits:
        messages.error(request, _("The funder waits for an answer. Answer first, then close the question."))
    return redirect(question)
