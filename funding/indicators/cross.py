"""Cross tables of few companies: what is shown of them, so that nobody is read out (TRUST.md T4). Pure.

A cell of fewer than five companies is not shown, also when it is none; others are rounded to the nearest five. Sums are
exact: a funder has a right to those. Then, as long as it is needed, further cells are hidden, the smallest first:

1. where the sums and what is shown would give a cell of one to four companies exactly;
2. where the hidden cells of a line with a known sum are of fewer than five companies together;
3. where a table of the same kind in an earlier released report, held against this one, would tell that one to four
   companies were added to a cell or taken from it.

What no hiding can mend is in the sums themselves: where all companies of a county are of one size, its sum tells it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from funding.indicators.spans import MOST, spans
from funding.suppression import SMALLEST_GROUP

ROUNDED_TO = 5
Place = tuple[int, int]
Span = tuple[int, int]
Spans = Mapping[tuple[str, str], Span]  # (row, column) -> between which values it was known to lie


@dataclass(frozen=True)
class Cell:
    """A value, and how many companies it comes from."""

    companies: int
    value: int


@dataclass(frozen=True)
class Shown:
    """A table as it may be read: None for a hidden cell; and between which values a reader can place each cell."""

    values: list[list[int | None]]
    spans: list[list[Span]]


def shown(
    cells: Sequence[Sequence[Cell]],
    *,
    rows: Sequence[str],
    columns: Sequence[str],
    rows_known: bool = True,
    earlier: Iterable[Spans] = (),
) -> Shown:
    """What may be shown of a table whose sums are known: those of its columns, and of its rows with `rows_known`.

    rows, columns: their keys, by which a cell is found again in `earlier` tables.
    """
    there = [(i, j) for i in range(len(cells)) for j in range(len(columns))]
    hidden = {(i, j) for i, j in there if cells[i][j].companies < SMALLEST_GROUP}
    known = list(earlier)
    while True:
        able = _spans(cells, hidden, rows_known=rows_known)
        more = next(_too_much(cells, hidden, able, (rows, columns), known, rows_known=rows_known), None)
        if more is None:
            break
        hidden.add(more)
    values = [
        [None if (i, j) in hidden else rounded(cell.value) for j, cell in enumerate(row)] for i, row in enumerate(cells)
    ]
    return Shown(values, able)


def rounded(value: int) -> int:
    """To the nearest five."""
    return (value + ROUNDED_TO // 2) // ROUNDED_TO * ROUNDED_TO


def _spans(cells: Sequence[Sequence[Cell]], hidden: set[Place], *, rows_known: bool) -> list[list[Span]]:
    values = [[cell.value for cell in row] for row in cells]
    half = ROUNDED_TO // 2
    low = [
        [0 if (i, j) in hidden else max(rounded(value) - half, SMALLEST_GROUP) for j, value in enumerate(row)]
        for i, row in enumerate(values)
    ]
    high = [
        [MOST if (i, j) in hidden else rounded(value) + half for j, value in enumerate(row)]
        for i, row in enumerate(values)
    ]
    return spans(values, low, high, rows_known=rows_known)


def _too_much(
    cells: Sequence[Sequence[Cell]],
    hidden: set[Place],
    able: list[list[Span]],
    keys: tuple[Sequence[str], Sequence[str]],
    earlier: Sequence[Spans],
    *,
    rows_known: bool,
) -> Iterator[Place]:
    """Cells to hide besides, since what is shown tells too much; none where it does not, or none is left to hide."""
    rows, columns = range(len(cells)), range(len(keys[1]))
    lines = [[(i, j) for i in rows] for j in columns]
    lines += [[(i, j) for j in columns] for i in rows] if rows_known else []
    for line in lines:
        together = sum(cells[i][j].companies for i, j in line if (i, j) in hidden)
        if 0 < together < SMALLEST_GROUP:
            yield from _smallest(cells, hidden, line)
    for i in rows:
        for j in columns:
            low, high = able[i][j]
            exact = (i, j) in hidden and 0 < cells[i][j].companies < SMALLEST_GROUP and low == high
            key = (keys[0][i], keys[1][j])
            moved = any(_tells(before[key], able[i][j]) for before in earlier if key in before)
            if moved and (i, j) not in hidden:
                yield i, j
            elif exact or moved:
                near = [(i, b) for b in columns] + [(a, j) for a in rows]
                yield from _smallest(cells, hidden, near)
                yield from _smallest(cells, hidden, [(a, b) for a in rows for b in columns])


def _smallest(cells: Sequence[Sequence[Cell]], hidden: set[Place], line: Iterable[Place]) -> Iterator[Place]:
    """The smallest of a line that is still shown."""
    yield from sorted(
        (place for place in line if place not in hidden), key=lambda at: (cells[at[0]][at[1]].companies, at)
    )


def _tells(before: Span, now: Span) -> bool:
    """True when the two tell that one to four were added or taken: no more, and not none."""
    least, most = now[0] - before[1], now[1] - before[0]
    return least > 0 and most < SMALLEST_GROUP or least > -SMALLEST_GROUP and most < 0
