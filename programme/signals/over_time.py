"""How many signals were open on earlier days: every row says from when until when, so no count is kept beside it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from programme.signals.models.signal import SignalQuerySet

WEEKS = 13  # a quarter of a year


def days_shown(today: date, weeks: int = WEEKS) -> list[date]:
    """The same weekday of so many weeks, up to today."""
    return [today - timedelta(weeks=n) for n in range(weeks, -1, -1)]


def open_at_end_of(day: date) -> Q:
    """Signals that had been noticed by the end of a day and were still true then, handled and waived ones too."""
    return Q(first_seen_on__lte=day) & (Q(closed_on=None) | Q(closed_on__gt=day))


def open_by_kind(rows: SignalQuerySet, days: Sequence[date]) -> dict[str, list[int]]:
    """Kind -> how many of the rows were open at the end of each of these days. One statement.

    A signal that was noticed and no longer true on one day was open at the end of none.
    """
    counted: QuerySet[Any, Any] = rows.order_by().values("kind").annotate(
        **{
            f"on_{n}": Count("pk", filter=open_at_end_of(day))
            for n, day in enumerate(days)
        }
    )  # fmt: skip
    found: dict[str, list[int]] = defaultdict(lambda: [0] * len(days))
    for row in counted:
        found[row["kind"]] = [row[f"on_{n}"] for n in range(len(days))]
    return dict(found)
