"""Load the business register's weekly extract."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from companies.actions.register import load_register
from companies.management.progress import Bar
from companies.models import RegisterExtract
from companies.register.reading import BadFile

SHOWN = 20  # broken lines
WORDS = {
    "columns": "wrong number of columns",
    "bytes": "bytes that are no text",
    "duplicate": "the number comes twice",
    "number": "the number has not twelve digits",
    "length": "a text is longer than any company's",
}


class Command(BaseCommand):
    """Put the register in FILE (the zip as it is published, or the text in it) in place of the one that is loaded.

    Readers see the old one until the new one is whole; a load that was stopped is simply started again.
    """

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--sni-version", default="2007", choices=["2007", "2025"])
        parser.add_argument("--date", type=date.fromisoformat, help="the extract's day, when its name does not say it")

    def handle(self, *args: Any, **options: Any) -> None:
        with Bar(self.stderr) as bar:
            try:
                extract = load_register(
                    by=None,
                    path=options["file"],
                    sni_version=options["sni_version"],
                    day=options["date"],
                    progress=bar.show,
                )
            except (BadFile, OSError) as error:
                raise CommandError(str(error)) from error
        self._tell(extract)

    def _tell(self, extract: RegisterExtract) -> None:
        self.stdout.write(
            f"{extract.units} legal units of {extract.extracted_on} are loaded;"
            f" {extract.persons_left_out} natural persons were left out."
        )
        if extract.without_municipality:
            self.stdout.write(
                f"{extract.without_municipality} have no known municipality: load_postal_codes may find more of them."
            )
        for kind, lines in sorted(extract.skipped.items()):
            self.stdout.write(f"Skipped {lines}: {WORDS[kind]}")
        for number, kind in extract.skipped_lines[:SHOWN]:
            self.stdout.write(f"  line {number}: {WORDS[kind]}")
        if sum(extract.skipped.values()) > SHOWN:
            self.stdout.write(f"  … the first {len(extract.skipped_lines)} are kept with the extract")
