"""The web server and the worker of a benchmark, as production runs them, and browsers that ask them."""

import contextlib
import http.client
import os
import re
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from tests.servers import free_port, stop

ROOT = Path(__file__).resolve().parents[2]
WITHIN_S = 60.0


@dataclass
class Browser:
    """One person's browser: a kept connection and her cookies. Not to be shared between threads."""

    port: int
    session_key: str
    csrf: str = ""
    token: str = ""
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def get(self, path: str) -> bytes:
        """The page; raises AssertionError when it is not there. A connection that the server let go is opened anew."""
        answer = self._ask("GET", path, None)
        content = answer.read()
        assert answer.status == 200, (path, answer.status)
        return content

    def open_form(self, path: str) -> None:
        """Open a form for its token."""
        answer = self._ask("GET", path, None)
        text = answer.read().decode()
        cookie = re.search(r"csrftoken=([^;]+)", answer.getheader("Set-Cookie") or "")
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
        assert found, path
        self.csrf, self.token = cookie[1] if cookie else self.csrf, found[1]

    def post(self, path: str, values: dict[str, str]) -> str:
        """Post a form; where the answer leads. Raises AssertionError when it leads nowhere."""
        answer = self._ask("POST", path, urllib.parse.urlencode({"csrfmiddlewaretoken": self.token, **values}))
        text = answer.read().decode()
        assert answer.status == 302, (path, answer.status, re.findall(r'class="l-err[^>]*>([^<]+)', text))
        return answer.getheader("Location") or ""

    def _ask(self, method: str, path: str, body: str | None) -> http.client.HTTPResponse:
        headers = {"Cookie": f"sessionid={self.session_key}; csrftoken={self.csrf}", "Accept-Language": "sv"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self.connection.request(method, path, body, headers)
            return self.connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            self.connection.close()
            self.connection.request(method, path, body, headers)
            return self.connection.getresponse()


def session_form(enrolment: int) -> dict[str, str]:
    """What a coach types to log a session of today with one company."""
    return {
        "key": str(uuid4()), "enrolments": str(enrolment), "day": "today", "held_on": "", "on_site_minutes": "3",
        f"women_{enrolment}": "2", f"men_{enrolment}": "3", f"own_{enrolment}": "6",
        "shareable_summary": "Pulstavlan gicks igenom.", "again": "on",
    }  # fmt: skip


def milliseconds(port: int, session_key: str, path: str, rounds: int, before: object = None) -> list[float]:
    """How long each of so many requests took, one at a time. before: called before each of them, not timed."""
    browser = Browser(port, session_key)
    browser.get(path)
    took = []
    for _round in range(rounds):
        if callable(before):
            before()
        began = time.perf_counter()
        browser.get(path)
        took.append((time.perf_counter() - began) * 1000)
    return took


def a_second(port: int, session_key: str, path: str, *, clients: int, seconds: float) -> float:
    """Requests a second that so many browsers are answered together."""
    done = [0] * clients
    until = time.perf_counter() + seconds

    def ask(n: int) -> None:
        browser = Browser(port, session_key)
        while time.perf_counter() < until:
            browser.get(path)
            done[n] += 1

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / (time.perf_counter() - began)


@contextlib.contextmanager
def web(environment: dict[str, str], log: Path) -> Iterator[tuple[int, float, subprocess.Popen[bytes]]]:
    """gunicorn with 2 workers of 2 threads: its port, the seconds until it answered, its process."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "tests.bench.floor_wsgi:application", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", "2", "--threads", "2", "--timeout", "60", "--no-control-socket", "--keep-alive", "30"]
    began = time.perf_counter()
    with log.open("ab") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
    try:
        while not _answers(port):
            assert time.perf_counter() - began < WITHIN_S, log.read_text(errors="replace")[-3000:]
            time.sleep(0.02)
        yield port, time.perf_counter() - began, process
    finally:
        stop(process)


@contextlib.contextmanager
def worker(environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A Celery worker of two processes, as docker-compose starts it."""
    command = [sys.executable, "-m", "celery", "--app", "programme", "worker", "--concurrency", "2"]
    command += ["--loglevel", "WARNING", "--max-tasks-per-child", "200"]
    with log.open("ab") as out:
        process = subprocess.Popen(command, cwd=ROOT, env={**environment, "C_FORCE_ROOT": "1"}, stdout=out, stderr=out)
    try:
        yield process
    finally:
        stop(process)


def megabytes(process: subprocess.Popen[bytes]) -> list[int]:
    """The most memory that each process of a server has held, its own first."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    sizes = []
    for pid in [str(process.pid), *children]:
        with contextlib.suppress(FileNotFoundError):
            held = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
            sizes.append(int(held[1]) // 1000 if held else 0)
    return sizes


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/empty/")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def environment_of(given: dict[str, str]) -> dict[str, str]:
    """This process's environment with what a server needs."""
    return {**os.environ, **given}
