"""Prints how long the main pages and one report take at the demo's size: `make bench`.

One process on this machine, no network and no proxy; the database is a fresh SQLite file in a temporary folder.
"""

import io
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROUNDS = 30
PAGES = (
    ("director", "home", {}),
    ("director", "company-list", {}),
    ("director", "report-list", {}),
    ("leader.mellersta-norrland", "home", {}),
    ("leader.mellersta-norrland", "company-list", {}),
    ("leader.mellersta-norrland", "company-card", {"pk": "company"}),
    ("leader.mellersta-norrland", "enrolment-card", {"pk": "enrolment"}),
    ("coach.a", "home", {}),
    ("coach.a", "session-list", {}),
    ("coach.a", "action-list", {}),
    ("coach.a", "session-log", {}),
    ("funder.tillvaxtverket", "home", {}),
)


def milliseconds(call: Callable[[], object], rounds: int) -> list[float]:
    """How long each call took."""
    took = []
    for _round in range(rounds):
        began = time.perf_counter()
        call()
        took.append((time.perf_counter() - began) * 1000)
    return took


def main() -> None:
    """Load the demo world, then print a line a page and one for the report."""
    import django  # app ready: the environment first
    from django.core.management import call_command

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from companies.models import Enrolment
    from funding.actions import build, make_report
    from funding.models import Report, ReportingPeriod
    from programme.jobs.running import run_job
    from programme.people.models import User

    call_command("migrate", verbosity=0)
    loading = milliseconds(lambda: call_command("load_demo", stdout=io.StringIO()), 1)[0]
    print(f"\nDemo world with its released reports loaded in {loading / 1000:.1f} s\n")
    print(f"{'page':<48}{'p50 ms':>8}{'p95 ms':>8}{'SQL':>6}{'KB':>7}")
    for who, name, wanted in PAGES:
        user = User.objects.get(email=f"{who}@example.org")
        enrolment = Enrolment.objects.visible_to(user).filter(started_on__isnull=False).order_by("-pk").first()
        known = {"enrolment": enrolment and enrolment.pk, "company": enrolment and enrolment.company_id}
        path = reverse(name, kwargs={key: known[value] for key, value in wanted.items()})
        client = Client(SERVER_NAME="localhost")
        client.force_login(user)
        client.get(path)  # compiles the templates, writes the session
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = client.get(path)
        statements = len(queries)  # the next request empties the log
        assert page.status_code == 200, (who, path, page.status_code)
        took = milliseconds(lambda client=client, path=path: client.get(path), ROUNDS)  # type: ignore[misc]
        p95 = statistics.quantiles(took, n=20)[-1]
        size = len(page.content) / 1000
        print(f"{who + ' ' + name:<48}{statistics.median(took):>8.0f}{p95:>8.0f}{statements:>6}{size:>7.0f}")
    director = User.objects.get(email="director@example.org")
    period = ReportingPeriod.objects.exclude(pk__in=Report.objects.values("period")).order_by("starts_on").first()
    if period is not None:
        job = build(by=director, report=make_report(by=director, period=period))
        took = milliseconds(lambda: run_job(job.pk), 1)
        job.refresh_from_db()
        print(f"\nA report's figures, charts, PDF and spreadsheet: {took[0] / 1000:.1f} s ({job.get_state_display()})")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="lyft-bench-") as folder:
        Path(folder, "static").mkdir()
        os.environ.update(DEMO="1", VAR_DIR=folder, DJANGO_SETTINGS_MODULE="programme.settings")
        main()
