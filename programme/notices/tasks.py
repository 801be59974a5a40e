"""Celery's door to the reminders."""

from celery import shared_task
from django.utils import timezone

from programme.notices import ledger, outbox


@shared_task(ignore_result=True)  # type: ignore[untyped-decorator]
def sweep() -> None:
    """Each minute: what is due is written down, gets its mail, and goes out. Several workers at once are harmless."""
    now = timezone.now()
    ledger.notice_all(today=timezone.localdate(now), now=now)
    outbox.queue(now=now)
    outbox.deliver(now=timezone.now())
