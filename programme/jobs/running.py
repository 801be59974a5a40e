"""How a job is run by workers that may be killed at any moment: claim with a lease, work in steps, mark.

A claim is one compare-and-swap UPDATE. A worker that is killed lets its lease run out, and another takes the job up.
A worker that only was slow finds at its next step that it no longer holds the job, and stops.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from programme.jobs.models import Job
from programme.jobs.models.job import JobQuerySet

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
SWEEP_AFTER = timedelta(seconds=10)  # younger ones are most likely being fetched by a worker right now
SWEEP_LIMIT = 50
Clock = Callable[[], datetime]


class JobRefused(Exception):
    """The job cannot be done, for a reason that the owner understands and that another attempt will not change."""


class LeaseLost(Exception):
    """Another worker has taken the job up; this one must leave everything as it is."""


def lease() -> timedelta:
    """How long a worker holds a job without a sign of life."""
    return timedelta(seconds=settings.JOB_LEASE_SECONDS)


def claim(job_id: int, *, now: datetime) -> Job | None:
    """Take the job for this worker, or None when somebody else has it or nothing is left to do.

    A job whose workers were killed MAX_ATTEMPTS times is given up here, with the reason.
    """
    free = Job.objects.filter(pk=job_id).filter(
        Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, lease_until_at__lt=now)
    )
    worn_out = free.filter(attempts__gte=MAX_ATTEMPTS).select_related("owner").first()
    if worn_out:
        with translation.override(worn_out.owner.language):
            reason = _("The work was cut off three times. Ask for it again; if that does not help, tell the operator.")
        free.filter(attempts__gte=MAX_ATTEMPTS).update(state=Job.State.FAILED, reason=reason, finished_at=now)
        return None
    key = uuid4()
    taken = free.update(
        state=Job.State.RUNNING,
        attempts=F("attempts") + 1,
        step=0,
        step_label="",
        lease_key=key,
        lease_until_at=now + lease(),
    )
    return Job.objects.select_related("owner").get(pk=job_id, lease_key=key) if taken else None


class Progress:
    """The handler's hold on its job: says how far it came, and learns whether it still holds it."""

    def __init__(self, job: Job, *, clock: Clock = timezone.now) -> None:
        self.job_id, self.key, self.clock = job.pk, job.lease_key, clock

    def expect(self, steps: int) -> None:
        """Say how many steps there are. Raises LeaseLost."""
        self._renew(steps=steps)

    def step(self, label: str) -> None:
        """Say what begins now ("diagram 7 av 12"); the bar moves by one. Raises LeaseLost.

        Steps longer than the lease call `renew` in between. Call it outside a transaction, else nobody sees it.
        """
        self._renew(step=F("step") + 1, step_label=label[:200])

    def renew(self) -> None:
        """Give a sign of life, and stop here when another worker has the job. Raises LeaseLost."""
        self._renew()

    def _renew(self, **changes: object) -> None:
        if not held(self.job_id, self.key).update(lease_until_at=self.clock() + lease(), **changes):
            raise LeaseLost(self.job_id)


def held(job_id: int, key: UUID | None) -> JobQuerySet:
    """The job as long as this key holds it; empty afterwards."""
    return Job.objects.filter(pk=job_id, lease_key=key, state=Job.State.RUNNING)


def run_job(job_id: int, *, clock: Clock = timezone.now) -> None:
    """Run one job to its end, or leave it for another attempt. Calling it twice is harmless."""
    job = claim(job_id, now=clock())
    if job is None:
        return
    with translation.override(job.owner.language):
        try:
            path = _handle(job, Progress(job, clock=clock))
        except LeaseLost:
            logger.warning("job %s was taken up by another worker", job_id)
        except JobRefused as refusal:
            _end(job, clock, state=Job.State.FAILED, reason=str(refusal))
        except Exception:
            logger.exception("job %s (%s) broke, attempt %s", job_id, job.kind, job.attempts)
            _again(job, clock)
        else:
            _end(job, clock, state=Job.State.DONE, step=F("steps"), step_label="", result_path=path)


def _handle(job: Job, progress: Progress) -> str:
    if not job.owner.is_active:
        raise JobRefused(_("The person who asked for this may no longer log in."))
    if job.kind not in settings.JOB_KINDS:
        raise JobRefused(_("This portal no longer does this kind of work."))
    handler: Callable[[Job, Progress], str] = import_string(settings.JOB_KINDS[job.kind])
    return handler(job, progress)


def _end(job: Job, clock: Clock, **changes: object) -> None:
    held(job.pk, job.lease_key).update(finished_at=clock(), lease_key=None, lease_until_at=None, **changes)


def _again(job: Job, clock: Clock) -> None:
    """Something unexpected: the sweep tries again, at most MAX_ATTEMPTS times in all."""
    if job.attempts >= MAX_ATTEMPTS:
        reason = _("Something went wrong three times. It has been written to the log; tell the operator the number %s.")
        _end(job, clock, state=Job.State.FAILED, reason=reason % job.pk)
    else:
        held(job.pk, job.lease_key).update(state=Job.State.QUEUED, lease_key=None, lease_until_at=None)


def to_take_up(*, now: datetime) -> list[int]:
    """Ids of jobs that no worker has: asked for more than ten seconds ago, or left by a killed worker."""
    waiting = Q(state=Job.State.QUEUED, created_at__lt=now - SWEEP_AFTER)
    left = Q(state=Job.State.RUNNING, lease_until_at__lt=now)
    return list(
        Job.objects.filter(waiting | left).order_by("created_at", "pk").values_list("pk", flat=True)[:SWEEP_LIMIT]
    )
