"""The calendar of activities: half a year month by month, of all regions that the reader sees or of one."""

import calendar
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coaching.activity_list import ActivityListFilters, activity_filters
from coaching.models import Activity, PlannedSession
from programme.common.dates import Period, add_months, month_of, month_start
from programme.common.forms import EARLIEST, LATEST
from programme.common.text import clean_line
from programme.people.models import User

MONTHS = 6
BEGINS, HELD, SESSION = "begins", "held", "session"
WORDS = {BEGINS: gettext_lazy("Begins"), HELD: gettext_lazy("Held"), SESSION: gettext_lazy("Session")}


@dataclass(frozen=True)
class Happening:
    """What an activity has on a day: that it begins, that it was held, or one of its sessions."""

    day: date
    activity: Activity
    what: str
    planned: PlannedSession | None = None

    @property
    def word(self) -> str:
        """What it is, in words."""
        return str(WORDS[self.what])

    @property
    def starts_at(self) -> datetime | None:
        """When a session begins."""
        return self.planned.starts_at if self.planned else None

    @property
    def href(self) -> str:
        """The session, else the activity."""
        return self.planned.get_absolute_url() if self.planned else self.activity.get_absolute_url()


@dataclass(frozen=True)
class Day:
    """A day of the small calendar; None stands for the days of other months."""

    day: date
    count: int
    is_today: bool


@dataclass(frozen=True)
class Month:
    """One month: its weeks from Monday, and what happens."""

    first: date
    weeks: list[list[Day | None]]
    happenings: list[Happening]


@dataclass(frozen=True)
class Asked:
    """What the address asks for."""

    filters: ActivityListFilters
    period: Period
    problems: tuple[str, ...] = ()

    @property
    def before(self) -> date:
        """The first month of the half year before."""
        return add_months(self.period.start, -MONTHS)

    @property
    def after(self) -> date:
        """The first month of the half year after."""
        return add_months(self.period.start, MONTHS)


def asked_of(query: QueryDict, user: User, *, today: date) -> Asked:
    """Read `?month=2026-11&kind=&region=&q=`; without a month the half year begins with this one."""
    filters = replace(activity_filters(query, user), show="all")
    first = month_start(today)
    problems: tuple[str, ...] = ()
    if typed := query.get("month", ""):
        found = _month(typed)
        if found is None:
            told = {"value": clean_line(typed)[:40]}
            problems = (_("“%(value)s” is no month. Write it as 2026-11; this month is shown.") % told,)
        first = found or first
    return Asked(filters, Period(first, add_months(first, MONTHS) - timedelta(days=1)), problems)


def _month(typed: str) -> date | None:
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", typed):
        return None
    year, month = map(int, typed.split("-"))
    if not EARLIEST.year < year < LATEST.year:
        return None
    return date(year, month, 1)


def happenings(user: User, asked: Asked) -> list[Happening]:
    """What happens in the period in order of days, in two queries. Sessions that were cancelled are left out."""
    activities: Any = asked.filters.narrow(Activity.objects.visible_to(user)).select_related("region", "programme")
    start, end = asked.period.start, asked.period.end
    of_activities = activities.filter(planned_on__lte=end).exclude(held_on__lt=start)
    found: list[Happening] = []
    for one in of_activities:
        day = one.held_on or one.planned_on
        if start <= day <= end:
            found.append(Happening(day, one, HELD if one.held_on else BEGINS))
    planned = PlannedSession.objects.visible_to(user).between(start, end)
    planned = planned.filter(activity__in=activities.order_by().values("pk")).select_related(
        "activity__region", "activity__programme"
    )
    for session in planned.exclude(state__in=(PlannedSession.State.CANCELLED, PlannedSession.State.NO_SHOW)):
        if session.activity:
            found.append(Happening(session.day, session.activity, SESSION, session))
    return sorted(found, key=lambda one: (one.day, one.activity.region.ordering, one.activity.title, one.what))


def months(found: list[Happening], period: Period, *, today: date) -> list[Month]:
    """The months of the period, also empty ones."""
    by_day: dict[date, list[Happening]] = defaultdict(list)
    for one in found:
        by_day[one.day].append(one)
    shown, first = [], period.start
    while first <= period.end:
        weeks = [
            [Day(day, len(by_day[day]), day == today) if day.month == first.month else None for day in week]
            for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
        ]
        inside = [one for one in found if one.day in month_of(first)]
        shown.append(Month(first, weeks, inside))
        first = add_months(first, 1)
    return shown
