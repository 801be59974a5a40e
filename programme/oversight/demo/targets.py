"""The demo's targets in their funders' own codes and words, and why past outcomes lie off their plan."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from companies.models import Enrolment
from funding.figures import CATALOGUE
from funding.indicators.line import planned
from funding.indicators.narrowing import counted_until, target_scope
from funding.models import Grant, Report, Target, VarianceComment
from programme.people.models import User

Words = tuple[str, str, str, str, str]  # code, wording and note in Swedish, wording and note in English

WORDS: dict[tuple[str, str], Words] = {
    ("SIMMITT", "workshop_series_held"): (
        "M1", "Genomförda workshopserier", "En serie räknas när dess sista träff har hållits.",
        "Workshop series held", "A series counts when its last session has been held.",
    ),
    ("SIMMITT", "deep_analyses_held"): (
        "M2", "Djupanalyser hos företag", "En djupanalys räknas när företaget har fått sin handlingsplan.",
        "Deep analyses at companies", "A deep analysis counts when the company has been given its plan of action.",
    ),
    ("Verksamhetsbidrag", "companies_in_coaching"): (
        "T1", "Företag i utvecklingsprogrammet", "Läget den sista dagen.",
        "Companies in the development programme", "As it stands on the last day.",
    ),
    ("Verksamhetsbidrag", "company_hours"): (
        "T2", "Företagens egen insats i timmar", "Styrks med närvarolistor.",
        "The companies' own effort in hours", "Proved by attendance lists.",
    ),
    ("Verksamhetsbidrag", "companies_completed"): (
        "T3", "Företag som har slutfört programmet", "", "Companies that have completed the programme", "",
    ),
    ("Lyft i leverantörsled", "companies_in_coaching"): (
        "D1", "Företag i leverantörsled som lyfts", "", "Companies of supply chains being lifted", "",
    ),
}  # fmt: skip
RCO01 = ("RCO01", "Företag som får stöd", "Enterprises supported")
RCO04 = ("RCO04", "Företag som får icke-finansiellt stöd", "Enterprises with non-financial support")
ONCE = (
    "Varje företag en gång per särskilt mål; storlek vid ansökan.",
    "Each enterprise once per specific objective; size at application.",
)
SMART = (
    ("enterprises_supported", RCO01, "micro", 6),
    ("enterprises_supported", RCO01, "small", 5),
    ("enterprises_supported", RCO01, "medium", 8),
    ("enterprises_non_financial", RCO04, "", 18),
)
BECAUSE = (
    "Starterna kom ojämnt: flera företag började samtidigt, och några sköt upp till nästa period. Planen räknar med "
    "jämn takt över hela stödets tid. Vi räknar med att skillnaden minskar nästa period.",
    "Den raka linjen passar inte målet: de flesta företag blir klara i stödets andra halva, eftersom programmet tar "
    "18 månader. Målet gäller fortfarande.",
    "Antalet beror på få företag, och ett enda gör stor skillnad. Vi följer upp det med nodernas ledare varje kvartal.",
)


@dataclass(frozen=True)
class Short:
    """A target that its outcome falls short of on a day, by a quarter of its plan."""

    figure: str
    code: str
    wording_sv: str
    wording_en: str


SHORT = Short("sessions_held", "D2", "Träffar med företag i leverantörsled", "Sessions with companies of supply chains")


def word_targets(director: User, today: date) -> None:
    """Codes and words on what the decisions ask for; European codes for Smart industri; one target that falls short."""
    for target in Target.objects.select_related("grant"):
        for (name, figure), (code, sv, note_sv, en, note_en) in WORDS.items():
            if target.figure == figure and target.grant.name_sv.startswith(name):
                target.code, target.wording_sv, target.note_sv = code, sv, note_sv
                target.wording_en, target.note_en = en, note_en
                target.save()
    smart = Grant.objects.get(name_sv="Smart industri i Norra Mellansverige")
    Target.objects.bulk_create(
        Target(
            grant=smart, figure=figure, code=code, wording_sv=sv, wording_en=en, size=size, value=Decimal(value),
            due_on=smart.ends_on, note_sv=ONCE[0], note_en=ONCE[1],
        )
        for figure, (code, sv, en), size, value in SMART
    )  # fmt: skip
    chains = Grant.objects.filter(name_sv="Lyft i leverantörsled").first()
    if chains is not None and Enrolment.objects.filter(allocations__grant=chains).exists():
        _fall_short(chains, director, today)


def _fall_short(grant: Grant, director: User, today: date) -> None:
    """A target of sessions whose line stands a third above what has been held by now."""
    target = Target(
        grant=grant, figure=SHORT.figure, code=SHORT.code, wording_sv=SHORT.wording_sv, wording_en=SHORT.wording_en,
        value=Decimal(1), due_on=grant.ends_on,
    )  # fmt: skip
    until = counted_until(target, today)
    held = CATALOGUE[SHORT.figure].value(target_scope(target, until, director))
    gone = planned(Decimal(0), Decimal(100_000), start=until.start, due=grant.ends_on, on=until.end) / 100_000
    target.value = (held / gone * 4 / 3 / 10).quantize(Decimal(1)) * 10
    if target.value > 0:
        target.save()


def explain_in_advance(director: User, report: Report) -> None:
    """Why outcomes of a past period lie off their plan, written before its report is built."""
    VarianceComment.objects.bulk_create(
        VarianceComment(report=report, target=target, text=BECAUSE[n % len(BECAUSE)], written_by=director)
        for n, target in enumerate(report.period.grant.targets.all())
    )
