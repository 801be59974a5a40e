"""Pages on which leaders are asked for a report's regional texts, and answer."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.models import ReportingPeriod
from funding.regional import actions
from funding.regional.forms import AnswerForm, AskForm
from funding.regional.listing import before, line_of, lines_of_period, texts_for
from programme.common.pages import page_of
from programme.people.access import SignedInRequest, requires
from programme.people.conflict import conflict_page
from programme.people.roles import Permission
from programme.people.versions import Conflict
from programme.structure.models import Region


@requires(Permission.MAKE_REPORTS)
def regions_ask(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask the leaders for their regions' words about a period."""
    period = get_object_or_404(ReportingPeriod.objects.visible_to(request.user).select_related("grant"), pk=pk)
    if not ReportingPeriod.objects.changeable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    today = timezone.localdate()
    data = request.POST if request.method == "POST" else None
    form = AskForm(data, period=period, regions=Region.objects.all(), today=today)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_regions(by=request.user, period=period, **form.cleaned_data)
            messages.success(request, _("The leaders are asked. They are reminded until they have answered."))
            return redirect(period)
        except ValidationError as refused:
            form.add_error(None, refused)
    lines = lines_of_period(period, request.user, today=today)
    return render(request, "funding/regional/ask.html", {"period": period, "form": form, "lines": lines})


@requires(Permission.WRITE_REGIONAL_TEXTS)
def regional_text_list(request: SignedInRequest) -> HttpResponse:
    """What the programme office asks the reader's regions for; what is owed, or all of it."""
    today = timezone.localdate()
    show = "all" if request.GET.get("show") == "all" else "owed"
    rows = texts_for(request.user).order_by("due_on", "region__ordering", "pk")
    page = page_of(request, rows.reverse() if show == "all" else rows.unanswered())
    lines = [line_of(row, today=today) for row in page]
    return render(request, "funding/regional/list.html", {"page": page, "lines": lines, "show": show})


@requires(Permission.WRITE_REGIONAL_TEXTS)
def regional_text(request: SignedInRequest, pk: int) -> HttpResponse:
    """One region's text: what is asked, what it told last time, and the answer."""
    row = get_object_or_404(texts_for(request.user), pk=pk)
    form = AnswerForm(
        request.POST if request.method == "POST" else None,
        has_nothing=request.POST.get("nothing") == "1",
        initial={"text": row.text, "version": row.version},
    )
    if request.method == "POST" and form.is_valid():
        values = {"text": form.cleaned_data["text"], "has_nothing": form.has_nothing}
        try:
            actions.answer(by=request.user, asked=row, version=form.cleaned_data["version"], **values)
            messages.success(request, _("Thank you. The programme office sees your answer."))
            return redirect("regional-text-list")
        except Conflict as conflict:
            return conflict_page(request, conflict, form)
        except ValidationError as refused:
            form.add_error(None, refused)
    context = {
        "row": row,
        "line": line_of(row, today=timezone.localdate()),
        "form": form,
        "is_open": row.takes_answers,
        "before": before(row),
    }
    return render(request, "funding/regional/text.html", context)
