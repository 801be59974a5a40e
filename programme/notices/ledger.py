"""The reminder ledger: what the rules say today, written down once a person, rule, subject and due day.

Running it twice, in two workers, or after three days without a scheduler gives the same rows.
"""

import logging
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import F
from django.utils import timezone

from programme.common.batches import batches
from programme.common.text import clean_line
from programme.notices.before import Before
from programme.notices.events import Event, Search, all_events
from programme.notices.ladder import QUIET_AT_MOST, Said, is_quiet, said
from programme.notices.models import LedgerDay, Notice, Topic
from programme.notices.rule_book import RuleBook
from programme.people.models import User

logger = logging.getLogger(__name__)

EVENT_LIMIT = 200_000  # an event with more occasions is broken
PATH_LIMIT, RULE_NAME_LIMIT = 300, 60
FAULTS_KEPT = 20  # lines on the director's page; the log has all
RESTS_FOR = 20  # times as long as a run takes: the ledger never takes more than a twentieth of a worker
Identity = tuple[int, str, str, int, date]


@dataclass(frozen=True)
class Entered:
    """What a run of the ledger did: notices made, settled, and opened again."""

    made: int
    settled: int
    reopened: int


@dataclass(frozen=True, slots=True)
class Line:
    """One person has to be told of one matter today."""

    event: Event
    subject_id: int
    happens_on: date
    said: Said
    is_late: bool  # too old for a mail
    may_begin: bool  # today is not a quiet day of its rule

    @property
    def identity(self) -> Identity:
        words = self.event.words_of(self.said.days)
        return self.said.person, words, self.event.subject_kind, self.subject_id, self.said.due_on


@dataclass
class _Heard:
    """What all events said: lines by identity, the events that broke, and what went wrong."""

    lines: dict[Identity, Line] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


def is_due(*, now: datetime) -> bool:
    """Whether the ledger should run again: it rests after each run, for a time that grows with what a run takes."""
    last = LedgerDay.objects.order_by("-last_at").first()
    if last is None or last.ran_on != timezone.localdate(now) or now < last.last_at:
        return True
    return now - last.last_at >= timedelta(milliseconds=RESTS_FOR * last.last_ms)


def notice_all(*, today: date, now: datetime) -> Entered:
    """Bring the ledger in line with what is due today.

    An event that breaks is logged and listed, and the others go on; what has come of it before is left as it is. What
    is due after today, since it was told before a holiday or before a clock was set back, is settled when it will not
    be the case on its own day either.
    """
    began = time.monotonic()
    present = {_identity(row): row for row in _open()}  # read first: what is made meanwhile is newer
    book = RuleBook()
    heard = _listen(today, book)
    missing = [line for identity, line in heard.lines.items() if identity not in present and line.may_begin]
    unsaid = [row for identity, row in present.items() if identity not in heard.lines and row.event not in heard.broken]
    coming = still_true([row for row in unsaid if row.due_on > today], today=today, book=book)
    gone = [row.pk for row in unsaid if row.pk not in coming]
    reopened = _reopen(missing)
    made = _make([line for line in missing if line.identity not in reopened], heard.faults, now)
    entered = Entered(made=made, settled=_settle(gone, now), reopened=len(reopened))
    _remember(entered, heard.faults, today=today, now=now, seconds=time.monotonic() - began)
    return entered


def still_true(notices: Iterable[Notice], *, today: date, book: RuleBook) -> set[int]:
    """Ids of those notices that the rules would say again, asked for their subjects only.

    A notice that is due after today is asked for on its own day.
    """
    by_event: dict[tuple[str, date], list[Notice]] = {}
    for notice in notices:
        by_event.setdefault((notice.event, max(today, notice.due_on)), []).append(notice)
    found: set[int] = set()
    for (key, day), those in by_event.items():
        event = all_events().get(key)
        if event is None:
            continue
        only = frozenset(notice.subject_id for notice in those)
        now_said = {line.identity for line in lines_of(event, book, day, only)}
        found.update(notice.pk for notice in those if _identity(notice) in now_said)
    return found


# --- What is said ---------------------------------------------------------------------------------
def _listen(today: date, book: RuleBook) -> _Heard:
    heard = _Heard()
    for event in all_events().values():
        try:
            lines = list(lines_of(event, book, today))
        except Exception as error:
            logger.exception("reminders of %s broke", event.key)
            heard.faults.append(f"{event.key}: {type(error).__name__}")
            heard.broken.add(event.key)
            continue
        heard.lines.update((line.identity, line) for line in lines)
    return heard


def lines_of(event: Event, book: RuleBook, today: date, only: frozenset[int] | None = None) -> Iterator[Line]:
    """Whom the rules tell of an event on a day, of all its subjects or of some. Raises OverflowError for too many."""
    rules = [rule for rule in book.all_of(event) if rule.is_on]
    if not rules:
        return
    ahead = max(rule.days_ahead for rule in rules)
    until = today + timedelta(days=ahead + QUIET_AT_MOST if ahead else 0)
    for number, occasion in enumerate(event.find(Search(today, until, only))):
        if number >= EVENT_LIMIT:
            raise OverflowError(event.key)
        rule = book.rule_of(event, occasion.programme)
        for one in said(rule, occasion, today):
            yield Line(
                event=event,
                subject_id=occasion.subject_id,
                happens_on=occasion.on,
                said=one,
                is_late=one.told_on < today - timedelta(days=rule.too_old_days),
                may_begin=not is_quiet(today, rule.quiet),
            )


# --- What is written down -------------------------------------------------------------------------
def _open() -> Iterable[Notice]:
    rows = Notice.objects.open().order_by()
    return rows.only("pk", "recipient_id", "event", "rule", "subject_kind", "subject_id", "due_on")


def _identity(row: Notice) -> Identity:
    return row.recipient_id, row.rule, row.subject_kind, row.subject_id, row.due_on


def _reopen(missing: list[Line]) -> set[Identity]:
    """Notices that were settled and hold again. A mail that went out is not sent a second time; one that was skipped
    for want of a reason gets its turn."""
    wanted = {line.identity for line in missing}
    found: dict[Identity, int] = {}
    for batch in batches(missing):
        settled = Notice.objects.exclude(settled_at=None).filter(
            recipient__in={line.said.person for line in batch}, subject_id__in={line.subject_id for line in batch}
        )
        found.update((_identity(row), row.pk) for row in settled if _identity(row) in wanted)
    for pks in batches(list(found.values())):
        rows = Notice.objects.filter(pk__in=pks)
        rows.filter(skipped=Notice.Skipped.NO_LONGER_TRUE).update(skipped="", skipped_at=None, delivery=None)
        rows.update(settled_at=None)
    return set(found)


def _make(new: list[Line], faults: list[str], now: datetime) -> int:
    """Insert what is missing; a row that another worker inserts at the same time is its row."""
    known = set(User.objects.filter(pk__in={line.said.person for line in new}).values_list("pk", flat=True))
    good = [line for line in new if _is_sound(line, known, faults)]
    before = Before((line.event, line.subject_id) for line in good)
    for batch in batches(good):
        Notice.objects.bulk_create([_row(line, before, now) for line in batch], ignore_conflicts=True)
    return len(good)


def _row(line: Line, before: Before, now: datetime) -> Notice:
    person, words, kind, subject, due_on = line.identity
    skipped = Notice.Skipped.TOO_OLD if line.is_late else ""
    if before.has_told(line.event, line.said, subject, line.happens_on):
        skipped = Notice.Skipped.TOLD
    return Notice(
        recipient_id=person,
        event=line.event.key,
        rule=words,
        topic=line.event.topic,
        subject_kind=kind,
        subject_id=subject,
        subject_label=clean_line(line.said.label)[:200],
        path=line.said.path,
        happens_on=line.happens_on,
        due_on=due_on,
        is_escalation=line.said.escalated and before.told_others(line.event, person, subject, line.happens_on),
        noticed_at=now,
        skipped=skipped,
        skipped_at=now if skipped else None,
    )


def _is_sound(line: Line, known: set[int], faults: list[str]) -> bool:
    """False, and a line in the log and on the page, for what the database would refuse: it must not stop the others."""
    sound = (
        line.said.person in known
        and line.event.topic in Topic.values
        and line.said.path.startswith("/")
        and len(line.said.path) <= PATH_LIMIT
        and len(line.identity[1]) <= RULE_NAME_LIMIT
    )
    if not sound:
        logger.error("reminder that cannot be kept: %r", line)
        faults.append(f"{line.event.key}: {line.event.subject_kind} {line.subject_id}")
    return sound


def _settle(pks: list[int], now: datetime) -> int:
    for batch in batches(pks):
        Notice.objects.filter(pk__in=batch, settled_at=None).update(settled_at=now)
    return len(pks)


def _remember(entered: Entered, faults: list[str], *, today: date, now: datetime, seconds: float) -> None:
    LedgerDay.objects.get_or_create(ran_on=today, defaults={"first_at": now, "last_at": now, "last_ms": 0})
    LedgerDay.objects.filter(ran_on=today).update(
        last_at=now,
        last_ms=int(seconds * 1000),
        runs=F("runs") + 1,
        made=F("made") + entered.made,
        settled=F("settled") + entered.settled,
        faults="\n".join(clean_line(fault) for fault in faults[:FAULTS_KEPT]),
    )
