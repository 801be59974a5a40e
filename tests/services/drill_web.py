"""The real web server for the drill, whose processes are killed, and coaches who post sessions at it all the while."""

import contextlib
import http.client
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.parse
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
TRIES = 4  # of one post, all with the same key
LOST = (OSError, http.client.HTTPException)


@dataclass
class Web:
    """gunicorn as docker-compose starts it, in a process group of its own: three processes of two threads."""

    database_url: str
    folder: Path
    redis_url: str = ""
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start it and wait until it answers; it prints to a file in the folder."""
        given = {
            "DEMO": "1",
            "VAR_DIR": str(self.folder),
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
        }
        given |= {"DJANGO_SETTINGS_MODULE": "programme.settings", "SITE_URL": f"http://127.0.0.1:{self.port}"}
        command = [sys.executable, "-m", "gunicorn", "programme.wsgi:application", "--bind", f"127.0.0.1:{self.port}"]
        command += ["--workers", "3", "--threads", "2", "--timeout", "30", "--no-control-socket"]
        with (self.folder / "web.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env={**os.environ, **given}, stdout=log, stderr=log, start_new_session=True
            )
        until = time.monotonic() + 60
        while not self.answers():
            assert time.monotonic() < until, f"the web server does not answer:\n{self.log()}"
            time.sleep(0.05)

    def answers(self) -> bool:
        """True when somebody answers there."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except LOST:
            return False
        finally:
            connection.close()
        return True

    def kill_one(self, chance: random.Random) -> bool:
        """SIGKILL to one of its processes, which it replaces; False when there is none just now."""
        assert self.process
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        if not children:
            return False
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(chance.choice(children)), signal.SIGKILL)
        return True

    def kill_all(self) -> None:
        """SIGKILL to the whole group: nobody gets to tidy up."""
        assert self.process
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def log(self) -> str:
        """The end of what it printed."""
        return (self.folder / "web.log").read_text(errors="replace")[-3000:]


@dataclass
class Coach:
    """A coach at a browser who logs one session after the other with the same company."""

    port: int
    session_key: str
    enrolment: int
    chance: random.Random
    token: str = ""
    csrf: str = ""
    acknowledged: dict[str, int] = field(default_factory=dict)  # key of the form: id of the session that it became
    given_up: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)

    def open_form(self) -> None:
        """Open the form once, for its token."""
        while not self.token:
            with contextlib.suppress(*LOST):
                answer, text = self._ask("GET", f"/sessions/log/?enrolment={self.enrolment}")
                cookie = re.search(r"csrftoken=([^;]+)", answer.getheader("Set-Cookie") or "")
                found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
                if cookie and found:
                    self.csrf, self.token = cookie[1], found[1]

    def work(self, posts: int, stop: threading.Event) -> None:
        """Log so many sessions; an answer that never came makes a few more tries with the same key, or none."""
        self.open_form()
        for _post in range(posts):
            if stop.is_set():
                return
            key = str(uuid4())
            for turn in range(TRIES):
                if self._log(key):
                    break
                self.seen["tries without an answer"] += 1
                if turn == 0 and self.chance.random() < 0.2:
                    break  # the phone went out of reach: nobody knows, and nobody asks again
                time.sleep(self.chance.uniform(0.05, 0.5))
            if key not in self.acknowledged:
                self.given_up.add(key)

    def _log(self, key: str) -> bool:
        """Post once; True when there was an answer."""
        one = self.enrolment
        body = urllib.parse.urlencode(
            {
                "csrfmiddlewaretoken": self.token, "key": key, "enrolments": one, "day": "today", "held_on": "",
                "on_site_minutes": "1", f"women_{one}": "1", f"men_{one}": "2", f"own_{one}": "2",
                "shareable_summary": key,
            }
        )  # fmt: skip
        try:
            answer, text = self._ask("POST", "/sessions/log/", body)
        except LOST:
            return False
        if answer.status >= 500:
            self.seen[f"answers {answer.status}"] += 1
            return False
        target = re.fullmatch(r"/sessions/(\d+)/", answer.getheader("Location") or "")
        if answer.status == 302 and target:
            self.acknowledged[key] = int(target[1])
        else:
            self.refused.append(f"{answer.status} {text[:2000]}")
        return True

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[http.client.HTTPResponse, str]:
        headers = {"Cookie": f"sessionid={self.session_key}; csrftoken={self.csrf}"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer, answer.read().decode("utf-8", "replace")
        finally:
            connection.close()
