"""Prints how long a report's spreadsheet and JSON of 230,000 rows take, and their memory: `make bench`.

The rows lie in a fresh SQLite file and are read from there as a release reads them, in a process of its own for each
file, so that the peak is that file's alone. The goal is in issue 6: under 400 MB.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROWS, FIGURES = 230_000, 5
GOAL_MB = 400


def lay() -> None:
    """A report with so many frozen rows, shared out over some figures."""
    from datetime import date

    from django.core.management import call_command
    from django.utils import timezone

    from funding.models import Grant, Report, ReportFigure, ReportingPeriod, ReportRow
    from programme.people.models import User
    from programme.structure.models import Funder, Programme

    call_command("migrate", verbosity=0)
    today = date(2026, 6, 30)
    person = User.objects.create(email="bench@example.org", name="Bo Bänk")
    programme = Programme.objects.create(code="bench", name_sv="Bänk", name_en="Bench", starts_on=date(2026, 1, 1))
    grant = Grant.objects.create(
        funder=Funder.objects.create(code="bench", name="Finansiär"),
        programme=programme, kind="operating", name_sv="Bidrag", name_en="Grant", case_number="B-1", amount=1,
        starts_on=date(2026, 1, 1), ends_on=today,
    )  # fmt: skip
    period = ReportingPeriod.objects.create(
        grant=grant, number=1, starts_on=date(2026, 1, 1), ends_on=today, due_on=date(2026, 8, 15)
    )
    content = {
        "programme": "Bänk", "funder": "Finansiär", "grant": "Bidrag", "kind": "Bidrag", "case_number": "B-1",
        "number": 1, "of": 1, "publicity": "", "since": "2026-01-01", "until": "2026-06-30", "white_spots": [],
        "participants": [], "before_on": "2025-06-30", "before": {}, "before_by_region": [], "lift": {},
    }  # fmt: skip
    report = Report.objects.create(period=period, made_by=person, content=content, built_at=timezone.now())
    for number in range(1, FIGURES + 1):
        figure = ReportFigure.objects.create(
            report=report, number=number, key="sessions_held", label=f"Träffar {number}", since_on=today,
            until_on=today, value=ROWS // FIGURES, method="Varje rad.", row_count=ROWS // FIGURES,
            columns=["Dag", "Företag", "Region", "Etapp", "Träff nr", "Kvinnor", "Män", "Ej angivet", "Minuter"],
        )  # fmt: skip
        for start in range(0, ROWS // FIGURES, 5000):
            ReportRow.objects.bulk_create(
                ReportRow(
                    figure=figure, ordinal=n + 1,
                    cells=[{"day": "2026-03-31"}, f"Företag {n % 23_000}", "Norr", "Pilot", n, 2, 3, 0, 95],
                )
                for n in range(start, start + 5000)
                if n < ROWS // FIGURES
            )  # fmt: skip


def write(kind: str) -> None:
    """Write one file of the report; prints bytes, seconds and the peak of this process in MB."""
    from django.utils import translation

    from funding.artefacts.as_json import report_json
    from funding.artefacts.kept_rows import KeptRows
    from funding.files import report_xlsx
    from funding.models import Report
    from funding.reports import document_of, figures_of

    report = Report.objects.get()
    figures = list(figures_of(report))
    began = time.monotonic()
    with translation.override("sv"):
        document, rows = document_of(report, figures), [KeptRows(figure) for figure in figures]
        content = report_xlsx(document, rows) if kind == "xlsx" else report_json(report, document, rows)
    took, peak = time.monotonic() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    said = "" if peak < GOAL_MB else f"  * over {GOAL_MB} MB"
    sys.stdout.write(f"{kind:<6}{ROWS:>9} rows{len(content) / 1e6:>8.1f} MB{took:>8.1f} s  peak{peak:>6.0f} MB{said}\n")


def main(act: str) -> None:
    """Lay the rows, or write one file."""
    import django  # app ready: the environment first

    django.setup()
    lay() if act == "lay" else write(act)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(sys.argv[1])
        sys.exit()
    with tempfile.TemporaryDirectory(prefix="lyft-bench-") as folder:
        Path(folder, "static").mkdir()
        environment = {**os.environ, "DEMO": "1", "VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": "programme.settings"}
        sys.stdout.write("\nA report's files with many rows\n")
        sys.stdout.flush()
        for act in ("lay", "xlsx", "json"):
            subprocess.run([sys.executable, "-m", "tests.bench.spreadsheet", act], env=environment, check=True)
