"""The one way to a spreadsheet: text stays text, numbers numbers, no input makes it fail (TRUST.md T6, T7)."""

import io
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils import timezone
from xlsxwriter.utility import xl_range_abs

CELL_LIMIT = 32_767  # characters, set by the format; more would be cut without a word
CUT_MARK = " […]"
SHEET_NAME_LIMIT = 31
MAKING = "lyft-xlsx-"  # folders of workbooks being written begin so
WIDEST, NARROWEST = 60, 8  # characters
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")
# What XML cannot hold: controls but tab and line feed, lone surrogates, and the two non-characters.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_FIXED = datetime(2000, 1, 1)  # noqa: DTZ001 - xlsxwriter wants it naive; the same input gives the same bytes


@dataclass(frozen=True)
class Sheet:
    """One sheet: headings and rows. A cell is text, a number, a day, a time, a truth or None.

    notes: lines that stand above the table (what the sheet shows, who counted it). For a sheet to be filled in:
    choices: column -> what may be chosen there, in so many rows, kept on a sheet of that name; text_columns: those in
    which what is typed stays as it is typed.
    """

    name: str
    columns: Sequence[Any]
    rows: Iterable[Sequence[Any]]
    notes: Sequence[Any] = field(default=())
    choices: Mapping[int, Sequence[Any]] = field(default_factory=dict)
    choices_name: str = ""
    choices_rows: int = 0
    text_columns: frozenset[int] = frozenset()


def text_cell(value: Any) -> str:
    """Text that every spreadsheet can hold; what is too long ends with a visible mark."""
    text = _NOT_IN_XML.sub("", str(value))
    if len(text.encode("utf-16-le")) // 2 <= CELL_LIMIT:
        return text
    kept = text.encode("utf-16-le")[: (CELL_LIMIT - len(CUT_MARK)) * 2].decode("utf-16-le", errors="ignore")
    return kept + CUT_MARK


def sheet_names(wanted: Iterable[Any]) -> list[str]:
    """Names that the format accepts, each once whatever its case."""
    taken: set[str] = set()
    names = []
    for name in wanted:
        plain = " ".join(_NOT_IN_SHEET_NAMES.sub(" ", text_cell(name)).split()).strip("' ") or "–"
        found, n = plain[:SHEET_NAME_LIMIT].strip("' "), 1
        while found.casefold() in taken:
            n += 1
            ending = f" {n}"
            found = plain[: SHEET_NAME_LIMIT - len(ending)] + ending
        taken.add(found.casefold())
        names.append(found)
    return names


class _Writer:
    """Writes sheets into one book, with the book's formats."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._head = book.add_format({"bold": True, "bottom": 1, "valign": "top", "text_wrap": True})
        self._note = book.add_format({"font_color": "#4c5b61"})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._time = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self._whole = book.add_format({"num_format": "#,##0"})
        self._part = book.add_format({"num_format": "#,##0.0#####"})
        self._as_typed = book.add_format({"num_format": "@"})

    def write(self, sheet: Sheet, name: str) -> None:
        """One sheet: notes, headings that stay in sight and filter, rows, widths that fit."""
        page = self._book.add_worksheet(name)
        for line, note in enumerate(sheet.notes):
            page.write_string(line, 0, text_cell(note), self._note)
        head = len(sheet.notes) + (1 if sheet.notes else 0)
        widths = [len(str(column)) for column in sheet.columns]
        for place, column in enumerate(sheet.columns):
            page.write_string(head, place, text_cell(column), self._head)
        last = head
        for last, row in enumerate(sheet.rows, start=head + 1):
            for place, value in enumerate(row):
                shown = self._cell(page, last, place, value)
                if place < len(widths):
                    widths[place] = max(widths[place], min(shown, WIDEST))
        for place, width in enumerate(widths):
            style = self._as_typed if place in sheet.text_columns else None
            page.set_column(place, place, max(NARROWEST, min(width, WIDEST) + 2), style)
        page.freeze_panes(head + 1, 0)
        if sheet.columns:
            page.autofilter(head, 0, last, len(sheet.columns) - 1)
        if sheet.choices:
            self._offer(page, sheet, head + 1)

    def _offer(self, page: Any, sheet: Sheet, first: int) -> None:
        """Lists to choose from. They stand on a sheet of their own: written into the cells they would be too long."""
        (name,) = sheet_names([sheet.choices_name])
        lists = self._book.add_worksheet(name)
        for column, (place, choices) in enumerate(sheet.choices.items()):
            for line, choice in enumerate(choices):
                lists.write_string(line, column, text_cell(choice))
            if choices:
                source = f"='{name}'!{xl_range_abs(0, column, len(choices) - 1, column)}"
                offered = {"validate": "list", "source": source, "error_type": "warning"}
                page.data_validation(first, place, first + sheet.choices_rows - 1, place, offered)

    def _cell(self, page: Any, row: int, place: int, value: Any) -> int:
        """Write a value by its type; returns how many characters wide it shows."""
        if value is None or value == "":
            return 0
        if isinstance(value, bool):
            page.write_boolean(row, place, value)
            return 6
        if isinstance(value, (int, Decimal, float)):
            whole = value == int(value)
            page.write_number(row, place, value, self._whole if whole else self._part)
            return len(str(value)) + 2
        if isinstance(value, datetime):
            local = timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
            page.write_datetime(row, place, local.replace(microsecond=0), self._time)
            return 16
        if isinstance(value, date):
            page.write_datetime(row, place, value, self._day)
            return 10
        text = text_cell(value)
        page.write_string(row, place, text)
        return max((len(line) for line in text.split("\n")), default=0)


def workbook(sheets: Sequence[Sheet], *, title: str, at_length: bool = False) -> bytes:
    """A whole .xlsx file. No person's name goes into its properties; the same sheets give the same bytes.

    at_length: rows are written to disk one by one, so that memory does not grow with them; not for sheets with choices.
    """
    if not at_length:
        return _workbook(sheets, title, {"in_memory": True})
    # Named so that what a killed worker leaves behind is found again (funding.artefacts.sweeping).
    with tempfile.TemporaryDirectory(prefix=MAKING) as folder:
        return _workbook(sheets, title, {"constant_memory": True, "tmpdir": folder})


def _workbook(sheets: Sequence[Sheet], title: str, how: Mapping[str, Any]) -> bytes:
    target = io.BytesIO()
    options = {
        **how,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
    }
    book = xlsxwriter.Workbook(target, options)
    book.set_properties({"title": text_cell(title)[:255], "author": "", "created": _FIXED})
    writer = _Writer(book)
    for sheet, name in zip(sheets, sheet_names(sheet.name for sheet in sheets), strict=True):
        writer.write(sheet, name)
    book.close()
    return target.getvalue()
