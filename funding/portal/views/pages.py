"""A grant, a period and two reports side by side, as the grant's funder sees them."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.grants.card import money_of
from funding.grants.paid import in_short
from funding.indicators.card import asked_of
from funding.models import Grant, Report, ReportingPeriod
from funding.money.card import about_money
from funding.overview import PeriodLine, calendar, line_of, periods_for
from funding.portal.changes import called, changes_between, comparable, usual_former
from funding.portal.home import elapsed, next_of, time_gone
from funding.portal.outcomes import last_released, outcomes_of, target_figures
from funding.portal.threads import of_period
from funding.reports import title_of
from programme.common.pages import page_of
from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission


def funder_grant(request: SignedInRequest, grant: Grant) -> HttpResponse:
    """One grant for its funder: the decision, money in sums, targets as last released, the calendar. No people."""
    today = timezone.localdate()
    periods = periods_for(request.user).filter(grant=grant).order_by("-starts_on", "pk")
    lines = [line_of(period, today) for period in periods]
    last = last_released(lines)
    figures = target_figures([last.released.pk]) if last and last.released else {}
    outcomes = outcomes_of(figures.get(last.released.pk, ())) if last and last.released else ()
    money = money_of(grant)
    context = {
        "grant": grant,
        "money": money,
        **about_money(grant, money, request.user, request.GET.get("year", ""), today=today),
        "paid": in_short(grant, request.user, today=today),
        "elapsed": elapsed(grant, today),
        "time": time_gone(grant, today),
        "coming": next_of(lines),
        "last": last,
        "outcomes": outcomes,
        "asked_for": asked_of(grant) if not outcomes else [],
        "calendar": calendar(lines, today, finding=_("Periods and their reports.")) if lines else "",
        "page": page_of(request, lines, size=12),
        "today": today,
    }
    return render(request, "funding/portal/grant.html", context)


def funder_period(request: SignedInRequest, period: ReportingPeriod) -> HttpResponse:
    """One period for its grant's funder: its days, the released versions with their files, the questions on them."""
    line: PeriodLine = line_of(period, timezone.localdate())
    versions: list[Report] = getattr(period, "seen_reports", [])
    context = {
        "line": line,
        "period": period,
        "versions": versions,
        "threads": of_period(request.user, period.pk) if versions else [],
        "ask": versions[0] if versions else None,
        "today": timezone.localdate(),
    }
    return render(request, "funding/portal/period.html", context)


@requires(Permission.SEE_REPORTS)
def report_changes(request: SignedInRequest, pk: int) -> HttpResponse:
    """A report beside another released one of its grant, figure by figure. `?against=` says which."""
    rows = Report.objects.visible_to(request.user).select_related("period__grant__funder", "period__grant__programme")
    report = get_object_or_404(rows, pk=pk)
    others = comparable(report, request.user)
    asked = next((one for one in others if str(one.pk) == request.GET.get("against")), None)
    former = asked or usual_former(report, others)
    changes = changes_between(former, report) if former else ()
    only = request.GET.get("show") == "changed"
    context = {
        "report": report,
        "title": title_of(report),
        "called": called(report),
        "former": former,
        "former_called": called(former) if former else "",
        "others": [(one.pk, called(one), one == former) for one in others],
        "changes": [one for one in changes if one.is_changed or not only],
        "count": sum(one.is_changed for one in changes),
        "total": len(changes),
        "only": only,
    }
    return render(request, "funding/portal/changes.html", context)
