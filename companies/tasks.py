"""Celery's door to what the room does by itself."""

import logging

from celery import shared_task
from django.utils import timezone

from companies.actions import remove_old_interests

logger = logging.getLogger(__name__)


@shared_task(ignore_result=True)  # type: ignore[untyped-decorator]
def remove_old() -> None:
    """Each hour: what the retention plan no longer allows is removed. Run twice, the second finds nothing."""
    removed = remove_old_interests(now=timezone.now())
    if removed:
        logger.info("%s expressions of interest were removed by the retention plan", removed)
