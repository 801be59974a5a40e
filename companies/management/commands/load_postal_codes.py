"""Load the open table of postal codes."""

import csv
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from companies.actions.register import load_postal_codes
from programme.structure.models import Municipality

NEEDED = ("postal_code", "locality", "municipality_code")
SHOWN = 20


class Command(BaseCommand):
    """Replace the postal codes by those in FILE, and place the companies of the register that lie in them.

    FILE is UTF-8 with commas and a header: postal_code, locality, municipality_code, in any order.
    """

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            codes, broken = _read(options["file"])
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise CommandError(f"The file cannot be read as UTF-8 with commas: {error}") from error
        if not codes:
            raise CommandError("There is no postal code in the file. The table stays as it was.")
        placed = load_postal_codes(by=None, codes=codes)
        self.stdout.write(f"{len(codes)} postal codes are loaded; {placed} companies of the register were placed.")
        if broken:
            self.stdout.write(f"Skipped {len(broken)} lines:")
        for number, why in broken[:SHOWN]:
            self.stdout.write(f"  line {number}: {why}")


def _read(path: Path) -> tuple[dict[str, tuple[str, str]], list[tuple[int, str]]]:
    """Code -> locality and municipality, and the lines that were left out. Raises CommandError without the columns."""
    known = set(Municipality.objects.values_list("code", flat=True))
    codes: dict[str, tuple[str, str]] = {}
    broken: list[tuple[int, str]] = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [name for name in NEEDED if name not in (reader.fieldnames or [])]
        if missing:
            raise CommandError(f"The header has no column {', '.join(missing)}.")
        for row in reader:
            code, town, place = ((row[name] or "").strip() for name in NEEDED)
            code = code.replace(" ", "")
            if not (len(code) == 5 and code.isascii() and code.isdigit()):
                broken.append((reader.line_num, "the postal code has not five digits"))
            elif place not in known:
                broken.append((reader.line_num, f"no municipality has the code {place[:10]!r}"))
            elif code in codes:
                broken.append((reader.line_num, f"{code} comes twice"))
            else:
                codes[code] = (town[:60], place)
    return codes, broken
