"""Values and forms as a director fills them in."""

import io
from datetime import date
from typing import Any

from python_calamine import CalamineWorkbook

from tests.cast import Cast


def grant_values(cast: Cast, **others: Any) -> dict[str, Any]:
    """A grant of three years, for the action."""
    return {
        "funder": cast.tvv,
        "programme": cast.programme,
        "kind": "operating",
        "name_sv": "Verksamhetsbidrag 2024–2026",
        "name_en": "Operating grant 2024–2026",
        "case_number": "Ä-2023-0588",
        "amount": 21_000_000,
        "starts_on": date(2024, 1, 1),
        "ends_on": date(2026, 12, 31),
        "purpose": "Lyft",
        "conditions": "Ett beslut om året",
        "logo_set": "own",
        "publicity_sv": "Med stöd av Tillväxtverket.",
        "publicity_en": "With support.",
        "staff_by_unit_cost": False,
        "participant_list_required": False,
        "variance_percent": 10,
    } | others


def grant_form(cast: Cast, **others: Any) -> dict[str, Any]:
    """The same, as a browser posts it."""
    values = grant_values(cast)
    posted = values | {"funder": cast.tvv.pk, "programme": cast.programme.pk, "amount": "21 000 000"}
    posted.pop("staff_by_unit_cost")
    posted.pop("participant_list_required")
    return posted | others


def lines_form(version: int, initial: int, *lines: dict[str, Any]) -> dict[str, Any]:
    """A set of lines: the first `initial` were there before."""
    posted = {"version": version, "form-TOTAL_FORMS": len(lines), "form-INITIAL_FORMS": initial}
    for n, line in enumerate(lines):
        posted |= {f"form-{n}-{name}": value for name, value in line.items()}
    return posted


def sheet_of(answer: Any) -> list[list[Any]]:
    """The rows of a spreadsheet, with the headings."""
    assert answer.status_code == 200
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
