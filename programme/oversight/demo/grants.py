"""What the demo's grants hold besides their amount: purpose, money in lines, a moved and a skipped day, shares."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from coaching.models import Activity
from funding.models import Allocation, BudgetLine, CoFinancing, Grant, GrantDecision, ReportingPeriod, ReportTemplate
from programme.oversight.demo import facts
from programme.people.models import User


@dataclass(frozen=True)
class Paper:
    """What a decision says: purpose, conditions, and SEK by cost type, each year or once."""

    purpose: str
    conditions: str
    budget: tuple[tuple[str, int], ...]
    each_year: bool = False


YEARLY = (("staff", 4_600_000), ("external", 1_200_000), ("travel", 400_000), ("indirect", 800_000))
OPERATING = Paper(
    "Verksamhetsbidrag till ett nationellt program som lyfter små och medelstora tillverkande företag.",
    "Ett beslut om året. Utbetalning efter ansökan, lägesrapport och dialogmöte. Stöd till företag prövas som stöd av "
    "mindre betydelse innan insatsen börjar.",
    YEARLY,
    each_year=True,
)
PAPERS: dict[str, Paper] = {
    "Verksamhetsbidrag 2017–2019": OPERATING,
    "Lyft i leverantörsled": Paper(
        "Företag i samma leverantörsled lyfts tillsammans, så att ledtider kortas hela vägen.",
        "Årlig lägesrapport. Högst 30 % overhead på lön.",
        (("staff", 3_600_000), ("external", 1_200_000), ("travel", 300_000), ("indirect", 900_000)),
    ),
    "Coachkurs och leankurs": Paper(
        "Utbildning av coacher och av företagens egna förbättringsledare.",
        "Bidraget går till lärosätenas kostnader.",
        (("staff", 1_800_000), ("external", 800_000), ("travel", 250_000)),
    ),
    "Kvalitetssäkring och utveckling": Paper(
        "Öronmärkt för att kvalitetssäkra och utveckla programmets metoder och hålla ihop noderna.",
        "Får inte användas till företagens egna kostnader.",
        (("staff", 1_200_000), ("external", 800_000)),
    ),
    "SIMMITT": Paper(
        "Smart industri i Mellersta Norrland: workshopserier och djupanalyser hos tillverkande företag.",
        "Indirekta kostnader med schablon, 15 % av lön. Deltagande företag redovisas vid varje ansökan om utbetalning.",
        (
            ("staff", 15_000_000),
            ("external", 5_000_000),
            ("travel", 1_000_000),
            ("equipment", 750_000),
            ("indirect", 2_250_000),
        ),
    ),
    "Smart industri i Norra Mellansverige": Paper(
        "Piloter som visar digitalisering i mindre industriföretag i tre län.",
        "Indirekta kostnader med schablon, 15 % av lön.",
        (
            ("staff", 4_800_000),
            ("external", 1_200_000),
            ("travel", 297_448),
            ("equipment", 200_000),
            ("indirect", 720_000),
        ),
    ),
    "Smart industri i regionerna": Paper(
        "Tillväxtverkets eget program; medfinansierar projektet i Norra Mellansverige.",
        "Redovisas för sig, med egna regler, fast arbetet är detsamma.",
        (("staff", 1_600_000), ("external", 900_000)),
    ),
}


# What the demo's funders ask for (DOMAIN.md 3.2-3.4); the others get the plain report.
TEMPLATES = {"tillvaxtverket": "Tillväxtverket, lägesrapport", "vinnova": "Vinnova, lägesrapport"}


def fill_in(grant: Grant, today: date) -> None:
    """Purpose, conditions and logos of a grant, its budget, and the decisions that were taken by now."""
    paper = PAPERS.get(grant.name_sv, OPERATING)
    grant.purpose, grant.conditions = paper.purpose, paper.conditions
    grant.template = ReportTemplate.objects.filter(name_sv=TEMPLATES.get(grant.funder.code, "")).first()
    grant.logo_set = Grant.LogoSet.EU if grant.kind == Grant.Kind.ERDF else Grant.LogoSet.OWN
    grant.save(update_fields=["purpose", "conditions", "logo_set", "template"])
    years = range(grant.starts_on.year, grant.ends_on.year + 1)
    BudgetLine.objects.bulk_create(
        BudgetLine(grant=grant, cost_type=cost, year=year, amount=Decimal(amount))
        for year in (years if paper.each_year else [None])
        for cost, amount in paper.budget
    )
    if paper.each_year:
        GrantDecision.objects.bulk_create(
            GrantDecision(
                grant=grant,
                number=f"{grant.case_number}-{n}",
                decided_on=date(year - 1, 12, 15),
                amount=grant.amount / len(years),
                from_on=date(year, 1, 1),
                until_on=date(year, 12, 31),
            )
            for n, year in enumerate(years, start=1)
            if date(year - 1, 12, 15) <= today
        )
    _co_finance(grant)


def _co_finance(grant: Grant) -> None:
    if grant.name_sv == "SIMMITT":
        for partner, kind, amount in facts.SIMMITT_PARTNERS:
            is_public = partner.startswith("Region")
            CoFinancing.objects.create(
                grant=grant,
                partner=partner,
                kind=kind,
                sector="public" if is_public else "private",
                promised=amount,
                promised_on=date(2019, 5, 20),
                certified=amount,
                certified_on=date(2023, 2, 28),
                basis="Anslag 1:1, regionala tillväxtåtgärder" if is_public else "Arbetad tid efter schablon",
            )
    elif grant.name_sv == "Smart industri i Norra Mellansverige":
        CoFinancing.objects.create(
            grant=grant,
            partner="Tillväxtverket, Smart industri i regionerna",
            kind="cash",
            sector="public",
            promised=2_500_000,
            promised_on=date(2017, 11, 30),
            certified=2_500_000,
            certified_on=date(2021, 3, 15),
            basis="Ett bidrag för sig: Ä-2017-0213",
        )


def bend_calendar(director: User, today: date) -> None:
    """One period is skipped, and the report of another has been given more time."""
    first = ReportingPeriod.objects.get(grant__name_sv="Kvalitetssäkring och utveckling", number=1)
    first.skipped_on, first.skipped_by = first.starts_on + timedelta(days=140), director
    first.skipped_because = "Pengarna betalades ut i maj, så Produktion2030 begär ingen rapport för första halvåret."
    first.save(update_fields=["skipped_on", "skipped_by", "skipped_because"])
    waiting = ReportingPeriod.objects.filter(grant__name_sv="Coachkurs och leankurs", due_on__gt=today)
    later = waiting.order_by("due_on").first()
    if later is not None:
        later.first_due_on, later.due_on = later.due_on, later.due_on + timedelta(days=30)
        later.extended_because = (
            "Lärosätenas bokslut blir klara först i februari. KK-stiftelsen har godkänt den nya dagen."
        )
        later.save(update_fields=["first_due_on", "due_on", "extended_because"])


def share_more() -> None:
    """Produktion2030 pays a part of five companies that Vinnova also pays for; the EU half of SIMMITT's series."""
    quality = Grant.objects.get(name_sv="Kvalitetssäkring och utveckling")
    theirs = Allocation.objects.filter(grant__funder__code="vinnova", enrolment__isnull=False).order_by("pk")
    rows = [
        Allocation(
            grant=quality,
            enrolment=one.enrolment,
            percent=Decimal(25),
            from_on=max(quality.starts_on, one.from_on),
            until_on=quality.ends_on,
        )
        for one in theirs.select_related("enrolment")[:5]
        if max(quality.starts_on, one.from_on) <= quality.ends_on
    ]
    simmitt = Grant.objects.get(name_sv="SIMMITT")
    rows += [
        Allocation(
            grant=simmitt, activity=activity, percent=Decimal(50), from_on=simmitt.starts_on, until_on=simmitt.ends_on
        )
        for activity in Activity.objects.filter(programme=simmitt.programme, kind="workshop_series").order_by("pk")
    ]
    Allocation.objects.bulk_create(rows)
