"""What a grant's card says of its money: the budget as a table, sums, and whether they agree."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import prefetch_related_objects

from funding.models import BudgetLine, CoFinancing, Grant, GrantDecision

ZERO = Decimal(0)


@dataclass(frozen=True)
class BudgetTable:
    """The budget by cost type and year. `years` holds None where lines are for all years; None cells are empty."""

    years: tuple[int | None, ...]
    rows: tuple[tuple[str, tuple[Decimal | None, ...], Decimal], ...]
    sums: tuple[Decimal, ...]
    total: Decimal
    amount: Decimal  # of the grant
    project: Decimal  # the amount and what partners promised

    @property
    def less(self) -> Decimal:
        """How much less than the amount the budget is; zero when it is not."""
        return max(self.amount - self.total, ZERO)

    @property
    def more(self) -> Decimal:
        """How much more than the amount the budget is; zero when it is not."""
        return max(self.total - self.amount, ZERO)

    @property
    def is_whole_project(self) -> bool:
        """True when it adds up to the amount together with the co-financing."""
        return self.project > self.amount and self.total == self.project


@dataclass(frozen=True)
class Money:
    """A grant's money: budget, decisions and co-financing with their sums, SEK."""

    budget: BudgetTable | None
    decisions: tuple[GrantDecision, ...]
    decided: Decimal
    undecided: Decimal
    co_financing: tuple[CoFinancing, ...]
    sums: tuple[tuple[str, Decimal, Decimal], ...]  # kind, promised, certified
    project: Decimal


def money_of(grant: Grant) -> Money:
    """The money of a grant that the reader sees. Its budget is read once, for whoever asks the same row again."""
    prefetch_related_objects([grant], "budget")
    decisions, lines = tuple(grant.decisions.all()), tuple(grant.co_financing.with_certified())
    decided = sum((one.amount for one in decisions), ZERO)
    project = grant.amount + sum((one.promised for one in lines), ZERO)
    return Money(
        budget=_budget(grant, tuple(grant.budget.all()), project),
        decisions=decisions,
        decided=decided,
        undecided=grant.amount - decided,
        co_financing=lines,
        sums=tuple(_sums(lines)),
        project=project,
    )


def _sums(lines: Sequence[CoFinancing]) -> list[tuple[str, Decimal, Decimal]]:
    return [
        (
            str(kind.label),
            sum((one.promised for one in lines if one.kind == kind), ZERO),
            sum((one.certified for one in lines if one.kind == kind), ZERO),  # type: ignore[attr-defined]
        )
        for kind in CoFinancing.Kind
        if any(one.kind == kind for one in lines)
    ]


def _budget(grant: Grant, lines: Sequence[BudgetLine], project: Decimal) -> BudgetTable | None:
    if not lines:
        return None
    named = sorted({one.year for one in lines if one.year is not None})
    years: list[int | None] = [*named, *([None] if any(one.year is None for one in lines) else [])]
    cells = {(one.cost_type, one.year): one.amount for one in lines}
    rows = []
    for kind in BudgetLine.CostType:
        own = tuple(cells.get((kind.value, year)) for year in years)
        if any(cell is not None for cell in own):
            rows.append((str(kind.label), own, sum((cell or ZERO for cell in own), ZERO)))
    sums = tuple(sum((one.amount for one in lines if one.year == year), ZERO) for year in years)
    return BudgetTable(tuple(years), tuple(rows), sums, sum(sums, ZERO), grant.amount, project)
