"""A figure's frozen rows, read from the database as they are written out: never all of them at a time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from funding.models import ReportFigure

Rows = Iterable[Sequence[Any]]
AT_ONCE = 2000


@dataclass(frozen=True)
class KeptRows:
    """The cells of each row, in order; may be gone through more than once."""

    figure: ReportFigure

    def __iter__(self) -> Iterator[Sequence[Any]]:
        rows = self.figure.rows.order_by("ordinal").values_list("cells", flat=True)
        return iter(rows.iterator(chunk_size=AT_ONCE))
