"""Which notices of maintenance stand on every page now: read once a minute for all readers, not once a page."""

from datetime import datetime

from django.core.cache import cache
from django.db import DatabaseError

from programme.notices.models.maintenance import SHOWN_BEFORE, Maintenance

KEY = "maintenance-ahead"
KEPT_S = 60


def standing_now(now: datetime) -> list[Maintenance]:
    """Those that are in force or come within a week, the next one first. None where the database does not answer."""
    ahead = cache.get(KEY)
    if ahead is None:
        try:
            ahead = list(Maintenance.objects.ahead(now).order_by("from_at", "pk"))
        except DatabaseError:
            return []  # the page that says so must not fail on it
        cache.set(KEY, ahead, KEPT_S)
    return [one for one in ahead if one.from_at - SHOWN_BEFORE <= now < one.until_at]


def forget() -> None:
    """Read them anew at the next page: one was entered or withdrawn."""
    cache.delete(KEY)
