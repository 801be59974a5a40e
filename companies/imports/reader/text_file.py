"""Rows of a text file (CSV): which alphabet, which separator, quoted line breaks."""

import codecs
import csv
import io
from collections import Counter
from typing import Any

from companies.imports.reader import limits
from companies.imports.reader.limits import Refused
from companies.imports.reader.tidy import cleaned, trimmed

SEPARATORS = ";\t,|"  # the likelier first: it wins when two fit equally well
_BOMS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_SAMPLE = 60  # rows that the separator is guessed from
_MOST_BLANK = 20_000  # rows without anything
_UNDEFINED = {0x81, 0x8D, 0x8F, 0x90, 0x9D}  # bytes that Windows-1252 leaves free


def read_text(content: bytes, at_most: int | None) -> dict[str, Any]:
    """All rows as text. at_most: bytes; above that only `later` comes back."""
    text, alphabet = decoded(content)
    if at_most is not None and len(content) > at_most:
        return {"later": True}
    text, named = _named_separator(text)
    separator = named or guessed_separator(text)
    return {
        "kind": "text",
        "sheets": [],
        "sheet": 0,
        "since_1904": False,
        "hidden_rows": [],
        "unsaved_formulas": 0,
        "alphabet": alphabet,
        "separator": separator,
        "rows": trimmed(_rows(text, separator)),
    }


def decoded(content: bytes) -> tuple[str, str]:
    """The text and the alphabet it was written in: by its mark, else UTF-8 when it can be, else Windows-1252."""
    for mark, codec, name in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(codec, errors="replace"), name
    if codec := _unmarked_utf_16(content):
        return content.decode(codec, errors="replace"), "UTF-16"
    if b"\x00" in content:
        raise Refused("other")
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        plain = bytes(byte for byte in content if byte not in _UNDEFINED)
        return plain.decode("cp1252"), "Windows-1252"


def _unmarked_utf_16(content: bytes) -> str:
    """Text of which every other byte is nearly always zero."""
    sample = content[:2000]
    if len(sample) < 4 or len(content) % 2:
        return ""
    half = len(sample) // 2
    if sample[1::2].count(0) > 0.8 * half and not sample[0::2].count(0):
        return "utf-16-le"
    return "utf-16-be" if sample[0::2].count(0) > 0.8 * half and not sample[1::2].count(0) else ""


def _named_separator(text: str) -> tuple[str, str]:
    """Some programs write `sep=;` as a first line. One that we do not know is guessed like any other."""
    first, _, rest = text.partition("\n")
    said = first.strip().strip('"')
    if said.lower() == "sep=":
        return rest, "\t"
    if said.lower().startswith("sep=") and len(said) == 5:
        return rest, said[-1] if said[-1] in SEPARATORS else ""
    return text, ""


def guessed_separator(text: str) -> str:
    """The one that cuts most rows, and the first of them, into the same number of pieces, more than one."""

    def fitness(separator: str) -> tuple[bool, int, int]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        widths = Counter[int]()
        first = 0
        try:
            for row in reader:
                if any(row):
                    first = first or len(row)
                    widths[len(row)] += 1
                if reader.line_num > _SAMPLE * 5 or widths.total() >= _SAMPLE:
                    break
        except csv.Error:
            return (False, 0, 0)
        width, rows = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(1, 0))
        return (first == width, rows, width) if width > 1 else (False, 0, 0)

    best = max(SEPARATORS, key=fitness)
    return best if fitness(best)[1] else SEPARATORS[0]


def _rows(text: str, separator: str) -> list[list[str]]:
    csv.field_size_limit(limits.MOST_CELL * 4)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[list[str]] = []
    filled = 0
    try:
        for row in reader:
            if len(row) > limits.MOST_AREA // limits.MOST_ROWS * 5:
                raise Refused("columns", most=limits.MOST_COLUMNS, reach=len(row))
            if any(said.count("\n") > limits.MOST_LINES for said in row):
                raise Refused("quote", row=len(rows) + 1)
            cells = [cleaned(said) for said in row]
            filled += any(cells)
            rows.append(cells)
            if filled > limits.MOST_ROWS + limits.TITLE_ROWS or len(rows) - filled > _MOST_BLANK:
                raise Refused("rows", most=limits.MOST_ROWS, reach=len(rows))
    except csv.Error:
        raise Refused("quote", row=len(rows) + 1) from None
    return rows
