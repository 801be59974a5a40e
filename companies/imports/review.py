"""What the page shows of the rows: their words, what is wrong at which cell, what a tick would change."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from companies import organisation_number
from companies.imports.columns import MEANINGS
from companies.models import CompanyImport, ImportRow

Outcome = ImportRow.Outcome
GROUPS: dict[str, tuple[str, ...]] = {
    "": tuple(outcome for outcome in Outcome.values if outcome != Outcome.ASIDE),
    "ready": ImportRow.READY,
    "exists": (Outcome.EXISTS,),
    "bad": (Outcome.BAD,),
    "left": (Outcome.SAME, Outcome.DOUBLE, Outcome.ELSEWHERE),
}
_LABELS = {
    "": gettext_lazy("All rows"),
    "ready": gettext_lazy("New"),
    "exists": gettext_lazy("Exist"),
    "bad": gettext_lazy("To mend"),
    "left": gettext_lazy("Left out"),
}
_MARKS = {
    Outcome.NEW: ("klar", "l-ok"),
    Outcome.CONTACT: ("klar", "l-ok"),
    Outcome.EXISTS: ("efter", "l-warn"),
    Outcome.BAD: ("stopp", "l-bad"),
}
_ROW_CLASSES = {Outcome.EXISTS: "l-rowwarn", Outcome.BAD: "l-rowerr"}
PERSONAL_FROM = 7  # digits: with fewer there is no more than a day of birth
SHOWN = ("name", "organisation_number", "municipality", "employees", "contact_name")


@dataclass(frozen=True)
class Cell:
    """One cell of the page: what the file says, and whether it is wrong."""

    name: str
    label: Any
    said: str
    wrong: bool


@dataclass(frozen=True)
class Difference:
    """One thing that a tick would change."""

    name: str
    label: str
    saved: str
    given: str
    ticked: bool


@dataclass(frozen=True)
class Line:
    """One row of the page. words: the mark's; problems: sentences, with the column where it is not shown."""

    row: ImportRow
    cells: list[Cell]
    row_class: str
    mark: str
    colour: str
    words: str
    problems: list[str]
    differences: list[Difference]
    href: str
    company: str


@dataclass(frozen=True)
class Counts:
    """How many rows lead to what."""

    by_outcome: dict[str, int]
    saved: int

    def of(self, group: str) -> int:
        """Rows of a group of outcomes."""
        return sum(self.by_outcome.get(outcome, 0) for outcome in GROUPS[group])

    @property
    def companies(self) -> int:
        """New companies."""
        return self.by_outcome.get(Outcome.NEW, 0)


def counts_of(imported: CompanyImport) -> Counts:
    """The numbers of the page, in two queries."""
    found = imported.rows.order_by().values_list("outcome").annotate(n=Count("pk"))
    return Counts(dict(found), imported.rows.exclude(saved_at=None).count())


def results_in_words(results: dict[str, int]) -> list[str]:
    """What was saved, each kind with its number; nothing of what there is none of."""
    counted = (
        (results["company"], ngettext_lazy("%(n)s new company", "%(n)s new companies", "n")),
        (results["contact"], ngettext_lazy("%(n)s contact", "%(n)s contacts", "n")),
        (results["enrolment"], ngettext_lazy("%(n)s enrolment", "%(n)s enrolments", "n")),
        (results["change"], ngettext_lazy("%(n)s changed company", "%(n)s changed companies", "n")),
    )
    return [str(words % {"n": n}) for n, words in counted if n]


def shown_columns(imported: CompanyImport) -> list[str]:
    """The columns that the page has room for, among those of the file."""
    return [name for name in SHOWN if name in imported.columns]


def lines_of(imported: CompanyImport, rows: Iterable[ImportRow]) -> list[Line]:
    """The rows as the page shows them; their companies are fetched with them."""
    names = shown_columns(imported)
    return [_line(imported, row, names) for row in rows]


def _line(imported: CompanyImport, row: ImportRow, names: list[str]) -> Line:
    cells = [_cell(imported, row, name) for name in names]
    outcome = Outcome(row.outcome)
    mark, colour = _MARKS.get(outcome, ("kommande", ""))
    if row.saved_at is not None:
        mark, colour = "klar", "l-ok"
    return Line(
        row=row,
        cells=cells,
        row_class="" if row.saved_at else _ROW_CLASSES.get(outcome, ""),
        mark=mark,
        colour=colour,
        words=_words(row, outcome),
        problems=[_problem(imported, row, name, said, names) for name, said in row.problems.items()],
        differences=[Difference(**one, ticked=one["name"] in row.ticks) for one in row.differences],
        href=row.company.get_absolute_url() if row.company else "",
        company=str(row.company) if row.company else "",
    )


def _cell(imported: CompanyImport, row: ImportRow, name: str) -> Cell:
    said, wrong = row.cell(name, imported.columns), name in row.problems
    if name == "organisation_number":
        try:
            said = organisation_number.masked(organisation_number.normalise(said))
        except organisation_number.BadNumber:
            said, wrong = _perhaps_personal(said), wrong or bool(said)
    return Cell(name, MEANINGS[name].label, said, wrong)


def _perhaps_personal(said: str) -> str:
    """A number with a slip in it: what may be a person's, by its third digit, is shown without its last four."""
    places = [place for place, letter in enumerate(said) if letter.isdigit()][-10:]
    if len(places) < PERSONAL_FROM or unicodedata.digit(said[places[2]]) > 1:
        return said
    hidden = set(places[-4:])
    return "".join("•" if place in hidden else letter for place, letter in enumerate(said))


def _words(row: ImportRow, outcome: Outcome) -> str:
    if row.saved_at is not None:
        return _("Saved")
    if outcome == Outcome.BAD:
        return _("To be mended")
    if outcome == Outcome.EXISTS:
        words = _("Exists. Only what you tick is changed.")
        return f"{words} {row.note}".strip()
    return row.note or str(outcome.label)


def _problem(imported: CompanyImport, row: ImportRow, name: str, said: str, shown: list[str]) -> str:
    """The sentence; with the column's name and what stands there, when the page does not show that column."""
    if name in shown or name not in MEANINGS:
        return said
    cell = row.cell(name, imported.columns)
    words = _("%(label)s “%(cell)s”: %(said)s") if cell else "%(label)s: %(said)s"
    return words % {"label": MEANINGS[name].label, "cell": cell[:40], "said": said}


def tabs_of(counts: Counts, show: str) -> list[dict[str, Any]]:
    """The groups of rows as parts of the page; empty groups are left out."""
    return [
        {"href": f"?show={group}" if group else "?", "label": _LABELS[group], "current": group == show, "count": n}
        for group in GROUPS
        if (n := counts.of(group)) or not group
    ]
