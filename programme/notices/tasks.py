"""Celery's door to the reminders."""

from celery import shared_task
from django.utils import timezone

from programme.common import stopping
from programme.notices import ledger, outbox, queue


@shared_task(ignore_result=True)  # type: ignore[untyped-decorator]
def sweep() -> None:
    """Each minute: what is due is written down, gets its mail, and goes out. Several workers at once are harmless."""
    now = timezone.now()
    if ledger.is_due(now=now):
        ledger.notice_all(today=timezone.localdate(now), now=now)
    queue.queue(now=now)
    outbox.deliver(now=timezone.now(), stopping=stopping.is_told)
