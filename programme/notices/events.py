"""What can be reminded of. An event is code: it finds its occasions and who has to do with each; what is said when, and
to whom, is a rule, and rules are data (rules.py).

settings.REMINDER_EVENTS names the events of each room, so that this one knows no higher room.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from programme.notices.rules import Quiet, Step
from programme.people.models import User

Rows = TypeVar("Rows", bound="QuerySet[Any, Any]")


@dataclass(frozen=True)
class Search:
    """What is looked for: occasions that hold on `today` and happen by `until`; only some subjects, if given.

    A day after today is for previews: what will be the case if nobody does anything.
    """

    today: date
    until: date
    only: frozenset[int] | None = None

    def narrow(self, rows: Rows, name: str = "pk") -> Rows:
        """The rows of those subjects only."""
        return rows if self.only is None else rows.filter(**{f"{name}__in": self.only})


@dataclass(frozen=True, slots=True)
class Occasion:
    """One matter that is true: about which subject, on which day it happens, and who has to do with it.

    label: a company's name, for example. parties: audience -> ids of people in force; an audience that is missing has
    nothing to do with it, an empty one is answered for by the next above. paths: audience -> the page where it is
    mended, from the root; `path` for all others. labels: the same for what it is called, where an audience does not
    see all of it. programme: whose rule counts. stopped_by: which of the event's further
    stop conditions hold already. not_before_on: nobody is told before this day, whatever the rule says.
    """

    subject_id: int
    label: str
    on: date
    path: str
    parties: Mapping[str, Collection[int]]
    programme: int | None = None
    paths: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    stopped_by: Collection[str] = ()
    not_before_on: date | None = None


@dataclass(frozen=True)
class Event:
    """A kind of matter.

    find: its occasions. rows: what of its subjects a person sees today; a mail about what its receiver no longer sees
    is not sent. None where the news is just that: a company that somebody has left. words_before, words: keys of
    texts.TEXTS; the latter are said from `words_from` days after the matter on, the former, if there are any, before.
    day: in words, the day of the matter. steps, quiet and is_on: the rule as long as the director has set no other.
    stops: what ends the matter, to choose from; "" is what always does, and an occasion is found only as long as that
    has not happened. is_news: something that has happened, told once; it has no days before. by_programme: its
    occasions belong to programmes, so that one of them may have a rule of its own.
    """

    key: str
    label: Any
    topic: str
    subject_kind: str
    audiences: tuple[str, ...]
    steps: tuple[Step, ...]
    find: Callable[[Search], Iterable[Occasion]]
    rows: Callable[[User], "QuerySet[Any]"] | None
    words: str
    words_before: str = ""
    words_from: int = 1
    stops: Mapping[str, Any] = field(default_factory=dict)
    day: Any = _("the day on which it happened")
    quiet: Quiet = Quiet.HOLIDAYS
    is_on: bool = True
    is_news: bool = False
    by_programme: bool = True

    def words_of(self, days: int) -> str:
        """The key of the words so many days after the matter, or before it when negative."""
        return self.words_before if days < self.words_from and self.words_before else self.words


def all_events() -> dict[str, Event]:
    """Every event by its key, in the order of the settings."""
    return _read(tuple(settings.REMINDER_EVENTS))


@cache
def _read(paths: tuple[str, ...]) -> dict[str, Event]:
    return {event.key: event for path in paths for event in import_string(path)}


def seen_by(event: Event, person: User, subjects: Collection[int]) -> set[int]:
    """Which of these subjects the person sees today."""
    if event.rows is None:
        return set(subjects)
    return set(event.rows(person).filter(pk__in=subjects).order_by().values_list("pk", flat=True))
