"""Whether a session's days were reported already: asked of the room that knows who pays, which this one never learns.

The front door names the two functions in settings.REPORTED (as settings.SIGHT names whom a person sees).
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.module_loading import import_string

from coaching.models import CoachingSession
from programme.common.dates import Period
from programme.people.models import User


@dataclass(frozen=True)
class ReportedPeriod:
    """A period whose report is released. `key` tells it from others; `href` is the report, for who may read it."""

    key: str
    period: Period
    words: str
    href: str = ""


@dataclass(frozen=True)
class LateMark:
    """What a session says of itself when it came after a report: in words, and the report for who may read it."""

    words: str
    href: str = ""


def reported_periods(enrolments: Collection[int], days: Collection[date], user: User) -> list[ReportedPeriod]:
    """Periods that hold one of the days and whose report, of who pays one of the enrolments (ids), is released."""
    ask: Callable[..., list[ReportedPeriod]] = import_string(settings.REPORTED["periods"])
    return ask(enrolments, days, user)


def late_marks(sessions: Sequence[CoachingSession], user: User) -> dict[int, list[LateMark]]:
    """By session id, the marks of those logged or corrected after their period was reported; the others are left out.

    Sessions come with the attendances that the person sees as `seen` (coaching.lists).
    """
    ask: Callable[..., dict[int, list[LateMark]]] = import_string(settings.REPORTED["marks"])
    return ask(sessions, user)
