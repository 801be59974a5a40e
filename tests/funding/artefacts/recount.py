"""Recomputes every number of a released report from the rows in its spreadsheet, with no code of the portal.

    python -m tests.funding.artefacts.recount REPORT.xlsx

Reads the workbook with calamine, and knows nothing of how it was written. The overview sheet says of each figure its
number, value, key and how many rows it has; the sheet whose name begins with that number holds the rows. How a figure
is counted is written down here anew.
"""

import sys
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

Row = dict[str, Any]
HOUR = Decimal(60)


def count(rows: Sequence[Row]) -> Decimal:
    """How many rows."""
    return Decimal(len(rows))


def distinct(*headings: str) -> Callable[[Sequence[Row]], Decimal]:
    """How many different values a column has, the first of these that the sheet has."""

    def counted(rows: Sequence[Row]) -> Decimal:
        if not rows:
            return Decimal(0)
        heading = next(one for one in headings if one in rows[0])
        return Decimal(len({row[heading] for row in rows}))

    return counted


def total(*headings: str, per: Decimal = Decimal(1)) -> Callable[[Sequence[Row]], Decimal]:
    """The sum of these columns."""
    return lambda rows: sum((Decimal(str(row[one] or 0)) for row in rows for one in headings), Decimal(0)) / per


COMPANIES = distinct("Organisationsnummer", "Företag")
RULES: dict[str, Callable[[Sequence[Row]], Decimal]] = {
    "companies_in_coaching": COMPANIES,
    "companies_admitted": COMPANIES,
    "companies_completed": COMPANIES,
    "companies_withdrawn": COMPANIES,
    "companies_on_plan": COMPANIES,
    "companies_behind": COMPANIES,
    "companies_paused": COMPANIES,
    "companies_silent": COMPANIES,
    "companies_coached": COMPANIES,
    "companies_lost": COMPANIES,
    "companies_on_the_way_in": COMPANIES,
    "enterprises_supported": COMPANIES,
    "enterprises_non_financial": COMPANIES,
    "sessions_held": distinct("Träff nr"),
    "coach_hours": total(
        "På plats, minuter", "På distans, minuter", "Förberedelse, minuter", "Resa, minuter", per=HOUR
    ),
    "company_hours": total("Egen tid, minuter", per=HOUR),
    "participants": total("Kvinnor", "Män", "Ej angivet"),
    "participants_women": total("Kvinnor"),
    "participants_men": total("Män"),
    "company_time_value": total("Kronor"),
    "coach_time_cost": total("Kronor"),
    "coach_time_charged": total("Kronor"),
    "costs_booked": total("Kronor"),
    "costs_total": total("Kronor"),
    "grant_used": total("Använt, kr"),
    "grant_left": total("Återstår, kr"),
    "cofinancing_promised": total("Kronor"),
    "cofinancing_certified": total("Kronor"),
    "workshop_series_held": count,
    "deep_analyses_held": count,
}


def table(lines: list[list[Any]]) -> list[Row]:
    """The table of a sheet: under its notes and an empty line stand headings, then rows."""
    head = next(n for n, line in enumerate(lines) if n and not any(lines[n - 1]))
    headings = [str(cell) for cell in lines[head] if cell != ""]
    return [dict(zip(headings, line, strict=False)) for line in lines[head + 1 :]]


def recount(path: Path) -> list[tuple[int, str, Decimal, Decimal]]:
    """Of each figure its number, key, stated value, and the value recounted with as many decimals.

    Raises KeyError for a figure without a rule here, AssertionError for a sheet that lacks or has rows too many.
    """
    book = CalamineWorkbook.from_path(path)
    overview, *pages = book.sheet_names
    found = []
    for line in table(book.get_sheet_by_name(overview).to_python(skip_empty_area=False)):
        number, key = int(line["Nummer"]), str(line["Nyckel"])
        behind = [name for name in pages if name.split(" ", 1)[0] == str(number)]
        assert len(behind) == 1, f"{number} has {len(behind)} sheets"
        rows = table(book.get_sheet_by_name(behind[0]).to_python(skip_empty_area=False))
        assert len(rows) == int(line["Rader"]), f"{number} has {len(rows)} rows"
        stated = Decimal(str(line["Värde"]))
        exact = RULES[key](rows)
        places = Decimal(1) if key not in {"coach_hours", "company_hours"} else Decimal("0.1")
        found.append((number, key, stated, exact.quantize(places, ROUND_HALF_UP)))
    return found


if __name__ == "__main__":
    lines = recount(Path(sys.argv[1]))
    for number, key, stated, counted in lines:
        sys.stdout.write(f"{number:>3} {key:<28}{stated:>12}{counted:>12} {'' if stated == counted else 'DIFFERS'}\n")
    sys.exit(any(stated != counted for _number, _key, stated, counted in lines))
