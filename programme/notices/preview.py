"""What a rule would say in the coming days, if nobody does anything until then. It reads and writes nothing down.

It goes by the ledger's own rules (ladder.py): the latest step a person, off quiet days, nobody twice. It counts with
who is in office today and with what stops a matter today. News is looked for day by day, since it ages by itself.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from django.db import models
from django.utils.translation import gettext_lazy as _

from programme.common.numbers import as_text
from programme.notices import duties, texts
from programme.notices.before import Before
from programme.notices.events import Event, Occasion, Search
from programme.notices.ladder import QUIET_AT_MOST, Said, all_steps, told_on
from programme.notices.models import Frequency, Notice, NoticePreference
from programme.notices.rule_book import RuleBook
from programme.notices.rule_words import days_named
from programme.notices.rules import Rule
from programme.people.models import User

DAYS = 60  # today is the first
FEW_LINES, DAYS_OPEN = 60, 5
Identity = tuple[int, str, int, date]


class Way(models.TextChoices):
    """How a person is told, and why not by mail: it stands in the portal, under the bell, in any case."""

    MAIL = "mail", _("By mail")
    OLD = "old", _("Too old for a mail")
    TOLD = "told", _("Told before, by another rule")
    OFF = "off", _("No mail, by own wish")


@dataclass(frozen=True, slots=True)
class Told:
    """One person would be told of one matter on a day. path: the matter's page."""

    on: date
    person: int
    words: str
    subject_id: int
    label: str
    happens_on: date
    due_on: date
    path: str
    is_escalation: bool
    is_catch_up: bool  # its own day lies before
    way: Way

    @property
    def is_mailed(self) -> bool:
        """Whether it comes by mail, and not in the portal only."""
        return self.way == Way.MAIL

    @property
    def identity(self) -> Identity:
        """What the ledger knows a notice by, within an event."""
        return self.person, self.words, self.subject_id, self.due_on

    @property
    def subject(self) -> str:
        """What is said, in short, in the reader's language."""
        return texts.subject(self.words, self.label)

    @property
    def sentence(self) -> str:
        """What is said, in the reader's language."""
        return texts.sentence(self.words, self.label, self.happens_on)


@dataclass(frozen=True)
class PreviewDay:
    """The lines of one day. is_open: shown at once; the later days of a long preview are opened by hand."""

    on: date
    lines: list[Told]
    is_open: bool


@dataclass(frozen=True)
class Preview:
    """What a rule would say from the first day to the last, and what the rule in force says in the same days.

    lines: with a mail, in the order of days. unmailed: those that stand in the portal only, in the same order.
    names: of everybody in them.
    """

    first_on: date
    last_on: date
    lines: tuple[Told, ...]
    unmailed: tuple[Told, ...]
    lines_now: tuple[Told, ...]
    names: dict[int, str]

    @property
    def more(self) -> int:
        """How many more mails' worth of reminders than by the rule in force; negative when fewer."""
        return len(self.lines) - len(self.lines_now)

    @property
    def fewer(self) -> int:
        """The same the other way round."""
        return -self.more

    @property
    def row_count(self) -> int:
        """How many lines there are in all, with and without a mail."""
        return len(self.lines) + len(self.unmailed)

    @property
    def mail_days(self) -> str:
        """The days on which somebody gets a mail, in words."""
        return days_named(sorted({line.on for line in self.lines}))

    @property
    def portal_days(self) -> str:
        """The days on which something is told in the portal only, in words."""
        return days_named(sorted({line.on for line in self.unmailed}))

    @property
    def why_unmailed(self) -> str:
        """Why those in the portal only are not mailed, with how many each: `Too old for a mail: 3`."""
        counts = Counter(line.way for line in self.unmailed)
        return " · ".join(f"{way.label}: {as_text(counts[way])}" for way in Way if counts[way])

    @property
    def catch_up_count(self) -> int:
        """How many should have been said before the first day."""
        return sum(line.is_catch_up for line in self.lines)

    def days(self, *, most: int) -> list[PreviewDay]:
        """The first so many lines, by day."""
        lines = self.lines[:most]
        by_day = groupby(lines, key=lambda line: line.on)
        return [
            PreviewDay(on, list(those), len(lines) <= FEW_LINES or place < DAYS_OPEN)
            for place, (on, those) in enumerate(by_day)
        ]

    def people(self) -> list[tuple[int, str, int, int]]:
        """Id, name, how many by this rule and how many by the rule in force; who gets most first."""
        new, now = (Counter(line.person for line in lines) for lines in (self.lines, self.lines_now))
        found = [(pk, self.names[pk], new[pk], now[pk]) for pk in {*new, *now}]
        return sorted(found, key=lambda one: (-one[2], one[1], one[0]))


def look_ahead(event: Event, rule: Rule, *, today: date) -> Preview:
    """Who would be told on which day if this rule counted, switched on, and who is told by the rule in force.

    Only occasions that the rule is for: a programme's, or those of all programmes without a rule of their own.
    """
    last = today + timedelta(days=DAYS - 1)
    tried = replace(rule, is_on=True)
    in_force = replace(RuleBook().rule_of(event, rule.programme), programme=rule.programme)
    book = RuleBook(instead=tried)
    rounds = [
        (first, until, [one for one in occasions if book.rule_of(event, one.programme) is tried])
        for first, until, occasions in _rounds(event, (tried, in_force), today, last)
    ]
    before = Before((event, one.subject_id) for _first, _until, occasions in rounds for one in occasions)
    found = _once(event, tried, rounds, before)
    found_now = found if in_force == tried else _once(event, in_force, rounds, before)
    told = _told_already(event, [*found, *found_now])
    new, new_now = ([line for line in lines if line.identity not in told] for lines in (found, found_now))
    names = dict(User.objects.filter(pk__in={line.person for line in (*new, *new_now)}).values_list("pk", "name"))
    off = _switched_off(event, set(names), today)
    by_day = sorted(
        _as_wished(_really_escalated(event, (line for line in new if line.person in names), before), off),
        key=lambda line: (line.on, names[line.person], line.label),
    )
    return Preview(
        first_on=today,
        last_on=last,
        lines=tuple(line for line in by_day if line.is_mailed),
        unmailed=tuple(line for line in by_day if not line.is_mailed),
        lines_now=tuple(line for line in _as_wished(new_now, off) if line.is_mailed and line.person in names),
        names=names,
    )


Round = tuple[date, date, list[Occasion]]


def _rounds(
    event: Event, rules: Iterable[Rule], today: date, last: date
) -> Iterator[tuple[date, date, list[Occasion]]]:
    """Occasions with the first and the last day on which they are told."""
    if event.is_news:
        for day in (today + timedelta(days=n) for n in range(DAYS)):
            yield day, day, list(event.find(Search(day, day)))
        return
    ahead = max(rule.days_ahead for rule in rules)
    until = last + timedelta(days=ahead + QUIET_AT_MOST if ahead else 0)
    yield today, last, list(event.find(Search(today, until)))


def _once(event: Event, rule: Rule, rounds: Iterable[Round], before: Before) -> list[Told]:
    """Each line on the first day on which it is said."""
    found: dict[Identity, Told] = {}
    for first, last, occasions in rounds:
        for occasion in occasions:
            for line in _lines(event, rule, occasion, first, last, before):
                kept = found.get(line.identity)
                if kept is None or line.on < kept.on:
                    found[line.identity] = line
    return list(found.values())


def _lines(event: Event, rule: Rule, occasion: Occasion, first: date, last: date, before: Before) -> Iterator[Told]:
    if not rule.is_on or (rule.stop and rule.stop in occasion.stopped_by):
        return
    ladders: dict[int, list[Said]] = {}
    for one in all_steps(rule, occasion):
        ladders.setdefault(one.person, []).append(one)
    for ladder in ladders.values():
        for one, later in zip(ladder, [*ladder[1:], None], strict=True):
            on = told_on(max(one.told_on, first), days=0, quiet=rule.quiet)  # on a quiet day nothing new is said
            if on <= last and (later is None or later.told_on > on):
                yield Told(
                    on=on,
                    person=one.person,
                    words=event.words_of(one.days),
                    subject_id=occasion.subject_id,
                    label=one.label,
                    happens_on=occasion.on,
                    due_on=one.due_on,
                    path=occasion.path,
                    is_escalation=one.escalated,
                    is_catch_up=one.told_on < on,
                    way=_way(event, rule, occasion, one, on, before),
                )


def _way(event: Event, rule: Rule, occasion: Occasion, one: Said, on: date, before: Before) -> Way:
    """As the ledger would say it, before anybody's wish."""
    if before.has_told(event, one, occasion.subject_id, occasion.on):
        return Way.TOLD
    return Way.MAIL if one.told_on >= on - timedelta(days=rule.too_old_days) else Way.OLD


def _switched_off(event: Event, people: set[int], today: date) -> set[int]:
    """Who of these has switched the topic's mails off, and may."""
    wishes = NoticePreference.objects.filter(person__in=people, topic=event.topic, frequency=Frequency.OFF)
    off = set(wishes.order_by().values_list("person", flat=True))
    return off - set(duties.bound_to(event.topic, on=today)) if off and event.topic in duties.DUTIES else off


def _as_wished(lines: Iterable[Told], off: set[int]) -> Iterator[Told]:
    """The lines; what would be mailed to somebody who wants no mail is none."""
    for line in lines:
        yield replace(line, way=Way.OFF) if line.is_mailed and line.person in off else line


def _really_escalated(event: Event, lines: Iterable[Told], before: Before) -> Iterator[Told]:
    """The lines; those that say that others were told keep saying so only where somebody is, on a day before."""
    told: defaultdict[tuple[int, date], list[Told]] = defaultdict(list)
    for line in sorted(lines, key=lambda line: line.on):
        matter = (line.subject_id, line.happens_on)
        others = any(one.person != line.person and one.on < line.on for one in told[matter])
        if line.is_escalation and not (others or before.told_others(event, line.person, *matter)):
            line = replace(line, is_escalation=False)
        if line.is_mailed:
            told[matter].append(line)
        yield line


def _told_already(event: Event, lines: list[Told]) -> set[Identity]:
    """What the ledger has said before. A mail that was skipped for want of a reason gets its turn again."""
    if not lines:
        return set()
    days = [line.due_on for line in lines]
    rows = Notice.objects.filter(
        rule__in={line.words for line in lines}, subject_kind=event.subject_kind, due_on__range=(min(days), max(days))
    ).exclude(skipped=Notice.Skipped.NO_LONGER_TRUE)
    return set(rows.order_by().values_list("recipient", "rule", "subject_id", "due_on"))
