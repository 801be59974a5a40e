"""What a home page says, kept until something happens.

Each act leaves an event in the trail, in its own transaction. So what was computed holds for the same reader and day
until there is a newer event, and never longer than PAGES_KEPT_SECONDS: of two acts at the same moment the one that ends
last may bring the older number. The page says from when its numbers are.
"""

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar, cast

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import get_language

from programme.people.models import AuditEvent, User

T = TypeVar("T")


def kept_page(make: Callable[[], T], *, name: str, user: User, today: date, asked: object = "") -> tuple[T, datetime]:
    """What was kept, else what `make` gives, and when it was made. asked: what of the address it depends on."""
    seconds = settings.PAGES_KEPT_SECONDS
    if not seconds:
        return make(), timezone.now()
    latest = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first()
    tasks = sorted(task.pk for task in user.rights.appointments)
    known = repr((name, user.pk, tasks, today, asked, get_language(), latest))
    key = f"page-{hashlib.sha256(known.encode()).hexdigest()}"
    kept = cache.get(key)
    if kept is None:
        kept = (make(), timezone.now())
        cache.set(key, kept, timeout=seconds)
    return cast(tuple[T, datetime], kept)
