"""The quick start's one command: SQLite, a real worker over the file-system broker, and an end that leaves nothing."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from programme.oversight.demo.accounts import ACCOUNTS, PASSWORD
from tests.conventions.sources import ROOT
from tests.demo import demo_environment
from tests.servers import free_port, stop
from tests.services.visitor import Visitor

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Callable[[int], "subprocess.Popen[bytes]"]]:
    """`run(port)`: start the portal; its output goes to the file `out`."""
    started = []

    def _run(port: int) -> "subprocess.Popen[bytes]":
        with (tmp_path / "out").open("wb") as out:
            command = [sys.executable, "manage.py", "run_portal", "--port", str(port)]
            process = subprocess.Popen(
                command, cwd=ROOT, env=demo_environment(tmp_path / "var"), stdout=out, stderr=out
            )
        started.append(process)
        return process

    yield _run
    for process in started:
        stop(process)


def descendants(pid: int) -> set[int]:
    """Ids of all processes that a process has started, and theirs."""
    found: set[int] = set()
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    waiting = {pid}
    while waiting:
        waiting = {child for child, parent in parents.items() if parent in waiting}
        found |= waiting
    return found


def family(pid: int, within_s: float = 60.0) -> set[int]:
    """Ids of web and its worker, Celery and two of its own, and beat, once all of them are there."""
    until = time.monotonic() + within_s
    while len(found := descendants(pid)) < 6:
        assert time.monotonic() < until, f"only {len(found)} processes after {within_s:.0f} s"
        time.sleep(0.2)
    return found


def alive(pids: set[int], within_s: float = 3.0) -> set[int]:
    """Those that still run after a moment: a killed orphan is gone when the system has buried it."""
    until = time.monotonic() + within_s
    while (left := {pid for pid in pids if runs(pid)}) and time.monotonic() < until:
        time.sleep(0.05)
    return left


def runs(pid: int) -> bool:
    """False for a process that is gone, or dead and not yet buried."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def await_banner(process: "subprocess.Popen[bytes]", out: Path) -> str:
    """What was printed, once the last line of the banner is there."""
    until = time.monotonic() + 300
    while "Ctrl-C stops everything" not in (said := out.read_text(encoding="utf-8")):
        assert process.poll() is None and time.monotonic() < until, said
        time.sleep(0.2)
    return said


def test_run_portal_started_twice_serves_the_same_demo_and_leaves_no_process(
    tmp_path: Path, run: Callable[[int], "subprocess.Popen[bytes]"]
) -> None:
    port = free_port()
    for start in ("first", "second"):
        process = run(port)
        said = await_banner(process, tmp_path / "out")
        visitor = Visitor(port, f"127.0.0.1:{port}")
        home = visitor.submit(visitor.get("/accounts/login/"), {"login": ACCOUNTS[0][0], "password": PASSWORD})
        children = family(process.pid)

        process.send_signal(signal.SIGINT)

        assert process.wait(timeout=25) == 0
        assert alive(children) == set()
        assert (home.status, home.path) == (200, "/"), home.text[:1000]
        assert f"http://127.0.0.1:{port}/" in said and PASSWORD in said
        assert [email for email, _what in ACCOUNTS if email not in said] == []
        assert ("Loading the demo world" in said) == (start == "first")


def test_run_portal_whose_worker_dies_stops_the_rest_and_fails(
    tmp_path: Path, demo_folder: Path, run: Callable[[int], "subprocess.Popen[bytes]"]
) -> None:
    shutil.copytree(demo_folder, tmp_path / "var")
    process = run(free_port())
    await_banner(process, tmp_path / "out")
    children = family(process.pid)
    worker = next(pid for pid in sorted(children) if b"worker\0" in Path(f"/proc/{pid}/cmdline").read_bytes())

    os.kill(worker, signal.SIGKILL)

    assert process.wait(timeout=25) == 1
    assert "The worker process ended by itself" in (tmp_path / "out").read_text(encoding="utf-8")
    assert alive(children) == set()


def test_run_portal_on_a_taken_port_names_another_in_one_line(
    tmp_path: Path, run: Callable[[int], "subprocess.Popen[bytes]"]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        process = run(port)

        assert process.wait(timeout=60) == 1
    said = (tmp_path / "out").read_text(encoding="utf-8")
    assert said.count("\n") == 1
    assert f"PORT={port + 1} make demo" in said
