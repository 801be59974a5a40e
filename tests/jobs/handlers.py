"""Handlers of jobs that tests name in settings.JOB_KINDS."""

from datetime import timedelta

from programme.jobs.models import Job
from programme.jobs.running import JobRefused, Progress

HANDLERS = {
    name: f"tests.jobs.handlers.{name}" for name in ("three_steps", "refusing", "breaking", "overtaken", "looking_on")
}


def three_steps(job: Job, progress: Progress) -> str:
    """Work in three steps and say where the result is."""
    progress.expect(3)
    for n in (1, 2, 3):
        progress.step(f"del {n} av 3")
    return f"/reports/{job.arguments['report']}/"


def refusing(job: Job, progress: Progress) -> str:
    """Find that the work cannot be done."""
    raise JobRefused("Perioden är inte slut.")


def breaking(job: Job, progress: Progress) -> str:
    """Break as code breaks."""
    raise ZeroDivisionError("1/0")


def overtaken(job: Job, progress: Progress) -> str:
    """Be so slow that another worker takes the job up in the middle."""
    progress.step("del 1")
    Job.objects.filter(pk=job.pk).update(lease_until_at=progress.clock() - timedelta(seconds=1))
    from programme.jobs.running import claim  # noqa: PLC0415  the other worker

    assert claim(job.pk, now=progress.clock())
    progress.step("del 2")
    raise AssertionError("went on with another worker's job")


def looking_on(job: Job, progress: Progress) -> str:
    """Note what the owner sees in the middle of the work."""
    progress.expect(4)
    progress.step("del 1 av 4")
    job.refresh_from_db()
    return f"/seen/{job.state}/{job.step}/{job.percent}/{job.step_label}/"
