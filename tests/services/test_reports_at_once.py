"""Two people press at the same moment: one wins, the other gets words. Real threads, real transactions."""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from funding import actions
from funding.models import Report, ReportingPeriod
from funding.review.actions import approve
from programme.people.models import AuditEvent, User
from programme.people.roles import Role
from tests.cast import Cast, build_anew, person
from tests.funding.late_world import Past, build_past
from tests.funding.world import frozen, reviewed, reviewer, stand_ins, stated
from tests.services.drill import pointed_at

TURNS = 4
pytestmark = pytest.mark.timeout(600)  # a database is laid for each, which takes minutes on a busy machine


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of a database of the test's own, which several threads may open."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'at_once.sqlite3'}"
    address: str = request.getfixturevalue("own_database")
    return address


@pytest.fixture
def past(database: str, django_db_blocker: DjangoDbBlocker, settings: LazySettings, tmp_path: Path) -> Iterator[Past]:
    """The cast there, a second director, and grants with past periods."""
    settings.MEDIA_ROOT = tmp_path / "media"
    with django_db_blocker.unblock(), pointed_at(database):
        call_command("migrate", verbosity=0)
        cast = build_anew(timezone.localdate())
        reviewer()
        yield build_past(cast)


def at_once(database: str, *acts: Callable[[], object]) -> list[str]:
    """Run each in a thread and a connection of its own, begun at the same moment.

    Returns what each was told: nothing for who got through. Raises what is no refusal.
    """
    gate, told, failed = threading.Barrier(len(acts)), [""] * len(acts), []

    def run(n: int, act: Callable[[], object]) -> None:
        with pointed_at(database):
            gate.wait(timeout=30)
            try:
                act()
            except actions.NotReady as refused:
                told[n] = str(refused)
            except Exception as error:  # noqa: BLE001  told below, in the test's own thread
                failed.append(error)

    threads = [threading.Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failed == []
    return told


def release(by: User, report: Report) -> None:
    """What the job of a release does at its end."""
    pair = stand_ins(report, "released")
    actions.mark_released(by=by, report=report, built_at=report.built_at, files=pair, pages=1, now=timezone.now())


def made(cast: Cast, period: ReportingPeriod) -> Report:
    """A report, or a correction, without a red signal."""
    report = stated(cast, period)
    for signal in report.signals.filter(waived_at=None):
        actions.waive_signal(by=cast.director, signal=signal, reason="Redan känt.")
    return report


def waiting(cast: Cast, past: Past) -> Report:
    """A report in review that nobody has approved."""
    return actions.send_to_review(by=cast.director, report=made(cast, past.periods["whole"][2]))


def test_approved_while_taken_back_is_one_of_the_two(database: str, past: Past) -> None:
    cast = past.cast
    for _turn in range(TURNS):
        report = waiting(cast, past)
        approving = partial(approve, by=reviewer(), report=report, seen=report.built_sha256)
        told = at_once(database, approving, partial(actions.back_to_draft, by=cast.director, report=report))

        report.refresh_from_db()
        assert (report.state, report.approved_by) == ("draft", None), "taking back ends an approval too"
        assert told[1] == ""
        events = AuditEvent.objects.about("report", report.pk)
        assert bool(told[0]) != (events.order_by("pk").reverse()[1].verb == "report-approved"), told


def test_two_approvals_at_once_are_one(database: str, past: Past) -> None:
    cast = past.cast
    third = person("third@example.org", "Tredje", (Role.DIRECTOR, {}))
    for turn in range(1, TURNS + 1):
        report = waiting(cast, past)
        both = [partial(approve, by=one, report=report, seen=report.built_sha256) for one in (reviewer(), third)]
        told = at_once(database, *both)

        report.refresh_from_db()
        winner = [reviewer(), third][told.index("")]
        assert report.approved_by == winner
        assert [winner.name in words for words in told if words] == [True]
        assert AuditEvent.objects.filter(verb="report-approved").count() == turn
        actions.back_to_draft(by=cast.director, report=report)


def test_correction_and_the_next_periods_report_released_at_once_never_contradict_each_other(
    database: str, past: Past
) -> None:
    """Either the correction was first, and the next report has to be built again; or it may change texts only now."""
    cast = past.cast
    first, second, *_rest = past.periods["whole"]
    past.log(80)
    frozen(cast, first)
    for turn in range(TURNS):
        past.log(70 - turn)
        correction, following = (reviewed(cast, made(cast, period)) for period in (first, second))
        assert correction.reopened == "full"

        told = at_once(
            database, partial(release, cast.director, correction), partial(release, cast.director, following)
        )

        assert sum(not words for words in told) == 1, told
        correction.refresh_from_db()
        following.refresh_from_db()
        if told[1]:  # the correction won
            assert (correction.state, following.state) == ("released", "in_review")
            actions.back_to_draft(by=cast.director, report=following)
        else:
            assert (correction.state, correction.reopened, following.state) == ("draft", "text", "released")
            break


def test_correction_begun_while_a_later_report_is_released_is_of_the_kind_that_is_right_then(
    database: str, past: Past
) -> None:
    cast = past.cast
    first, second, *_rest = past.periods["whole"]
    frozen(cast, first)
    following = reviewed(cast, made(cast, second))
    begin = partial(actions.make_report, by=cast.director, period=first, because="Fel.", kind="full")

    told = at_once(database, begin, partial(release, cast.director, following))

    assert told[1] == ""
    begun = Report.objects.filter(period=first, version=2).first()
    # Begun before the release, it was left the texts; begun after it, its maker was told that it is another kind.
    assert bool(told[0]) == (begun is None)
    assert begun is None or begun.reopened == "text"
