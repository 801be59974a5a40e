"""SIMMITT's companies, 2019–2022: analysed in depth one by one, together in workshop series; half is the EU's money.

Dates, series and analyses as DOMAIN.md tells of the project (sections 1 and 3); companies and hours are invented.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from coaching.models import Activity, Attendance, CoachingSession
from coaching.so_far import recount
from companies.models import Company, Enrolment, StateChange
from funding.models import Allocation, Grant
from programme.oversight.demo.firms import write
from programme.oversight.demo.ground import Ground
from programme.oversight.demo.smart import is_free
from programme.people.models import User

COUNTIES = ("22", "23", "24", "25", "21")  # Västernorrland, Jämtland; then their neighbours
BEGAN, ENDED = date(2019, 10, 7), date(2022, 12, 16)
A_SERIES = 6  # companies in a workshop series, at most
HALF = Decimal(50)
SUMMARIES = {
    "": "Nuläge och uppföljning av handlingsplanen.",
    Activity.Kind.WORKSHOP_SERIES: "Gemensam workshop: företagen arbetade med var sitt flöde och jämförde.",
    Activity.Kind.DEEP_ANALYSIS: "Djupanalys av ett flöde. Handlingsplanen gicks igenom med ledningen.",
}


@dataclass
class Met:
    """One company of the project, and how many deep analyses it has had."""

    enrolment: Enrolment
    start: date
    end: date
    analyses: int = 0
    days: set[date] = field(default_factory=set)  # of its sessions


def join_simmitt(random: Random, ground: Ground) -> None:
    """Companies of the north that were not in another programme then; sessions of every activity; the grant's half."""
    there = _companies(random, ground)
    coaches = [ground.coaches[code][-1] for code in ("ovre-norrland", "norra-mellansverige")]
    sessions: list[CoachingSession] = []
    attendances: list[Attendance] = []
    for n, (day, activity, companies) in enumerate(_happens(random, there, ground)):
        session = _session(random, day, activity, coaches[n % len(coaches)])
        sessions.append(session)
        for one in companies:
            women, men = random.randrange(0, 4), random.randrange(1, 6)
            own = (women + men) * (session.on_site_minutes or session.remote_minutes)
            attendances.append(
                Attendance(session=session, enrolment=one.enrolment, women=women, men=men, company_minutes=own)
            )
    write(CoachingSession, sessions)
    write(Attendance, attendances)
    recount(Enrolment.objects.filter(pk__in=[one.enrolment.pk for one in there]))
    grant = Grant.objects.get(name_sv="SIMMITT")
    write(
        Allocation,
        [
            Allocation(grant=grant, enrolment=one.enrolment, percent=HALF, from_on=one.start, until_on=one.end)
            for one in there
        ],
    )


def _companies(random: Random, ground: Ground) -> list[Met]:
    region, version = ground.regions["mellersta-norrland"], ground.versions["simmitt"]
    rows = Company.objects.filter(municipality__county__in=COUNTIES).order_by("pk")
    free = [row for row in rows.select_related("municipality") if is_free(row, BEGAN, ENDED)]
    free.sort(key=lambda row: (COUNTIES.index(row.municipality.county_id if row.municipality else ""), row.pk))
    found = []
    for n, company in enumerate(free):
        start = BEGAN + timedelta(days=n * 440 // len(free) + random.randrange(12))
        end = min(start + timedelta(days=random.randrange(480, 760)), ENDED)
        if n % 7 == 5:
            end = start + timedelta(days=random.randrange(150, 220))
        row = Enrolment(
            company=company, programme_version=version, region=region, ordinal=_place(company),
            state="withdrawn" if n % 7 == 5 else "completed", withdrawal_reason="economy" if n % 7 == 5 else "",
            state_since_on=end, source="SIMMITT", admitted_on=start - timedelta(days=21),
            admitted_size=company.size_class, start_on=start, started_on=start, ended_on=end,
        )  # fmt: skip
        found.append(Met(row, start, end))
    write(Enrolment, [one.enrolment for one in found])
    write(StateChange, [change for one in found for change in _changes(one, ground.director)])
    return found


def _place(company: Company) -> int:
    """The ordinal of the enrolment among the company's, which are numbered anew in the order of days: all ended."""
    rows = sorted(company.enrolments.all(), key=lambda row: row.ended_on or ENDED)
    before = sum(row.ended_on is not None and row.ended_on <= ENDED for row in rows)
    for beyond in (len(rows) + 1, 0):  # no two may have the same on the way
        for n, row in enumerate(rows):
            row.ordinal = beyond + n + (1 if n < before else 2)
            row.save(update_fields=["ordinal"])
    return before + 1


def _changes(one: Met, director: User) -> Iterator[StateChange]:
    admitted = one.start - timedelta(days=21)
    for state, day in (("admitted", admitted), ("active", one.start), (one.enrolment.state, one.end)):
        yield StateChange(enrolment=one.enrolment, state=state, changed_on=day, changed_by=director)


def _happens(random: Random, there: list[Met], ground: Ground) -> Iterator[tuple[date, Activity | None, list[Met]]]:
    """Every day on which somebody met: three of a series, two of an analysis, and visits in between."""
    for activity in Activity.objects.filter(programme=ground.programmes["simmitt"]).order_by("planned_on", "pk"):
        last = activity.planned_on
        here = [one for one in there if one.start <= last - timedelta(days=28) and last <= one.end]
        if activity.kind == Activity.Kind.WORKSHOP_SERIES:
            for back in (28, 14, 0):
                yield from _met(last - timedelta(days=back), activity, here[:A_SERIES])
        elif here:
            one = min(here, key=lambda met: (met.analyses, met.start))
            one.analyses += 1
            for back in (9, 0):
                yield from _met(last - timedelta(days=back), activity, [one])
    for one in there:
        day = one.start + timedelta(days=random.randrange(3, 10))
        while day <= one.end:
            yield from _met(day, None, [one])
            day += timedelta(days=random.randrange(35, 60))


def _met(day: date, activity: Activity | None, those: list[Met]) -> Iterator[tuple[date, Activity | None, list[Met]]]:
    """On a weekday, those who are not met on the day already."""
    day -= timedelta(days=max(0, day.weekday() - 4))
    came = [one for one in those if day not in one.days and one.start <= day]
    for one in came:
        one.days.add(day)
    if came:
        yield day, activity, came


def _session(random: Random, day: date, activity: Activity | None, coach: User) -> CoachingSession:
    remote = activity is None and date(2020, 3, 16) <= day <= date(2021, 9, 28) and random.random() < 0.6
    return CoachingSession(
        coach=coach,
        held_on=day,
        activity=activity,
        on_site_minutes=0 if remote else random.choice([180, 240, 300]),
        remote_minutes=120 if remote else 0,
        preparation_minutes=random.choice([30, 60, 90]) if activity else 0,
        travel_minutes=0 if remote else random.choice([60, 120, 180]),
        topics=[],
        shareable_summary=SUMMARIES[activity.kind if activity else ""],
        logged_at=timezone.make_aware(datetime.combine(day, time(18))),
    )
