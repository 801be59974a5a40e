"""What waits for somebody today, on the director's home: the first signals, worst first, and how many there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, Count, IntegerField, Q, Value, When, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from programme.oversight.signals.listing import Filters, Line, in_order, line_of, narrowed, with_names
from programme.people.models import User
from programme.signals.live import still_true
from programme.signals.models.signal import WAITING
from programme.signals.rule_book import RuleBook
from programme.structure.models import Programme

SHOWN = 8
EACH = 2  # of a kind, as long as there are others to show


@dataclass(frozen=True)
class Waiting:
    """The first signals that nobody has done anything about, how many there are, and where all of them are listed.

    settled: how many are true but handled or waived.
    """

    lines: list[Line]
    total: int
    settled: int
    href: str
    all_href: str


def waiting(
    user: User, *, programme: int | None, regions: frozenset[int] | None, today: date, known: Iterable[Programme]
) -> Waiting:  # fmt: skip
    """Signals that are new or seen, of a programme (None: all) and of these regions. Of each kind a few come first.

    Three statements. known: the programmes that the person follows, which say their own numbers of days.
    """
    rows = narrowed(user, Filters(programme=programme, regions=regions or frozenset()), today=today)
    true = still_true(rows, book=RuleBook(today, programmes=known)).with_state(today)
    waits = Case(When(state__in=WAITING, then=Value(1)), default=Value(0), output_field=IntegerField())
    counted = in_order(with_names(true)).annotate(
        waits=waits,
        in_all=Window(Count("pk")),
        waiting_in_all=Window(Count("pk", filter=Q(state__in=WAITING))),
        turn=Window(RowNumber(), partition_by=["kind", waits], order_by=["day_on", "pk"]),
    )
    first = list(
        counted.order_by("-waits", Case(When(turn__lte=EACH, then=0), default=1), "rank", "day_on", "pk")[:SHOWN]
    )
    total = first[0].waiting_in_all if first else 0
    shown = sorted((row for row in first if row.waits), key=lambda row: (row.rank, row.turn))
    asked: list[tuple[str, Any]] = [("programme", programme)] if programme else []
    asked += [("region", pk) for pk in sorted(regions or ())]
    listed = reverse("signal-list")
    return Waiting(
        lines=[line_of(row, user, today) for row in shown],
        total=total,
        settled=first[0].in_all - total if first else 0,
        href=f"{listed}?{urlencode([('state', 'waiting'), *asked])}",
        all_href=f"{listed}?{urlencode(asked)}" if asked else listed,
    )
