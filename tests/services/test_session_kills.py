"""Web processes are killed with SIGKILL while coaches log sessions: what was acknowledged is there, once.

PostgreSQL and the real web server. What was not acknowledged is there at most once, whole, with its trace. The small
run belongs to the suite; the drill (5 000 posts, 50 kills) is run by `make drill`.
"""

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db.models import Max, Sum
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from coaching.models import Attendance, CoachAssignment, CoachingSession, CoachingSoFar
from programme.people.models import AuditEvent, SubmittedForm
from programme.people.roles import Role
from tests.cast import Cast, build_anew, person
from tests.services.drill import pointed_at
from tests.services.drill_web import Coach, Web

COACHES = 8  # two or three at each company, so that their sessions are counted together


@pytest.fixture
def drill_cast(own_database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """The cast in the drill's own database, to which this process is pointed as well."""
    with django_db_blocker.unblock(), pointed_at(own_database):
        call_command("migrate", verbosity=0)
        yield build_anew(timezone.localdate())


def coaches(cast: Cast, web: Web, chance: random.Random) -> list[Coach]:
    """People who coach A, B or C, each logged in at a browser of her own."""
    found = []
    for n in range(COACHES):
        enrolment = (cast.a, cast.b, cast.c)[n % 3]
        somebody = person(f"drill.{n}@example.org", f"Coach {n}", (Role.COACH, {"region": cast.mellersta}))
        CoachAssignment.objects.create(
            enrolment=enrolment, coach=somebody, kind="assisting", from_on=enrolment.started_on
        )
        browser = Client()
        browser.force_login(somebody)
        key = browser.cookies[settings.SESSION_COOKIE_NAME].value
        found.append(Coach(web.port, key, enrolment.pk, random.Random(chance.random())))
    return found


def run_drill(database: str, folder: Path, cast: Cast, *, posts: int, kills: int, within: float) -> None:
    """Post and kill, then compare what was answered with what is stored."""
    seed, began = time.time_ns(), time.monotonic()
    chance = random.Random(seed)
    web, stop = Web(database, folder), threading.Event()
    killed: Counter[str] = Counter()
    people = coaches(cast, web, chance)
    workers = [threading.Thread(target=one.work, args=(posts // COACHES, stop)) for one in people]
    try:
        web.start()
        for worker in workers:
            worker.start()
        while any(worker.is_alive() for worker in workers):
            assert time.monotonic() - began < within, f"not done within {within} s:\n{web.log()}"
            done = sum(len(one.acknowledged) + len(one.given_up) for one in people)
            if killed.total() < kills and done >= posts * (killed.total() + 1) / (kills + 1):
                time.sleep(chance.uniform(0, 0.05))
                if killed.total() % 10 == 9:  # the whole server, with everything that it was doing
                    web.kill_all()
                    killed["all"] += 1
                    web.start()
                elif web.kill_one(chance):
                    killed["one process"] += 1
            time.sleep(0.005)
    finally:
        stop.set()
        web.kill_all()
        for worker in workers:
            if worker.ident:
                worker.join()
    acknowledged = {key: pk for one in people for key, pk in one.acknowledged.items()}
    given_up = set().union(*(one.given_up for one in people))
    stored = dict.fromkeys(given_up, 0) | Counter(CoachingSession.objects.values_list("shareable_summary", flat=True))
    seen = sum((one.seen for one in people), Counter())
    print(
        f"\n{posts} posts by {COACHES} coaches, {killed.total()} kills ({killed['all']} of all), seed {seed}: "
        f"acknowledged {len(acknowledged)}, of these stored once {sum(stored.get(key) == 1 for key in acknowledged)}; "
        f"never acknowledged {len(given_up)}, of these stored once {sum(stored[key] == 1 for key in given_up)}, "
        f"more than once {sum(stored[key] > 1 for key in given_up)}; {dict(seen)}, {time.monotonic() - began:.0f} s"
    )
    assert [refused for one in people for refused in one.refused] == []
    assert (killed.total(), len(acknowledged) + len(given_up)) == (kills, posts)
    assert {key: stored.get(key) for key in acknowledged} == dict.fromkeys(acknowledged, 1)
    assert (
        dict(CoachingSession.objects.filter(shareable_summary__in=acknowledged).values_list("shareable_summary", "pk"))
        == acknowledged
    )
    assert all(stored[key] <= 1 for key in given_up)
    assert set(stored) == set(acknowledged) | given_up
    _everything_is_whole()


def _everything_is_whole() -> None:
    """Each session has its company, its trace and its form; what is kept of them agrees with them."""
    sessions = set(CoachingSession.objects.values_list("pk", flat=True))
    assert sorted(Attendance.objects.values_list("session", flat=True)) == sorted(sessions)
    assert sorted(AuditEvent.objects.filter(verb="session-log").values_list("subject_id", flat=True)) == sorted(
        sessions
    )
    assert sorted(SubmittedForm.objects.values_list("result_id", flat=True)) == sorted(sessions)
    counted = (
        Attendance.objects.order_by()
        .values("enrolment")
        .annotate(last=Max("session__held_on"), own=Sum("company_minutes"))
    )
    kept = CoachingSoFar.objects.values_list("enrolment", "last_session_on", "company_minutes")
    assert set(kept) == set(counted.values_list("enrolment", "last", "own"))


def test_sessions_survive_four_kills(own_database: str, drill_cast: Cast, tmp_path: Path) -> None:
    run_drill(own_database, tmp_path, drill_cast, posts=160, kills=4, within=120)


@pytest.mark.drill
@pytest.mark.timeout(900)
def test_five_thousand_sessions_survive_fifty_kills(own_database: str, drill_cast: Cast, tmp_path: Path) -> None:
    run_drill(own_database, tmp_path, drill_cast, posts=5000, kills=50, within=800)
