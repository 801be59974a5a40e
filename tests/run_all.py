"""The whole suite with every service that it needs: `make test`. Any failure, also a missing service, is exit 1.

Pass 1: everything on SQLite, with browser journeys and service tests. Pass 2: the rest again, on PostgreSQL and
Redis. `--drill` runs the long fault drills instead and writes their table, `--screenshots` the journey that takes
README's pictures.
"""

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tests.servers import ServerMissing, postgresql, redis, stop
from tests.services import drill_table

ROOT = Path(__file__).resolve().parent.parent
# On two cores: a third worker fills the time in which the others wait for a browser or for beat.
WORKERS = ("-n", "3", "--dist", "loadscope", "--no-loadscope-reorder", "--durations", "8", "--durations-min", "20")
# Not run again on PostgreSQL: they start servers of their own, test the tests, or ask what no row decides.
ONCE = (
    "tests/journeys",
    "tests/services",
    "tests/conventions",
    "tests/access/test_mutants.py",
    "tests/access/test_methods.py",
)


@dataclass(frozen=True)
class Pass:
    """One run of pytest: what it is called, its arguments, what is added to the environment."""

    name: str
    arguments: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)

    def run(self, servers: dict[str, str]) -> int:
        """Pytest's exit code. Its output goes straight to the screen."""
        print(f"\n--- {self.name}", flush=True)
        command = [sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider", *self.arguments]
        environment = {**os.environ, **servers, **self.environment}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # dozens of processes are started: what is compiled is kept
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL)
        try:
            return process.wait()
        except KeyboardInterrupt:  # pytest has fixtures with servers of their own to put away
            process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=60)
            raise
        finally:
            stop(process)


def passes(wanted: argparse.Namespace, database: str, lines: Path) -> list[Pass]:
    """What is to be run. `lines`: where the drills keep theirs."""
    if wanted.drill:
        arguments = ("-s", "-m", "drill", "--timeout", "3600", "-p", "no:randomly")
        return [Pass("Fault drills", arguments, {drill_table.VARIABLE: str(lines)})]
    if wanted.screenshots:
        return [Pass("Screenshots", ("-m", "screenshots", "tests/journeys"), {"SCREENSHOTS": "docs/screenshots"})]
    fast = ("-m", "not drill", *WORKERS)
    return [
        Pass("SQLite, and the journeys and services", fast),
        Pass(
            "PostgreSQL and Redis",
            (*fast, *(part for path in ONCE for part in ("--ignore", path))),
            {"TEST_DATABASE_URL": database},
        ),
    ]


def tell_drills(lines: Path, *, seconds: float, is_green: bool) -> None:
    """Print the drills' table; write it into docs/reminders.md when every drill went as it should."""
    if lines.exists():
        print(f"\n{drill_table.table(lines)}")
        if is_green:
            drill_table.write(lines, on=date.today(), seconds=seconds)


def interrupted(number: int, frame: object) -> None:
    """A polite end (CI's time-out) unwinds as Ctrl-C does, so that the servers are stopped."""
    raise KeyboardInterrupt


def main() -> int:
    """0 when every pass was green."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--drill", action="store_true", help="the long fault drills")
    parser.add_argument("--screenshots", action="store_true", help="take the pictures of README.md")
    wanted = parser.parse_args()
    signal.signal(signal.SIGTERM, interrupted)
    began = time.monotonic()
    try:
        subprocess.run([sys.executable, "manage.py", "vendor_static", "--if-changed", "-v0"], cwd=ROOT, check=True,
                       env={**os.environ, "DEMO": "1"})  # fmt: skip
        with postgresql() as database, redis() as broker, tempfile.TemporaryDirectory(prefix="lyft-lines-") as folder:
            servers = {"TEST_POSTGRES_URL": database, "TEST_REDIS_URL": broker}
            lines = Path(folder, "lines")
            codes = {step.name: step.run(servers) for step in passes(wanted, database, lines)}
            if wanted.drill:
                tell_drills(lines, seconds=time.monotonic() - began, is_green=not any(codes.values()))
    except ServerMissing as missing:
        print(f"The tests could not run: {missing}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    failed = [name for name, code in codes.items() if code]
    print(f"\n{time.monotonic() - began:.0f} s in all.", f"FAILED: {'; '.join(failed)}" if failed else "All green.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
