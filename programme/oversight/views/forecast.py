"""The forecast: starts and completions month by month, as they are to be foreseen on a day."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.models import Enrolment
from programme.common.coming import Range
from programme.oversight.dashboards.forecast import ForecastPage, forecast_page
from programme.oversight.dashboards.forecast_months import Row
from programme.oversight.downloads import Columns, list_as_spreadsheet
from programme.oversight.kept_pages import kept_page
from programme.oversight.parameters import Asked, say
from programme.people.access import SignedInRequest, requires
from programme.people.models import User
from programme.people.roles import Permission
from programme.structure.models import Region


@requires(Permission.SEE_FIGURES)
def forecast(request: SignedInRequest) -> HttpResponse:
    """`?programme=` and `?region=` narrow; `?on=` gives what was to be foreseen on a past day."""
    today = timezone.localdate()
    asked = Asked(request.GET)
    page, on = _page(request.user, asked)
    say(request, asked.problems)
    context = {
        "page": page,
        "today": today,
        "on": on,
        "is_past": on < today,
        "may_see_targets": request.user.may(Permission.SEE_REPORTS),
    }
    return render(request, "oversight/forecast.html", context)


@requires(Permission.SEE_FIGURES)
def forecast_export(request: SignedInRequest) -> HttpResponse:
    """The table as a spreadsheet; leaves a trace."""
    page, on = _page(request.user, Asked(request.GET))
    return list_as_spreadsheet(
        request,
        page.rows,
        _columns(),
        what="forecast",
        title=_("Forecast"),
        file_name="prognos",
        notes=[_("As it was to be foreseen on %(day)s.") % {"day": on}, str(page.programme or "")],
    )


def _page(user: User, asked: Asked) -> tuple[ForecastPage, Any]:
    today = timezone.localdate()
    programme, regions, on = asked.id("programme"), asked.ids("region"), asked.day("on") or today
    if on > today:
        asked.problems.append(_("Nothing is known of a day to come. This is today."))
        on = today
    page, _made_at = kept_page(
        lambda: forecast_page(
            user, programme=programme, regions=regions, on=on, is_today=on == today, regions_seen=regions_seen(user)
        ),
        name="forecast",
        user=user,
        today=today,
        asked=(programme, sorted(regions), on),
    )
    return page, on


def regions_seen(user: User) -> Sequence[Region]:
    """The regions that occur among what the person sees."""
    seen = Enrolment.objects.visible_to(user).order_by()
    return list(Region.objects.filter(pk__in=seen.values("region")))


def _columns() -> Columns:
    """Each month as the page shows it: what has been as a number, what is foreseen as three."""
    found: list[tuple[Any, Any]] = [(_("Month"), lambda row: row.label)]
    for place, label in enumerate((_("New starts"), _("Completions"))):
        found += [
            (label, lambda row, at=place: int(row.numbers[at].value) if row.numbers else None),
            (_("%(what)s, at least") % {"what": label}, lambda row, at=place: _of(row, at, "low")),
            (_("%(what)s, at most") % {"what": label}, lambda row, at=place: _of(row, at, "high")),
            (
                _("%(what)s in all, expected") % {"what": label},
                lambda row, at=place: _of(row, at, "middle", in_all=True),
            ),
            (_("%(what)s in all, at least") % {"what": label}, lambda row, at=place: _of(row, at, "low", in_all=True)),
            (_("%(what)s in all, at most") % {"what": label}, lambda row, at=place: _of(row, at, "high", in_all=True)),
        ]
    return found


def _of(row: Row, place: int, end: str, *, in_all: bool = False) -> int | None:
    ranges = row.total if in_all else row.within
    found: Range | None = ranges[place] if ranges else None
    return getattr(found, end) if found else None
