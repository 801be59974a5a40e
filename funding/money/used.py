"""What a grant's card says of its money: used and left by cost type, the pace, co-financing beside what it is worth.

Sums only, for everybody who sees the grant: its funder too, who reads no voucher and no person.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Sum
from django.db.models.functions import ExtractYear

from funding.models import BudgetLine, CoFinancing, Cost, Grant, Rate
from funding.money.time import hundredths, of_grant
from programme.common.dates import Period
from programme.common.numbers import as_kronor

ZERO = Decimal(0)
CostType = BudgetLine.CostType


@dataclass(frozen=True)
class UsedLine:
    """A cost type: its budget (None where there is none), what was booked, the coaches' time; SEK."""

    cost_type: str
    label: str
    budget: Decimal | None
    booked: Decimal
    time: Decimal

    @property
    def used(self) -> Decimal:
        """Booked and time together."""
        return self.booked + self.time

    @property
    def left(self) -> Decimal | None:
        """What the budget leaves, below zero when it is passed; None without a budget."""
        return None if self.budget is None else self.budget - self.used


@dataclass(frozen=True)
class Used:
    """A grant's money on a day, of one year or of all."""

    amount: Decimal
    lines: tuple[UsedLine, ...]
    total: UsedLine
    years: tuple[int, ...]
    year: int | None
    has_time: bool  # coach time is charged
    unrated: int  # minutes of coach time that no rate holds for
    used: Decimal  # of the whole grant, all years
    share: Decimal  # used of the amount, per cent
    gone: Decimal  # of the grant's time, per cent

    @property
    def left(self) -> Decimal:
        """Of the whole grant; below zero when more was used."""
        return self.amount - self.used

    @property
    def over(self) -> Decimal:
        """How much more was used than granted; zero when it is not."""
        return max(-self.left, ZERO)


def gone_of(grant: Grant, today: date) -> Decimal:
    """Per cent of the grant's time that has passed at the end of the day."""
    whole = (grant.ends_on - grant.starts_on).days + 1
    passed = min(max((today - grant.starts_on).days + 1, 0), whole)
    return Decimal(passed) * 100 / whole


def used_of(grant: Grant, *, today: date, year: int | None = None) -> Used:
    """What is used and left of a grant that the reader sees, up to a day; in five queries."""
    budget: dict[tuple[str, int | None], Decimal] = {}
    for line in grant.budget.all():
        budget[line.cost_type, line.year] = line.amount
    booked: dict[tuple[str, int], int] = {}
    costs = Cost.objects.filter(grant=grant, withdrawn_on=None, booked_on__lte=today).order_by()
    by_year = costs.annotate(booked_year=ExtractYear("booked_on")).values("cost_type", "booked_year")
    for row in by_year.annotate(ore=Sum(hundredths("amount"))):
        booked[row["cost_type"], row["booked_year"]] = int(row["ore"])
    time, unrated = _coach_time(grant, today) if grant.staff_by_unit_cost else ({}, 0)
    years = tuple(range(grant.starts_on.year, grant.ends_on.year + 1))
    lines = tuple(_lines(budget, booked, time, year))
    used = as_kronor(sum(booked.values()) + sum(time.values()))
    budgets = [line.budget for line in lines if line.budget is not None]
    total = UsedLine(
        "",
        "",
        sum(budgets, ZERO) if budgets else None,
        sum((line.booked for line in lines), ZERO),
        sum((line.time for line in lines), ZERO),
    )
    share = used * 100 / grant.amount if grant.amount else ZERO
    return Used(
        grant.amount,
        lines,
        total,
        years,
        year,
        grant.staff_by_unit_cost,
        unrated,
        used,
        share,
        gone_of(grant, today),
    )


def _coach_time(grant: Grant, today: date) -> tuple[dict[int, int], int]:
    """Öre of coach time by year, and minutes without a rate."""
    rows = of_grant(grant, Period(min(grant.starts_on, today), today), Rate.Kind.COACH_HOUR)
    by_year = rows.annotate(held_year=ExtractYear("session__held_on")).values("held_year")
    found = {row["held_year"]: int(row["sum"]) for row in by_year.annotate(sum=Sum("ore"))}
    return found, int(rows.filter(rate=None).aggregate(sum=Sum("minutes"))["sum"] or 0)


def _lines(
    budget: dict[tuple[str, int | None], Decimal],
    booked: dict[tuple[str, int], int],
    time: dict[int, int],
    year: int | None,
) -> Iterable[UsedLine]:
    def within(one: int | None) -> bool:
        return year is None or one == year

    for kind in CostType:
        planned = [amount for (cost_type, one), amount in budget.items() if cost_type == kind and within(one)]
        spent = sum(ore for (cost_type, one), ore in booked.items() if cost_type == kind and within(one))
        worked = sum(ore for one, ore in time.items() if within(one)) if kind == CostType.STAFF else 0
        if planned or spent or worked:
            yield UsedLine(
                kind.value,
                str(kind.label),
                sum(planned, ZERO) if planned else None,
                as_kronor(spent),
                as_kronor(worked),
            )


@dataclass(frozen=True)
class Valued:
    """The companies' own time of a grant in money on a day: SEK, and hours that no rate holds for."""

    value: Decimal
    minutes: int
    unrated: int


def company_time_of(grant: Grant, *, today: date) -> Valued:
    """What the companies' own time is worth from the grant's first day on; in one query."""
    rows = of_grant(grant, Period(min(grant.starts_on, today), today), Rate.Kind.COMPANY_HOUR)
    whole, unrated = 0, 0
    ore = 0
    for row in rows.annotate(is_rated=F("rate")).values("is_rated").annotate(m=Sum("minutes"), o=Sum("ore")):
        whole, ore = whole + int(row["m"]), ore + int(row["o"])
        unrated += int(row["m"]) if row["is_rated"] is None else 0
    return Valued(as_kronor(ore), whole, unrated)


def counts_company_time(grant: Grant) -> bool:
    """True when the companies' own time is a part of the grant's co-financing: it has a line in kind."""
    return grant.co_financing.filter(kind=CoFinancing.Kind.IN_KIND).exists()
