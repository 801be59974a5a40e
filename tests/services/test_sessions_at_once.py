"""Sessions logged and corrected at the same time are all counted in what is kept: real threads, real transactions."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db.models import Max, Sum
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from coaching.actions import change_session, log_session
from coaching.models import Attendance, CoachAssignment, CoachingSession, CoachingSoFar
from programme.people.versions import Conflict
from tests.cast import Cast, build_anew
from tests.coaching.posts import session_values
from tests.services.drill import pointed_at

TODAY = timezone.localdate


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of a database of the test's own, which several threads may open."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'at_once.sqlite3'}"
    address: str = request.getfixturevalue("own_database")
    return address


@pytest.fixture
def cast(database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """The cast there; coach A coaches A and B."""
    with django_db_blocker.unblock(), pointed_at(database):
        call_command("migrate", verbosity=0)
        built = build_anew(TODAY())
        CoachAssignment.objects.create(
            enrolment=built.b, coach=built.coach_a, kind="assisting", from_on=built.b.started_on
        )
        yield built


def at_once(database: str, *acts: Callable[[], object]) -> None:
    """Run each in a thread and a connection of its own, begun at the same moment. Raises what any of them raised."""
    gate, failed = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        with pointed_at(database):
            gate.wait(timeout=30)
            try:
                act()
            except Exception as error:  # noqa: BLE001  told below, in the test's own thread
                failed.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failed == []


def kept_as_counted() -> dict[int, tuple[object, int]]:
    """What is kept, once it is shown to be what the sessions add up to."""
    counted = Attendance.objects.order_by().values("enrolment")
    counted = counted.annotate(last_on=Max("session__held_on"), minutes=Sum("company_minutes"))
    kept = {row.pk: (row.last_session_on, row.company_minutes) for row in CoachingSoFar.objects.all()}
    assert {pk: row for pk, row in kept.items() if row[1]} == {
        row["enrolment"]: (row["last_on"], row["minutes"]) for row in counted
    }
    return kept


def test_two_sessions_logged_at_once_are_both_counted(database: str, cast: Cast) -> None:
    for turn in range(1, 11):
        day = TODAY() - timedelta(days=11 - turn)
        values = session_values(day, cast.a)
        at_once(
            database,
            *(partial(log_session, by=cast.coach_a, values=values, key=uuid4(), again=True) for _n in range(2)),
        )
        assert kept_as_counted()[cast.a.pk] == (day, turn * 360)


def test_joint_sessions_logged_at_once_in_either_order_do_not_wait_for_each_other(database: str, cast: Cast) -> None:
    orders = [(cast.a, cast.b), (cast.b, cast.a)] * 2
    for turn in range(1, 6):
        at_once(
            database,
            *(
                partial(log_session, by=cast.coach_a, values=session_values(TODAY(), *there), again=True)
                for there in orders
            ),
        )
        assert {pk: minutes for pk, (_day, minutes) in kept_as_counted().items()} == dict.fromkeys(
            (cast.a.pk, cast.b.pk), turn * 4 * 180
        )


def test_correcting_while_another_logs_counts_both(database: str, cast: Cast) -> None:
    first = log_session(by=cast.coach_a, values=session_values(TODAY(), cast.a))

    def move(version: int) -> None:
        there = cast.b if version % 2 else cast.a
        session, values = CoachingSession.objects.get(pk=first.pk), session_values(TODAY(), there)
        change_session(by=cast.coach_a, session=session, version=version, values=values)

    more = session_values(TODAY(), cast.a)
    for turn in range(1, 11):
        at_once(database, partial(move, turn), partial(log_session, by=cast.coach_a, values=more, again=True))
        kept = {pk: minutes for pk, (_day, minutes) in kept_as_counted().items()}
        assert kept == {cast.a.pk: (turn + (turn + 1) % 2) * 180, cast.b.pk: turn % 2 * 180}


def test_two_corrections_at_once_keep_one_and_count_it(database: str, cast: Cast) -> None:
    session = log_session(by=cast.coach_a, values=session_values(TODAY(), cast.a))
    refused = []

    def correct(own: int) -> None:
        values = session_values(TODAY(), cast.a)
        values = replace(values, attendances=(replace(values.attendances[0], company_minutes=own),))
        try:
            change_session(
                by=cast.coach_a, session=CoachingSession.objects.get(pk=session.pk), version=1, values=values
            )
        except Conflict:
            refused.append(own)

    at_once(database, partial(correct, 60), partial(correct, 120))

    assert len(refused) == 1
    assert kept_as_counted()[cast.a.pk] == (TODAY(), 180 - refused[0])
