"""Many rows, a few hundred at a time: no statement grows with a programme."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

AT_ONCE = 500
T = TypeVar("T")


def batches(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    """The rows in their order, in pieces of at most AT_ONCE."""
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]
