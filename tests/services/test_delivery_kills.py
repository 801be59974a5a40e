"""Workers are killed with SIGKILL while they send reminders: none is lost, none is doubled, doubts are listed.

Real workers and beat, a real SMTP server, SQLite with the file-system broker and PostgreSQL with Redis. The small
runs belong to the suite; the drills (1 000 reminders, 20 kills) are run by `make drill`.
"""

import random
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from programme.jobs.actions import enqueue
from programme.jobs.models import Job
from programme.notices import outbox
from programme.notices.models import Delivery, Notice
from tests.cast import Cast, build_anew
from tests.servers import redis
from tests.services.drill import Crew, SlowMailbox, pointed_at

State = Delivery.State
BUSY = [State.PENDING, State.SENDING]


@pytest.fixture
def stack(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Address of database and of Redis (empty: the broker in files)."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'drill.sqlite3'}", ""
        return
    with redis() as broker:
        yield request.getfixturevalue("own_database"), broker


@pytest.fixture
def drill_cast(stack: tuple[str, str], django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """The cast in the drill's own database, to which this process is pointed as well."""
    with django_db_blocker.unblock(), pointed_at(stack[0]):
        call_command("migrate", verbosity=0)
        yield build_anew(timezone.localdate())


def kill_while_sending(crew: Crew, box: SlowMailbox, *, kills: int, spread: float, chance: random.Random) -> None:
    """Start the worker, wait until mails flow, kill its group at a random moment; so many times."""
    for _kill in range(kills):
        before = len(box.mails)
        crew.start()
        crew.wait_until(lambda: len(box.mails) > before, within=60)  # noqa: B023  used within the round
        time.sleep(chance.uniform(0, spread))
        crew.kill()


def run_drill(
    stack: tuple[str, str], folder: Path, cast: Cast, settings: LazySettings, *, reminders: int, kills: int,
    seconds_a_mail: float, spread: float,
) -> None:  # fmt: skip
    """Kill and restart, let the last worker finish, then count on both sides."""
    seed = time.time_ns()
    began = time.monotonic()
    with SlowMailbox(seconds_a_mail) as box:
        crew = Crew(stack[0], folder, box.url, reminders, redis_url=stack[1])
        try:
            kill_while_sending(crew, box, kills=kills, spread=spread, chance=random.Random(seed))
            crew.start()
            crew.wait_until(
                lambda: Delivery.objects.count() == reminders and not Delivery.objects.filter(state__in=BUSY).exists(),
                within=60 + reminders * seconds_a_mail * 5,
            )
        finally:
            crew.kill()
        came = box.counted()
        sent = set(Delivery.objects.filter(state=State.SENT).values_list("message_id", flat=True))
        doubted = set(Delivery.objects.filter(state=State.IN_DOUBT).values_list("message_id", flat=True))
        lost, doubled = sent - set(came), [key for key, times in came.items() if times > 1]
        print(
            f"\n{reminders} reminders, {kills} kills, {'Redis' if stack[1] else 'files'}, seed {seed}: "
            f"sent {len(sent)}, lost {len(lost)}, doubled {len(doubled)}, in doubt {len(doubted)} "
            f"({len(doubted & set(came))} of them had come), {time.monotonic() - began:.0f} s"
        )
        assert Notice.objects.exclude(delivery=None).count() == reminders
        assert len(sent) + len(doubted) == reminders
        assert (lost, doubled) == (set(), [])
        assert len(doubted) <= kills
        assert set(came) <= sent | doubted
        _all_doubts_are_listed(cast, len(doubted))
        _doubts_go_out_once_more(box, settings, doubted)


def _all_doubts_are_listed(cast: Cast, doubts: int) -> None:
    client = Client()
    client.force_login(cast.director)
    page = client.get(reverse("notice-list-all")).content.decode()
    buttons = [
        pk for pk in Delivery.objects.values_list("pk", flat=True) if reverse("delivery-resend", args=[pk]) in page
    ]
    assert set(buttons) == set(Delivery.objects.filter(state=State.IN_DOUBT).values_list("pk", flat=True))
    assert len(buttons) == doubts


def _doubts_go_out_once_more(box: SlowMailbox, settings: LazySettings, doubted: set[str]) -> None:
    settings.EMAIL_BACKEND = "programme.notices.mail_server.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
    outbox.deliver(now=timezone.now() + timedelta(minutes=20))
    assert not Delivery.objects.exclude(state=State.SENT).exists()
    assert {key for key, times in box.counted().items() if times > 1} <= doubted
    assert set(box.counted()) == set(Delivery.objects.values_list("message_id", flat=True))


@pytest.mark.parametrize("stack", ["sqlite", "postgresql"], indirect=True)
def test_reminders_survive_four_kills(
    stack: tuple[str, str], drill_cast: Cast, settings: LazySettings, tmp_path: Path
) -> None:
    run_drill(stack, tmp_path, drill_cast, settings, reminders=60, kills=4, seconds_a_mail=0.06, spread=0.5)


@pytest.mark.drill
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("stack", ["sqlite", "postgresql"], indirect=True)
def test_thousand_reminders_survive_twenty_kills(
    stack: tuple[str, str], drill_cast: Cast, settings: LazySettings, tmp_path: Path
) -> None:
    run_drill(stack, tmp_path, drill_cast, settings, reminders=1000, kills=20, seconds_a_mail=0.03, spread=1.5)


@pytest.mark.parametrize("stack", ["sqlite"], indirect=True)
def test_job_of_a_killed_worker_is_taken_up_and_done(
    stack: tuple[str, str], drill_cast: Cast, settings: LazySettings, tmp_path: Path
) -> None:
    settings.JOB_KINDS = {"slow": "tests.services.drill_work.slow"}
    job = enqueue(by=drill_cast.director, kind="slow", title="Lägesrapport", arguments={})
    Job.objects.update(created_at=timezone.now() - timedelta(minutes=1))  # its message is lost: no worker ran then
    crew = Crew(stack[0], tmp_path, f"file://{tmp_path / 'mail'}", redis_url=stack[1])
    try:
        crew.start()
        crew.wait_until(lambda: Job.objects.get(pk=job.pk).step >= 5, within=60)
        crew.kill()
        assert Job.objects.get(pk=job.pk).state == Job.State.RUNNING
        crew.start()
        crew.wait_until(lambda: Job.objects.get(pk=job.pk).has_ended, within=60)
    finally:
        crew.kill()
    done = Job.objects.get(pk=job.pk)
    assert (done.state, done.attempts, done.step, done.result_path) == (Job.State.DONE, 2, 40, "/jobs/")
