"""The part that says whom the report reaches: companies by county, industry and municipality, participants by sex."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from companies.figures import SIZES
from funding.indicators.groups import OTHER, gathered
from funding.parts.kinds import FrozenPart, PartKind
from programme.common.numbers import as_text
from programme.common.xlsx import Sheet
from programme.structure.industries import division_name

if TYPE_CHECKING:
    from funding.reports import ReportDocument

HIDDEN = "–"
THIN = 4  # a table of which less than a quarter can be shown tells less than its sums


@dataclass(frozen=True)
class GroupTable:
    """One cross table, ready to show. Cells are None where they are hidden; total is None where a row has none."""

    key: str
    title: str
    head: str
    columns: tuple[str, ...]
    rows: "tuple[GroupRow, ...]"
    sums: tuple[int, ...]
    total: int | None


@dataclass(frozen=True)
class GroupRow:
    """One row of a cross table."""

    label: str
    cells: tuple[int | None, ...]
    total: int | None

    @property
    def words(self) -> tuple[str, ...]:
        """The cells for people."""
        return tuple(as_text(cell) for cell in self.cells)


@dataclass(frozen=True)
class GroupsShown:
    """All of it: the tables that have something to show, and the municipalities in words."""

    companies: int
    tables: tuple[GroupTable, ...]
    municipalities: tuple[tuple[str, int], ...]
    elsewhere: str
    said: str


def _shown(document: "ReportDocument", part: FrozenPart) -> GroupsShown | None:
    if not part.data or not part.data["companies"]:
        return None
    tables = [table for kept in part.data["tables"] if (table := _table(kept)) is not None]
    places = part.data["municipalities"]
    return GroupsShown(
        companies=part.data["companies"],
        tables=tuple(tables),
        municipalities=tuple((name, n) for _code, name, n in places["named"]),
        elsewhere=_elsewhere(places),
        said=_said(),
    )


def _elsewhere(places: Mapping[str, Any]) -> str:
    if not places["others"]:
        return ""
    words = ngettext(
        "%(companies)s in %(n)s municipality that has fewer than five of them",
        "%(companies)s in %(n)s municipalities that have fewer than five of them each",
        places["others"],
    )
    return words % {"n": as_text(places["others"]), "companies": as_text(places["others_companies"])}


def _table(kept: Mapping[str, Any]) -> GroupTable | None:
    """None for a single row, and for rows without sums of which nothing can be shown.

    Where most cells would be hidden, the sums of its rows are the table.
    """
    what, by = kept["key"].split("-")
    cells = [cell for row in kept["rows"] for cell in row[4]]
    is_thin = len(cells) > THIN * sum(cell is not None for cell in cells)
    if len(kept["rows"]) < 2 or by != "size" and is_thin:
        return None
    names: Mapping[str, Any] = SIZES if by == "size" else SEX_NAMES
    rows = tuple(
        GroupRow(_label(what, key, name, n), () if is_thin else none_of_none(cells, kept["sums"]), total)
        for key, name, n, total, cells in kept["rows"]
    )
    total = sum(kept["sums"])
    return GroupTable(
        key=kept["key"],
        title=str(TITLES[what if is_thin else kept["key"]]),
        head=str(HEADS[what]),
        columns=() if is_thin else tuple(str(SHORT.get(key, names[key])) for key in kept["columns"]),
        rows=rows,
        sums=() if is_thin else tuple(kept["sums"]),
        total=total if by == "size" else None,
    )


def none_of_none(cells: Sequence[int | None], sums: Sequence[int]) -> tuple[int | None, ...]:
    """Cells of columns that hold nobody are none, not hidden: their sum says so."""
    return tuple(cell if total else 0 for cell, total in zip(cells, sums, strict=True))


def _label(what: str, key: str, name: str, n: int) -> str:
    if key != OTHER:
        return division_name(name) if what == "sni" and name.isdecimal() else name
    if what == "sni":
        return ngettext("%(n)s other division", "%(n)s other divisions", n) % {"n": as_text(n)}
    return ngettext("%(n)s other county", "%(n)s other counties", n) % {"n": as_text(n)}


SHORT = {
    "micro": gettext_lazy("Micro"),
    "small": gettext_lazy("Small"),
    "medium": gettext_lazy("Medium"),
    "large": gettext_lazy("Large"),
}
SEX_NAMES = {
    "women": gettext_lazy("Women"),
    "men": gettext_lazy("Men"),
    "not_stated": gettext_lazy("Not stated"),
}
HEADS = {"county": gettext_lazy("County"), "sni": gettext_lazy("Industry")}
TITLES = {
    "county": gettext_lazy("Companies by county"),
    "sni": gettext_lazy("Companies by industry"),
    "county-size": gettext_lazy("Companies by county and size"),
    "sni-size": gettext_lazy("Companies by industry and size"),
    "county-sex": gettext_lazy("Participants by county and sex"),
}


def _said() -> str:
    """How small groups are treated, in words."""
    return _(
        "Companies in coaching on some day of the period, each once. Sums are exact; other cells are rounded to the "
        "nearest five. A dash is a group of fewer than five companies, or one that would give such a group away."
    )


def sheets(document: "ReportDocument") -> list[Sheet]:
    """The same cells as a sheet: what is hidden in the report is hidden here."""
    part = next((part for part in document.parts if part.kind == "groups"), None)
    if part is None:
        return []
    shown: GroupsShown = part.shown
    rows: list[list[Any]] = []
    for table in shown.tables:
        rows += [[], [table.title], [table.head, *table.columns, *([_("Sum")] if table.total is not None else [])]]
        rows += [
            [row.label, *(HIDDEN if cell is None else cell for cell in row.cells), row.total] for row in table.rows
        ]
        rows.append([_("Sum"), *table.sums, table.total])
    if shown.municipalities or shown.elsewhere:
        rows += [[], [_("Companies by municipality")], *([name, n] for name, n in shown.municipalities)]
        rows += [[shown.elsewhere]] if shown.elsewhere else []
    return [Sheet(part.heading, [part.heading], rows, notes=[shown.said])]


GROUPS = PartKind(
    "groups",
    gettext_lazy("Whom we reach"),
    gettext_lazy("Companies by county, industry, municipality and size, participants by sex; small groups are hidden."),
    _shown,
    gathered,
)
