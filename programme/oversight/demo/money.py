"""The demo's money: grants with targets, periods and allocations; activities that projects promised."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from coaching.models import Activity
from companies.models import Enrolment
from funding.models import Allocation, Grant, ReportingPeriod, Target
from programme.common.dates import add_months
from programme.oversight.demo.grants import bend_calendar, fill_in, share_more
from programme.oversight.demo.ground import Ground


@dataclass(frozen=True)
class GrantFact:
    """A grant as the demo tells it; `months` lie between its reports."""

    funder: str
    programme: str
    kind: str
    name_sv: str
    name_en: str
    case: str
    amount: int
    starts_on: date
    ends_on: date
    months: int  # 0 where the reports were made before the portal
    targets: tuple[tuple[str, int, date], ...] = ()
    participant_list: bool = False


def _grants(today: date) -> list[GrantFact]:
    # The running grants began in time for at least one report to be due by now.
    year = today.year if today >= date(today.year, 8, 15) else today.year - 1
    last = date(year + 2, 12, 31)
    turn = date(today.year, 12, 31)
    return [
        GrantFact(
            "tillvaxtverket",
            "lift",
            "operating",
            "Verksamhetsbidrag 2017–2019",
            "Operating grant 2017–2019",
            "Ä-2016-0417",
            21_000_000,
            date(2017, 1, 1),
            date(2019, 12, 31),
            0,
            (("companies_completed", 40, date(2019, 12, 31)),),
        ),
        GrantFact(
            "tillvaxtverket",
            "lift",
            "operating",
            f"Verksamhetsbidrag {year}–{year + 2}",
            f"Operating grant {year}–{year + 2}",
            f"Ä-{year - 1}-0588",
            21_000_000,
            date(year, 1, 1),
            last,
            6,
            (("companies_in_coaching", 60, turn), ("company_hours", 12_000, turn), ("companies_completed", 24, turn)),
        ),
        GrantFact(
            "vinnova",
            "lift",
            "project",
            "Lyft i leverantörsled",
            "Lifting supply chains",
            f"V-{year - 1}-01204",
            6_000_000,
            date(year - 1, 7, 1),
            date(year + 1, 6, 30),
            12,
            (("companies_in_coaching", 20, turn),),
        ),
        GrantFact(
            "kk-stiftelsen",
            "lift",
            "earmarked",
            "Coachkurs och leankurs",
            "Coach course and lean course",
            f"KK-{year - 1}-33",
            3_000_000,
            date(year, 1, 1),
            last,
            12,
        ),
        GrantFact(
            "produktion2030",
            "lift",
            "earmarked",
            "Kvalitetssäkring och utveckling",
            "Quality assurance and development",
            f"P30-{year}-07",
            2_000_000,
            date(year, 1, 1),
            turn,
            6,
        ),
        GrantFact(
            "erdf",
            "simmitt",
            "erdf",
            "SIMMITT",
            "SIMMITT",
            "ERUF-2019-1130",
            12_000_000,
            date(2019, 9, 1),
            date(2022, 12, 31),
            0,
            (("workshop_series_held", 8, date(2022, 12, 31)), ("deep_analyses_held", 35, date(2022, 12, 31))),
            participant_list=True,
        ),
        GrantFact(
            "erdf",
            "smart",
            "erdf",
            "Smart industri i Norra Mellansverige",
            "Smart Industry, North Central Sweden",
            "ERUF-2017-0852",
            4_717_448,
            date(2018, 1, 1),
            date(2020, 12, 31),
            0,
        ),
        GrantFact(
            "tillvaxtverket",
            "smart",
            "agency",
            "Smart industri i regionerna",
            "Smart Industry in the Regions",
            "Ä-2017-0213",
            2_500_000,
            date(2018, 1, 1),
            date(2020, 12, 31),
            0,
        ),
    ]


PUBLICITY = {
    "tillvaxtverket": ("Medfinansieras av Tillväxtverket.", "Co-financed by Tillväxtverket."),
    "vinnova": ("Med stöd från Vinnova.", "With support from Vinnova."),
    "kk-stiftelsen": ("Med stöd från KK-stiftelsen.", "With support from KK-stiftelsen."),
    "produktion2030": ("En satsning inom Produktion2030.", "An initiative of Produktion2030."),
    "erdf": ("Medfinansieras av Europeiska unionen.", "Co-funded by the European Union."),
}


def spend(random: Random, ground: Ground, today: date) -> None:
    """Grants with periods, targets, co-financing and allocations, and the activities of past projects."""
    _activities(ground)
    for fact in _grants(today):
        sv, en = PUBLICITY[fact.funder]
        grant = Grant.objects.create(
            funder=ground.funders[fact.funder],
            programme=ground.programmes[fact.programme],
            kind=fact.kind,
            name_sv=fact.name_sv,
            name_en=fact.name_en,
            case_number=fact.case,
            amount=Decimal(fact.amount),
            starts_on=fact.starts_on,
            ends_on=fact.ends_on,
            publicity_sv=sv,
            publicity_en=en,
            participant_list_required=fact.participant_list,
        )
        for figure, value, due_on in fact.targets:
            Target.objects.create(grant=grant, figure=figure, value=value, due_on=due_on)
        _periods(grant, fact)
        if fact.funder == "vinnova":
            _allocate(random, grant, today)
        fill_in(grant, today)
    bend_calendar(ground.director, today)
    share_more()


def _periods(grant: Grant, fact: GrantFact) -> None:
    start, number = fact.starts_on, 1
    while fact.months and start < fact.ends_on:
        end = min(add_months(fact.starts_on, number * fact.months) - timedelta(days=1), fact.ends_on)
        ReportingPeriod.objects.create(
            grant=grant, number=number, starts_on=start, ends_on=end, due_on=end + timedelta(days=45)
        )
        start, number = end + timedelta(days=1), number + 1


def _allocate(random: Random, grant: Grant, today: date) -> None:
    """The grant pays 40 % of some companies in the running edition."""
    running = Enrolment.objects.in_coaching_on(today).order_by("pk")
    chosen = random.sample(list(running), max(1, running.count() // 3))
    Allocation.objects.bulk_create(
        Allocation(
            grant=grant,
            enrolment=enrolment,
            percent=Decimal(40),
            from_on=max(grant.starts_on, enrolment.started_on or grant.starts_on),
            until_on=grant.ends_on,
        )
        for enrolment in chosen
    )


def _activities(ground: Ground) -> None:
    region = ground.regions["mellersta-norrland"]
    rows = []
    for kind, count, title in (("workshop_series", 8, "Workshopserie"), ("deep_analysis", 34, "Djupanalys")):
        for n in range(count):
            day = date(2020, 2, 3) + timedelta(days=n * (1000 // count))
            rows.append(
                Activity(
                    programme=ground.programmes["simmitt"],
                    region=region,
                    kind=kind,
                    title=f"{title} {n + 1}",
                    planned_on=day,
                    held_on=day,
                )
            )
    for n in range(6):
        day = date(2018, 5, 14) + timedelta(days=n * 120)
        rows.append(
            Activity(
                programme=ground.programmes["smart"],
                region=ground.regions["norra-mellansverige"],
                kind="pilot",
                title=f"Pilot {n + 1}",
                planned_on=day,
                held_on=day,
            )
        )
    Activity.objects.bulk_create(rows)
