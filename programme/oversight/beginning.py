"""What a new installation begins with: the eight regions with their counties, and a first programme.

From DOMAIN.md 1.4 and 4.2. All of it can be changed on the pages under /structure/ afterwards.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from programme.structure.models import (
    County,
    Programme,
    ProgrammeVersion,
    Region,
    Stage,
    StageRequirement,
)


@dataclass(frozen=True)
class Node:
    """A region as it begins: code, names, codes of its counties."""

    code: str
    name_sv: str
    name_en: str
    counties: tuple[str, ...]


NODES = (
    Node("sydsverige", "Sydsverige", "South Sweden", ("10", "12")),
    Node("smaland", "Småland med öarna", "Småland and the islands", ("06", "07", "08", "09")),
    Node("vastsverige", "Västsverige", "West Sweden", ("13", "14")),
    Node("ostra-mellansverige", "Östra Mellansverige", "East Central Sweden", ("03", "04", "05", "18", "19")),
    Node("stockholm", "Stockholm", "Stockholm", ("01",)),
    Node("norra-mellansverige", "Norra Mellansverige", "North Central Sweden", ("17", "20", "21")),
    Node("mellersta-norrland", "Mellersta Norrland", "Central Norrland", ("22", "23")),
    Node("ovre-norrland", "Övre Norrland", "Upper Norrland", ("24", "25")),
)
STAGES = (
    ("Samsyn och drivkraft", "Shared view and drive", 0, 3),
    ("Pilot", "Pilot", 3, 11),
    ("Bredinförande i linjen", "Line organisation", 11, 18),
)
REQUIREMENTS = (
    (
        ("Styrgrupp med ledning och fack utsedd", "Steering group with management and union appointed"),
        ("Nulägesanalys klar", "Current-state analysis done"),
        ("Mognadsmätning, start", "Maturity assessment, start"),
        ("Pulstavla och pulsmöte i gång", "Pulse board and pulse meeting running"),
    ),
    (
        ("Pilotområde valt och avgränsat", "Pilot area chosen"),
        ("Två anställda klara med leankursen, 7,5 hp", "Two employees through the lean course, 7.5 credits"),
        ("Resultat i pilotområdet redovisat för styrgruppen", "Results of the pilot shown to the steering group"),
        ("Mognadsmätning, mitt", "Maturity assessment, middle"),
    ),
    (
        ("Plan för bredinförande beslutad", "Plan for the line organisation decided"),
        ("Erfarenhetsutbyte 3 genomfört", "Experience exchange 3 held"),
        ("Mognadsmätning, slut", "Maturity assessment, end"),
        ("Avslutsmöte med utvärdering", "Closing meeting with evaluation"),
    ),
)

# What the programme promises is its own, not the portal's: it stands on the public page and can be changed.
DESCRIPTION = {
    "description_sv": (
        "Ett nationellt program för tillverkande företag med upp till 250 anställda i hela Sverige. "
        "Två coacher kommer till er varannan vecka under 18 månader."
    ),
    "description_en": (
        "A national programme for manufacturing companies with up to 250 employees in all of Sweden. "
        "Two coaches come to you every other week for 18 months."
    ),
}


def lay_region(node: Node, order: int) -> Region:
    """Make a region and give it its counties."""
    region: Region = Region.objects.create(code=node.code, name_sv=node.name_sv, name_en=node.name_en, ordering=order)
    County.objects.filter(code__in=node.counties).update(region=region)
    return region


def lay_version(
    programme: Programme, name: str, *, is_open: bool = True, coach_hours: int | None = None
) -> ProgrammeVersion:
    """Make an edition with the three stages of 18 months and what each asks for."""
    version: ProgrammeVersion = ProgrammeVersion.objects.create(
        programme=programme, name=name, open_for_enrolment=is_open, coach_hours=coach_hours
    )
    for order, ((sv, en, first, last), needed) in enumerate(zip(STAGES, REQUIREMENTS, strict=True), start=1):
        stage = Stage.objects.create(
            version=version, order=order, name_sv=sv, name_en=en, start_month=first, end_month=last
        )
        for n, (need_sv, need_en) in enumerate(needed, start=1):
            StageRequirement.objects.create(stage=stage, order=n, name_sv=need_sv, name_en=need_en)
    return version


@transaction.atomic
def begin(today: date) -> Programme:
    """The regions, and Produktionslyftet with one open edition. Raises ValueError when there is structure already."""
    if Region.objects.exists() or Programme.objects.exists():
        raise ValueError("there are regions or programmes already")
    for order, node in enumerate(NODES, start=1):
        lay_region(node, order)
    programme: Programme = Programme.objects.create(
        code="produktionslyftet",
        name_sv="Produktionslyftet",
        name_en="Produktionslyftet",
        starts_on=today,
        **DESCRIPTION,
    )
    lay_version(programme, f"Utgåva {today.year}")
    return programme
