"""Prints how long pages take at 230 and at 23,000 companies on PostgreSQL, and how many times longer: `make bench`.

Both worlds lie on one throw-away server, and each page is asked for in both by turns, so that a machine that is busy
with something else disturbs both alike. The goal is in issue 3: at most 1.5 times, with the same
statements.
"""

import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from tests.bench.pages import wanted
from tests.servers import postgresql

ROOT = Path(__file__).resolve().parents[2]
SIZES = (1, 100)
TURNS, ROUNDS = 8, 4  # the two worlds are asked in turns, so many rounds at a time
GOAL = 1.5


def lay(url: str, scale: int, folder: str) -> dict[str, str]:
    """A database with the demo world at that size; the environment that leads to it."""
    name = f"scale_{scale}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    environment = {
        **os.environ,
        "DEMO": "1",
        "VAR_DIR": folder,
        "DATABASE_URL": f"{url.rpartition('/')[0]}/{name}",
        "DJANGO_SETTINGS_MODULE": "programme.settings",
        "LOG_LEVEL": "ERROR",
    }
    began = time.monotonic()
    for command in (["migrate", "-v0"], ["load_demo", "--scale", str(scale), "--without-reports"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True,
                       stdout=subprocess.DEVNULL)  # fmt: skip
    with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        counts = [
            connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
            for table in ("companies_company", "coaching_attendance")
        ]
    companies, attendances = (count[0] if count else 0 for count in counts)
    print(f"{companies} companies with {attendances} sessions, loaded in {time.monotonic() - began:.0f} s", flush=True)
    return environment


@contextlib.contextmanager
def asking(environment: dict[str, str]) -> Iterator[Any]:
    """A function that measures one page in one database, in a process of its own."""
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.pages"], cwd=ROOT, env=environment, text=True,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # fmt: skip
    assert process.stdin and process.stdout

    def ask(*page: Any) -> dict[str, Any] | None:
        process.stdin.write(json.dumps(page) + "\n")
        process.stdin.flush()
        found: dict[str, Any] | None = json.loads(process.stdout.readline())
        return found

    try:
        yield ask
    finally:
        process.stdin.close()
        process.wait(timeout=60)


def main() -> None:
    """Lay both worlds, ask for every page in both, print a line a page."""
    with tempfile.TemporaryDirectory(prefix="lyft-bench-") as folder, postgresql() as url:
        Path(folder, "static").mkdir()
        print("\nPages on PostgreSQL at two sizes of the demo world")
        small, large = (lay(url, scale, folder) for scale in SIZES)
        with asking(small) as at_1, asking(large) as at_100:
            table(at_1, at_100)


def table(at_1: Any, at_100: Any) -> None:
    """p50, p95, statements, size and rows at both sizes, and the ratio of the medians.

    Where one world fills the page with more rows, a second line has about as many rows on both sides, and counts.
    """
    print(f"\n{'':<58}{'1x':^29}{'100x':^29}{'ratio':>7}")
    print(f"{'page':<58}" + f"{'p50':>6}{'p95':>6}{'SQL':>5}{'KB':>6}{'rows':>5} " * 2 + f"{'p50':>6}")
    beyond = 0
    for who, label, name, query in wanted():
        asked = [(at_1(who, name, query, ROUNDS), at_100(who, name, query, ROUNDS)) for _turn in range(TURNS)]
        if not all(asked[0]):
            continue
        label = f"{who.partition('.')[0]}: {label}"
        few, many = (asked[0][n]["rows"] for n in (0, 1))
        if few == many or name not in ("company-list", "pipeline"):
            beyond += line(label, asked, counts=True)
            continue
        line(label, asked, counts=False)
        least = min(few, many)
        cut = [
            (at_1(who, name, query, ROUNDS, least if few > least else None), at_100(who, name, query, ROUNDS, least))
            for _turn in range(TURNS)
        ]
        beyond += line("    as many rows", cut, counts=True)
    print(f"\n{beyond} pages take more than {GOAL} times, or other statements (*).")


def line(label: str, asked: list[tuple[Any, Any]], *, counts: bool) -> bool:
    """Print a page's line. True when it counts, and takes longer than the goal or other statements."""
    one, hundred = (
        {**pages[0], "ms": sorted(ms for page in pages for ms in page["ms"])} for pages in zip(*asked, strict=True)
    )
    ratio = statistics.median(hundred["ms"]) / statistics.median(one["ms"])
    beyond = counts and (ratio > GOAL or one["sql"] != hundred["sql"])
    cells = "".join(
        f"{statistics.median(m['ms']):>6.0f}{m['ms'][-2]:>6.0f}{m['sql']:>5}{m['kb']:>6.0f}{m['rows']:>5} "
        for m in (one, hundred)
    )
    said = " *" if beyond else "" if counts else " other rows"
    print(f"{label:<58}{cells}{ratio:>6.2f}{said}", flush=True)
    return beyond


if __name__ == "__main__":
    main()
