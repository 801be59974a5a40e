"""The templates that a new portal begins with (DOMAIN.md 3.2-3.4).

Laid as rows by a migration and the director's from then on: what stands here is a beginning, not what a report has.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Standard:
    """A template as it is first laid."""

    name_sv: str
    name_en: str
    parts: Sequence[Mapping[str, Any]]


def part(
    key: str, kind: str, sv: str, en: str, asks_sv: str = "", asks_en: str = "", *, starts_page: bool = True
) -> Mapping[str, Any]:
    """One part, by the names of TemplatePart's fields."""
    return {
        "key": key,
        "kind": kind,
        "heading_sv": sv,
        "heading_en": en,
        "asks_sv": asks_sv,
        "asks_en": asks_en,
        "starts_page": starts_page,
    }


SUMMARY = part("summary", "summary", "Sammanfattning", "Summary")
TARGETS = part("targets", "targets", "Mål i beslutet", "Targets in the decision", starts_page=False)
WENT_WELL = part("went-well", "text", "Det här gick bra", "What went well", starts_page=False)
WE_CHANGE = part("we-change", "text", "Det här ändrar vi", "What we change", starts_page=False)
CHARTS = part("charts", "charts", "Företag och tid", "Companies and time")
MAP = part("map", "map", "Var företagen finns", "Where the companies are")
SIZES = part("sizes", "sizes", "Företag efter storlek", "Companies by size", starts_page=False)
GROUPS = part("groups", "groups", "Vilka vi når", "Whom we reach")
REGIONS = part("regions", "regional", "Ur regionerna", "From the regions")
STORIES = part("stories", "stories", "Berättelser från företag", "Stories from companies")
MONEY = part("money", "money", "Ekonomi", "Money")
PARTICIPANTS = part("participants", "participants", "Deltagare", "Participants")
COMPANIES = part("companies", "companies", "Företag för företag", "Company by company")
LATE = part("late", "late", "Sent och rättat", "Late and corrected")
ROWS = part("rows", "rows", "Siffrorna och raderna bakom", "The figures and the rows behind them")

PLAIN = Standard(
    "Enkel rapport",
    "Plain report",
    (SUMMARY, TARGETS, WENT_WELL, WE_CHANGE, CHARTS, SIZES, GROUPS, PARTICIPANTS, LATE, ROWS),
)

PROGRESS = Standard(
    "Tillväxtverket, lägesrapport",
    "Tillväxtverket, progress report",
    (
        SUMMARY,
        part(
            "overall",
            "text",
            "1. Övergripande",
            "1. Overall",
            "Hur det går mot målen, vad som avviker från beslutet och varför, och vad ni gör åt det.",
            "How it goes towards the targets, what differs from the decision and why, and what you do about it.",
        ),
        TARGETS,
        part(
            "organisation",
            "text",
            "2. Arbetssätt och organisation",
            "2. Working method and organisation",
            "Bemanning, samverkan mellan noderna, upphandling, kommunikation och hur EU-stödet syns.",
            "Staffing, co-operation between the nodes, procurement, communication and how the support is shown.",
            starts_page=False,
        ),
        part("regions", "regional", "Ur regionerna", "From the regions", starts_page=False),
        part(
            "activities",
            "text",
            "3. Aktiviteter",
            "3. Activities",
            "Vad som gjorts i perioden mot plan: serier, djupanalyser, piloter, träffar. Hinder och hur de hanteras.",
            "What was done against plan: series, deep analyses, pilots, sessions. Obstacles and how they are met.",
            starts_page=False,
        ),
        part("charts", "charts", "Företag och tid", "Companies and time", starts_page=False),
        part(
            "results",
            "text",
            "4. Projektresultat",
            "4. Project results",
            "Effekter hos företagen, hållbarhet, och hur målgruppen nås efter bakgrund, kön, ålder och geografi.",
            "Effects, sustainability, and how the target group is reached by background, sex, age and place.",
            starts_page=False,
        ),
        MAP,
        SIZES,
        GROUPS,
        STORIES,
        MONEY,
        PARTICIPANTS,
        LATE,
        ROWS,
    ),
)

FINAL = Standard(
    "Tillväxtverket, slutrapport",
    "Tillväxtverket, final report",
    (
        SUMMARY,
        part(
            "why",
            "text",
            "1. Bakgrund och förändringsteori",
            "1. Background and theory of change",
            "Vilket problem insatsen skulle lösa och hur den var tänkt att verka.",
            "Which problem the effort was to solve and how it was meant to work.",
        ),
        part(
            "done",
            "text",
            "2. Genomförande",
            "2. What was done",
            "Vad som gjordes, med vilka, och vad som ändrades på vägen.",
            "What was done, with whom, and what was changed on the way.",
            starts_page=False,
        ),
        part("charts", "charts", "Företag och tid", "Companies and time", starts_page=False),
        part(
            "reached",
            "text",
            "3. Resultat och effekter",
            "3. Results and effects",
            "Vad som uppnåddes mot målen, och vad som blir kvar efteråt.",
            "What was reached against the targets, and what remains afterwards.",
            starts_page=False,
        ),
        TARGETS,
        MAP,
        SIZES,
        GROUPS,
        STORIES,
        part(
            "lessons",
            "text",
            "4. Lärdomar och fortsättning",
            "4. Lessons and what comes next",
            "Vad ni skulle göra om, vad andra bör veta, och hur arbetet lever vidare.",
            "What you would do otherwise, what others should know, and how the work lives on.",
        ),
        MONEY,
        PARTICIPANTS,
        COMPANIES,
        LATE,
        ROWS,
    ),
)

VINNOVA = Standard(
    "Vinnova, lägesrapport",
    "Vinnova, progress report",
    (
        part(
            "state",
            "text",
            "Läget i projektet",
            "State of the project",
            "Hur projektet går mot planen, i några meningar som kan läsas av vem som helst.",
            "How the project goes against its plan, in a few sentences that anybody can read.",
        ),
        part("summary", "summary", "I siffror", "In figures", starts_page=False),
        TARGETS,
        part(
            "deviations",
            "text",
            "Avvikelser",
            "Deviations",
            "Tid, innehåll, budget, parter: vad som avviker och vad ni ber Vinnova ta ställning till.",
            "Time, content, budget, partners: what differs and what you ask Vinnova to decide.",
        ),
        part(
            "spread",
            "text",
            "Spridning av resultat",
            "Spreading of results",
            "Publikationer, seminarier, ny kunskap i andra företag.",
            "Publications, seminars, new knowledge in other companies.",
            starts_page=False,
        ),
        CHARTS,
        STORIES,
        MONEY,
        PARTICIPANTS,
        LATE,
        ROWS,
    ),
)

STANDARD = (PLAIN, PROGRESS, FINAL, VINNOVA)
