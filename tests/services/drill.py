"""Workers of flesh and blood for the drills: started as `make demo` starts them, killed as a group, started again."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connections
from django.db.utils import load_backend

from programme import environment
from tests.services import drill_table
from tests.services.mailbox import Mailbox

ROOT = Path(__file__).resolve().parents[2]


class SlowMailbox(Mailbox):
    """Takes a while over each mail, half of it before it has the mail and half after, so that kills fall in between."""

    def __init__(self, seconds_a_mail: float) -> None:
        super().__init__()
        self.pause = seconds_a_mail / 2

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await asyncio.sleep(self.pause)
        answer = await super().handle_DATA(server, session, envelope)
        await asyncio.sleep(self.pause)
        return answer

    def counted(self) -> Counter[str]:
        """How often each Message-ID came."""
        return Counter(str(message["Message-ID"]) for _to, message in list(self.mails))


@dataclass(frozen=True)
class Stack:
    """Addresses of database and Redis; without Redis the broker is made of files."""

    database_url: str
    redis_url: str

    @property
    def words(self) -> str:
        """What the table of drills calls it."""
        return drill_table.SERVERS if self.redis_url else drill_table.EMBEDDED


@dataclass
class Crew:
    """A Celery worker with beat in a process group of its own, and the environment it runs in."""

    stack: Stack
    folder: Path
    mail_url: str
    more: dict[str, str] = field(default_factory=dict)  # of the environment
    beat: bool = True
    name: str = "worker"
    file_limit: int = 0  # bytes that a file may grow to, as on a full disk; 0 for no limit
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start the worker; it prints to a file in the folder."""
        given = {
            "DJANGO_SETTINGS_MODULE": "tests.services.drill_settings",
            "DEMO": "1",
            "VAR_DIR": str(self.folder),
            "DATABASE_URL": self.stack.database_url,
            "REDIS_URL": self.stack.redis_url,
            "EMAIL_URL": self.mail_url,
            "SWEEP_SECONDS": "1",
            "MAIL_LEASE_SECONDS": "3",
            "JOB_LEASE_SECONDS": "2",
            "MAILS_PER_MINUTE": "0",
            "NOTICES_FROM_HOUR": "0",
            **self.more,
        }
        command = [sys.executable, "-m", "celery", "--quiet", "--app", "programme", "worker"]
        command += ["--hostname", f"{self.name}@%h"]
        if self.beat:
            command += ["--beat", "--schedule", str(self.folder / f"{self.name}.beat")]
        command += ["--concurrency", "1", "--loglevel", "WARNING"]
        command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        if self.file_limit:
            command = ["prlimit", f"--fsize={self.file_limit}", *command]
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env={**os.environ, **given}, stdout=log, stderr=log, start_new_session=True
            )

    @property
    def log_file(self) -> Path:
        """What its processes print to."""
        return self.folder / f"{self.name}.log"

    def stop(self, *, within: float = 60) -> int:
        """SIGTERM to the main process, as an orchestrator sends it. Returns its exit code."""
        assert self.process
        self.process.terminate()
        return self.process.wait(timeout=within)

    def kill(self) -> None:
        """SIGKILL to the whole group: nobody gets to tidy up."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def log(self) -> str:
        """The end of what the workers printed."""
        return self.log_file.read_text(errors="replace")[-3000:]

    def wait_until(self, reached: Callable[[], bool], *, within: float) -> None:
        """Wait for something the worker does. Raises AssertionError with the worker's log when it is late."""
        until = time.monotonic() + within
        while not reached():
            assert time.monotonic() < until, f"not reached within {within} s:\n{self.log()}"
            time.sleep(0.02)


@contextlib.contextmanager
def pointed_at(url: str) -> Iterator[None]:
    """This process's default connection leads to another database for a while."""
    own = connections["default"]
    values = {**connections.settings["default"], **environment.database(url)}
    other = load_backend(values["ENGINE"]).DatabaseWrapper(values, "default")
    connections["default"] = other
    try:
        yield
    finally:
        other.close()
        connections["default"] = own
