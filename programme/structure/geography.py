"""Sweden's counties and municipalities with official codes (Statistics Sweden's; facts, CC0 list "Swedish Geodata")."""

import csv
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load_geography(county: Any, municipality: Any) -> None:
    """Put the 21 counties and 290 municipalities in; running it again changes nothing.

    Takes the two model classes, so that a migration can give its own.
    """
    county.objects.bulk_create(
        [county(code=r["code"], letter=r["letter"], name=r["name"]) for r in _rows("counties.csv")],
        ignore_conflicts=True,
    )
    municipality.objects.bulk_create(
        [municipality(code=r["code"], name=r["name"], county_id=r["county"]) for r in _rows("municipalities.csv")],
        ignore_conflicts=True,
    )
