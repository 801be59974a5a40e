"""The part with the money: budget, used and left by cost type, co-financing line by line, and the rates that count.

Its sums are figures of the report with numbers and rows of their own; what the decision and the rates say is frozen.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from funding.models import BudgetLine, CoFinancing, Rate
from funding.money.figures import certified, promises
from funding.money.used import counts_company_time
from funding.parts.kinds import FrozenPart, Making, PartKind
from funding.told import Told

if TYPE_CHECKING:
    from funding.reports import ReportDocument

ZERO = Decimal(0)
NEEDS = (
    "costs_booked",
    "coach_time_cost",
    "company_time_value",
    "costs_total",
    "coach_time_charged",
    "grant_used",
    "grant_left",
    "cofinancing_promised",
    "cofinancing_certified",
)


@dataclass(frozen=True)
class MoneyLine:
    """A cost type on the report's last day, SEK; budget None where it has none."""

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
        """What the budget leaves; None without one."""
        return None if self.budget is None else self.budget - self.used


@dataclass(frozen=True)
class PartnerLine:
    """What a partner adds in one kind: promised and certified by the report's last day, SEK."""

    partner: str
    kind: str
    sector: str
    promised: Decimal
    certified: Decimal


@dataclass(frozen=True)
class RateLine:
    """A rate that counts in the report."""

    kind: str
    amount: Decimal
    since: date
    until: date | None
    basis: str
    is_own: bool


@dataclass(frozen=True)
class MoneyShown:
    """What the part's templates read."""

    amount: Decimal
    has_time: bool
    counts_company_time: bool
    lines: tuple[MoneyLine, ...]
    budget: Decimal
    partners: tuple[PartnerLine, ...]
    rates: tuple[RateLine, ...]
    figures: dict[str, Told]


def _freeze(making: Making) -> dict[str, Any]:
    grant, scope = making.report.period.grant, making.scope
    budget: dict[str, Decimal] = {}
    for line in grant.budget.all():
        budget[line.cost_type] = budget.get(line.cost_type, ZERO) + line.amount
    papers: dict[int, Decimal] = {}
    for one in certified(scope):
        papers[one.co_financing_id] = papers.get(one.co_financing_id, ZERO) + one.amount
    first = grant.starts_on if grant.staff_by_unit_cost else making.covered.start
    rates = Rate.objects.visible_to(scope.viewer).filter(Q(grant=grant) | Q(programme=grant.programme))
    holding = rates.filter(from_on__lte=scope.as_of).filter(Q(until_on=None) | Q(until_on__gte=first))
    return {
        "amount": str(grant.amount),
        "has_time": grant.staff_by_unit_cost,
        "company_time": counts_company_time(grant),
        "budget": {key: str(amount) for key, amount in budget.items()},
        "partners": [
            [line.partner, line.kind, line.sector, str(line.promised), str(papers.get(line.pk, ZERO))]
            for line in promises(scope)
        ],
        "rates": [
            [
                rate.kind,
                str(rate.amount),
                rate.from_on.isoformat(),
                rate.until_on and rate.until_on.isoformat(),
                rate.basis,
                rate.grant_id is not None,
            ]
            for rate in holding.order_by("kind", "from_on", "grant", "pk")
        ],
    }


def _shown(document: "ReportDocument", part: FrozenPart) -> MoneyShown | None:
    figures = {key: told for key in NEEDS if (told := document.figure(key))}
    if not part.data or "grant_used" not in figures:
        return None
    return MoneyShown(
        amount=Decimal(part.data["amount"]),
        has_time=part.data["has_time"],
        counts_company_time=part.data["company_time"],
        lines=tuple(_lines(part.data, figures)),
        budget=sum((Decimal(amount) for amount in part.data["budget"].values()), ZERO),
        partners=tuple(
            PartnerLine(
                partner,
                str(CoFinancing.Kind(kind).label),
                str(CoFinancing.Sector(sector).label) if sector else "",
                Decimal(promised),
                Decimal(paid),
            )
            for partner, kind, sector, promised, paid in part.data["partners"]
        ),
        rates=tuple(
            RateLine(
                str(Rate.Kind(kind).label),
                Decimal(amount),
                date.fromisoformat(since),
                date.fromisoformat(until) if until else None,
                basis,
                is_own,
            )
            for kind, amount, since, until, basis, is_own in part.data["rates"]
            if _counts(kind, part.data)
        ),
        figures=figures,
    )


def _counts(kind: str, data: dict[str, Any]) -> bool:
    return bool(data["has_time"] if kind == Rate.Kind.COACH_HOUR else data["company_time"])


def _lines(data: dict[str, Any], figures: dict[str, Told]) -> list[MoneyLine]:
    booked = {key: value for key, _label, value in figures["costs_total"].breakdown.get("cost_type", [])}
    # A figure's own value is rounded as it is shown; its parts are exact.
    time = sum((value for _key, _label, value in figures["coach_time_charged"].breakdown.get("region", [])), ZERO)
    lines = []
    for kind in BudgetLine.CostType:
        budget = data["budget"].get(kind.value)
        worked = time if kind == BudgetLine.CostType.STAFF else ZERO
        if budget is not None or kind.value in booked or worked:
            planned = None if budget is None else Decimal(budget)
            lines.append(MoneyLine(str(kind.label), planned, booked.get(kind.value, ZERO), worked))
    return lines


MONEY = PartKind(
    "money",
    _("Money"),
    _("Budget, used and left by cost type, co-financing line by line, time in money with the rates that count."),
    _shown,
    _freeze,
    needs=NEEDS,
)
