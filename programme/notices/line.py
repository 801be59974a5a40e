"""The line to the mail server, closed for a while after some failures in a row, and longer each time.

So a server that is unwell is not asked for every mail: one mail tries, then. One row in the database tells all workers.
"""

from datetime import datetime, timedelta

from django.db.models import F

from programme.notices.models import MailLine

TROUBLES = 5  # in a row
CLOSED_FOR = tuple(timedelta(minutes=m) for m in (1, 2, 4, 8, 15))  # the first, second, … time; then as the last


def state() -> MailLine:
    """How the line is; as if there had never been trouble when nothing is known."""
    return MailLine.objects.filter(pk=MailLine.ONLY).first() or MailLine(pk=MailLine.ONLY)


def is_open(now: datetime) -> bool:
    """Whether a mail may be tried. A closing that lies too far ahead, from before a clock was set back, is none."""
    return would_be_open(state(), now)


def would_be_open(line: MailLine, now: datetime) -> bool:
    """The same, of a line that is read already."""
    until = line.closed_until_at
    return until is None or not now < until <= now + CLOSED_FOR[-1]


def note_trouble(now: datetime, answer: str) -> None:
    """Count a failure that was the server's own; the fifth in a row, and each one after it, closes the line."""
    MailLine.objects.get_or_create(pk=MailLine.ONLY)
    row = MailLine.objects.filter(pk=MailLine.ONLY)
    row.filter(troubles=0).update(trouble_since_at=now)
    row.update(troubles=F("troubles") + 1, answer=answer[:300])
    trip = row.get()
    if trip.troubles >= TROUBLES:
        closed_for = CLOSED_FOR[min(trip.trips, len(CLOSED_FOR) - 1)]
        row.update(closed_until_at=now + closed_for, trips=F("trips") + 1)


def note_success() -> None:
    """The server took a mail: all is forgotten."""
    MailLine.objects.filter(pk=MailLine.ONLY, troubles__gt=0).update(
        troubles=0, trips=0, trouble_since_at=None, closed_until_at=None, answer=""
    )
