"""Between which values a reader can place each cell of a table, from what is shown of it and its totals. Pure.

A reader knows the sum of every column and of every row, and for each cell the least and most that it can be. What he
can work out of one cell is then the range of a flow: raising it by one means lowering another of its row, raising one
of that one's column, and so on until the sums agree again. The table as it is serves as the point to start from; what
comes out is the same from any.
"""

from collections.abc import Sequence

MOST = 10**9  # more than any cell holds
Grid = Sequence[Sequence[int]]
Step = tuple[int, int, int]  # row, column, up or down


def spans(values: Grid, low: Grid, high: Grid, *, rows_known: bool = True) -> list[list[tuple[int, int]]]:
    """The least and most that each cell can be. rows_known: the sums of rows are shown, else those of columns only."""
    if not rows_known:  # a column that nobody sees takes up whatever a row lacks
        values, low, high = ([[*row, free] for row in grid] for grid, free in ((values, 0), (low, -MOST), (high, MOST)))
    width = len(values[0]) - (not rows_known) if values else 0
    below, least, most = ([[-cell for cell in row] for row in grid] for grid in (values, high, low))
    return [
        [(-_most(below, least, most, i, j), _most(values, low, high, i, j)) for j in range(width)]
        for i in range(len(values))
    ]


def _most(values: Grid, low: Grid, high: Grid, i: int, j: int) -> int:
    """How far one cell can be raised."""
    table = [list(row) for row in values]
    while table[i][j] < high[i][j]:
        steps = _path(table, low, high, i, j)
        if steps is None:
            break
        room = [high[a][b] - table[a][b] if way > 0 else table[a][b] - low[a][b] for a, b, way in steps]
        by = min(*room, high[i][j] - table[i][j]) if room else high[i][j] - table[i][j]
        table[i][j] += by
        for a, b, way in steps:
            table[a][b] += way * by
    return table[i][j]


def _path(table: Grid, low: Grid, high: Grid, i: int, j: int) -> list[Step] | None:
    """Cells to lower and raise in turn so that all sums stay when the cell (i, j) is raised; None where there is none.

    Breadth first from the cell's row to its column: from a row by lowering a cell, from a column by raising one.
    """
    came: dict[tuple[str, int], tuple[tuple[str, int], Step] | None] = {("row", i): None}
    queue = [("row", i)]
    for node in queue:
        kind, n = node
        if kind == "row":
            found = [(("column", b), (n, b, -1)) for b in range(len(table[n])) if table[n][b] > low[n][b]]
        else:
            found = [(("row", a), (a, n, 1)) for a in range(len(table)) if table[a][n] < high[a][n]]
        for there, step in found:
            if there in came or step[:2] == (i, j):
                continue
            came[there] = (node, step)
            if there == ("column", j):
                return _back(came, there)
            queue.append(there)
    return None


def _back(came: dict[tuple[str, int], tuple[tuple[str, int], Step] | None], node: tuple[str, int]) -> list[Step]:
    steps: list[Step] = []
    while (before := came[node]) is not None:
        node, step = before
        steps.append(step)
    return steps
