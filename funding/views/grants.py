"""Grants and their periods: what was decided, what is due, and where each report stands."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funding import actions
from funding.grants.card import money_of
from funding.grants.paid import in_short
from funding.indicators.card import target_lines
from funding.models import Grant, Report, ReportingPeriod
from funding.money.card import about_money
from funding.overview import calendar, is_funder_only, line_of, listed, periods_for
from funding.portal.threads import waiting_for
from funding.portal.views.home import funder_home
from funding.portal.views.pages import funder_grant, funder_period
from funding.portal.visibility import oversees
from funding.regional.listing import lines_of_period
from programme.common.pages import page_of
from programme.notices.lists import notices_about
from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission

SHOWN = ("due", "released", "all")
QUESTIONS_SHOWN = 5  # above the list of reports


@requires(Permission.SEE_REPORTS)
def report_list(request: SignedInRequest) -> HttpResponse:
    """All periods of all grants by day due, those without a released report first; a funder gets its own page."""
    if is_funder_only(request.user):
        return funder_home(request)
    today = timezone.localdate()
    show = next((one for one in SHOWN if one == request.GET.get("show")), "due")
    rows = periods_for(request.user)
    near = [line_of(period, today) for period in rows.order_by("starts_on", "pk")]
    late = sum(line.status.key == "overdue" for line in near)
    waiting, threads = waiting_for(request.user, QUESTIONS_SHOWN)
    context = {
        "waiting": waiting,
        "threads": threads,
        "page": page_of(request, listed(near, show)),
        "show": show,
        "late": late,
        "grants": Grant.objects.visible_to(request.user).count(),
        "may_see_templates": request.user.may(Permission.SEE_OVERSIGHT),
        "calendar": calendar(near, today, finding=_("Periods and their reports, a row for each grant."))
        if near
        else "",
    }
    return render(request, "funding/report_list.html", context)


@requires(Permission.SEE_REPORTS)
def grant_card(request: SignedInRequest, pk: int) -> HttpResponse:
    """One grant: facts, money, targets, calendar, and who is paid for."""
    grant = get_object_or_404(Grant.objects.visible_to(request.user).select_related("funder", "programme"), pk=pk)
    if not oversees(request.user, grant):
        return funder_grant(request, grant)
    today = timezone.localdate()
    money = money_of(grant)
    context = {
        "grant": grant,
        "money": money,
        **about_money(grant, money, request.user, request.GET.get("year", ""), today=today),
        "paid": in_short(grant, request.user, today=today),
        "may_see_shares": request.user.may(Permission.SEE_OVERSIGHT),
        "may_change": Grant.objects.changeable_by(request.user).filter(pk=grant.pk).exists(),
        "targets": target_lines(grant, request.user, today=today),
        "page": page_of(request, [line_of(period, today) for period in periods_for(request.user).filter(grant=grant)]),
    }
    return render(request, "funding/grant_card.html", context)


@requires(Permission.SEE_REPORTS)
def period_card(request: SignedInRequest, pk: int) -> HttpResponse:
    """One period: when its report is due, its versions, and the button that makes one."""
    period = get_object_or_404(periods_for(request.user), pk=pk)
    if not oversees(request.user, period.grant):
        return funder_period(request, period)
    line = line_of(period, timezone.localdate())
    reports = getattr(period, "seen_reports", [])
    prefetch_related_objects(reports, "files")
    may_make = ReportingPeriod.objects.changeable_by(request.user).filter(pk=period.pk).exists()
    context = {
        "line": line,
        "period": period,
        "reports": reports,
        "may_make": may_make,
        "may_move": may_make and line.is_to_come,  # its day, or whether it is asked for
        "may_change": may_make and line.is_to_come and not reports,  # its days
        "has_begun": period.starts_on <= timezone.localdate(),
        "regional": lines_of_period(period, request.user, today=timezone.localdate()) if may_make else [],
        "told": notices_about(request.user, reportingperiod=[period.pk]),
    }
    return render(request, "funding/period_card.html", context)


@requires(Permission.MAKE_REPORTS)
@require_POST
def report_make(request: SignedInRequest, pk: int) -> HttpResponse:
    """One button: make the period's report and begin to build it. A released one has a page to correct it on."""
    period = get_object_or_404(ReportingPeriod.objects.visible_to(request.user), pk=pk)
    if not ReportingPeriod.objects.changeable_by(request.user).filter(pk=period.pk).exists():
        raise PermissionDenied
    try:
        return begin(request, actions.make_report(by=request.user, period=period))
    except actions.NotReady as refused:
        messages.error(request, str(refused))
        return redirect(period)


def begin(request: SignedInRequest, report: Report) -> HttpResponse:
    """To the job that builds a report that was just made; to the report when it is built or cannot be."""
    if report.built_at is None:
        try:
            return redirect(actions.build(by=request.user, report=report).get_absolute_url())
        except actions.NotReady as refused:
            messages.error(request, str(refused))
    return redirect(report)
