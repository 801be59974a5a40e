"""The demo's ground: regions, hosts, programmes, funders, people with their appointments."""

from dataclasses import dataclass, field
from datetime import date
from random import Random

from django.contrib.auth.hashers import make_password

from programme.oversight.beginning import DESCRIPTION, lay_region, lay_version
from programme.oversight.demo import facts, names
from programme.oversight.demo.accounts import PASSWORD
from programme.people.models import Appointment, User
from programme.people.roles import Role
from programme.structure.models import (
    Funder,
    HostPeriod,
    Programme,
    ProgrammeVersion,
    Region,
    Stage,
)

APPOINTED_ON = date(2015, 1, 1)
COACH_HOURS = 150  # planned for a company in the 18 months, travel included
PROJECT_STAGES = (("Analys", "Analysis", 0, 2), ("Genomförande", "Carrying out", 2, 6))


@dataclass
class Ground:
    """What companies and money are put upon."""

    regions: dict[str, Region] = field(default_factory=dict)
    leaders: dict[str, User] = field(default_factory=dict)
    coaches: dict[str, list[User]] = field(default_factory=dict)
    funders: dict[str, Funder] = field(default_factory=dict)
    programmes: dict[str, Programme] = field(default_factory=dict)
    versions: dict[str, ProgrammeVersion] = field(default_factory=dict)
    director: User = field(default_factory=User)
    deputy: User = field(default_factory=User)  # approves the reports that the director makes


class People:
    """Makes people who can log in with the demo password; a name is used once."""

    def __init__(self, random: Random) -> None:
        self.password = make_password(PASSWORD)
        pairs = [f"{first} {last}" for first in names.FIRST for last in names.LAST]
        random.shuffle(pairs)
        self.unused = iter(pairs)

    def make(self, email: str, name: str | None = None) -> User:
        shown = name or next(self.unused)
        person: User = User.objects.create(email=f"{email}@example.org", name=shown, password=self.password)
        return person

    def appoint(self, person: User, role: Role, **where: object) -> User:
        Appointment.objects.create(person=person, role=role, from_on=APPOINTED_ON, **where)
        return person


def lay_ground(random: Random, today: date, coaches_per_company: float) -> Ground:
    """Regions with hosts and counties, programmes with versions, funders, and everybody who works there."""
    ground, people = Ground(), People(random)
    ground.director = people.appoint(people.make("director", "Karin Lindmark"), Role.DIRECTOR)
    ground.deputy = people.appoint(people.make("deputy", "Inger Tallberg"), Role.DIRECTOR)
    people.appoint(people.make("auditor", "Gun Almryd"), Role.AUDITOR)
    for order, fact in enumerate(facts.REGIONS, start=1):
        _region(ground, people, fact, order, coaches_per_company)
    for code, name, person in facts.FUNDERS:
        funder = ground.funders[code] = Funder.objects.create(code=code, name=name)
        people.appoint(people.make(f"funder.{code}", person), Role.FUNDER, funder=funder)
    _programmes(ground, today)
    return ground


def _region(ground: Ground, people: People, fact: facts.RegionFact, order: int, coaches_per_company: float) -> None:
    region = lay_region(fact.node, order)
    for name, kind, begun, ended in fact.hosts:
        HostPeriod.objects.create(region=region, name=name, kind=kind, from_on=begun, until_on=ended)
    known = {"leader.mellersta-norrland": "Anders Åhlén", "leader.norr": "Maja Nordvall"}
    leader = people.make(fact.leader, known.get(fact.leader))
    ground.regions[fact.code] = region
    ground.leaders[fact.code] = people.appoint(leader, Role.REGIONAL_LEADER, region=region)
    people.appoint(people.make(f"education.{fact.code}"), Role.EDUCATION_LEAD, region=region)
    people.appoint(people.make(f"outreach.{fact.code}"), Role.OUTREACH_LEAD, region=region)
    fixed = {
        "mellersta-norrland": (("coach.a", "Mikael Sundh"), ("coach.b", "Sara Björkenhed")),
        "ovre-norrland": (("coach.c", "Elin Forsdala"),),
    }.get(fact.code, ())
    coaches = [people.make(email, name) for email, name in fixed]
    wanted = max(2, round(fact.running * coaches_per_company))
    coaches += [people.make(f"coach.{fact.code}.{n}") for n in range(len(coaches) + 1, wanted + 1)]
    ground.coaches[fact.code] = [people.appoint(coach, Role.COACH, region=region) for coach in coaches]


def _programmes(ground: Ground, today: date) -> None:
    lift = Programme.objects.create(
        code="produktionslyftet",
        name_sv="Produktionslyftet",
        name_en="Produktionslyftet",
        **DESCRIPTION,
        starts_on=date(2007, 1, 1),
    )
    simmitt = Programme.objects.create(
        code="simmitt", name_sv="SIMMITT", name_en="SIMMITT", starts_on=date(2019, 9, 1), ends_on=date(2022, 12, 31)
    )
    smart = Programme.objects.create(
        code="smart-industri",
        name_sv="Smart industri i Norra Mellansverige",
        name_en="Smart Industry in North Central Sweden",
        starts_on=date(2018, 1, 1),
        ends_on=date(2020, 12, 31),
    )
    ground.programmes = {"lift": lift, "simmitt": simmitt, "smart": smart}
    for key, programme, name, is_open in (
        ("past", lift, "Utgåva 2015", False),
        ("running", lift, f"Utgåva {today.year - 1}", True),
        ("simmitt", simmitt, "Djupanalys", False),
        ("smart", smart, "Pilot", False),
    ):
        ground.versions[key] = _version(programme, name, is_open=is_open)


def _version(programme: Programme, name: str, *, is_open: bool) -> ProgrammeVersion:
    if programme.code == "produktionslyftet":
        return lay_version(programme, name, is_open=is_open, coach_hours=COACH_HOURS)
    version: ProgrammeVersion = ProgrammeVersion.objects.create(
        programme=programme, name=name, open_for_enrolment=is_open
    )
    for order, (sv, en, first, last) in enumerate(PROJECT_STAGES, start=1):
        Stage.objects.create(version=version, order=order, name_sv=sv, name_en=en, start_month=first, end_month=last)
    return version
