"""How an enrolment stands, as marks: a shape, a colour and a word (LOOK.md section 6)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from companies.models import Enrolment

State = Enrolment.State
_SHAPES: dict[str, tuple[str, str]] = {
    State.INTERESTED: ("intresse", ""),
    State.CONTACTED: ("intresse", ""),
    State.APPLIED: ("intresse", ""),
    State.ADMITTED: ("kommande", ""),
    State.ACTIVE: ("fas", "l-ok"),
    State.PAUSED: ("paus", ""),
    State.COMPLETED: ("klar", "l-ok"),
    State.WITHDRAWN: ("avhopp", ""),
}
QUIET_DAYS = 14  # without a next step for longer than this, a company is about to be forgotten
LATE_DAYS = 7  # what is late for longer than this is red
NO_ENROLMENT = gettext_lazy("Not enrolled")


@dataclass(frozen=True)
class Mark:
    """One of our status marks with its colour class and its word."""

    shape: str
    tone: str
    word: Any


def duration(days: int) -> str:
    """Days as people say them: days up to two weeks, then weeks, from two months on months."""
    if days < 14:
        return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    if days < 61:
        return ngettext("%(n)d week", "%(n)d weeks", days // 7) % {"n": days // 7}
    months = days * 12 // 365
    return ngettext("%(n)d month", "%(n)d months", months) % {"n": months}


def weekday(day: date) -> str:
    """`tis`, `Tue`: the short name of the day, for days that are near."""
    return date_format(day, "D")


def marks_of(
    state: str | None,
    *,
    today: date,
    stage_ends_on: date | None = None,
    silent_since_on: date | None = None,
) -> tuple[Mark, ...]:
    """What to show for an enrolment's state; None is a company without one.

    stage_ends_on: planned end of the present stage. silent_since_on: the last session (or start) when that is longer
    ago than the programme allows, else None.
    """
    if state is None:
        return (Mark("utkast", "", NO_ENROLMENT),)
    shape, tone = _SHAPES[state]
    if state != State.ACTIVE:
        return (Mark(shape, tone, State(state).label),)
    found = []
    if silent_since_on:
        how_long = duration((today - silent_since_on).days)
        found.append(Mark("stopp", "l-bad", _("No session for %(duration)s") % {"duration": how_long}))
    if stage_ends_on and stage_ends_on < today:
        how_long = duration((today - stage_ends_on).days)
        found.append(Mark("efter", "l-warn", _("%(duration)s behind the plan") % {"duration": how_long}))
    return tuple(found) or (Mark(shape, tone, _("On plan")),)
