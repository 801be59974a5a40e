"""Celery's doors to what this room does by itself."""

import logging

from celery import shared_task
from django.utils import timezone

from funding.artefacts.sweeping import sweep_files, sweep_half_made

logger = logging.getLogger(__name__)


@shared_task(ignore_result=True)  # type: ignore[untyped-decorator]
def sweep() -> None:
    """Each hour: files that killed workers left behind are removed. Run twice, the second finds nothing."""
    now = timezone.now()
    removed = sweep_files(now=now) + sweep_half_made(now=now)
    if removed:
        logger.warning("%s files were removed that cut-off work on reports had left behind", removed)
