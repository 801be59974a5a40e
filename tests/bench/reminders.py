"""Prints how long the daily run of reminders takes at two sizes, its statements, and mails a second: `make bench`.

The first run of a world writes down everything that is due; the run of another day finds hardly anything new. The goal
of issue 5: at most 10 s over 23,000 enrolments and 460,000 sessions, with the same statements at both sizes.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.bench.scale import ROOT, SIZES, lay
from tests.servers import postgresql
from tests.services.mailbox import Mailbox

GOAL_S = 10.0
DAILY_RUNS = 3
MAILS = 1_000


def measured(task: str, environment: dict[str, str]) -> Any:
    """What one part of this module measures in one database, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.reminders", task], cwd=ROOT, env=environment, stdout=subprocess.PIPE,
        check=True, text=True,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """Lay both worlds, run the ledger in both, then send from the large one."""
    with tempfile.TemporaryDirectory(prefix="lyft-bench-") as folder, postgresql() as url:
        Path(folder, "static").mkdir()
        print("\nReminders on PostgreSQL at two sizes of the demo world")
        report([lay(url, scale, folder) for scale in SIZES])


def report(worlds: list[dict[str, str]]) -> None:
    """Print a line a run and size, and how fast mails go out."""
    print(f"\n{'run':<34}{'enrolments':>11}{'sessions':>10}{'notices':>9}{'made':>8}{'SQL':>6}{'s':>8}")
    statements = []
    for environment in worlds:
        runs = measured("ledger", environment)
        for name, run in runs["runs"].items():
            print(f"{name:<34}{runs['enrolments']:>11}{runs['sessions']:>10}{run['open']:>9}{run['made']:>8}"
                  f"{run['sql']:>6}{run['s']:>8.2f}", flush=True)  # fmt: skip
        statements.append(runs["runs"]["daily run, nothing new"]["sql"])
        seconds = runs["runs"]["daily run, nothing new"]["s"]
    same = "the same" if len(set(statements)) == 1 else "NOT the same"
    print(f"\nDaily run: {seconds:.1f} s of at most {GOAL_S:.0f} s; {same} statements at both sizes.")
    with Mailbox() as box:
        sent = measured("mails", {**worlds[-1], "EMAIL_URL": box.url, "MAILS_PER_MINUTE": "0"})
    print(f"Mails: {sent['sent']} in {sent['s']:.1f} s by one worker, {sent['sent'] / sent['s']:.0f} a second, "
          f"with the last look at each; queued in {sent['queue_s']:.2f} s.")  # fmt: skip


def ledger() -> dict[str, Any]:
    """The first run, the same day again, and the days after it; rolled back, so that it can be measured again."""
    from datetime import timedelta

    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from coaching.models import Attendance
    from companies.models import Enrolment
    from programme.notices.ledger import notice_all
    from programme.notices.models import Notice

    runs: dict[str, Any] = {}
    now = timezone.now()
    days = [
        ("first run, everything new", 0),
        *[("daily run, nothing new", 0)] * DAILY_RUNS,
        ("the next working day", 3),
    ]
    with transaction.atomic():
        Notice.objects.all().delete()
        for name, ahead in days:
            moment = now + timedelta(days=ahead)
            connection.force_debug_cursor = False
            with CaptureQueriesContext(connection) as queries:
                began = time.perf_counter()
                entered = notice_all(today=timezone.localdate(moment), now=moment)
                seconds = time.perf_counter() - began
            run = {"s": seconds, "sql": len(queries), "made": entered.made, "open": Notice.objects.open().count()}
            if name not in runs or seconds < runs[name]["s"]:
                runs[name] = run
        transaction.set_rollback(True)
    return {"enrolments": Enrolment.objects.count(), "sessions": Attendance.objects.count(), "runs": runs}


def mails() -> dict[str, Any]:
    """So many mails with the last look at each, one receiver each: coaches of the world, a notice about a stage."""
    from django.utils import timezone

    from programme.notices.ledger import notice_all
    from programme.notices.models import Delivery
    from programme.notices.outbox import deliver
    from programme.notices.queue import queue

    now = timezone.now()
    notice_all(today=timezone.localdate(now), now=now)
    began = time.perf_counter()
    queue(now=now)
    queued = time.perf_counter() - began
    before = Delivery.objects.filter(state=Delivery.State.SENT).count()
    began = time.perf_counter()
    deliver(now=timezone.now(), limit=MAILS)
    seconds = time.perf_counter() - began
    sent = Delivery.objects.filter(state=Delivery.State.SENT).count() - before
    return {"sent": sent, "s": seconds, "queue_s": queued, "waiting": Delivery.objects.filter(state="pending").count()}


if __name__ == "__main__":
    if sys.argv[1:]:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "programme.settings")
        import django

        django.setup()
        print(json.dumps({"ledger": ledger, "mails": mails}[sys.argv[1]]()))
    else:
        main()
