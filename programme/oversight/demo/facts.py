"""What the demo world is shaped by: DOMAIN.md sections 1 and 4.2, DESIGN.md section 6."""

from dataclasses import dataclass
from datetime import date

from programme.oversight.beginning import NODES, Node


@dataclass(frozen=True)
class RegionFact:
    """A node of the demo: hosts over time (name, kind, from, until) and its weight in companies."""

    node: Node
    hosts: tuple[tuple[str, str, date, date | None], ...]
    running: int  # companies in coaching today
    way_in: int  # companies on the way in
    past: int  # companies that have ended
    leader: str  # e-mail before the @

    @property
    def code(self) -> str:
        """The region's code."""
        return self.node.code


def _host(name: str, kind: str, begun: int, ended: int | None = None) -> tuple[str, str, date, date | None]:
    return name, kind, date(begun, 1, 1), date(ended, 12, 31) if ended else None


NODE = {node.code: node for node in NODES}
REGIONS = (
    RegionFact(
        NODE["sydsverige"],
        (_host("IUC Syd", "association", 2015), _host("Blekinge tekniska högskola", "university", 2010, 2014)),
        6,
        4,
        18,
        "leader.sydsverige",
    ),
    RegionFact(
        NODE["smaland"],
        (_host("CIL", "association", 2010),),
        8,
        5,
        24,
        "leader.smaland",
    ),
    RegionFact(
        NODE["vastsverige"],
        (_host("Göteborgs Tekniska College", "association", 2015), _host("Chalmers", "university", 2007, 2014)),
        9,
        4,
        30,
        "leader.vastsverige",
    ),
    RegionFact(
        NODE["ostra-mellansverige"],
        (_host("Mälardalens högskola", "university", 2010),),
        15,
        5,
        34,
        "leader.ostra-mellansverige",
    ),
    RegionFact(
        NODE["stockholm"],
        (_host("KTH", "university", 2010),),
        5,
        3,
        16,
        "leader.stockholm",
    ),
    RegionFact(
        NODE["norra-mellansverige"],
        (_host("Högskolan i Gävle", "university", 2012),),
        4,
        3,
        14,
        "leader.norra-mellansverige",
    ),
    RegionFact(
        NODE["mellersta-norrland"],
        (_host("Mittuniversitetet", "university", 2010),),
        4,
        8,
        0,
        "leader.mellersta-norrland",
    ),
    RegionFact(
        NODE["ovre-norrland"],
        (_host("Luleå tekniska universitet", "university", 2010),),
        3,
        3,
        9,
        "leader.norr",
    ),
)

# Counties where nobody is in coaching: white spots. Nobody ever was in Jämtland.
WHITE_SPOTS = {"09", "10", "23"}

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
