"""Cross tables of few companies: nobody is read out of one of them, nor of two held against each other."""

import itertools
from collections.abc import Iterator
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from funding.indicators.cross import Cell, Shown, rounded, shown
from funding.indicators.spans import MOST, spans

ROWS, COLUMNS = ("a", "b", "c"), ("x", "y", "z")
SMALL = settings(max_examples=150, deadline=None)


def tables(most: int = 9, sizes: tuple[int, ...] = (2, 3)) -> st.SearchStrategy[list[list[int]]]:
    """Companies in two or three rows and columns."""

    def of(shape: tuple[int, int]) -> st.SearchStrategy[list[list[int]]]:
        row = st.lists(st.integers(0, most), min_size=shape[1], max_size=shape[1])
        return st.lists(row, min_size=shape[0], max_size=shape[0])

    return st.tuples(st.sampled_from(sizes), st.sampled_from(sizes)).flatmap(of)


def companies(table: list[list[int]], **more: Any) -> Shown:
    """What is shown of counts of companies."""
    cells = [[Cell(n, n) for n in row] for row in table]
    return shown(cells, rows=ROWS[: len(table)], columns=COLUMNS[: len(table[0])], **more)


def possible(seen: Shown, table: list[list[int]]) -> Iterator[list[list[int]]]:
    """Every table of whole numbers that a reader cannot rule out, tried one by one: sums are known, and what is shown.

    Knows nothing of how the spans are found.
    """
    wanted = [sum(row) for row in table]
    columns = [sum(row[j] for row in table) for j in range(len(table[0]))]

    def cells(i: int, j: int, most: int) -> range:
        value = seen.values[i][j]
        return range(most + 1) if value is None else range(max(value - 2, 5), min(value + 2, most) + 1)

    def filled(i: int, left: list[int], rows: list[list[int]]) -> Iterator[list[list[int]]]:
        if i == len(table):
            if not any(left):
                yield rows
            return
        for row in itertools.product(*(cells(i, j, left[j]) for j in range(len(left)))):
            if sum(row) == wanted[i]:
                yield from filled(i + 1, [n - taken for n, taken in zip(left, row, strict=True)], [*rows, list(row)])

    yield from filled(0, columns, [])


@SMALL
@given(tables(most=6))
def test_no_small_group_is_told_where_something_is_left_to_hide(table: list[list[int]]) -> None:
    seen = companies(table)
    all_hidden = all(value is None for row in seen.values for value in row)

    left = list(possible(seen, table))

    assert table in left
    for i, row in enumerate(table):
        for j, n in enumerate(row):
            can_be = {one[i][j] for one in left}
            assert (min(can_be), max(can_be)) == seen.spans[i][j]
            assert n >= 5 or seen.values[i][j] is None
            assert seen.values[i][j] in (None, rounded(n))
            if 0 < n < 5 and not all_hidden:
                assert len(can_be) > 1, (table, seen.values)


@SMALL
@given(tables(most=12))
def test_what_is_hidden_in_a_line_is_none_or_of_five_companies_or_the_whole_line(table: list[list[int]]) -> None:
    seen = companies(table)

    lines = [list(zip(row, told, strict=True)) for row, told in zip(table, seen.values, strict=True)]
    lines += [[line[j] for line in lines] for j in range(len(table[0]))]
    for line in lines:
        hidden = [n for n, told in line if told is None]
        assert sum(hidden) == 0 or sum(hidden) >= 5 or len(hidden) == len(line)


@SMALL
@given(tables(most=8, sizes=(2,)), st.data())
def test_two_reports_held_against_each_other_tell_of_no_one_to_four(first: list[list[int]], data: Any) -> None:
    moved = [[data.draw(st.integers(-2, 3), label=f"{i}{j}") for j in range(len(first[0]))] for i in range(len(first))]
    second = [[max(n + by, 0) for n, by in zip(*rows, strict=True)] for rows in zip(first, moved, strict=True)]
    before = companies(first)
    told = {(ROWS[i], COLUMNS[j]): span for i, row in enumerate(before.spans) for j, span in enumerate(row)}

    after = companies(second, earlier=[told])

    assume(any(value is not None for row in after.values for value in row))  # else the sums alone are left
    was, now = list(possible(before, first)), list(possible(after, second))
    for i in range(len(first)):
        for j in range(len(first[0])):
            apart = {new[i][j] - old[i][j] for old in was for new in now}
            assert not (min(apart) > 0 and max(apart) < 5), (first, second)
            assert not (min(apart) > -5 and max(apart) < 0), (first, second)


@SMALL
@given(tables(most=9), st.data())
def test_people_of_few_companies_are_hidden_where_only_columns_have_sums(table: list[list[int]], data: Any) -> None:
    cells = [[Cell(n, n and data.draw(st.integers(n, 4 * n))) for n in row] for row in table]
    seen = shown(cells, rows=ROWS[: len(table)], columns=COLUMNS[: len(table[0])], rows_known=False)

    for j in range(len(table[0])):
        hidden = [i for i in range(len(table)) if seen.values[i][j] is None]
        behind = sum(table[i][j] for i in hidden)
        assert behind == 0 or behind >= 5 or len(hidden) == len(table)
        for i in hidden:
            if 0 < table[i][j] < 5 and len(hidden) < len(table):
                assert seen.spans[i][j][0] < seen.spans[i][j][1]


def test_zero_is_hidden_as_a_small_group_is_and_the_table_stays_readable() -> None:
    seen = companies([[12, 8, 0], [6, 9, 5], [7, 11, 3]])

    assert seen.values == [[10, 10, None], [5, 10, None], [None, 10, None]]


def test_spans_of_a_table_with_nothing_hidden_are_its_cells() -> None:
    table = [[3, 4], [5, 6]]

    assert spans(table, table, table) == [[(3, 3), (4, 4)], [(5, 5), (6, 6)]]
    free = [[MOST] * 2] * 2
    assert spans(table, [[0] * 2] * 2, free)[0][0] == (0, 7)  # its row and its column hold seven and eight
