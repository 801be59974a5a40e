"""Rows of an .xlsx file as text, from a copy that holds only what was looked at."""

import io
import posixpath
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from companies.imports.reader import archive as archives
from companies.imports.reader.limits import Refused
from companies.imports.reader.scan import SheetScan, elements, string_lengths
from companies.imports.reader.tidy import cleaned, trimmed

CONTENT_TYPES, WORKBOOK, LINKS = "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
NO_STRINGS = b"<sst/>"
_MOST_SHEETS = 50
Merged = dict[int, list[tuple[int, int]]]  # first row -> columns, each with the last row that it is merged over


def read_workbook(content: bytes, sheet: int | None, at_most: int | None) -> dict[str, Any]:
    """The chosen sheet's rows, or, without one, those of the first visible sheet with something in it.

    at_most: bytes unpacked; above that only `later` comes back, since it takes more than a moment.
    """
    with archives.opened(content) as archive:
        types = archives.whole(archive, CONTENT_TYPES)
        if b"macroEnabled" in types:
            raise Refused("macro")
        sheets, since_1904 = _sheets(archive)
        if at_most is not None and sum(member.file_size for member in archive.infolist()) > at_most:
            return {"later": True}
        strings = _part(sheets, "sharedStrings")
        lengths = string_lengths(archives.chunks(archive, strings) if strings in archive.NameToInfo else [NO_STRINGS])
        shown = [place for place, one in enumerate(sheets["sheets"]) if not one["hidden"]]
        wanted = [sheet] if sheet is not None and sheet < len(sheets["sheets"]) else shown or [0]
        for place in wanted:
            part = sheets["sheets"][place]["part"]
            scan = SheetScan(lengths).run(archives.chunks(archive, part))
            if scan.last_row or place == wanted[-1]:
                break
        copied = _copy(archive, types, [strings, _part(sheets, "styles"), part])
    found = _rows(copied, sheets["sheets"][place]["name"])
    return {
        "kind": "xlsx",
        "sheets": [{"name": one["name"], "hidden": one["hidden"]} for one in sheets["sheets"]],
        "sheet": place,
        "since_1904": since_1904,
        "hidden_rows": [number for number in scan.hidden if number <= len(found)],
        "unsaved_formulas": scan.unsaved_formulas,
        "rows": found,
    }


def _sheets(archive: zipfile.ZipFile) -> tuple[dict[str, Any], bool]:
    """Names of the sheets, which parts they are, and whether days count from 1904."""
    links = {
        given.get("Id", ""): given
        for tag, given in elements([archives.whole(archive, LINKS)])
        if tag == "Relationship" and given.get("TargetMode") != "External"
    }
    found, since_1904 = [], False
    for tag, given in elements([archives.whole(archive, WORKBOOK)]):
        if tag == "workbookPr":
            since_1904 = given.get("date1904") in {"1", "true"}
        link = links.get(given.get("id", ""), {}) if tag == "sheet" else {}
        if link.get("Type", "").endswith("/worksheet"):
            found.append(
                {
                    "name": given.get("name", ""),
                    "hidden": given.get("state", "visible") != "visible",
                    "part": _path(link["Target"]),
                }
            )
    if not found:
        raise Refused("empty")
    if len(found) > _MOST_SHEETS:
        raise Refused("members", most=_MOST_SHEETS)
    return {"sheets": found, "links": list(links.values())}, since_1904


def _path(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))


def _part(sheets: dict[str, Any], what: str) -> str:
    """The part of a kind that the workbook links to; empty when there is none."""
    return next((_path(link["Target"]) for link in sheets["links"] if link.get("Type", "").endswith(f"/{what}")), "")


def _copy(archive: zipfile.ZipFile, types: bytes, parts: list[str]) -> bytes:
    """The parts that were looked at and nothing else, so that what was checked is what is read."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as copy:
        copy.writestr(CONTENT_TYPES, types)
        for name in ("_rels/.rels", WORKBOOK, LINKS):
            copy.writestr(name, archives.whole(archive, name))
        for name in parts:
            if name in archive.NameToInfo:
                with copy.open(name, "w") as part:
                    for chunk in archives.chunks(archive, name):
                        part.write(chunk)
    return target.getvalue()


def _rows(content: bytes, name: str) -> list[list[str]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = book.get_sheet_by_name(name)
        merged: Merged = {}
        for (row, column), (last_row, _last_column) in sheet.merged_cell_ranges or []:
            if last_row > row:
                merged.setdefault(row, []).append((column, last_row))
        return trimmed(list(_filled_down(sheet.iter_rows(), merged)))
    except (CalamineError, OSError, ValueError, KeyError):
        raise Refused("broken") from None


def _filled_down(rows: Any, merged: Merged) -> Iterator[list[str]]:
    """Cells as text; a cell that is merged over several rows stands in each of them."""
    open_ones: dict[int, tuple[int, str]] = {}  # column -> until which row, and what
    for number, row in enumerate(rows):
        cells = [as_text(value) for value in row]
        for column, last_row in merged.get(number, ()):
            if column < len(cells):
                open_ones[column] = (last_row, cells[column])
        for column, (until, said) in list(open_ones.items()):
            if number > until:
                del open_ones[column]
            elif not cells[column]:
                cells[column] = said
        yield cells


def as_text(value: Any) -> str:
    """A cell as a person would type it: days as year-month-day, whole numbers without point or exponent."""
    if isinstance(value, str):
        return cleaned(value)
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    return str(value)
