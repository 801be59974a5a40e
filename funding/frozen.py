"""Rows as they were when a report was built: what a funder may read of them, and how they keep their types.

A funder reads no people and no notes, and a company's name only where the grant asks for a participant list
(TRUST.md, first clarification). What is not named here as readable is left out.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from programme.common.figures import Column, Figure

# Columns that tell neither who nor which company.
READABLE = frozenset(
    {
        "region",
        "stage",
        "state",
        "programme",
        "session",
        "held_on",
        "admitted_on",
        "started_on",
        "ended_on",
        "stage_ends_on",
        "plan_ends_on",
        "quiet_since_on",
        "women",
        "men",
        "not_stated",
        "company_minutes",
        "met",
        "first_on",
        "on_site_minutes",
        "remote_minutes",
        "preparation_minutes",
        "travel_minutes",
        # Money: sums, days and what they are for. Whose voucher it is, and what stands on it, is not told.
        "minutes",
        "divided",
        "rate",
        "share",
        "share_of",
        "amount",
        "booked_on",
        "cost_type",
        "grant",
        "granted",
        "booked",
        "coach_time",
        "used",
        "left",
        "partner",
        "contribution",
        "sector",
        "promised_on",
        "certified_on",
    }
)
# Columns that tell which company it is, or together may; read only with a participant list.
NAMING = frozenset({"company", "companies", "number", "municipality", "county", "size", "sni", "title"})


def frozen(value: Any) -> Any:
    """A cell as JSON that keeps its type: text and whole numbers as they are, the others marked."""
    if isinstance(value, datetime):
        value = timezone.localdate(value) if timezone.is_aware(value) else value.date()
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, Decimal):
        return {"number": str(value)}
    if value is None or isinstance(value, (bool, int)):
        return value
    return str(value)


def thawed(cell: Any) -> Any:
    """The value that was frozen."""
    if isinstance(cell, dict):
        return date.fromisoformat(cell["day"]) if "day" in cell else Decimal(cell["number"])
    return cell


def readable_columns(figure: Figure, *, names: bool) -> list[Column]:
    """The columns of a figure that its report shows; with `names` also those that tell which company it is.

    Without, the first column that names the company stays, for "Company 7" to stand in.
    """
    shown, stands_in = [], False
    for column in figure.columns:
        naming = column.names_company or column.key in NAMING
        if not naming and column.key in READABLE or naming and names and column.key in NAMING:
            shown.append(column)
        elif naming and column.key in {"company", "companies"} and not stands_in:
            shown.append(column)
            stands_in = True
    return shown


class Names:
    """What stands for companies' names in a period's report: the name itself, or "Company 7", in all figures alike."""

    def __init__(self, known: Iterable[str], *, period: int, shown: bool) -> None:
        # Numbered in an order that follows no list: a number must not tell where in the alphabet a company stands.
        mixed = sorted(set(known), key=lambda name: salted_hmac("funding.frozen", f"{period}:{name}").hexdigest())
        self._numbers = {name: n for n, name in enumerate(mixed, start=1)}
        self.shown = shown

    def of(self, name: str) -> str:
        """What stands for one name, or for several joined by commas."""
        if self.shown or not name:
            return name
        parts = [name] if name in self._numbers else name.split(", ")
        numbers = sorted(self._numbers.get(part, 0) for part in parts)
        return ", ".join(_("Company %(number)s") % {"number": n} if n else "–" for n in numbers)

    def order(self, name: str) -> tuple[int, str]:
        """Where something that `of` gave stands in a list: by number where there are numbers, else by name."""
        digits = "" if self.shown else "".join(sign for sign in name if sign.isdigit())
        return int(digits or 0), name


def frozen_row(row: Any, columns: Sequence[Column], names: Names) -> list[Any]:
    """One row's cells, names replaced where they must be."""
    cells = []
    for column in columns:
        value = column.value(row)
        naming = column.key in {"company", "companies"}
        cells.append(frozen(names.of(str(value or "")) if naming else value))
    return cells
