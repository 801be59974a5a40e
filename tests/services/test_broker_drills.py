"""Redis is killed, stopped or emptied while reminders go out and people work: no page waits, no reminder is lost.

Real PostgreSQL, Redis, web server, worker and beat. What is to be done lies in the database; Redis only wakes.
"""

import contextlib
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from redis import Redis

from coaching.models import CoachAbsence
from tests.cast import Cast
from tests.servers import free_port, redis_process
from tests.services import drill_table
from tests.services.drill import Crew, SlowMailbox, Stack
from tests.services.drill_mails import await_mails, figures, one_each
from tests.services.drill_web import Web
from tests.services.drill_work import make_receivers
from tests.services.visitor import Page, Visitor

pytestmark = [pytest.mark.drill, pytest.mark.timeout(400)]
PAGES = ("/", "/sessions/", "/sessions/log/", "/companies/", "/notices/")
PAGE_WITHIN = 1.0  # seconds


@dataclass
class Broker:
    """A Redis of the drill's own, which it may kill, stop and start again on the same port."""

    port: int = field(default_factory=free_port)
    _running: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    def start(self) -> None:
        self.process = self._running.enter_context(redis_process(self.port))

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def halt(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def empty(self) -> None:
        with Redis(port=self.port) as client:
            client.flushall()

    def end(self) -> None:
        self._running.close()


@pytest.fixture
def broker() -> Iterator[Broker]:
    """It runs already."""
    own = Broker()
    own.start()
    yield own
    own.end()


@pytest.fixture
def stack(tables: str, broker: Broker) -> Stack:
    """PostgreSQL, and the Redis that the drill may harm."""
    return Stack(tables, f"redis://127.0.0.1:{broker.port}/0")


class Coach:
    """A coach at a browser, whose pages are timed."""

    def __init__(self, cast: Cast, web: Web) -> None:
        client = Client()
        client.force_login(cast.coach_a)
        self.visitor = Visitor(web.port, f"127.0.0.1:{web.port}")
        self.visitor.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.cover, self.entered, self.slowest = cast.coach_b.pk, 0, 0.0

    def work(self) -> None:
        """Read each page, and enter an absence, which asks the broker for a sweep."""
        for path in PAGES:
            page = self._timed(lambda path=path: self.visitor.get(path))  # type: ignore[misc]
            assert page.status == 200, (path, page.status)
        form = self.visitor.get("/absences/add/")
        day = timezone.localdate() + timedelta(days=10 + self.entered)
        values = {"from_on": day.isoformat(), "until_on": day.isoformat(), "cover": str(self.cover)}
        answer = self._timed(lambda: self.visitor.submit(form, values))
        self.entered += 1
        assert (answer.status, answer.path) == (200, "/absences/"), answer.text[:3000]
        assert CoachAbsence.objects.count() == self.entered

    def _timed(self, ask: Callable[[], Page]) -> Page:
        began = time.monotonic()
        page = ask()
        self.slowest = max(self.slowest, time.monotonic() - began)
        return page


def run_drill(
    fault: str, stack: Stack, folder: Path, cast: Cast, harm: Callable[[], None], mend: Callable[[], None]
) -> None:
    """A few reminders go out; harm is done; people work and more reminders come up; it is mended; all are there."""
    began = time.monotonic()
    make_receivers(50, on=timezone.localdate(), prefix="before")
    web = Web(stack.database_url, folder, stack.redis_url)
    with SlowMailbox(0.02) as box:
        crew = Crew(stack, folder, box.url)
        try:
            web.start()
            coach = Coach(cast, web)
            coach.work()  # compiles the templates
            crew.start()
            crew.wait_until(lambda: len(box.mails) > 10, within=60)
            coach.slowest = 0.0
            harm()
            make_receivers(200, on=timezone.localdate(), prefix="during")
            for _round in range(5):
                coach.work()
                time.sleep(1)
            mend()
            mended = time.monotonic()
            await_mails(crew, 250, within=150)
            caught_up = time.monotonic() - mended
        finally:
            crew.kill()
            web.kill_all()
        found = figures(box, one_each())
        drill_table.note(
            f"Redis {fault}", stack.words, due=250, sent=found.sent, lost=found.lost, doubled=found.doubled,
            in_doubt=len(found.doubted), seconds=time.monotonic() - began,
            also=f"slowest of {5 * (len(PAGES) + 1)} pages {coach.slowest:.2f} s; all mailed after {caught_up:.0f} s",
        )  # fmt: skip
        assert (found.sent, found.lost, found.doubled, found.doubted) == (250, 0, 0, frozenset())
        assert coach.slowest < PAGE_WITHIN


def test_dead_redis_holds_up_no_page_and_loses_no_reminder(
    stack: Stack, broker: Broker, workers_cast: Cast, tmp_path: Path
) -> None:
    run_drill("dead", stack, tmp_path, workers_cast, broker.kill, broker.start)


def test_stopped_redis_holds_up_no_page_and_loses_no_reminder(
    stack: Stack, broker: Broker, workers_cast: Cast, tmp_path: Path
) -> None:
    run_drill("stopped", stack, tmp_path, workers_cast, broker.halt, broker.go_on)


def test_emptied_redis_loses_no_reminder(stack: Stack, broker: Broker, workers_cast: Cast, tmp_path: Path) -> None:
    run_drill("emptied", stack, tmp_path, workers_cast, broker.empty, broker.empty)
