"""docker-compose.yml brought up without Docker: each service's own command and environment, on this machine.

Only what a container would give is put in its place: the hosts db, redis and mail, the folders, the web port.
"""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.conventions.variables import example_lines

ROOT = Path(__file__).resolve().parent.parent.parent
HOST = "portal.example.org"  # as .env.example has it
INTERPOLATION = re.compile(r"\$\{(\w+)(?::?[-?]([^}]*))?\}")


@dataclass
class Stack:
    """The services of the compose file, their processes and what stands in for the containers' surroundings."""

    folder: Path
    database: str  # address of PostgreSQL
    redis: str  # address of Redis
    mail: str  # address of the SMTP server
    port: int
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def __post_init__(self) -> None:
        text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
        self.dotenv = {
            **{name: value for name, value in example_lines() if value},
            "SECRET_KEY": "k3y-" * 5 + os.urandom(32).hex(),
            "POSTGRES_PASSWORD": "secret",
            "EMAIL_URL": self.mail,
        }
        self.services: dict[str, Any] = yaml.safe_load(text)["services"]

    def environment(self, service: str) -> dict[str, str]:
        """What the container's process would find in its environment, with hosts and folders of this machine."""
        of_compose = {name: self._filled(value) for name, value in self.services[service]["environment"].items()}
        given = {
            **_uncommented(self.dotenv),
            **of_compose,
            "STATIC_ROOT": "/srv/lyft/staticfiles",  # ENV in the Dockerfile
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "HOSTNAME": os.uname().nodename,
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONWARNINGS": "ignore:You're running the worker",  # as root here, never in the container
        }
        return {name: self._here(value) for name, value in given.items()}

    def command(self, service: str) -> list[str]:
        """The service's command line, with this machine's folders and port."""
        return [self._here(part) for part in self.services[service]["command"]]

    def health_command(self, service: str) -> list[str]:
        """The service's health check as Docker would run it."""
        kind, *rest = self.services[service]["healthcheck"]["test"]
        if kind == "CMD-SHELL":
            return ["/bin/sh", "-c", self._here(rest[0].replace("$$", "$"))]
        return [self._here(part) for part in rest]

    def run(self, service: str, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end in a service's environment; without a command the service's own."""
        return subprocess.run(
            list(command) or self.command(service),
            cwd=ROOT,
            env=self.environment(service),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=100,
        )

    def start(self, service: str) -> None:
        """Start a service; its output goes to a file named after it."""
        with (self.folder / f"{service}.log").open("wb") as log:
            self.processes[service] = subprocess.Popen(
                self.command(service),
                cwd=ROOT,
                env=self.environment(service),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def await_health(self, service: str, *, within: float = 40.0) -> None:
        """Wait until the service's own health check is green. Raises AssertionError with its log."""
        until = time.monotonic() + within
        while True:
            check = self.run(service, *self.health_command(service))
            if check.returncode == 0:
                return
            if time.monotonic() > until or self.processes[service].poll() is not None:
                raise AssertionError(f"{service} is not well: {check.stderr[-800:]}\n{self.log(service)[-3000:]}")
            time.sleep(0.3)

    def log(self, service: str) -> str:
        """What the service has printed."""
        return (self.folder / f"{service}.log").read_text(encoding="utf-8", errors="replace")

    def stop(self) -> dict[str, int]:
        """End all as `docker compose stop` does; the exit code of each. What is left of a group is killed."""
        for process in self.processes.values():
            process.send_signal(signal.SIGTERM)
        codes = {}
        for name, process in self.processes.items():
            try:
                codes[name] = process.wait(timeout=25)
            except subprocess.TimeoutExpired:
                codes[name] = -signal.SIGKILL
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.processes.clear()
        return codes

    def _filled(self, value: str) -> str:
        return INTERPOLATION.sub(lambda found: self.dotenv.get(found[1], found[2] or ""), value)

    def _here(self, value: str) -> str:
        """A container's word in this machine's: hosts, folders, port."""
        places = {
            "postgres://lyft:secret@db:5432/lyft": self.database,
            "redis://redis:6379/0": self.redis,
            "/var/lib/lyft": str(self.folder / "var"),
            "/srv/lyft/staticfiles": str(self.folder / "staticfiles"),
            "0.0.0.0:8000": f"127.0.0.1:{self.port}",
            "127.0.0.1:8000": f"127.0.0.1:{self.port}",
        }
        for there, here in places.items():
            value = value.replace(there, here)
        return value


def _uncommented(dotenv: dict[str, str]) -> dict[str, str]:
    """Only the variables whose line in .env.example is not commented: what env_file gives to a container."""
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    return {name: value for name, value in dotenv.items() if re.search(rf"^{name}=", text, re.MULTILINE)}
