"""A session that comes from a phone's queue: is it what is stored already, or something else under the same key?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coaching.actions import AttendanceValues, SessionValues
from coaching.forms.fields import hours_text
from coaching.models import Attendance, CoachingSession, topic_names

TIMES = {
    "on_site_minutes": _("On site"),
    "travel_minutes": _("Travel"),
    "preparation_minutes": _("Preparation"),
    "remote_minutes": _("Remote"),
}


@dataclass(frozen=True)
class Pair:
    """One thing that the stored session and the sent one say differently."""

    label: str
    stored: str
    sent: str


def differences(session: CoachingSession, values: SessionValues) -> list[Pair]:
    """What the sent values say otherwise than the stored session, in words. Empty when they are the same."""
    return [Pair(*pair) for pair in _pairs(session, values) if pair[1] != pair[2]]


def _pairs(session: CoachingSession, values: SessionValues) -> Iterator[tuple[str, str, str]]:
    yield gettext("Day"), date_format(session.held_on, "Y-m-d"), date_format(values.held_on, "Y-m-d")
    stored = session.attendances.select_related("enrolment__company").order_by("enrolment__company__name")
    sent = sorted(values.attendances, key=lambda one: str(one.enrolment.company))
    yield gettext("People from the company"), "; ".join(map(_people, stored)), "; ".join(map(_people, sent))
    for name in TIMES:
        yield str(TIMES[name]), f"{hours_text(getattr(session, name))} h", f"{hours_text(getattr(values, name))} h"
    names = topic_names()
    yield gettext("What you did"), _in_words(session.topics, names), _in_words(values.topics, names)
    yield gettext("Summary"), session.shareable_summary, values.shareable_summary
    yield gettext("Note for the coaches"), session.confidential_note, values.confidential_note


def _people(one: Attendance | AttendanceValues) -> str:
    told: dict[str, Any] = {
        "company": one.enrolment.company,
        "women": one.women,
        "men": one.men,
        "not_stated": one.not_stated,
        "own": hours_text(one.company_minutes),
    }
    return gettext("%(company)s: %(women)s women, %(men)s men, %(not_stated)s not stated, %(own)s h own time") % told


def _in_words(codes: Any, names: dict[str, str]) -> str:
    return ", ".join(sorted(names.get(code, code) for code in codes))
