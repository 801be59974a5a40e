"""The fixed cast that tests know by name (STYLE rule 36). All invented."""

from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Model
from django.utils import timezone

from coaching.first_topics import lay_topics
from coaching.models import CoachAssignment, Topic
from companies.models import Company, Contact, Enrolment, PlannedStage, StateChange
from programme.common.dates import add_months
from programme.people.models import Appointment, User
from programme.people.roles import Role
from programme.structure.geography import load_geography
from programme.structure.models import (
    County,
    Funder,
    HostPeriod,
    Municipality,
    Programme,
    ProgrammeVersion,
    Region,
    Stage,
    StageRequirement,
)

STAGES = [
    ("Samsyn och drivkraft", "Shared view and drive", 0, 3),
    ("Pilot", "Pilot", 3, 11),
    ("Bredinförande i linjen", "Line organisation", 11, 18),
]
LONG_AGO = date(2020, 1, 1)
# What the cast is made of, each kind after those that it points to.
MODELS: tuple[type[Model], ...] = (
    Region, HostPeriod, Funder, Programme, ProgrammeVersion, Stage, StageRequirement, Company, Contact, Enrolment,
    StateChange, PlannedStage, User, Appointment, CoachAssignment,
)  # fmt: skip


@dataclass
class Cast:
    """People, places and companies. A and B are two companies of Mellersta Norrland, C is one of Norr."""

    director: User
    leader: User  # Mellersta Norrland
    leader_norr: User
    coach_a: User
    coach_b: User
    coach_c: User
    former_coach: User  # coached A until yesterday
    funder_tvv: User
    funder_vinnova: User
    auditor: User
    nobody: User  # no appointment
    inactive: User  # a director who may not log in
    mellersta: Region
    norr: Region
    tvv: Funder
    vinnova: Funder
    programme: Programme
    version: ProgrammeVersion
    company_a: Company
    company_b: Company
    company_c: Company
    company_lone: Company  # Mellersta Norrland, interested, no coach
    a: Enrolment
    b: Enrolment
    c: Enrolment
    lone: Enrolment


def person(email: str, name: str, *appointments: tuple[Role, dict[str, object]]) -> User:
    """A person who can log in with the demo password, appointed since long ago."""
    user = User(email=email, name=name)
    user.set_password("Lyft-demo-2026")
    user.save()
    for role, where in appointments:
        Appointment.objects.create(person=user, role=role, from_on=LONG_AGO, **where)
    return user


def number(n: int) -> str:
    """A valid organisation number of the unused 559999 series."""
    base = f"559999{n:03d}"
    digits = [int(c) * (2 if i % 2 == 0 else 1) for i, c in enumerate(base)]
    return base + str(-sum(d - 9 if d > 9 else d for d in digits) % 10)


def company(n: int, name: str, region: Region, municipality: str, **values: object) -> Company:
    """A company with one contact, in a municipality given by its code."""
    row = Company.objects.create(
        organisation_number=number(n),
        name=name,
        region=region,
        municipality_id=municipality,
        employees=40,
        **values,
    )
    Contact.objects.create(
        company=row,
        name=f"Kontakt på {name}",
        email=f"kontakt{n}@foretag.example",
        phone="060-12 34 56",
        is_main=True,
    )
    return row


def active(row: Company, version: ProgrammeVersion, start: date) -> Enrolment:
    """An enrolment that started on a day, with its plan; the first stage is entered."""
    enrolment = Enrolment.objects.create(
        company=row,
        programme_version=version,
        region=row.region,
        state=Enrolment.State.ACTIVE,
        state_since_on=start,
        admitted_on=start,
        start_on=start,
        started_on=start,
    )
    StateChange.objects.create(enrolment=enrolment, state=Enrolment.State.ACTIVE, changed_on=start)
    for stage in version.stages.all():
        PlannedStage.objects.create(
            enrolment=enrolment,
            stage=stage,
            order=stage.order,
            planned_start_on=add_months(start, stage.start_month),
            planned_end_on=add_months(start, stage.end_month),
            entered_on=start if stage.order == 1 else None,
        )
    return enrolment


# The cast of a day and its rows, made by the first test of a worker and written again by the others.
_KEPT: dict[date, tuple[Cast, list[tuple[type[Model], list[Any]]]]] = {}


def build_cast() -> Cast:
    """Build the cast in the test database, relative to today. For another database there is `build_anew`."""
    if not County.objects.exists():  # a migration brought it, unless a test in between emptied the tables
        load_geography(County, Municipality)
    if not Topic.objects.exists():  # so did this one
        lay_topics(Topic)
    today = timezone.localdate()
    if today in _KEPT:
        kept, rows = _KEPT[today]
        built = deepcopy(kept)
        for model, those in rows:
            model._base_manager.bulk_create(those)
        _link_counties(built.mellersta, built.norr)
        return built
    is_first = not any(model._base_manager.exists() for model in MODELS)
    built = build_anew(today)
    if is_first:
        _KEPT[today] = deepcopy(built), [(model, list(model._base_manager.order_by("pk"))) for model in MODELS]
    return built


def _link_counties(mellersta: Region, norr: Region) -> None:
    County.objects.filter(code__in=["22", "23"]).update(region=mellersta)
    County.objects.filter(code__in=["24", "25"]).update(region=norr)


def build_anew(today: date) -> Cast:
    """Build the cast row by row, with whatever keys the database gives."""
    mellersta = Region.objects.create(
        code="mellersta-norrland", name_sv="Mellersta Norrland", name_en="Central Norrland", ordering=7
    )
    norr = Region.objects.create(code="norr", name_sv="Övre Norrland", name_en="Upper Norrland", ordering=8)
    _link_counties(mellersta, norr)
    for region, host in ((mellersta, "Mittuniversitetet"), (norr, "Luleå tekniska universitet")):
        HostPeriod.objects.create(region=region, name=host, kind="university", from_on=LONG_AGO)
    tvv = Funder.objects.create(code="tillvaxtverket", name="Tillväxtverket")
    vinnova = Funder.objects.create(code="vinnova", name="Vinnova")
    programme = Programme.objects.create(
        code="produktionslyftet",
        name_sv="Produktionslyftet",
        name_en="The Production Lift",
        starts_on=LONG_AGO,
    )
    version = ProgrammeVersion.objects.create(programme=programme, name="Utgåva 2025")
    for order, (sv, en, first, last) in enumerate(STAGES, start=1):
        stage = Stage.objects.create(
            version=version, order=order, name_sv=sv, name_en=en, start_month=first, end_month=last
        )
        for n in (1, 2):
            StageRequirement.objects.create(
                stage=stage, order=n, name_sv=f"Krav {order}.{n}", name_en=f"Requirement {order}.{n}"
            )
    companies = [
        company(1, "Norrskena Mekanik AB", mellersta, "2280"),
        company(2, "Stöde Plåt AB", mellersta, "2281"),
        company(3, "Skelleälvens Trä AB", norr, "2482"),
        company(4, "Ångerdals Smide AB", mellersta, "2282"),
    ]
    a, b, c = (
        active(row, version, add_months(today, -months)) for row, months in zip(companies, (2, 1, 2), strict=False)
    )
    lone = Enrolment.objects.create(
        company=companies[3], programme_version=version, region=mellersta, state_since_on=today
    )
    StateChange.objects.create(enrolment=lone, state=Enrolment.State.INTERESTED, changed_on=today)
    here, there = {"region": mellersta}, {"region": norr}
    built = Cast(
        director=person("director@example.org", "Karin Lindmark", (Role.DIRECTOR, {})),
        leader=person("leader.mellersta-norrland@example.org", "Anders Åhlén", (Role.REGIONAL_LEADER, here)),
        leader_norr=person("leader.norr@example.org", "Maja Nordvall", (Role.REGIONAL_LEADER, there)),
        coach_a=person("coach.a@example.org", "Mikael Sundh", (Role.COACH, here)),
        coach_b=person("coach.b@example.org", "Sara Björk", (Role.COACH, here)),
        coach_c=person("coach.c@example.org", "Elin Fors", (Role.COACH, there)),
        former_coach=person("former.coach@example.org", "Olle Rask", (Role.COACH, here)),
        funder_tvv=person("funder.tillvaxtverket@example.org", "Eva Wessman", (Role.FUNDER, {"funder": tvv})),
        funder_vinnova=person("funder.vinnova@example.org", "Per Holmér", (Role.FUNDER, {"funder": vinnova})),
        auditor=person("auditor@example.org", "Gun Alm", (Role.AUDITOR, {})),
        nobody=person("nobody@example.org", "Nils Ingen"),
        inactive=person("inactive@example.org", "Siv Borta", (Role.DIRECTOR, {})),
        mellersta=mellersta,
        norr=norr,
        tvv=tvv,
        vinnova=vinnova,
        programme=programme,
        version=version,
        company_a=companies[0],
        company_b=companies[1],
        company_c=companies[2],
        company_lone=companies[3],
        a=a,
        b=b,
        c=c,
        lone=lone,
    )
    User.objects.filter(pk=built.inactive.pk).update(is_active=False)
    built.inactive.refresh_from_db()
    for enrolment, coach in ((a, built.coach_a), (b, built.coach_b), (c, built.coach_c)):
        CoachAssignment.objects.create(enrolment=enrolment, coach=coach, from_on=enrolment.started_on)
    CoachAssignment.objects.create(
        enrolment=a,
        coach=built.former_coach,
        kind="assisting",
        from_on=a.started_on,
        until_on=today - timedelta(days=1),
    )
    return built
