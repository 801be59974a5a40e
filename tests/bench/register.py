"""Prints how long a register of 1.8 million rows takes to load, beside a bare COPY, and how quickly it is looked up.

`python -m tests.bench.register` starts a throw-away PostgreSQL of its own; `--rows 100000` takes less.
"""

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path
from random import Random

ROWS = 1_800_000
LOOKS = 400


def main(rows: int = ROWS) -> None:
    """Load, copy the same columns barely, look up; one line each. Needs the environment of `run`."""
    import django  # app ready: the environment first

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from companies.actions.register import load_register
    from companies.models import RegisterUnit
    from companies.register.sample import sample, write_zip
    from companies.register.writing import build_indexes, copy_statement

    call_command("migrate", verbosity=0)
    folder = Path(os.environ["VAR_DIR"])
    file = write_zip(folder / "register-2026-11-20.zip", sample(rows, broken_every=10_000, persons_every=50))
    print(f"\nA register of {rows} rows, {file.stat().st_size / 1e6:.0f} MB as a zip")
    loads = []
    for _round in range(2):  # the second replaces the first
        began = time.perf_counter()
        extract = load_register(by=None, path=file)
        loads.append(time.perf_counter() - began)
    skipped = sum(extract.skipped.values())
    print(f"load_register: {loads[0]:.1f} s, in place of an old one {loads[1]:.1f} s; {skipped} broken lines skipped")

    table = RegisterUnit._meta.db_table
    dump = folder / "copy.txt"
    with dump.open("wb") as out, connection.cursor() as cursor:
        text = copy_statement(table).replace("FROM STDIN", "TO STDOUT")
        with cursor.copy(text) as copy:
            out.writelines(copy)

    def bare(*, indexes_first: bool, freeze: bool = False) -> float:
        """Seconds for COPY of the same columns into such a table with the same indexes, and nothing else."""
        with transaction.atomic(), connection.cursor() as cursor, dump.open("rb") as source:
            began = time.perf_counter()
            cursor.execute(f"CREATE TABLE bare (LIKE {table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)")
            if indexes_first:
                build_indexes(cursor, table, "bare")
            with cursor.copy(copy_statement("bare", freeze=freeze)) as copy:
                while block := source.read(1 << 16):
                    copy.write(block)
            if not indexes_first:
                build_indexes(cursor, table, "bare")
            took = time.perf_counter() - began
            cursor.execute("DROP TABLE bare")
            return took

    copies = {
        "into a table with its indexes": min(bare(indexes_first=True) for _ in range(2)),
        "with the indexes built afterwards": min(bare(indexes_first=False, freeze=True) for _ in range(2)),
    }
    for how, took in copies.items():
        print(f"bare COPY {how}: {took:.1f} s; load_register takes {min(loads) / took:.2f} times that")
    _look_up(rows)


def _look_up(rows: int) -> None:
    from companies.models import RegisterUnit
    from companies.register.lookup import unit_with, units_named

    random = Random(2)
    numbers = list(RegisterUnit.objects.values_list("pk", flat=True)[: rows // 2 : max(rows // 2 // LOOKS, 1)])
    random.shuffle(numbers)
    names = [unit.name for unit in RegisterUnit.objects.filter(pk__in=numbers)]
    tries = {
        "by number": [lambda n=n: unit_with(f"{n:010d}") for n in numbers],
        "by the beginning of a name": [
            lambda name=name, n=n: units_named(name[: 1 + n % 12]) for n, name in enumerate(names)
        ],
    }
    for what, calls in tries.items():
        took = []
        for call in calls[:LOOKS]:
            began = time.perf_counter()
            assert call()
            took.append((time.perf_counter() - began) * 1000)
        p95 = statistics.quantiles(took, n=20)[-1]
        print(f"look-up {what}: p50 {statistics.median(took):.1f} ms, p95 {p95:.1f} ms")


def run() -> None:
    """The benchmark on a PostgreSQL of its own, in a folder of its own."""
    from tests.servers import postgresql

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory(prefix="lyft-bench-") as folder, postgresql() as url:
        Path(folder, "static").mkdir()
        os.environ.update(DEMO="1", VAR_DIR=folder, DATABASE_URL=url, DJANGO_SETTINGS_MODULE="programme.settings")
        main(rows)


if __name__ == "__main__":
    run()
