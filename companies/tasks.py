"""Celery's doors to what this room does by itself."""

import logging

from celery import shared_task
from django.utils import timezone

from companies.actions import remove_old_interests
from companies.imports.actions import remove_old as remove_old_imports

logger = logging.getLogger(__name__)


@shared_task(ignore_result=True)  # type: ignore[untyped-decorator]
def remove_old() -> None:
    """Each hour: what the retention plan no longer allows is removed. Run twice, the second finds nothing.

    When one kind cannot be removed, the other is all the same.
    """
    now = timezone.now()
    try:
        imports = remove_old_imports(by=None, now=now)
        if imports:
            logger.info("%s files of companies were removed by the retention plan", imports)
    except Exception:
        logger.exception("old files of companies could not be removed")
    try:
        removed = remove_old_interests(now=now)
        if removed:
            logger.info("%s expressions of interest were removed by the retention plan", removed)
    except Exception:
        logger.exception("old expressions of interest could not be removed")
