"""Celery's doors to the jobs."""

from celery import shared_task
from django.utils import timezone

from programme.jobs import running


@shared_task(ignore_result=True)  # type: ignore[untyped-decorator]
def run(job_id: int) -> None:
    """Run one job; harmless when it is done, held by another worker or gone."""
    running.run_job(job_id)


@shared_task(ignore_result=True)  # type: ignore[untyped-decorator]
def sweep() -> None:
    """Each minute: wake a worker for each job whose message was lost or whose worker was killed."""
    for job_id in running.to_take_up(now=timezone.now()):
        run.delay_on_commit(job_id)
