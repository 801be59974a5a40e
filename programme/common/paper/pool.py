"""The processes that render sections: as many at once as there are cores, each with bounds on time and memory.

One thread of the caller serves them all. A worker that has grown gives its memory back by ending; one that takes too
long is killed. Leaving the `with` block, for whatever reason, ends all of them.
"""

import json
import logging
import os
import selectors
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from programme.common.paper.refusals import broken, too_slow

logger = logging.getLogger(__name__)

START = Path(__file__).with_name("start.py")
# An environment of our own: secrets stay with this process, and the same page gives the same bytes.
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "HOME": "/nonexistent",
    "PYTHONHASHSEED": "0",
    "SOURCE_DATE_EPOCH": "946684800",
}


def command(module: str, *, nice: int = 0) -> list[str]:
    """How a module of programme.common is started in a process of its own; a higher `nice` lets others go first."""
    return [sys.executable, "-P", "-s", str(START), module, str(os.getpid()), str(nice)]


@dataclass(frozen=True)
class Answer:
    """What a worker made of one job."""

    told: dict[str, Any]
    contents: list[bytes]


class Worker:
    """One process, with at most one job."""

    def __init__(self, setup: dict[str, Any], errors: Any, *, nice: int) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - a fixed command, the pages go in by standard input
            command("paper.worker", nice=nice),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=ENVIRONMENT,
        )
        self.job: tuple[Any, float] | None = None  # its ticket, and when it must be done
        self._got = bytearray()
        self._send(setup)

    def _send(self, message: dict[str, Any]) -> None:
        text = json.dumps(message).encode()
        assert self.process.stdin is not None
        with suppress(BrokenPipeError):  # it died; its closed standard output tells so
            self.process.stdin.write(len(text).to_bytes(4, "big") + text)
            self.process.stdin.flush()

    def give(self, ticket: Any, job: dict[str, Any], until: float) -> None:
        self.job = (ticket, until)
        self._send(job)

    def read(self) -> Answer | None:
        """An answer when it is whole. Raises PdfRefused when the process died."""
        assert self.process.stdout is not None
        chunk = os.read(self.process.stdout.fileno(), 1 << 18)
        if not chunk:
            raise broken(self.process.wait())
        self._got += chunk
        if len(self._got) < 4:
            return None
        end = 4 + int.from_bytes(self._got[:4], "big")
        if len(self._got) < end:
            return None
        told = json.loads(self._got[4:end])
        if len(self._got) < end + sum(told["sizes"]):
            return None
        contents = []
        for size in told["sizes"]:
            contents.append(bytes(self._got[end : end + size]))
            end += size
        self._got = bytearray()
        return Answer(told, contents)

    def end(self) -> None:
        """Now, whatever it does."""
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()
        self.process.wait()


class Pool:
    """A few workers for one paper."""

    def __init__(
        self, setup: dict[str, Any], *, size: int, part_limit: float, until: float, resident_limit: int, nice: int
    ) -> None:
        """part_limit in seconds for one job, until a monotonic time, resident_limit in bytes of one worker."""
        self._setup, self._size, self._nice = setup, size, nice
        self._part_limit, self._until, self._resident_limit = part_limit, until, resident_limit
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the pool
        self._workers: list[Worker] = []
        self._selector = selectors.DefaultSelector()
        self.started = 0

    def __enter__(self) -> "Pool":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in list(self._workers):
            self._drop(worker)
        self._selector.close()
        self._errors.seek(0)
        said = self._errors.read()[-2000:].decode(errors="replace")
        self._errors.close()
        if said:
            logger.warning("paper: %s", said)

    def _start(self) -> Worker:
        worker = Worker(self._setup, self._errors, nice=self._nice)
        self.started += 1
        self._workers.append(worker)
        self._selector.register(worker.process.stdout, selectors.EVENT_READ, worker)  # type: ignore[arg-type]
        return worker

    def _drop(self, worker: Worker) -> None:
        self._selector.unregister(worker.process.stdout)  # type: ignore[arg-type]
        worker.end()
        self._workers.remove(worker)

    def run(self, jobs: Iterable[tuple[Any, dict[str, Any]]]) -> Iterator[tuple[Any, Answer]]:
        """Hand the jobs out as workers are free; the answers, with the ticket of each job, as they come.

        Raises PdfRefused when a job, or all of it, takes too long or too much memory.
        """
        waiting = iter(jobs)
        held: list[tuple[Any, dict[str, Any]]] = []
        more = True
        while True:
            while more:  # fill every hand, one job ahead of need at most
                free = next((worker for worker in self._workers if worker.job is None), None)
                if free is None and len(self._workers) >= self._size:
                    break
                if not held:
                    following = next(waiting, None)
                    if following is None:
                        more = False
                        break
                    held.append(following)
                ticket, job = held.pop()
                (free or self._start()).give(ticket, job, min(time.monotonic() + self._part_limit, self._until))
            if not any(worker.job for worker in self._workers):
                return
            yield from self._answers()

    def _answers(self) -> Iterator[tuple[Any, Answer]]:
        soonest = min(worker.job[1] for worker in self._workers if worker.job)
        for key, _events in self._selector.select(max(soonest - time.monotonic(), 0)):
            worker: Worker = key.data
            answer = worker.read()
            if answer is None or worker.job is None:
                continue
            ticket, worker.job = worker.job[0], None
            if answer.told["resident"] > self._resident_limit:
                self._drop(worker)
            yield ticket, answer
        if any(worker.job and worker.job[1] <= time.monotonic() for worker in self._workers):
            raise too_slow(self._part_limit)
