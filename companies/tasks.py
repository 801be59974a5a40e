"""Celery's doors to what this room does by itself."""

import logging

from celery import shared_task
from django.utils import timezone

from companies.actions import remove_old_interests
from companies.imports.actions import remove_old as remove_old_imports

logger = logging.getLogger(__name__)


@shared_task(ignore_result=True)  # type: ignore[untyped-decorator]
def remove_old() -> None:
    """Each hour: what the retention plan no longer allows is removed. Run twice, the second finds nothing."""
    now = timezone.now()
    remove_old_imports(by=None, now=now)
    removed = remove_old_interests(now=now)
    if removed:
        logger.info("%s expressions of interest were removed by the retention plan", removed)
