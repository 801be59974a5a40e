"""The funder's home: what is new, the newest report to download, the calendar, the grants, and a way to any figure."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from funding.actions import figure_of
from funding.forms import FollowForm
from funding.models import Grant, Report
from funding.overview import PeriodLine, begun, calendar, line_of, periods_for
from funding.portal import actions
from funding.portal.forms import seen_keys
from funding.portal.home import by_grant, grant_lines, next_of, sentence
from funding.portal.outcomes import last_released, target_figures
from funding.portal.since import fresh_reports, since_last_time
from funding.reports import figures_of, title_of
from funding.wording import words_of
from programme.common.numbers import as_text
from programme.common.pages import page_of
from programme.people.access import SignedInRequest, requires
from programme.people.models import User
from programme.people.roles import Permission

NEWS_SHOWN = 12  # lines; the button marks these


def funder_home(request: SignedInRequest) -> HttpResponse:
    """The funder's page. Called by the home view and by the list of reports: the same page under both addresses."""
    today, now = timezone.localdate(), timezone.now()
    user = request.user
    mine = Grant.objects.visible_to(user).filter(funder__in=user.rights.funders())
    grants = list(mine.select_related("funder", "programme"))
    lines = _lines(user, today)
    grouped = by_grant(lines)
    fresh = fresh_reports(user, grouped, now=now)
    figures = target_figures(fresh.ids | {report.pk for report in _holding(grouped.values())})
    since = since_last_time(user, grouped, fresh, figures, now=now)
    newest = max((line.released for line in lines if line.released), key=_released_at, default=None)
    if newest is not None:
        prefetch_related_objects([newest], "files")
    coming = next_of(lines)
    context = {
        "sentence": sentence(since, newest, coming, today=today),
        "over": _over(request, len(grants)),
        "since": since,
        "news": since.news[:NEWS_SHOWN],
        "news_keys": [one.key for one in since.news[:NEWS_SHOWN]],
        "newest": newest,
        "newest_title": title_of(newest) if newest else "",
        "figure_count": figures_of(newest).count() if newest else 0,
        "calendar": calendar(lines, today, finding=_finding(newest)) if lines else "",
        "grants": grant_lines(grants, grouped, figures, today=today),
        "page": page_of(request, begun(lines, today), size=12),
        "follow": _follow(request, newest),
        "today": today,
    }
    return render(request, "funding/portal/home.html", context)


@requires(Permission.SEE_REPORTS)
@require_POST
def news_seen(request: SignedInRequest) -> HttpResponse:
    """Mark what the page has shown as read. Opening the page marks nothing (portal/since.py says why)."""
    actions.mark_seen(by=request.user, keys=_own(request, seen_keys(request.POST.getlist("key"))))
    return redirect(reverse("home") if request.user.rights.funders() else reverse("report-list"))


def _own(request: SignedInRequest, keys: Sequence[str]) -> list[str]:
    """Those of the keys that are news to the person: nobody fills the table with words of her own."""
    user, today, now = request.user, timezone.localdate(), timezone.now()
    grouped = by_grant(_lines(user, today))
    fresh = fresh_reports(user, grouped, now=now)
    news = since_last_time(user, grouped, fresh, target_figures(fresh.ids), now=now).keys
    return [key for key in news if key in set(keys)]


def _holding(groups: Iterable[Sequence[PeriodLine]]) -> list[Report]:
    found = (last_released(lines) for lines in groups)
    return [line.released for line in found if line and line.released]


def _lines(user: User, today: date) -> list[PeriodLine]:
    """The periods of the grants whose funder the person represents: who is a director too has a list of her own."""
    mine = periods_for(user).filter(grant__funder__in=user.rights.funders())
    return [line_of(period, today) for period in mine.order_by("-starts_on", "pk")]


def _released_at(report: Report) -> float:
    return report.released_at.timestamp() if report.released_at else 0


def _finding(newest: Report | None) -> str:
    return _("Periods and their reports, a row for each grant.") if newest else _("No report has been released yet.")


def _over(request: SignedInRequest, grants: int) -> str:
    names = [str(place.funder) for place in request.user.rights.appointments if place.funder_id]
    return " · ".join([*names, ngettext("%(n)s grant", "%(n)s grants", grants) % {"n": grants}]) if names else ""


def _follow(request: HttpRequest, newest: Report | None) -> dict[str, object]:
    """What the number typed in "Follow a figure" leads to: a figure of the newest report."""
    form = FollowForm(request.GET if "figure" in request.GET else None)
    if newest is None or not form.is_bound:
        return {"form": form}
    if not form.is_valid():
        return {"form": form, "wrong": _("Write the figure's number, for example 5.")}
    number = form.cleaned_data["figure"]
    figure = figure_of(newest, number)
    if figure is None:
        return {"form": form, "wrong": _("The report has no figure %(number)s.") % {"number": number}}
    words = words_of(figure)
    return {"form": form, "figure": figure, "words": words, "shown": as_text(figure.value, figure.places)}
