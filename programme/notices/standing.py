"""How the reminders stand: what became of the mails, the line to the mail server, and whether the ledger runs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.notices import line
from programme.notices.ledger import RESTS_FOR
from programme.notices.lists import SPANS, span_start
from programme.notices.models import Delivery, LedgerDay, MailLine, Notice, Unmailed
from programme.people.models import User

LOOKED_BACK_DAYS = 14


@dataclass(frozen=True)
class Total:
    """Mails of one state, or reminders without a mail for one reason: how many of each of SPANS days.

    A mail counts on the day when something last happened to it, a reminder when it was left out, or else noticed.
    """

    state: str
    label: str
    counts: tuple[int, ...]

    @property
    def cells(self) -> list[tuple[int, int]]:
        """Days of a span and the number."""
        return list(zip(SPANS, self.counts, strict=True))


@dataclass(frozen=True)
class Standing:
    """What the director's page says before its lists."""

    totals: list[Total]  # of the mails
    unmailed: list[Total]  # of the reminders that stand in the portal only; the last is all of them
    line: MailLine
    is_closed: bool  # the line is left alone for a while
    last: LedgerDay | None
    is_late: bool  # the last run was longer ago than it should be
    gaps: list[date]  # days of the last LOOKED_BACK_DAYS without a run

    @property
    def faults(self) -> list[str]:
        """What the last run could not say."""
        return self.last.faults.splitlines() if self.last else []


def standing(user: User, *, now: datetime) -> Standing:
    """For who oversees the notices: four queries."""
    days = list(LedgerDay.objects.order_by("-ran_on")[: LOOKED_BACK_DAYS + 1])
    last, state = days[0] if days else None, line.state()
    return Standing(
        totals=_totals(Delivery.objects.visible_to(user).with_moved(), "state", Delivery.State.choices, now),
        unmailed=_unmailed(user, now),
        line=state,
        is_closed=not line.would_be_open(state, now),
        last=last,
        is_late=last is not None and now - last.last_at > _rest(last),
        gaps=_gaps({day.ran_on for day in days}, timezone.localdate(now)),
    )


def _rest(last: LedgerDay) -> timedelta:
    """How long it may be silent: some sweeps of a minute, or as long as it rests after a long run."""
    return max(timedelta(minutes=10), timedelta(milliseconds=2 * RESTS_FOR * last.last_ms))


def _totals(rows: Any, name: str, choices: Iterable[tuple[str, Any]], now: datetime) -> list[Total]:
    """How many of each choice; one query."""
    starts = [span_start(days, now) for days in SPANS]
    recent: QuerySet[Any] = rows.filter(moved_at__gte=min(starts)).order_by()
    sums = {f"sum_{place}": Count("pk", filter=Q(moved_at__gte=start)) for place, start in enumerate(starts)}
    found = recent.values(name).annotate(**sums).values_list(name, *sums)
    counted: dict[str, tuple[int, ...]] = {state: tuple(counts) for state, *counts in found}
    nothing = (0,) * len(starts)
    return [Total(state, str(label), counted.get(state, nothing)) for state, label in choices]


def _unmailed(user: User, now: datetime) -> list[Total]:
    choices = [*Notice.Skipped.choices, *Unmailed.choices]
    totals = _totals(Notice.objects.visible_to(user).with_unmailed(), "unmailed", choices, now)
    in_all = tuple(sum(counts) for counts in zip(*(total.counts for total in totals), strict=True))
    return [*totals, Total("unmailed", _("All without a mail"), in_all)]


def _gaps(ran: set[date], today: date) -> list[date]:
    """Days without a run, since the first run that is known: before it there was no portal, or no ledger."""
    if not ran:
        return []
    first = max(min(ran), today - timedelta(days=LOOKED_BACK_DAYS - 1))
    days = [first + timedelta(days=n) for n in range((today - first).days + 1)]
    return [day for day in days if day not in ran and day != today]
