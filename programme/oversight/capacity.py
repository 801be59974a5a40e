"""Coach capacity by region: hours that the plans ask for in the coming three months, what is booked, and who is there.

A plan asks for its hours evenly over the company's own time, in which a pause takes nothing, as on the company's card.
An edition that plans no hours asks for none, and how many companies that is stands beside. How many hours a coach has
is not known to the portal: it says the hours for each coach, before and ahead.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from coaching.hours import passed_share
from coaching.load import coaches_in_places
from coaching.models import PlannedSession
from funding.figures import CATALOGUE
from programme.common.dates import Period, add_months
from programme.common.figures import Scope
from programme.oversight.dashboards.numbers import Number, Wanted, stated
from programme.people.models import User
from programme.people.roles import Permission
from programme.structure.models import Region

MONTHS = 3


@dataclass(frozen=True)
class Asking:
    """One company in coaching: the hours that its plan asks for ahead; None where its edition plans none."""

    name: str
    href: str
    region: int
    programme: str
    hours: Decimal | None


@dataclass(frozen=True)
class CapacityRow:
    """One region, or all together: coaches, companies, and hours asked for, booked and given before."""

    region: Region | None
    coaches: int
    companies: Number
    unplanned: int  # companies whose edition plans no hours
    asked: Decimal
    booked: Decimal
    given: Number

    @property
    def name(self) -> str:
        """The region's name."""
        return str(self.region) if self.region else _("Together")

    @property
    def asked_each(self) -> Decimal | None:
        """Hours asked for by coach; None without any coach."""
        return self.asked / self.coaches if self.coaches else None

    @property
    def given_each(self) -> Decimal | None:
        """Hours given by coach in the three months before; None without any coach."""
        return self.given.value / self.coaches if self.coaches else None


@dataclass(frozen=True)
class Capacity:
    """The regions, their sum, and the companies of the region that is opened."""

    ahead: Period
    before: Period
    rows: list[CapacityRow]
    total: CapacityRow
    inside: Region | None
    asking: list[Asking]

    def booked_path(self, region: Region | None) -> str:
        """The planned sessions that are booked ahead."""
        where = {"region": region.pk} if region else {}
        asked = {**where, "show": "all", "state": "open", "from": self.ahead.start, "until": self.ahead.end}
        return f"{reverse('plan-list')}?{urlencode(asked)}"

    @property
    def booked_all(self) -> str:
        """Where the booked hours of all lead."""
        return self.booked_path(None)

    @property
    def inside_asked(self) -> Decimal:
        """The hours that the companies of the opened region ask for together."""
        return sum((one.hours or Decimal(0) for one in self.asking), Decimal(0))

    @property
    def booked_paths(self) -> list[tuple[CapacityRow, str]]:
        """Each row with where its booked hours lead."""
        return [(row, self.booked_path(row.region)) for row in self.rows]


def capacity(user: User, *, today: date, region: int | None = None) -> Capacity:
    """The regions that the reader may see the load of, in the same number of queries however many companies there are.

    region: the id of the one whose companies are listed too.
    """
    ahead = Period(today + timedelta(days=1), add_months(today, MONTHS))
    before = Period(add_months(today, -MONTHS) + timedelta(days=1), today)
    regions = _regions(user)
    scope = Scope(viewer=user, period=before, as_of=today)
    asking = _asking(scope, ahead)
    booked, booked_once = _booked(user, ahead)
    coaches: dict[int, set[int]] = defaultdict(set)
    for coach, place in {coach.pk: place for coach, place in coaches_in_places(user, today)}.items():
        coaches[place.pk].add(coach)  # one region each, as on the list of coaches
    wanted = {"companies": Wanted("companies_in_coaching", scope), "given": Wanted("coach_hours", scope)}
    for one in regions:
        wanted[f"companies-{one.pk}"] = Wanted("companies_in_coaching", scope.within(one.pk))
        wanted[f"given-{one.pk}"] = Wanted("coach_hours", scope.within(one.pk))
    numbers = stated(wanted)

    def row(place: Region | None) -> CapacityRow:
        there = [one for one in asking if place is None or one.region == place.pk]
        suffix = f"-{place.pk}" if place else ""
        everybody = {coach for those in coaches.values() for coach in those}
        minutes = booked.get(place.pk, 0) if place else booked_once
        return CapacityRow(
            region=place,
            coaches=len(coaches[place.pk] if place else everybody),
            companies=numbers[f"companies{suffix}"],
            unplanned=sum(1 for one in there if one.hours is None),
            asked=sum((one.hours or Decimal(0) for one in there), Decimal(0)),
            booked=Decimal(minutes) / 60,
            given=numbers[f"given{suffix}"],
        )

    inside = next((one for one in regions if one.pk == region), None)
    shown = sorted((one for one in asking if inside and one.region == inside.pk), key=lambda one: -(one.hours or 0))
    return Capacity(ahead, before, [row(one) for one in regions], row(None), inside, shown)


def _regions(user: User) -> list[Region]:
    rights, door = user.rights, Permission.SEE_COACH_LOAD
    rows = Region.objects.visible_to(user)
    if not (rights.national(door) or rights.programmes(door)):
        rows = rows.filter(pk__in=rights.regions(door))
    return list(rows)


def _asking(scope: Scope, ahead: Period) -> list[Asking]:
    """The companies in coaching, each with the hours that its plan asks for ahead."""
    rows: Any = CATALOGUE["companies_in_coaching"].rows(scope).prefetch_related("pauses")
    return [
        Asking(
            row.company.name, row.get_absolute_url(), row.region_then, str(row.programme_version), _hours(row, ahead)
        )
        for row in rows
    ]


def _hours(row: Any, ahead: Period) -> Decimal | None:
    whole: int | None = row.programme_version.coach_hours
    if whole is None or row.plan_ends_on is None:
        return None
    pauses = [(pause.paused_on, pause.resumed_on) for pause in row.pauses.all()]
    first, last = (
        passed_share(row.started_on, row.plan_ends_on, pauses, day)
        for day in (ahead.start - timedelta(days=1), ahead.end)
    )
    return whole * (last - first)


def _booked(user: User, ahead: Period) -> tuple[dict[int, int], int]:
    """Minutes of open planned sessions by region of their companies, and of all of them once."""
    open_ones = PlannedSession.objects.visible_to(user).open().between(ahead.start, ahead.end).order_by()
    by_region: dict[int, int] = defaultdict(int)
    once: dict[int, int] = {}
    for pk, minutes, region in open_ones.values_list("pk", "minutes", "enrolments__region").distinct():
        once[pk] = minutes
        by_region[region] += minutes
    return by_region, sum(once.values())
