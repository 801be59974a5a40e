"""Small groups stay hidden, and totals less what is shown do not give them away (TRUST.md T4)."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from funding.suppression import SMALLEST_GROUP, Cell, suppressed

CELLS = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 500)).map(lambda pair: Cell(pair[0], Decimal(pair[1]))), max_size=7
)


def test_small_group_is_hidden_together_with_the_smallest_other() -> None:
    cells = [Cell(3, Decimal(10)), Cell(24, Decimal(80)), Cell(18, Decimal(60)), Cell(0, Decimal(0))]

    assert suppressed(cells) == [None, Decimal(80), None, Decimal(0)]


def test_large_groups_are_all_shown() -> None:
    assert suppressed([Cell(5, Decimal(1)), Cell(6, None)]) == [Decimal(1), Decimal(0)]


@given(CELLS)
def test_total_less_what_is_shown_never_tells_of_a_small_group(cells: list[Cell]) -> None:
    shown = suppressed(cells)

    for cell, value in zip(cells, shown, strict=True):
        assert value is None or value == (cell.value or 0)
        assert value is None or cell.companies == 0 or cell.companies >= SMALLEST_GROUP
    hidden = [cell for cell, value in zip(cells, shown, strict=True) if value is None]
    present = [cell for cell in cells if cell.companies > 0]
    if hidden and len(hidden) < len(present):
        assert len(hidden) >= 2
        assert sum(cell.companies for cell in hidden) >= SMALLEST_GROUP
