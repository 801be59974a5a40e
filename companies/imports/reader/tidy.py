"""Cells and rows made fit to keep."""

import re
import unicodedata

from companies.imports.reader import limits
from companies.imports.reader.limits import Refused

# Controls but tab and line feed, and lone surrogates: no database and no file can hold them all.
_UNKEPT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def cleaned(text: str) -> str:
    """Text without controls, composed, blanks at the ends taken away."""
    return _UNKEPT.sub("", unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")).strip()


def trimmed(rows: list[list[str]]) -> list[list[str]]:
    """Rows without empty cells at their ends, and without empty rows at the end. Raises Refused when too many."""
    used: set[int] = set()
    for row in rows:
        while row and not row[-1]:
            row.pop()
        used.update(place for place, said in enumerate(row) if said)
    while rows and not rows[-1]:
        rows.pop()
    if not rows:
        raise Refused("empty")
    if len(used) > limits.MOST_COLUMNS:
        raise Refused("columns", most=limits.MOST_COLUMNS, reach=len(used))
    filled = sum(1 for row in rows if row)
    if filled > limits.MOST_ROWS + limits.TITLE_ROWS:
        raise Refused("rows", most=limits.MOST_ROWS, reach=filled)
    return rows
