"""A rule as a sentence, in the language in force: `14 days before: coaches, leaders · 1 day after: coaches`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.notices.audiences import RANK, Audience
from programme.notices.events import Event
from programme.notices.rules import Quiet, Rule, Step

DAYS_NAMED = 3  # more are told by their number


def days_in_words(days: int) -> str:
    """`14 days before`, `on the day`, `1 day after`."""
    if days == 0:
        return _("on the day")
    if days < 0:
        return ngettext("%(n)d day before", "%(n)d days before", -days) % {"n": -days}
    return ngettext("%(n)d day after", "%(n)d days after", days) % {"n": days}


def steps_in_words(steps: Iterable[Step]) -> str:
    """Who is told when, the earliest first; a dash without steps."""
    ordered = sorted(steps, key=lambda step: (step.days, RANK[step.audience]))
    told = [
        f"{days_in_words(days)}: {', '.join(_in_a_sentence(Audience(step.audience).label) for step in those)}"
        for days, those in groupby(ordered, key=lambda step: step.days)
    ]
    return _first_letter_up(" · ".join(told)) if told else "–"


def days_named(days: Sequence[date]) -> str:
    """`on 27 November, 1 December 2026`; of more than three days how many, the first and the last."""
    named = [date_format(day, "j F Y" if day == days[-1] else "j F") for day in days]
    if len(days) <= DAYS_NAMED:
        return _("on %(days)s") % {"days": ", ".join(named)}
    return _("on %(n)s days from %(first)s to %(last)s") % {"n": len(days), "first": named[0], "last": named[-1]}


def quiet_in_words(quiet: str) -> str:
    """On which days it is said."""
    return str(Quiet(quiet).label)


def stop_in_words(event: Event, stop: str) -> str:
    """What ends the matter; empty for news, which nothing ends."""
    return str(event.stops.get(stop, ""))


@dataclass(frozen=True)
class Difference:
    """One thing that two rules say, in words."""

    label: str
    saved: str
    written: str

    @property
    def differs(self) -> bool:
        """Whether they say it differently."""
        return self.saved != self.written


def side_by_side(event: Event, saved: Rule, written: Rule) -> list[Difference]:
    """All that there is to say of a rule, as it is saved and as somebody else has written it."""
    labels = {
        "is_on": _("The rule"),
        "steps": _("Who is told when"),
        "stop": _("It stops when"),
        "quiet": _("On which days"),
        "too_old_days": _("Days until a mail is too late"),
    }
    one, other = trace_of(event, saved), trace_of(event, written)
    return [Difference(label, one[name] or "–", other[name] or "–") for name, label in labels.items()]


def trace_of(event: Event, rule: Rule) -> dict[str, str]:
    """A rule as its trace keeps it: field -> words."""
    return {
        "is_on": _("on") if rule.is_on else _("off"),
        "steps": steps_in_words(rule.steps),
        "stop": stop_in_words(event, rule.stop),
        "quiet": quiet_in_words(rule.quiet),
        "too_old_days": str(rule.too_old_days),
    }


def _in_a_sentence(label: object) -> str:
    words = str(label)
    return words[:1].lower() + words[1:]


def _first_letter_up(words: str) -> str:
    return words[:1].upper() + words[1:]
