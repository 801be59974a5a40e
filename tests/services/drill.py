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


@dataclass
class Crew:
    """A Celery worker with beat in a process group of its own, and the environment it runs in."""

    database_url: str
    folder: Path
    mail_url: str
    reminders: int = 0
    redis_url: str = ""
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start the worker; it prints to a file in the folder."""
        given = {
            "DJANGO_SETTINGS_MODULE": "tests.services.drill_settings",
            "DEMO": "1",
            "VAR_DIR": str(self.folder),
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "EMAIL_URL": self.mail_url,
            "SWEEP_SECONDS": "1",
            "MAIL_LEASE_SECONDS": "3",
            "JOB_LEASE_SECONDS": "2",
            "DRILL_REMINDERS": str(self.reminders),
        }
        command = [sys.executable, "-m", "celery", "--quiet", "--app", "programme", "worker", "--beat"]
        command += ["--schedule", str(self.folder / "beat"), "--concurrency", "1", "--loglevel", "WARNING"]
        command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        with (self.folder / "worker.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env={**os.environ, **given}, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self) -> None:
        """SIGKILL to the whole group: nobody gets to tidy up."""
        assert self.process
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def log(self) -> str:
        """The end of what the workers printed."""
        return (self.folder / "worker.log").read_text(errors="replace")[-3000:]

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
