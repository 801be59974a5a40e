"""Celery's door to the signals."""

from celery import shared_task
from django.utils import timezone

from programme.signals.refreshing import refresh


@shared_task(ignore_result=True)  # type: ignore[untyped-decorator]
def sweep() -> None:
    """What is true becomes signals, what is not is closed. Several workers at once are harmless."""
    refresh(today=timezone.localdate())
