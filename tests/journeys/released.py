"""A released report as its reader has it: the page, the PDF's text, the spreadsheet's figures and rows."""

import io
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from playwright.sync_api import Page
from python_calamine import CalamineWorkbook

from tests.journeys.walk import decimal
from tests.pdf_text import text_of_pdf

NOTES = 4  # lines of a sheet before its rows: two notes, an empty one, the headings


@dataclass(frozen=True)
class Figure:
    """A line of the spreadsheet's first sheet."""

    number: int
    label: str
    value: Decimal
    since: date
    until: date
    rows: int


@dataclass(frozen=True)
class Shown:
    """A line of the last table on the report's page."""

    value: str  # with its unit
    rows: int


def figures_on_page(page: Page) -> dict[int, Shown]:
    """What the page says, by the figure's number."""
    lines = page.locator("table").last.locator("tbody tr").all()
    cells = [line.locator("th, td").all_inner_texts() for line in lines]
    return {int(number): Shown(value, int(decimal(rows))) for number, _label, value, rows, _method in cells}


def download(page: Page, words: str) -> bytes:
    """The file behind a button of the page's head."""
    with page.expect_download() as coming:
        page.locator(".l-head").get_by_role("link", name=re.compile(words)).click()
    return Path(coming.value.path()).read_bytes()


def squeezed_pdf(content: bytes) -> str:
    """Its text without any blanks, so that columns and line breaks do not matter."""
    return squeezed(text_of_pdf(content))


def squeezed(text: str) -> str:
    """Without any blanks."""
    return "".join(text.split())


def as_in_pdf(figure: Figure, shown: Shown) -> str:
    """Number, label and value as the table of the Swedish PDF says them one after the other."""
    value = f"{figure.value.normalize():f}".replace(".", ",")
    unit = re.sub(r"[\d.,\s-]", "", shown.value)
    return squeezed(f"{figure.number}{figure.label}{value}{unit}")


class Workbook:
    """The spreadsheet."""

    def __init__(self, content: bytes) -> None:
        self._book = CalamineWorkbook.from_filelike(io.BytesIO(content))

    @cached_property
    def figures(self) -> dict[int, Figure]:
        """The first sheet, by the figure's number."""
        found = {}
        for number, label, value, _unit, since, last, _target, _on, _forecast, rows, *_rest in self._sheet(0):
            if isinstance(number, float):
                found[int(number)] = Figure(int(number), label, Decimal(str(value)), since, last, int(rows))
        return found

    def rows(self, number: int) -> list[list[object]]:
        """The rows behind a figure."""
        place = next(n for n, name in enumerate(self._book.sheet_names) if name.split(" ")[0] == str(number))
        return [line for line in self._sheet(place)[NOTES:] if any(cell != "" for cell in line)]

    @property
    def text(self) -> str:
        """Everything in it, without blanks."""
        return squeezed(str([self._sheet(place) for place in range(len(self._book.sheet_names))]))

    def _sheet(self, place: int) -> list[list]:
        return self._book.get_sheet_by_index(place).to_python(skip_empty_area=False)
