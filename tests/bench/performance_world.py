"""Measures one world for `tests.bench.performance`: serves it, asks for each page, prints a line of JSON.

The world's database and broker come from the environment.
"""

import contextlib
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django

ROUNDS, CLIENTS, SECONDS = 30, 8, 2.0
BARE_ROUNDS = 5
DIRECTOR, LEADER, COACH, FUNDER = (
    "director", "leader.ostra-mellansverige", "coach.a", "funder.tillvaxtverket",
)  # fmt: skip


@dataclass(frozen=True)
class Page:
    """One page to measure: what it is called, who asks, its address, and what happens before each request."""

    label: str
    who: str
    path: str
    before: Callable[[], object] | None = None


class World:
    """The people, rows and addresses of the world that the environment names."""

    def __init__(self) -> None:
        from coaching.models import CoachAssignment
        from companies.models import Enrolment
        from funding.actions import make_report
        from funding.models import ReportingPeriod
        from programme.people.models import User

        self.users = {who: User.objects.get(email=f"{who}@example.org") for who in (DIRECTOR, LEADER, COACH, FUNDER)}
        rows = Enrolment.objects.visible_to(self.users[LEADER]).filter(state="active").select_related("company")
        self.enrolment = rows.order_by("pk")[5]
        coached = CoachAssignment.objects.filter(coach=self.users[COACH], until_on=None, enrolment__state="active")
        self.coached = coached.order_by("pk").values_list("enrolment", flat=True)[0]
        free = ReportingPeriod.objects.filter(reports=None).order_by("starts_on")
        self.report = make_report(by=self.users[DIRECTOR], period=free[0])

    def session_key(self, who: str) -> str:
        """A session of that person's, as after a login."""
        from django.conf import settings
        from django.test import Client

        browser = Client(SERVER_NAME="127.0.0.1")
        browser.force_login(self.users[who])
        return browser.cookies[settings.SESSION_COOKIE_NAME].value

    def act(self) -> None:
        """Something happens."""
        from programme.people import audit

        audit.record("person-change", self.users[FUNDER], by=self.users[DIRECTOR])

    def pages(self) -> Iterator[Page]:
        """All of them but the session's post."""
        from django.urls import reverse
        from django.utils.http import urlencode

        def at(name: str, *args: object, **query: object) -> str:
            return reverse(name, args=args) + (f"?{urlencode(query)}" if query else "")

        company, region = self.enrolment.company, self.enrolment.region_id
        yield Page("a page that answers nothing", DIRECTOR, "/empty/")
        for label, who in (("director's home", DIRECTOR), ("leader's home", LEADER), ("coach's home", COACH),
                           ("funder's home", FUNDER)):  # fmt: skip
            yield Page(label, who, at("home"))
            yield Page(f"{label}, after an act", who, at("home"), self.act)
        yield Page("one region's page, after an act", DIRECTOR, at("home", region=region), self.act)
        for who, name in ((DIRECTOR, "director"), (LEADER, "leader")):
            yield Page(f"{name}: companies", who, at("company-list"))
            yield Page(f"{name}: companies, filtered", who, at("company-list", state="running", region=region))
            yield Page(f"{name}: companies, searched", who, at("company-list", q=company.name.removesuffix(" AB")))
            yield Page(f"{name}: companies, last page", who, at("company-list", page=999_999))
            yield Page(f"{name}: pipeline as board", who, at("pipeline"))
            yield Page(f"{name}: sessions", who, at("session-list"))
            yield Page(f"{name}: actions", who, at("action-list"))
            yield Page(f"{name}: company card", who, at("company-card", company.pk))
            yield Page(f"{name}: enrolment card", who, at("enrolment-card", self.enrolment.pk))
        yield Page("search", DIRECTOR, at("search", q=company.name.split()[0]))
        yield Page("a grant's page", DIRECTOR, at("grant-card", self.report.period.grant_id))
        yield Page("a report's page", DIRECTOR, at("report-card", self.report.pk))
        yield Page("session form", COACH, at("session-log"))


def statements_of(user: Any, path: str, before: Callable[[], object] | None) -> tuple[list[str], float]:
    """The page's statements, and thousands of bytes of the answer."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(user)
    browser.get(path)
    if before:
        before()
    with CaptureQueriesContext(connection) as seen:
        answer = browser.get(path)
    return [one["sql"] for one in seen.captured_queries], len(answer.content) / 1000


def bare(statements: list[str]) -> float:
    """Milliseconds of the statements sent as they are, rows fetched; the median of some rounds."""
    from django.db import connection

    took = []
    for _round in range(BARE_ROUNDS):
        began = time.perf_counter()
        for sql in statements:
            if sql.lstrip("( ").upper().startswith("SELECT"):
                with connection.connection.cursor() if connection.vendor == "sqlite" else connection.cursor() as cursor:
                    cursor.execute(sql)
                    cursor.fetchall()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def figures(took: list[float]) -> dict[str, float]:
    """p50 and p95."""
    return {"p50": statistics.median(took), "p95": statistics.quantiles(took, n=20)[-1]}


def session_post(world: World, port: int) -> dict[str, Any]:
    """A coach logs one session after the other with one company."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from tests.bench.serving import Browser, session_form

    path, took = reverse("session-log"), []
    browser = Browser(port, world.session_key(COACH))
    browser.open_form(path)
    for _round in range(ROUNDS):
        began = time.perf_counter()
        browser.post(path, session_form(world.coached))
        took.append((time.perf_counter() - began) * 1000)
    inside = Client(SERVER_NAME="127.0.0.1")
    inside.force_login(world.users[COACH])
    with CaptureQueriesContext(connection) as seen:
        inside.post(path, session_form(world.coached))
    reads = [one["sql"] for one in seen.captured_queries]
    return {**figures(took), "sql": len(reads), "kb": 0.0, "a_second": 0, "bare": bare(reads)}


def board_pack(world: World, port: int) -> float:
    """Seconds from asking for a board pack to the finished PDF."""
    from django.urls import reverse

    from programme.jobs.models import Job
    from tests.bench.serving import Browser

    browser = Browser(port, world.session_key(DIRECTOR))
    browser.open_form(reverse("board-pack"))
    began = time.perf_counter()
    browser.post(reverse("board-pack"), {})
    job = Job.objects.latest("pk")
    while job.state in (Job.State.QUEUED, Job.State.RUNNING):
        assert time.perf_counter() - began < 120, f"the pack is {job.state}"
        time.sleep(0.1)
        job.refresh_from_db()
    assert job.state == Job.State.DONE, job.reason
    return time.perf_counter() - began


def main() -> None:
    """Serve the world, measure every page, print what was found."""
    django.setup()
    from django.conf import settings

    from coaching.models import CoachingSession
    from companies.models import Company
    from tests.bench.serving import a_second, environment_of, megabytes, milliseconds, web, worker

    settings.ROOT_URLCONF = "tests.bench.floor_urls"
    world = World()
    found: dict[str, Any] = {
        "companies": Company.objects.count(), "sessions": CoachingSession.objects.count(),
        "rounds": ROUNDS, "clients": CLIENTS, "pages": {},
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        given, log = environment_of({}), Path(folder, "log")
        port, found["start_s"], server = stack.enter_context(web(given, log))
        hand = stack.enter_context(worker(given, log))
        keys = {who: world.session_key(who) for who in world.users}
        for page in world.pages():
            statements, size = statements_of(world.users[page.who], page.path, page.before)
            took = milliseconds(port, keys[page.who], page.path, ROUNDS, page.before)
            together = (
                a_second(port, keys[page.who], page.path, clients=CLIENTS, seconds=SECONDS) if not page.before else 0
            )
            found["pages"][page.label] = {
                **figures(took), "sql": len(statements), "kb": size, "a_second": together, "bare": bare(statements),
            }  # fmt: skip
        found["pages"]["session post"] = session_post(world, port)
        found["pack_s"] = board_pack(world, port)
        found["web_mb"], found["worker_mb"] = megabytes(server), megabytes(hand)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
