"""Smart industri's own companies: of the north central counties, some of them in the lift before or since; pilots."""

from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from coaching.models import Activity, Attendance, CoachingSession
from coaching.so_far import recount
from companies.models import Company, Enrolment, StateChange
from programme.oversight.demo.firms import write
from programme.oversight.demo.ground import Ground
from programme.people.models import User

COUNTIES = ("17", "20", "21", "03", "19", "18")  # Värmland, Dalarna, Gävleborg; then their neighbours
COMPANIES = 32
BEGAN, ENDED = date(2018, 2, 5), date(2020, 11, 27)


def join_smart(random: Random, ground: Ground) -> None:
    """Companies that were in the lift at another time take part in a pilot of 2018–2020, each in four to nine sessions.

    Only those whose own time in the lift does not touch the project's: nobody is coached twice at once.
    """
    region = ground.regions["norra-mellansverige"]
    version = ground.versions["smart"]
    coach = ground.coaches[region.code][0]
    rows = [
        row
        for row in Company.objects.filter(municipality__county__in=COUNTIES).order_by("pk")
        if is_free(row, BEGAN, ENDED)
    ]
    rows.sort(key=lambda row: (COUNTIES.index(row.municipality.county_id), row.pk))
    enrolments = [_enrolment(random, n, row) for n, row in enumerate(rows[:COMPANIES])]
    for row in enrolments:
        row.programme_version, row.region = version, region
        row.ordinal = row.company.enrolments.count() + 1
    write(Enrolment, enrolments)
    changes = []
    for row in enrolments:
        for state, day in (("admitted", row.admitted_on), ("active", row.started_on), (row.state, row.ended_on)):
            assert day is not None
            changes.append(StateChange(enrolment=row, state=state, changed_on=day, changed_by=ground.director))
    write(StateChange, changes)
    _sessions(random, enrolments, coach, list(Activity.objects.filter(programme=version.programme).order_by("pk")))


def is_free(company: Company, since: date, until: date) -> bool:
    """True when nothing that the company has ended touches the days, and nothing is open."""
    spans = company.enrolments.values_list("admitted_on", "ended_on")
    return all(end is not None and (end < since or (start or end) > until) for start, end in spans)


def _enrolment(random: Random, n: int, company: Company) -> Enrolment:
    start = BEGAN + timedelta(days=n * 22 + random.randrange(12))
    ended = min(start + timedelta(days=random.randrange(180, 330)), ENDED)
    return Enrolment(
        company=company,
        state="completed" if n % 9 else "withdrawn",
        withdrawal_reason="" if n % 9 else "no_time",
        state_since_on=ended,
        source="Smart industri",
        admitted_on=start - timedelta(days=20),
        admitted_size=_size(n, company),
        start_on=start,
        started_on=start,
        ended_on=ended,
    )


def _size(n: int, company: Company) -> str:
    """As it was then: some have grown since."""
    return "micro" if n % 4 == 0 else company.size_class


def _sessions(random: Random, enrolments: list[Enrolment], coach: User, pilots: list[Activity]) -> None:
    sessions, there = [], []
    for n, row in enumerate(enrolments):
        assert row.started_on is not None and row.ended_on is not None
        for place in range(random.randrange(4, 10)):
            day = row.started_on + timedelta(days=7 + place * 19)
            if day > row.ended_on:
                break
            session = CoachingSession(
                coach=coach,
                held_on=day - timedelta(days=max(0, day.weekday() - 4)),
                activity=pilots[n % len(pilots)] if pilots and place else None,
                on_site_minutes=random.choice([120, 180, 240]),
                travel_minutes=random.choice([60, 90, 120]),
                topics=[],
                shareable_summary="Nuläge, datainsamling och nästa steg i piloten.",
                logged_at=timezone.make_aware(datetime.combine(day, time(18))),
            )
            sessions.append(session)
            women, men = random.randrange(0, 4), random.randrange(1, 7)
            there.append(
                Attendance(session=session, enrolment=row, women=women, men=men, company_minutes=(women + men) * 90)
            )
    write(CoachingSession, sessions)
    write(Attendance, there)
    recount(Enrolment.objects.filter(pk__in=[row.pk for row in enrolments]))
