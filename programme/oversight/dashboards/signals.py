"""What waits for somebody, on the director's home: the first signals, worst first, and how many there are in all."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, Count, QuerySet, When, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from funding.models import ReportingPeriod
from programme.oversight.signals.listing import Filters, Line, in_order, line_of, narrowed, with_names
from programme.people.models import User
from programme.signals.live import still_true
from programme.signals.models.signal import WAITING

LOOKED_AHEAD = timedelta(days=400)  # the next report is named, also when it is far off
SHOWN = 8
EACH = 2  # of a kind, as long as there are others to show


def periods_due(user: User, *, programme: int | None, today: date) -> QuerySet[Any]:
    """Reporting periods without a released report, of grants that the person sees, the next one first."""
    rows = ReportingPeriod.objects.visible_to(user).due_by(today + LOOKED_AHEAD, as_of=today)
    if programme is not None:
        rows = rows.filter(grant__programme=programme)
    return rows.select_related("grant__funder").order_by("due_on", "pk")


@dataclass(frozen=True)
class Waiting:
    """The first signals that nobody has done anything about, how many there are, and where all of them are listed."""

    lines: list[Line]
    total: int
    href: str


def waiting(user: User, *, programme: int | None, regions: frozenset[int] | None, today: date) -> Waiting:
    """Signals that are new or seen, of a programme (None: all) and of these regions. Of each kind a few come first."""
    rows = narrowed(user, Filters(programme=programme, regions=regions or frozenset()), today=today)
    true = still_true(rows, today=today).with_state(today).filter(state__in=WAITING)
    turns = Window(RowNumber(), partition_by="kind", order_by=["day_on", "pk"])
    counted = in_order(with_names(true)).annotate(in_all=Window(Count("pk")), turn=turns)
    first = list(counted.order_by(Case(When(turn__lte=EACH, then=0), default=1), "rank", "day_on", "pk")[:SHOWN])
    asked: list[tuple[str, Any]] = [("state", "waiting")]
    asked += [("programme", programme)] if programme else []
    asked += [("region", pk) for pk in sorted(regions or ())]
    return Waiting(
        lines=[line_of(row, user, today) for row in sorted(first, key=lambda row: (row.rank, row.turn))],
        total=first[0].in_all if first else 0,
        href=f"{reverse('signal-list')}?{urlencode(asked)}",
    )
