"""Throw-away PostgreSQL and Redis on this machine's loopback: started, used, stopped by process id, removed."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from tests.packages import PROGRAMS, program

START_WITHIN_S = 30.0


class ServerMissing(Exception):
    """A server could not be started; says which package or what it printed."""


def free_port() -> int:
    """A port of the loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def needed(name: str) -> str:
    """Path of a program. Raises ServerMissing with its package's name."""
    path = program(name)
    if path is None:
        raise ServerMissing(f"{name} is missing. Run: apt-get install {PROGRAMS[name]}")
    return path


def await_port(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until somebody listens. Raises ServerMissing with the log's end when the process ends or is late."""
    until = time.monotonic() + START_WITHIN_S
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        if process.poll() is not None or time.monotonic() > until:
            raise ServerMissing(f"no server on port {port}:\n{log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.05)


def await_postgresql(url: str) -> None:
    """Wait until the server lets somebody in: it listens before it has started up."""
    until = time.monotonic() + START_WITHIN_S
    while True:
        try:
            psycopg.connect(url, connect_timeout=5).close()
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process that we started: asked first, killed after ten seconds."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _unprivileged() -> dict[str, int]:
    """Popen's user and group for PostgreSQL, which refuses to run as root; nothing when we are not root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid}
    raise ServerMissing("PostgreSQL does not run as root, and this machine has no user postgres or nobody.")


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """An empty PostgreSQL without durability; yields postgres://postgres@127.0.0.1:port/postgres."""
    who = _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="lyft-postgres-"))
    process: subprocess.Popen[bytes] | None = None
    try:
        if who:
            os.chown(folder, who["user"], who["group"])
        data, log = folder / "data", folder / "log"
        made = subprocess.run(
            [
                needed("initdb"),
                "-D",
                data,
                "-U",
                "postgres",
                "-A",
                "trust",
                "--no-sync",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
            ],
            cwd=folder,
            capture_output=True,
            text=True,
            **who,
        )
        if made.returncode:
            raise ServerMissing(f"initdb failed:\n{made.stderr[-2000:]}")
        port = free_port()
        settings = {
            "port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": folder, "fsync": "off",
            "synchronous_commit": "off", "full_page_writes": "off", "max_connections": 200,
        }  # fmt: skip
        with log.open("wb") as out:
            process = subprocess.Popen(
                [Path(needed("pg_ctl")).resolve().with_name("postgres"), "-D", data]
                + [part for name, value in settings.items() for part in ("-c", f"{name}={value}")],
                cwd=folder,
                stdout=out,
                stderr=out,
                **who,
            )
        await_port(port, process, log)
        url = f"postgres://postgres@127.0.0.1:{port}/postgres"
        await_postgresql(url)
        yield url
    finally:
        if process:
            process.send_signal(2)  # SIGINT: PostgreSQL's fast stop, which does not wait for clients
            stop(process)
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """A Redis that keeps nothing; yields redis://127.0.0.1:port/0. It has 64 databases."""
    port = free_port()
    with redis_process(port):
        yield f"redis://127.0.0.1:{port}/0"


@contextlib.contextmanager
def redis_process(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The same on a port of the caller's choice; yields its process, for drills that stop it."""
    folder = Path(tempfile.mkdtemp(prefix="lyft-redis-"))
    process: subprocess.Popen[bytes] | None = None
    try:
        log = folder / "log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                [needed("redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
                + ["--databases", "64", "--maxmemory-policy", "noeviction", "--dir", str(folder)],
                stdout=out,
                stderr=out,
            )
        await_port(port, process, log)
        yield process
    finally:
        if process:
            process.send_signal(signal.SIGCONT)  # one that was stopped cannot end
            stop(process)
        shutil.rmtree(folder, ignore_errors=True)
