"""Workers are killed with SIGKILL while they send reminders: none is lost, none is doubled, doubts are listed.

Real workers and beat, a real SMTP server, SQLite with the file-system broker and PostgreSQL with Redis. The small
runs belong to the suite; the drills (10,000 reminders and 50 kills, 1,000 and 20) are run by `make drill`.
"""

import random
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from programme.jobs.actions import enqueue
from programme.jobs.models import Job
from programme.notices import outbox
from programme.notices.models import Delivery, Notice
from tests.cast import Cast
from tests.services import drill_table
from tests.services.drill import Crew, SlowMailbox, Stack
from tests.services.drill_mails import State, await_mails, figures, one_each
from tests.services.drill_work import make_receivers


def kill_while_sending(crew: Crew, box: SlowMailbox, *, reminders: int, kills: int, chance: random.Random) -> None:
    """Start the worker, let it send its share of the reminders, kill its group at a random moment; so many times."""
    for kill in range(kills):
        share = max(len(box.mails) + 1, reminders * (kill + 1) // (kills + 1))
        crew.start()
        crew.wait_until(lambda: len(box.mails) >= share, within=60 + reminders / kills)  # noqa: B023  used within the round
        time.sleep(chance.uniform(0, 0.1))
        crew.kill()


def run_drill(
    stack: Stack, folder: Path, cast: Cast, settings: LazySettings, *, reminders: int, kills: int,
    seconds_a_mail: float,
) -> None:  # fmt: skip
    """Kill and restart, let the last worker finish, then count on both sides."""
    seed, began = time.time_ns(), time.monotonic()
    make_receivers(reminders, on=timezone.localdate())
    with SlowMailbox(seconds_a_mail) as box:
        crew = Crew(stack, folder, box.url)
        try:
            kill_while_sending(crew, box, reminders=reminders, kills=kills, chance=random.Random(seed))
            killed_at = len(box.mails)
            crew.start()
            await_mails(crew, reminders, within=60 + reminders * (seconds_a_mail + 0.05))
        finally:
            crew.kill()
        found = figures(box, one_each())
        came = set(box.counted())
        drill_table.note(
            f"Worker killed {kills} times by SIGKILL", stack.words, due=reminders, sent=found.sent, lost=found.lost,
            doubled=found.doubled, in_doubt=len(found.doubted), seconds=time.monotonic() - began,
            also=f"{len(found.doubted & came)} of those in doubt had come; {killed_at:,} mails before the last kill; "
            f"all in doubt are listed; seed {seed}",
        )  # fmt: skip
        sent = set(Delivery.objects.filter(state=State.SENT).values_list("message_id", flat=True))
        assert Notice.objects.exclude(delivery=None).count() == reminders
        assert len(sent) + len(found.doubted) == reminders
        assert (found.lost, found.doubled) == (0, 0)
        assert len(found.doubted) <= kills
        assert came <= sent | found.doubted
        _all_doubts_are_listed(cast, len(found.doubted))
        _doubts_go_out_once_more(box, settings, set(found.doubted))


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
def test_reminders_survive_four_kills(stack: Stack, workers_cast: Cast, settings: LazySettings, tmp_path: Path) -> None:
    run_drill(stack, tmp_path, workers_cast, settings, reminders=60, kills=4, seconds_a_mail=0.06)


@pytest.mark.drill
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("stack", ["postgresql"], indirect=True)
def test_ten_thousand_reminders_survive_fifty_kills(
    stack: Stack, workers_cast: Cast, settings: LazySettings, tmp_path: Path
) -> None:
    run_drill(stack, tmp_path, workers_cast, settings, reminders=10_000, kills=50, seconds_a_mail=0.004)


@pytest.mark.drill
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("stack", ["sqlite"], indirect=True)
def test_thousand_reminders_survive_twenty_kills(
    stack: Stack, workers_cast: Cast, settings: LazySettings, tmp_path: Path
) -> None:
    run_drill(stack, tmp_path, workers_cast, settings, reminders=1000, kills=20, seconds_a_mail=0.02)


@pytest.mark.parametrize("stack", ["sqlite"], indirect=True)
def test_job_of_a_killed_worker_is_taken_up_and_done(
    stack: Stack, workers_cast: Cast, settings: LazySettings, tmp_path: Path
) -> None:
    settings.JOB_KINDS = {"slow": "tests.services.drill_work.slow"}
    job = enqueue(by=workers_cast.director, kind="slow", title="Lägesrapport", arguments={})
    Job.objects.update(created_at=timezone.now() - timedelta(minutes=1))  # its message is lost: no worker ran then
    crew = Crew(stack, tmp_path, f"file://{tmp_path / 'mail'}")
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
