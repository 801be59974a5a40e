"""What the demo world is shaped by: DOMAIN.md sections 1 and 4.2, DESIGN.md section 6."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class RegionFact:
    """A node: code, names, counties, hosts over time (name, kind, from, until), weight in companies."""

    code: str
    name_sv: str
    name_en: str
    counties: tuple[str, ...]
    hosts: tuple[tuple[str, str, date, date | None], ...]
    running: int  # companies in coaching today
    way_in: int  # companies on the way in
    past: int  # companies that have ended
    leader: str  # e-mail before the @


def _host(name: str, kind: str, begun: int, ended: int | None = None) -> tuple[str, str, date, date | None]:
    return name, kind, date(begun, 1, 1), date(ended, 12, 31) if ended else None


REGIONS = (
    RegionFact(
        "sydsverige",
        "Sydsverige",
        "South Sweden",
        ("10", "12"),
        (_host("IUC Syd", "association", 2015), _host("Blekinge tekniska högskola", "university", 2010, 2014)),
        6,
        4,
        18,
        "leader.sydsverige",
    ),
    RegionFact(
        "smaland",
        "Småland med öarna",
        "Småland and the islands",
        ("06", "07", "08", "09"),
        (_host("CIL", "association", 2010),),
        8,
        5,
        24,
        "leader.smaland",
    ),
    RegionFact(
        "vastsverige",
        "Västsverige",
        "West Sweden",
        ("13", "14"),
        (_host("Göteborgs Tekniska College", "association", 2015), _host("Chalmers", "university", 2007, 2014)),
        9,
        4,
        30,
        "leader.vastsverige",
    ),
    RegionFact(
        "ostra-mellansverige",
        "Östra Mellansverige",
        "East Central Sweden",
        ("03", "04", "05", "18", "19"),
        (_host("Mälardalens högskola", "university", 2010),),
        15,
        5,
        34,
        "leader.ostra-mellansverige",
    ),
    RegionFact(
        "stockholm",
        "Stockholm",
        "Stockholm",
        ("01",),
        (_host("KTH", "university", 2010),),
        5,
        3,
        16,
        "leader.stockholm",
    ),
    RegionFact(
        "norra-mellansverige",
        "Norra Mellansverige",
        "North Central Sweden",
        ("17", "20", "21"),
        (_host("Högskolan i Gävle", "university", 2012),),
        4,
        3,
        14,
        "leader.norra-mellansverige",
    ),
    RegionFact(
        "mellersta-norrland",
        "Mellersta Norrland",
        "Central Norrland",
        ("22", "23"),
        (_host("Mittuniversitetet", "university", 2010),),
        4,
        8,
        0,
        "leader.mellersta-norrland",
    ),
    RegionFact(
        "ovre-norrland",
        "Övre Norrland",
        "Upper Norrland",
        ("24", "25"),
        (_host("Luleå tekniska universitet", "university", 2010),),
        3,
        3,
        9,
        "leader.norr",
    ),
)

# Counties where nobody is in coaching: white spots. Nobody ever was in Jämtland.
WHITE_SPOTS = {"09", "10", "23"}

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
FUNDERS = (
    ("tillvaxtverket", "Tillväxtverket", "Eva Wessman"),
    ("vinnova", "Vinnova", "Per Holmér"),
    ("kk-stiftelsen", "KK-stiftelsen", "Annika Sollén"),
    ("produktion2030", "Produktion2030", "Lars Enmark"),
    ("erdf", "Europeiska regionala utvecklingsfonden", "Marta Lindeus"),
)
SIMMITT_PARTNERS = (
    ("Region Västernorrland", "cash", 4_000_000),
    ("Örnsköldsviks industrigrupp", "in_kind", 2_000_000),
    ("Engcon", "in_kind", 1_500_000),
    ("IUC Z-GROUP", "in_kind", 1_500_000),
    ("Region Jämtland Härjedalen", "cash", 3_000_000),
)
