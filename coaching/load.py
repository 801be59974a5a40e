"""How much each coach carries: companies now, hours given, hours booked ahead, companies that have fallen silent."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from coaching.figures import FIGURES, coached, silent_enrolments
from coaching.models import CoachAssignment, PlannedSession
from companies.models import Enrolment
from programme.common.dates import Period, add_months, month_of
from programme.common.figures import Scope
from programme.people.models import Appointment, User
from programme.people.roles import Permission, Role
from programme.structure.models import Region

HOURS = next(figure for figure in FIGURES if figure.key == "coach_hours")
MONTHS = 3  # whole months before this one, that the mean is taken over
BOOKED_DAYS = 30  # how far ahead bookings are counted


def booked_minutes(user: User, coaches: Collection[int], since: date, until: date) -> dict[int, int]:
    """Minutes of open planned sessions of these coaches (ids) on days from `since` to `until`, by coach.

    Only those that the reader sees, as with the hours given.
    """
    ahead = PlannedSession.objects.visible_to(user).open().between(since, until).filter(coach__in=coaches)
    return dict(ahead.order_by().values("coach").annotate(booked=Sum("minutes")).values_list("coach", "booked"))


@dataclass(frozen=True)
class Coached:
    """One company that a coach has today."""

    enrolment: Enrolment
    kind: str
    is_silent: bool


@dataclass(frozen=True)
class CoachLine:
    """What one coach carries."""

    coach: User
    region: Region | None  # where the coach is appointed; None for one whose appointment has ended
    companies: tuple[Coached, ...]
    hours_month: Decimal
    hours_before: Decimal  # the three whole months before this one
    booked: int  # minutes

    @property
    def silent(self) -> int:
        """How many of the companies have waited too long for a session."""
        return len({one.enrolment.company_id for one in self.companies if one.is_silent})

    @property
    def count(self) -> int:
        """How many companies."""
        return len({one.enrolment.company_id for one in self.companies})

    @property
    def per_company(self) -> Decimal | None:
        """Hours given in a month and company, over the three months, by the companies of today; None without any."""
        return self.hours_before / MONTHS / self.count if self.count else None


@dataclass(frozen=True)
class Load:
    """The coaches that a reader sees, by region and name, and the days that the hours are counted in."""

    lines: list[CoachLine]
    month: Period
    before: Period
    booked_since: date
    booked_until: date
    regions: list[Region] = field(default_factory=list)


def coach_load(user: User, *, today: date, region: int | None = None) -> Load:
    """Coaches appointed in the reader's places, and whoever coaches a company that she sees.

    The same number of queries for three coaches and for thirty. Hours are those given at sessions that the reader
    sees, as everywhere.
    """
    month = month_of(today)
    before = Period(add_months(month.start, -MONTHS), month.start - timedelta(days=1))
    scope = Scope(viewer=user, period=month, as_of=today)
    held = _held(scope)
    places = coaches_in_places(user, today)
    people = {coach.pk: coach for coach, _region in places} | {one.coach_id: one.coach for one in held}
    region_of = {coach.pk: place for coach, place in places}
    silent = set(silent_enrolments(scope).order_by().values_list("pk", flat=True))
    companies: dict[int, list[Coached]] = defaultdict(list)
    for one in held:
        companies[one.coach_id].append(Coached(one.enrolment, one.kind, one.enrolment_id in silent))
    hours, earlier = HOURS.by(scope, "coach"), HOURS.by(scope.during(before), "coach")
    until = today + timedelta(days=BOOKED_DAYS)
    booked = booked_minutes(user, people, today, until)
    lines = [
        CoachLine(
            coach=coach,
            region=region_of.get(pk),
            companies=tuple(companies.get(pk, ())),
            hours_month=hours.get(pk, Decimal(0)),
            hours_before=earlier.get(pk, Decimal(0)),
            booked=booked.get(pk, 0),
        )
        for pk, coach in people.items()
    ]
    regions = sorted(set(region_of.values()), key=lambda one: (one.ordering, one.pk))
    if region is not None:
        lines = [line for line in lines if line.region is not None and line.region.pk == region]
    return Load(sorted(lines, key=_in_order), month, before, today, until, regions)


def _held(scope: Scope) -> list[Any]:
    """Assignments in force on companies that are in coaching, with coach and company."""
    rows: QuerySet[CoachAssignment] = coached(scope)
    return list(rows.order_by("enrolment__company__name", "pk"))


def coaches_in_places(user: User, today: date) -> list[tuple[User, Region]]:
    """Coaches appointed today where the reader may see the load, each with the region."""
    rights, door = user.rights, Permission.SEE_COACH_LOAD
    held = Appointment.objects.in_force(today).filter(role=Role.COACH, person__is_active=True, region__isnull=False)
    if not (rights.national(door) or rights.programmes(door)):
        held = held.filter(region__in=rights.regions(door))
    rows = held.select_related("person", "region").order_by("person", "-from_on", "pk")
    return [(one.person, one.region) for one in rows if one.region is not None]


def _in_order(line: CoachLine) -> tuple[int, str, int]:
    """By region from south to north, then by name; who has no appointment any more comes last."""
    return (line.region.ordering if line.region else 1_000), line.coach.name, line.coach.pk
