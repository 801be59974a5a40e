"""What waits for somebody: reports that are due, companies that are silent or behind, worst first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from funding.models import ReportingPeriod
from programme.oversight.dashboards.lift import BEHIND, Placed
from programme.oversight.status import duration
from programme.people.models import User

AHEAD = timedelta(days=30)  # a report that is due within a month waits for a decision
LOOKED_AHEAD = timedelta(days=400)  # the next report is named, also when it is far off
EACH = 4  # of a kind; all of them are one click away


@dataclass(frozen=True)
class Signal:
    """One thing that waits: how bad, what, where it is mended, since or until when, and whose it is."""

    shape: str
    tone: str
    word: str  # the mark in a word, for those who listen
    what: str
    about: str
    href: str
    when: str
    owner: str


def periods_due(user: User, *, programme: int | None, today: date) -> QuerySet[Any]:
    """Reporting periods without a released report, of grants that the person sees, the next one first."""
    rows = ReportingPeriod.objects.visible_to(user).due_by(today + LOOKED_AHEAD, as_of=today)
    if programme is not None:
        rows = rows.filter(grant__programme=programme)
    return rows.select_related("grant__funder").order_by("due_on", "pk")


def signals(
    periods: Iterable[Any], companies: list[Placed], *, regions: Iterable[Any], today: date, reports_by: str
) -> list[Signal]:
    """The list, worst first. regions: with their `leader`s."""
    named = {region.pk: region for region in regions}
    leaders = {pk: str(getattr(region, "leader", None) or "") for pk, region in named.items()}
    silent = sorted((one for one in companies if one.silent_since_on), key=_silent_key)
    behind = sorted((one for one in companies if one.state == BEHIND), key=_behind_key)
    due = [period for period in periods if period.due_on <= today + AHEAD]
    return [
        *[_period(period, today, reports_by) for period in due[:EACH]],
        *[_silent(one, named, leaders, today) for one in silent[:EACH]],
        *[_behind(one, named, leaders, today) for one in behind[:EACH]],
    ]


def _silent_key(one: Placed) -> Any:
    return (one.silent_since_on, one.enrolment)


def _behind_key(one: Placed) -> Any:
    return (one.stage_ends_on, one.enrolment)


def _period(period: Any, today: date, owner: str) -> Signal:
    values = {"funder": period.grant.funder, "number": period.number}
    late = period.due_on < today
    return Signal(
        shape="stopp" if late else "efter",
        tone="l-bad" if late else "l-warn",
        word=_("Overdue") if late else _("Watch"),
        what=_("The report to %(funder)s, period %(number)s") % values,
        about=str(period.grant),
        href=reverse("period-card", args=[period.pk]),
        when=period.due_on.isoformat(),
        owner=owner,
    )


def _where(one: Placed, regions: Mapping[int, Any]) -> str:
    stage = str(one.stage) if one.stage else ""
    month = _("month %(n)s") % {"n": one.month + 1}
    return " · ".join(part for part in (str(regions.get(one.region, "")), stage, month) if part)


def _silent(one: Placed, regions: Mapping[int, Any], leaders: dict[int, str], today: date) -> Signal:
    since = one.silent_since_on or today
    values = {"company": one.name, "duration": duration((today - since).days)}
    return Signal(
        shape="stopp",
        tone="l-bad",
        word=_("Act now"),
        what=_("%(company)s: no session for %(duration)s") % values,
        about=_where(one, regions),
        href=one.href,
        when=_("since %(day)s") % {"day": since.isoformat()},
        owner=leaders.get(one.region, ""),
    )


def _behind(one: Placed, regions: Mapping[int, Any], leaders: dict[int, str], today: date) -> Signal:
    ended = one.stage_ends_on or today
    values = {"company": one.name, "duration": duration((today - ended).days)}
    return Signal(
        shape="efter",
        tone="l-warn",
        word=_("Behind plan"),
        what=_("%(company)s is %(duration)s behind the plan") % values,
        about=_where(one, regions),
        href=one.href,
        when=_("since %(day)s") % {"day": ended.isoformat()},
        owner=leaders.get(one.region, ""),
    )
