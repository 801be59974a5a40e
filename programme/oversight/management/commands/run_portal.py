"""Run the whole portal on one machine: web server, Celery worker and Celery beat, until Ctrl-C.

The quick start. In production each runs in a container of its own (docker-compose.yml).
"""

import ctypes
import http.client
import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from programme.oversight.demo.accounts import ACCOUNTS, PASSWORD
from programme.people.models import User

ANSWER_WITHIN_S = 60.0
STOP_WITHIN_S = 10.0
SET_PARENT_DEATH_SIGNAL = 1  # prctl(2), Linux
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Child:
    """One of the three processes; it leads a process group of its own."""

    name: str
    process: subprocess.Popen[bytes]

    def signal_group(self, number: int) -> None:
        """Send a signal to the process and its children; nothing happens when they are gone."""
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            return


def commands(host: str, port: int) -> dict[str, list[str]]:
    """The three command lines. One web process, since the quick start's cache is its own memory."""
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "--quiet", "--app", "programme"]
    return {
        "web": [
            *python, "gunicorn", "programme.wsgi:application", "--bind", f"{host}:{port}", "--workers", "1",
            "--threads", "8", "--no-control-socket", "--log-level", "warning",
        ],
        "worker": [
            *celery, "worker", "--pool", "prefork", "--concurrency", "2", "--loglevel", "WARNING",
            "--without-gossip", "--without-mingle", "--without-heartbeat",
        ],
        "beat": [*celery, "beat", "--loglevel", "WARNING"],
    }  # fmt: skip


def refuse_taken_port(host: str, port: int) -> None:
    """Raise CommandError with one line when something else listens there already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"{host}:{port} cannot be used ({error.strerror}). Choose another: PORT={port + 1} make demo"
            ) from None


def answers(host: str, port: int) -> bool:
    """True when /healthz says that database and broker are well."""
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def draws_pdf() -> bool:
    """True when Pango is installed; without it the demo has no released reports, and all else."""
    try:
        ctypes.CDLL("libpangoft2-1.0.so.0" if sys.platform.startswith("linux") else "libpangoft2-1.0.dylib")
    except OSError:
        return False
    return True


def _die_with_parent() -> Callable[[], None] | None:
    """What a child does before it runs: ask to be stopped when this process is killed without a chance to tidy up."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)


class Command(BaseCommand):
    """Migrate, load the demo world into an empty database, start all, wait, stop all."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
        parser.add_argument("--port", type=int, default=os.environ.get("PORT", "8000"), help="default: PORT or 8000")
        parser.add_argument("--fresh", action="store_true", help="first throw away all demo data in VAR_DIR")

    def handle(self, *args: Any, host: str, port: int, fresh: bool, **options: Any) -> None:
        refuse_taken_port(host, port)
        if fresh:
            self._start_over(host, port)
        try:
            self._prepare()
        except KeyboardInterrupt:
            raise CommandError("Stopped before the start.") from None
        stop = threading.Event()

        def ask_to_stop(number: int, frame: FrameType | None) -> None:
            stop.set()

        for number in STOP_SIGNALS:
            signal.signal(number, ask_to_stop)
        children: list[Child] = []
        try:
            for name, command in commands(host, port).items():
                children.append(self._start(name, command))
            self._await_answer(host, port, children, stop)
            ended = self._watch(children, stop)
        finally:
            self._stop(children)
        if ended:
            raise CommandError(f"The {ended.name} process ended by itself ({ended.process.returncode}); all stopped.")

    def _start_over(self, host: str, port: int) -> None:
        """Remove the demo's folder and begin again as a new process, whose settings make the folder anew."""
        if not settings.DEMO:
            raise CommandError("--fresh throws all data away and works only with DEMO=1.")
        shutil.rmtree(settings.VAR_DIR)
        again = [sys.executable, sys.argv[0], "run_portal", "--host", host, "--port", str(port)]
        os.execv(sys.executable, again)  # noqa: S606  our own command line

    def _prepare(self) -> None:
        call_command("vendor_static", if_changed=True, verbosity=0)
        call_command("migrate", interactive=False, verbosity=0)
        if settings.DEMO and not User.objects.exists():
            self._say("Loading the demo world (once) ...")
            with transaction.atomic():  # stopped half-way, the next start finds an empty database again
                call_command("load_demo", verbosity=0, without_reports=not draws_pdf(), stdout=io.StringIO())

    def _start(self, name: str, command: list[str]) -> Child:
        # Two warnings that each start would repeat: running as root in a container, no collected static files.
        known = "ignore:You're running the worker,ignore:No directory at"
        quiet = {"PYTHONWARNINGS": known, **os.environ}
        process = subprocess.Popen(  # noqa: S603  our own command lines
            command,
            cwd=settings.BASE_DIR,
            env=quiet,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_die_with_parent(),  # noqa: PLW1509  no thread runs yet
        )
        return Child(name, process)

    def _await_answer(self, host: str, port: int, children: list[Child], stop: threading.Event) -> None:
        near = "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host  # noqa: S104  a comparison
        until = time.monotonic() + ANSWER_WITHIN_S
        while not answers(near, port):
            if stop.is_set() or self._ended(children):
                return
            if time.monotonic() > until:
                raise CommandError(f"/healthz did not answer within {ANSWER_WITHIN_S:.0f} seconds; all stopped.")
            stop.wait(0.1)
        self._say(f"\nLyftportalen answers at http://{near}:{port}/")
        if settings.DEMO:
            width = max(len(email) for email, _ in ACCOUNTS)
            self._say(f"\nDemo accounts, all with the password {PASSWORD}:")
            for email, what in ACCOUNTS:
                self._say(f"  {email:<{width}}  {what}")
        self._say("\nCtrl-C stops everything. The data stays; make demo-reset starts over.")

    def _watch(self, children: list[Child], stop: threading.Event) -> Child | None:
        """Wait until somebody asks to stop, or a child ends: then that child."""
        while not stop.wait(0.5):
            ended = self._ended(children)
            if ended:
                return ended
        return None

    def _ended(self, children: list[Child]) -> Child | None:
        return next((child for child in children if child.process.poll() is not None), None)

    def _stop(self, children: list[Child]) -> None:
        """SIGTERM to each, a shared time to finish, then SIGKILL to what is left of each group."""
        for child in children:
            if child.process.poll() is None:
                child.process.send_signal(signal.SIGTERM)
        until = time.monotonic() + STOP_WITHIN_S
        for child in children:
            try:
                child.process.wait(timeout=max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                self._say(f"The {child.name} process did not stop in time and was killed.")
            child.signal_group(signal.SIGKILL)
            child.process.wait()

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
