"""Whether a session's days were reported already: asked of the room that knows who pays, which this one never learns.

The front door names the functions in settings.REPORTED (as settings.SIGHT names whom a person sees).
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
    """A period whose report is released, in words; `key` tells it from others."""

    key: str
    words: str


@dataclass(frozen=True)
class LateMark:
    """What a session says of itself when it came after a report: in words, and the reports that the reader may open.

    reports: what each is called, and its address.
    """

    words: str
    reports: tuple[tuple[str, str], ...] = ()


def reported_periods(enrolments: Collection[int], days: Collection[date]) -> list[ReportedPeriod]:
    """Periods that hold one of the days and whose report, of who pays one of the enrolments (ids), is released."""
    ask: Callable[..., list[ReportedPeriod]] = import_string(settings.REPORTED["periods"])
    return ask(enrolments, days)


def reported_days(enrolments: Collection[int], last: date) -> dict[int, list[Period]]:
    """By enrolment id, the days until `last` that are reported already; those without any are left out."""
    ask: Callable[..., dict[int, list[Period]]] = import_string(settings.REPORTED["days"])
    return ask(enrolments, last)


def late_marks(sessions: Sequence[CoachingSession], user: User) -> dict[int, list[LateMark]]:
    """By session id, the marks of those logged or corrected after their period was reported; the others are left out.

    Sessions come with the attendances that the person sees as `seen` (coaching.lists).
    """
    ask: Callable[..., dict[int, list[LateMark]]] = import_string(settings.REPORTED["marks"])
    return ask(sessions, user)
