"""The demo's money as it goes: what an hour is worth, costs from the books, and what partners have certified.

Amounts are invented. 409 SEK is the unit cost of the period 2014–20 (DOMAIN.md 3.2); later ones rise 2.4 % a year.
"""

from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from django.db.models import Sum
from django.utils import timezone

from funding.models import Certificate, CoFinancing, Cost, Grant, Rate
from funding.money.time import of_grant
from programme.common.dates import Period, add_months
from programme.oversight.demo.ground import Ground
from programme.people.models import User
from programme.structure.models import Programme

OLD, NEW = "Enhetskostnad per timme, handbok 2014–20", "Månadslön x 12 / 1 720 h, handbok 2021–27, uppräknad 2,4 %"
OWN_TIME = "Schablon för deltagande företags arbetade tid, förvaltningens beslut"
UNIT_COST = ("Verksamhetsbidrag", "Lyft i leverantörsled", "SIMMITT", "Smart industri i Norra Mellansverige")
OWN_LINE = "Deltagande företag, egen tid"
WORDS = {
    "staff": ("Löner programledning, {}", "Löner nodledning, {}"),
    "external": ("Metodstöd och processledning, {}", "Utvärdering, delbetalning {}", "Lokaler och kursmaterial, {}"),
    "travel": ("Resor mellan noderna, {}", "Resor och logi, coachträff {}"),
    "equipment": ("Mätutrustning till piloter, {}",),
    "indirect": ("Indirekta kostnader, schablon, {}",),
    "other": ("Översättning och tryck, {}",),
}
MONTHS = ("jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec")


def keep_books(random: Random, ground: Ground, today: date) -> None:
    """Rates, costs and certificates of every grant."""
    _rates(ground.programmes, today)
    for grant in Grant.objects.select_related("funder", "programme").order_by("pk"):
        if grant.name_sv.startswith(UNIT_COST):
            grant.staff_by_unit_cost = True
            grant.save(update_fields=["staff_by_unit_cost"])
        _book(random, grant, ground.director, today)
    _correct_books(ground.director, today)
    _certify(ground.director, today)


def _rates(programmes: dict[str, Programme], today: date) -> None:
    rows = []
    for code, since, until in (
        ("lift", date(2017, 1, 1), None),
        ("simmitt", date(2019, 9, 1), date(2022, 12, 31)),
        ("smart", date(2018, 1, 1), date(2020, 12, 31)),
    ):
        coach = Decimal(409)
        for year in range(since.year, min(today.year, until.year if until else today.year) + 1):
            if year > 2020:
                coach = (coach * Decimal("1.024")).quantize(Decimal("0.5"), ROUND_HALF_UP)
            start, end = max(since, date(year, 1, 1)), date(year, 12, 31)
            is_last = year == today.year and until is None
            basis = OLD if year <= 2020 else NEW
            for kind, amount, said in (
                (Rate.Kind.COACH_HOUR, coach, basis),
                (Rate.Kind.COMPANY_HOUR, (coach * Decimal("0.8")).quantize(Decimal(1)), OWN_TIME),
            ):
                days = {"from_on": start, "until_on": None if is_last else end}
                rows.append(Rate(programme=programmes[code], kind=kind, amount=amount, basis=said, **days))
    own = Grant.objects.get(name_sv="Lyft i leverantörsled")
    said = "Projektets snittlön med sociala avgifter; högst 800 kr i snitt enligt Vinnovas villkor"
    rows.append(Rate(grant=own, kind=Rate.Kind.COACH_HOUR, amount=Decimal(690), from_on=own.starts_on, basis=said))
    Rate.objects.bulk_create(rows)


def _book(random: Random, grant: Grant, director: User, today: date) -> None:
    """Some costs a month, so that about as much of the grant is used as of its time has gone; a past one nearly all."""
    end = min(grant.ends_on, today - timedelta(days=20))
    if end < grant.starts_on:
        return
    whole = (grant.ends_on - grant.starts_on).days + 1
    gone = Decimal((end - grant.starts_on).days + 1) / whole
    pace = Decimal(
        random.choice(("0.90", "0.95", "0.98")) if grant.ends_on < today else random.choice(("0.86", "0.93"))
    )
    budget: dict[str, Decimal] = {}
    for line in grant.budget.all():
        budget[line.cost_type] = budget.get(line.cost_type, Decimal(0)) + line.amount
    # Costs that a grant pays are a part of the project's where partners pay too.
    part = min(grant.amount / sum(budget.values()), Decimal(1))
    time_used = Decimal(0)
    if grant.staff_by_unit_cost:
        ore = of_grant(grant, Period(grant.starts_on, end), Rate.Kind.COACH_HOUR).aggregate(sum=Sum("ore"))["sum"]
        time_used = Decimal(ore or 0) / 100
    months = _months(grant.starts_on, end)
    rows, number = [], 100
    for cost_type, amount in budget.items():
        wanted = amount * part * gone * pace - (time_used if cost_type == "staff" else 0)
        if wanted <= 0:
            continue
        some = months if cost_type in ("staff", "indirect") else months[1::2] or months
        for n, month in enumerate(some):
            number += random.randint(1, 9)
            day = min(add_months(month, 1) - timedelta(days=random.randint(1, 6)), end)
            each = wanted / len(some) * Decimal(random.randint(90, 110)) / 100
            words = WORDS[cost_type][n % len(WORDS[cost_type])]
            rows.append(
                Cost(
                    grant=grant,
                    cost_type=cost_type,
                    booked_on=max(day, grant.starts_on),
                    amount=each.quantize(Decimal("0.01") if cost_type == "travel" else Decimal(1)) or Decimal(1),
                    what=words.format(f"{MONTHS[month.month - 1]} {month.year}"),
                    reference=f"{month:%y%m}-{number}",
                    entered_by=director,
                    entered_at=_noon(min(day + timedelta(days=12), today)),
                )
            )
    Cost.objects.bulk_create(rows)


def _months(start: date, end: date) -> list[date]:
    found, month = [], start.replace(day=1)
    while month <= end:
        found.append(month)
        month = add_months(month, 1)
    return found


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _correct_books(director: User, today: date) -> None:
    """One cost was booked twice and taken back; a credit came for another."""
    running = Grant.objects.filter(starts_on__lte=today, ends_on__gte=today, funder__code="tillvaxtverket").first()
    cost = Cost.objects.filter(grant=running, cost_type="external").order_by("-booked_on", "-pk").first()
    if running is None or cost is None:
        return
    twice = {"grant": running, "cost_type": "external", "booked_on": cost.booked_on, "what": cost.what}
    Cost.objects.create(
        **twice,
        amount=cost.amount,
        reference=f"{cost.reference}B",
        entered_by=director,
        entered_at=cost.entered_at,
        changed_at=cost.entered_at + timedelta(days=2),
        withdrawn_on=min(cost.booked_on + timedelta(days=14), today),
        withdrawn_by=director,
        withdrawn_because="Samma faktura bokförd två gånger.",
    )
    Cost.objects.create(
        **twice | {"what": "Kredit, utebliven workshop"},
        amount=Decimal(-18_500),
        reference=f"{cost.reference}K",
        entered_by=director,
        entered_at=cost.entered_at,
    )


def _certify(director: User, today: date) -> None:
    for line in CoFinancing.objects.select_related("grant").order_by("pk"):
        ends_on = line.grant.ends_on
        halves = (line.grant.starts_on + (ends_on - line.grant.starts_on) / 2, ends_on + timedelta(days=58))
        for n, day in enumerate(halves, start=1):
            amount = (line.promised / 2).quantize(Decimal(1))
            Certificate.objects.create(
                co_financing=line,
                certified_on=day,
                amount=amount,
                reference=f"Intyg {n}, {line.partner}"[:120],
                entered_by=director,
                entered_at=_noon(day + timedelta(days=3)),
            )
    running = Grant.objects.filter(starts_on__lte=today, ends_on__gte=today, funder__code="tillvaxtverket").first()
    if running is not None:
        _own_time(running, director, today)


def _own_time(grant: Grant, director: User, today: date) -> None:
    """The companies' own time is promised in kind, and certified for each half year that has passed."""
    line = CoFinancing.objects.create(
        grant=grant,
        partner=OWN_LINE,
        kind="in_kind",
        sector="private",
        promised=Decimal(9_000_000),
        promised_on=grant.starts_on - timedelta(days=40),
        basis="Träffarnas loggade timmar gånger programmets timpris",
    )
    start = grant.starts_on
    while (end := add_months(start, 6) - timedelta(days=1)) + timedelta(days=40) <= min(today, grant.ends_on):
        ore = of_grant(grant, Period(start, end), Rate.Kind.COMPANY_HOUR).aggregate(sum=Sum("ore"))["sum"] or 0
        certified = (Decimal(ore) / 100 * Decimal("0.93")).quantize(Decimal(100), ROUND_HALF_UP)
        if certified:
            Certificate.objects.create(
                co_financing=line,
                certified_on=end + timedelta(days=40),
                amount=certified,
                reference=f"Samlat intyg {start} – {end}",
                entered_by=director,
                entered_at=_noon(end + timedelta(days=40)),
            )
        start = end + timedelta(days=1)
