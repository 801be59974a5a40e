"""Small groups in cross tables are hidden, and so that totals do not give them away (TRUST.md T4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

SMALLEST_GROUP = 5  # companies


@dataclass(frozen=True)
class Cell:
    """A value, and how many companies it comes from."""

    companies: Decimal | int
    value: Decimal | None


def suppressed(cells: Sequence[Cell]) -> list[Decimal | None]:
    """The values of a column whose total is known; None where it must not be shown.

    Hidden are groups of 1 to 4 companies. When what is hidden comes from fewer than five companies together, or from
    one group alone, the smallest of the others is hidden too: the total less what is shown would tell it.
    Nobody is told by a group without companies.
    """
    present = [place for place, cell in enumerate(cells) if cell.companies > 0]
    hidden = {place for place in present if cells[place].companies < SMALLEST_GROUP}
    others = sorted(set(present) - hidden, key=lambda place: (cells[place].companies, place))
    while hidden and others and (len(hidden) == 1 or _together(cells, hidden) < SMALLEST_GROUP):
        hidden.add(others.pop(0))
    return [None if place in hidden else (cell.value or Decimal(0)) for place, cell in enumerate(cells)]


def _together(cells: Sequence[Cell], places: set[int]) -> Decimal:
    return sum((Decimal(cells[place].companies) for place in places), Decimal(0))
