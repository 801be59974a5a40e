"""The part with companies by size: companies and hours exact, women and men where enough companies stand behind."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from companies.figures import SIZES as NAMES
from funding.indicators.groups import SEXES, sizes_of
from funding.parts.groups import none_of_none
from funding.parts.kinds import FrozenPart, PartKind
from funding.suppression import Cell, suppressed
from programme.common.numbers import as_text

if TYPE_CHECKING:
    from funding.reports import ReportDocument


@dataclass(frozen=True)
class SizesShown:
    """The table by size. A cell too small to show is a dash. is_rounded: people to the nearest five."""

    lines: "tuple[SizeLine, ...]"
    is_hidden: bool
    is_rounded: bool


@dataclass(frozen=True)
class SizeLine:
    """One size of company, in words."""

    label: str
    companies: str
    hours: str
    women: str
    men: str
    not_stated: str = ""


def _shown(document: "ReportDocument", part: FrozenPart) -> SizesShown | None:
    if not part.data:  # built before the table was kept
        return _from_figures(document)
    (table,) = part.data["tables"]
    people = {row[0]: none_of_none(row[4], table["sums"]) for row in table["rows"]}
    lines = [
        SizeLine(
            str(NAMES[size]), as_text(companies), as_text(Decimal(minutes) / 60, 1), *(as_text(n) for n in people[size])
        )
        for size, companies, minutes in part.data["lines"]
        if companies or minutes
    ]
    hidden = any(None in people[size] for size, companies, minutes in part.data["lines"] if companies or minutes)
    return SizesShown(tuple(lines), hidden, True) if lines else None


def _from_figures(document: "ReportDocument") -> SizesShown | None:
    """Of a report from the time when the table was not kept: what its figures hold by size."""
    found = {one.key: {key: value for key, _label, value in one.breakdown.get("size", [])} for one in document.told}
    companies = document.figure("companies_in_coaching")
    if companies is None or not companies.breakdown.get("size") or "participants_women" not in found:
        return None
    parts = companies.breakdown["size"]
    women, men = (
        suppressed([Cell(value, found.get(key, {}).get(size)) for size, _label, value in parts])
        for key in ("participants_women", "participants_men")
    )
    hours = found.get("company_hours", {})
    lines = tuple(
        SizeLine(label, as_text(value), as_text(hours.get(size, Decimal(0)), 1), as_text(women[n]), as_text(men[n]))
        for n, (size, label, value) in enumerate(parts)
    )
    return SizesShown(lines, None in women or None in men, False)


SIZES = PartKind(
    "sizes",
    _("Companies by size"),
    _("Companies, hours, women and men by size of company."),
    _shown,
    sizes_of,
    needs=("companies_in_coaching", "company_hours", *(f"participants_{sex}" for sex in SEXES if sex != "not_stated")),
)
