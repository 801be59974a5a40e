"""The worker is killed (SIGKILL) at ten random points of making and of releasing a report, and its disk is full."""

import hashlib
import random
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.storage import default_storage
from django.utils import timezone

from funding import actions
from funding.artefacts.sweeping import sweep_files
from funding.models import Report, ReportFile
from programme.jobs.models import Job
from tests.cast import Cast
from tests.funding.world import Money, build_money, in_review
from tests.services import drill_table
from tests.services.drill import Crew, Stack

pytestmark = [pytest.mark.drill, pytest.mark.timeout(1500)]
BOTH = pytest.mark.parametrize("stack", ["sqlite", "postgresql"], indirect=True)
KILLS, SEED = 10, 20_261_127
NO_MAIL = "smtp://127.0.0.1:9"


@pytest.fixture
def money(workers_cast: Cast, settings: LazySettings, tmp_path: Path) -> Money:
    settings.MEDIA_ROOT = tmp_path / "media"  # where the workers keep their files
    return build_money(workers_cast)


def damaged() -> list[str]:
    """Files that a row names and that are not, to the byte, what was stored."""
    bad = []
    for file in ReportFile.objects.all():
        content = Path(default_storage.path(file.name)).read_bytes()
        if not content or (len(content), hashlib.sha256(content).hexdigest()) != (file.size, file.sha256):
            bad.append(f"{file} {len(content)} bytes")
    return bad


def unnamed() -> set[str]:
    """Stored files that no row names."""
    root = Path(default_storage.path("reports"))
    stored = {f"reports/{path.relative_to(root)}" for path in root.rglob("*") if path.is_file()}
    return stored - set(ReportFile.objects.values_list("name", flat=True))


def killed_at(crew: Crew, job: Job, point: float, chance: random.Random) -> str:
    """Start the worker and kill it when the job has come that far (0 to 1), a moment later. Says where."""
    crew.start()

    def there() -> bool:
        job.refresh_from_db()
        return job.has_ended or bool(job.steps and job.step >= point * job.steps)

    crew.wait_until(there, within=120)
    time.sleep(chance.random() * 0.6)
    crew.kill()
    job.refresh_from_db()
    return f"{job.kind} {job.step}/{job.steps} {job.state}"


def ended(crew: Crew, job: Job) -> str:
    """Start a worker again and wait for the job's end. Returns its state."""

    def over() -> bool:
        job.refresh_from_db()
        return job.has_ended

    crew.start()
    try:
        crew.wait_until(over, within=180)
    finally:
        crew.kill()
    return str(job.state)


@BOTH
def test_worker_killed_at_ten_points_of_a_report_ends_it_ready(
    stack: Stack, workers_cast: Cast, money: Money, tmp_path: Path
) -> None:
    began, chance, places = time.monotonic(), random.Random(SEED), []  # noqa: S311  the same points each time
    crew = Crew(stack, tmp_path, NO_MAIL)
    report = actions.make_report(by=workers_cast.director, period=money.period)
    states = []
    try:
        for n in range(KILLS):
            point = (n % 5 + chance.random()) / 5  # spread over the steps, five of each act
            if n < KILLS // 2:
                job = actions.build(by=workers_cast.director, report=report)
            else:
                report = in_review(workers_cast, money.period)
                job = actions.release(by=workers_cast.director, report=report)
            places.append(killed_at(crew, job, point, chance))
            assert damaged() == []
            states.append(ended(crew, job))
            assert damaged() == []
    finally:
        crew.kill()

    left = unnamed()
    sweep_files(now=timezone.now() + timedelta(days=1, hours=1))
    drill_table.note(
        f"Worker killed at {KILLS} points of building and releasing a report", stack.words, due=KILLS,
        sent=states.count(Job.State.DONE), lost=0, doubled=0, in_doubt=0, seconds=time.monotonic() - began,
        also=f"{len(left)} stored files without a row, swept",
    )  # fmt: skip
    assert states == [Job.State.DONE] * KILLS, places
    assert sum("running" in place for place in places) >= KILLS // 2, places  # most kills did hit work
    assert not Job.objects.filter(state__in=[Job.State.RUNNING, Job.State.QUEUED]).exists()
    assert unnamed() == set()
    assert damaged() == []
    released = Report.objects.released()
    assert released.count() == KILLS // 2
    assert all(set(one.kept) == {"pdf", "xlsx", "json", "zip"} for one in released)


@BOTH
def test_worker_killed_each_time_gives_up_with_a_reason(
    stack: Stack, workers_cast: Cast, money: Money, tmp_path: Path
) -> None:
    chance = random.Random(SEED)  # noqa: S311  the same points each time
    crew = Crew(stack, tmp_path, NO_MAIL)
    job = actions.build(
        by=workers_cast.director, report=actions.make_report(by=workers_cast.director, period=money.period)
    )
    try:
        for attempt in range(1, 4):
            crew.start()
            crew.wait_until(lambda: Job.objects.filter(pk=job.pk, attempts__gte=attempt).exists(), within=60)  # noqa: B023  used within the round
            time.sleep(chance.random() * 0.3)
            crew.kill()
        state = ended(crew, job)
    finally:
        crew.kill()

    assert state == Job.State.FAILED
    assert job.reason
    assert not ReportFile.objects.exists()


@pytest.mark.parametrize("stack", ["postgresql"], indirect=True)
def test_full_disk_ends_a_report_with_a_reason_and_no_file(
    stack: Stack, workers_cast: Cast, money: Money, tmp_path: Path
) -> None:
    crew = Crew(stack, tmp_path, NO_MAIL, file_limit=8 * 1024)
    job = actions.build(
        by=workers_cast.director, report=actions.make_report(by=workers_cast.director, period=money.period)
    )

    assert ended(crew, job) == Job.State.FAILED
    assert job.reason
    assert not ReportFile.objects.exists()
    assert unnamed() == set()
