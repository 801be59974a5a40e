"""Every page that people live on, measured through the web server at three sizes, beside two floors: `make bench`.

PostgreSQL at 1, 10 and 100 times the demo world (265 to 23,400 companies), and SQLite at 1; gunicorn with 2 workers
of 2 threads, a Celery worker beside it, all on this machine with the browsers. Writes docs/performance.md.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from tests.bench.scale import lay
from tests.bench.serving import ROOT, environment_of
from tests.servers import postgresql, redis

DOCUMENT = ROOT / "docs" / "performance.md"
SCALES = (1, 10, 100)
SLOWEST_MS, MOST_STATEMENTS, MOST_KB = 60, 12, 100  # at 1x
SLOWEST_HOME_MS, MOST_TIMES = 100, 1.5  # at 100x
NOISE = 1.15  # what two runs of the same page differ by on this machine: named as missed only beyond it

HEAD = """# How fast the portal is

`make bench` writes this page (`tests/bench/performance.py`). One run, on {day}, on one machine of 2 cores, where
browsers, web server, worker and database share the cores: gunicorn with 2 workers of 2 threads, one Celery worker,
PostgreSQL and Redis as production has them; SQLite as the quick start has it. {sizes}.

Each cell: **p50 / p95** ms of {rounds} requests one at a time over a kept connection · statements · thousands of bytes
· requests a second of {clients} browsers at once. *SQL alone* is the first floor: the page's own statements, sent bare
to the same database, in ms at 1x and at 100x. The second floor is the first row: a page that answers nothing, through
everything that every request passes.

A home page is kept until something happens (decision 56). *After an act* is the same page when something has happened
since: then its numbers are counted anew.

"""
NOTES = """
## The bar

At 1x every page answers in {ms} ms (p95) with at most {statements} statements and {kb} kB. At 100x lists, cards and
search take at most {times} times as long as at 1x (p50), home pages the same and at most {home} ms (p95), with as many
statements.

{missed}

## Beside the pages

{beside}
"""


def measured(url: str, redis_url: str, scale: int, folder: str) -> dict[str, Any]:
    """One world, measured in a process of its own. url: a PostgreSQL server; empty for SQLite."""
    if url:
        environment = lay(url, scale, folder)
    else:
        environment = environment_of({"DEMO": "1", "VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": "programme.settings"})
        environment["LOG_LEVEL"] = "ERROR"
        for command in (["migrate", "-v0"], ["load_demo", "--without-reports"]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True,
                           stdout=subprocess.DEVNULL)  # fmt: skip
    environment |= {"REDIS_URL": redis_url} if redis_url else {}
    command = [sys.executable, "-m", "tests.bench.performance_world"]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def cell(page: dict[str, Any] | None) -> str:
    """One page in one world."""
    if page is None:
        return ""
    return (
        f"{page['p50']:.0f} / {page['p95']:.0f} · {page['sql']} · {page['kb']:.0f} · {page['a_second']:.0f}"
        if page["a_second"]
        else f"{page['p50']:.0f} / {page['p95']:.0f} · {page['sql']} · {page['kb']:.0f}"
    )


def missed(label: str, small: dict[str, Any], large: dict[str, Any]) -> Iterator[str]:
    """What a page misses of the bar, in words."""
    if small["p95"] > SLOWEST_MS:
        yield f"{label}: {small['p95']:.0f} ms at 1x"
    if small["sql"] > MOST_STATEMENTS:
        yield f"{label}: {small['sql']} statements"
    if small["kb"] > MOST_KB:
        yield f"{label}: {small['kb']:.0f} kB at 1x"
    if large["sql"] != small["sql"]:
        yield f"{label}: {small['sql']} statements at 1x, {large['sql']} at 100x"
    times = large["p50"] / small["p50"]
    if times > MOST_TIMES:
        beyond = "" if times > MOST_TIMES * NOISE else ", within what two runs differ by"
        yield f"{label}: {times:.1f} times as long at 100x{beyond}"
    if "home" in label and large["p95"] > SLOWEST_HOME_MS:
        yield f"{label}: {large['p95']:.0f} ms at 100x"


def document(worlds: dict[str, dict[str, Any]], *, on: date) -> str:
    """The page of docs/."""
    first, last = worlds["1x"], worlds["100x"]
    names = list(worlds)
    lines = [f"| page | {' | '.join(names)} | SQL alone |", "|---|" + "---|" * (len(names) + 1)]
    not_met: list[str] = []
    for label, page in first["pages"].items():
        cells = [cell(worlds[name]["pages"].get(label)) for name in names]
        large = last["pages"].get(label)
        bare = f"{page['bare']:.0f} / {large['bare']:.0f}" if large and page["sql"] else ""
        lines.append(f"| {label} | {' | '.join(cells)} | {bare} |")
        if large and page["sql"]:
            not_met += missed(label, page, large)
    sizes = ", ".join(f"{name}: {found['companies']:,} companies, {found['sessions']:,} sessions"
                      for name, found in worlds.items())  # fmt: skip
    beside = [
        f"- {name}: start {found['start_s']:.1f} s; memory of the web server's processes {found['web_mb']} MB, of the "
        f"worker's {found['worker_mb']} MB; a board pack as PDF by the worker {found['pack_s']:.1f} s."
        for name, found in worlds.items()
    ]
    said = ["Missed:", "", *[f"- {line}" for line in not_met]] if not_met else ["All of it is met."]
    return (
        HEAD.format(day=on.isoformat(), sizes=sizes, rounds=first["rounds"], clients=first["clients"])
        + "\n".join(lines)
        + "\n"
        + NOTES.format(
            ms=SLOWEST_MS,
            statements=MOST_STATEMENTS,
            kb=MOST_KB,
            times=MOST_TIMES,
            home=SLOWEST_HOME_MS,
            missed="\n".join(said),
            beside="\n".join(beside),
        )  # fmt: skip
    )


def main() -> None:
    """Lay and measure each world, print and write the table."""
    worlds: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory(prefix="lyft-bench-") as folder:
        with postgresql() as url, redis() as redis_url:
            for n, scale in enumerate(SCALES):
                there = Path(folder, str(scale))
                Path(there, "static").mkdir(parents=True)
                worlds[f"{scale}x"] = measured(url, f"{redis_url.rpartition('/')[0]}/{n}", scale, str(there))
        there = Path(folder, "sqlite")
        Path(there, "static").mkdir(parents=True)
        worlds["SQLite 1x"] = measured("", "", 1, str(there))
    text = document(worlds, on=date.today())
    print(text)
    DOCUMENT.write_text(text)


if __name__ == "__main__":
    main()
