"""Celery's doors to this room."""

from celery import shared_task
from django.utils import timezone

from companies.imports.actions import remove_old


@shared_task(ignore_result=True)  # type: ignore[untyped-decorator]
def sweep_imports() -> None:
    """Throw away files that were read in more than 30 days ago, with their rows."""
    remove_old(by=None, now=timezone.now())
