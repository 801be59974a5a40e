"""Verbs on jobs: asking for work that takes over a second."""

from typing import Any

from django.conf import settings
from django.db import transaction

from programme.jobs import tasks
from programme.jobs.models import Job
from programme.people import audit
from programme.people.models import User


def enqueue(*, by: User, kind: str, title: str, arguments: dict[str, Any], steps: int = 0) -> Job:
    """Write the job down and, once that is kept, wake a worker. A silent broker costs a minute, never the job.

    kind: a key of settings.JOB_KINDS. arguments: what JSON can hold; the handler finds the rows and checks the
    owner's right again when it runs. Raises LookupError for an unknown kind.
    """
    if kind not in settings.JOB_KINDS:
        raise LookupError(f"settings.JOB_KINDS has no {kind!r}")
    with transaction.atomic():
        job = Job.objects.create(owner=by, kind=kind, title=title[:200], arguments=arguments, steps=steps)
        audit.record("job-asked", job, by=by)
        tasks.run.delay_on_commit(job.pk)
    return job
