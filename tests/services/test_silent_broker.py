"""A broker that is dead or silent never holds up a page (TRUST.md F3); tests/jobs shows that the sweep finds it."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
ASK_TWICE = """
import time, django
django.setup()
from programme.jobs.tasks import run
for _time in range(2):
    began = time.monotonic()
    run.delay_on_commit(1)
    print(time.monotonic() - began)
"""


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that takes connections and never says a word, as a stopped Redis does."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(50)
        yield listener.getsockname()[1]


def seconds_asking(port: int, folder: Path) -> list[float]:
    """How long two requests in a row are held up by asking for a job."""
    given = {
        "DJANGO_SETTINGS_MODULE": "programme.settings",
        "DEMO": "1",
        "VAR_DIR": str(folder),
        "REDIS_URL": f"redis://127.0.0.1:{port}/0",
    }
    done = subprocess.run(
        [sys.executable, "-c", ASK_TWICE], cwd=ROOT, env={**os.environ, **given}, capture_output=True, text=True,
        timeout=60, check=True,
    )  # fmt: skip
    return [float(line) for line in done.stdout.split()]


def test_silent_broker_holds_a_page_up_for_a_second_at_most(silent_port: int, tmp_path: Path) -> None:
    assert max(seconds_asking(silent_port, tmp_path)) < 1.5


def test_dead_broker_holds_a_page_up_for_a_second_at_most(tmp_path: Path) -> None:
    assert max(seconds_asking(free_port(), tmp_path)) < 1.5
