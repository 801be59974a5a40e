"""What a funder comes to: the newest report to download, when the next comes, and a way from a figure to its rows."""

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from funding.actions import figure_of
from funding.forms import FollowForm
from funding.models import Report
from funding.overview import PeriodLine, begun, calendar, line_of, periods_for
from funding.reports import figures_of, title_of
from funding.wording import words_of
from programme.common.numbers import as_text
from programme.common.pages import page_of
from programme.people.access import SignedInRequest


def funder_home(request: SignedInRequest) -> HttpResponse:
    """The funder's page. Called by the home view and by the list of reports: the same page under both addresses."""
    today = timezone.localdate()
    lines = [line_of(period, today) for period in periods_for(request.user).order_by("-starts_on", "pk")]
    released = [line for line in lines if line.released]
    newest = max((line.released for line in released if line.released), key=_released_at, default=None)
    if newest is not None:
        prefetch_related_objects([newest], "files")
    coming = min(
        (line for line in lines if line.is_to_come and line.period.due_on >= today),
        key=lambda line: line.period.due_on,
        default=None,
    )
    context = {
        "sentence": _sentence(newest, coming),
        "over": _over(request, len({line.period.grant_id for line in lines})),
        "newest": newest,
        "newest_title": title_of(newest) if newest else "",
        "figure_count": figures_of(newest).count() if newest else 0,
        "calendar": calendar(lines, today, finding=" ".join(_sentence(newest, coming))) if lines else "",
        "page": page_of(request, begun(lines, today), size=12),
        "follow": _follow(request, newest),
    }
    return render(request, "funding/funder_home.html", context)


def _released_at(report: Report) -> float:
    return report.released_at.timestamp() if report.released_at else 0


def _over(request: SignedInRequest, grants: int) -> str:
    names = [str(place.funder) for place in request.user.rights.appointments if place.funder_id]
    return " · ".join([*names, ngettext("%(n)s grant", "%(n)s grants", grants) % {"n": grants}]) if names else ""


def _sentence(newest: Report | None, coming: PeriodLine | None) -> list[str]:
    today = timezone.localdate()
    words = []
    if newest is None or newest.released_at is None:
        words.append(_("No report has been released yet."))
    elif (today - timezone.localdate(newest.released_at)).days <= 30:
        words.append(_("A new report is ready to download."))
    else:
        day = date_format(timezone.localdate(newest.released_at), "j F Y")
        words.append(_("The latest report was released on %(day)s.") % {"day": day})
    if coming is not None:
        words.append(_("The next one comes on %(day)s.") % {"day": date_format(coming.period.due_on, "j F Y")})
    return words


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
