"""The reminder ledger: what the rules say today, written down once a person, rule, subject and due day.

Running it twice, in two workers, or after three days without a scheduler gives the same rows.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import TypeVar

from django.conf import settings
from django.utils.module_loading import import_string

from programme.common.text import clean_line
from programme.notices.models import Notice, Topic
from programme.notices.rules import Due
from programme.people.models import User

logger = logging.getLogger(__name__)

RULE_LIMIT = 50_000  # a rule that yields more is broken
BATCH = 500
PATH_LIMIT, RULE_NAME_LIMIT = 300, 60
T = TypeVar("T")
Rule = Callable[[date], Iterable[Due]]
Identity = tuple[int, str, str, int, date]


@dataclass(frozen=True)
class Entered:
    """What a run of the ledger did: notices made, settled, and opened again."""

    made: int
    settled: int
    reopened: int


def notice_all(*, today: date, now: datetime) -> Entered:
    """Bring the ledger in line with what is due today.

    A rule that breaks is logged and the others go on; what may have come from it is left as it is.
    """
    said: dict[Identity, Due] = {}
    heard: set[str] = set()  # rules that were heard of from a function that ran to its end
    all_ran = True
    for path in settings.REMINDER_RULES:
        try:
            found = list(islice(import_string(path)(today), RULE_LIMIT))
        except Exception:
            logger.exception("reminder rule %s broke", path)
            all_ran = False
            continue
        heard.update(due.rule for due in found)
        said.update((_identity(due), due) for due in found)
    present = {_identity(row): row.pk for row in Notice.objects.open()}
    missing = [due for identity, due in said.items() if identity not in present]
    gone = [pk for identity, pk in present.items() if identity not in said and (all_ran or identity[1] in heard)]
    reopened = _reopen(missing)
    return Entered(made=_make(missing, but=reopened), settled=_settle(gone, now), reopened=len(reopened))


def _identity(row: Due | Notice) -> Identity:
    return row.recipient_id, row.rule, row.subject_kind, row.subject_id, row.due_on


def _reopen(missing: list[Due]) -> set[Identity]:
    """Notices that were settled and hold again. A mail that went out is not sent a second time."""
    wanted = {_identity(due) for due in missing}
    found: dict[Identity, int] = {}
    for batch in _batches(missing):
        settled = Notice.objects.exclude(settled_at=None).filter(
            recipient__in={due.recipient_id for due in batch}, subject_id__in={due.subject_id for due in batch}
        )
        found.update((_identity(row), row.pk) for row in settled if _identity(row) in wanted)
    for pks in _batches(list(found.values())):
        Notice.objects.filter(pk__in=pks).update(settled_at=None)
    return set(found)


def _make(missing: list[Due], *, but: set[Identity]) -> int:
    """Insert what is missing; a row that another worker inserts at the same time is its row."""
    new = [due for due in missing if _identity(due) not in but]
    known = set(User.objects.filter(pk__in={due.recipient_id for due in new}).values_list("pk", flat=True))
    good = [due for due in new if _is_sound(due, known)]
    for batch in _batches(good):
        Notice.objects.bulk_create(
            [
                Notice(
                    recipient_id=due.recipient_id,
                    rule=due.rule,
                    topic=due.topic,
                    subject_kind=due.subject_kind,
                    subject_id=due.subject_id,
                    subject_label=clean_line(due.subject_label)[:200],
                    path=due.path,
                    due_on=due.due_on,
                )
                for due in batch
            ],
            ignore_conflicts=True,
        )
    return len(good)


def _is_sound(due: Due, known: set[int]) -> bool:
    """False, and one line in the log, for what the database would refuse: it must not stop the others."""
    sound = (
        due.recipient_id in known
        and due.topic in Topic.values
        and due.path.startswith("/")
        and len(due.path) <= PATH_LIMIT
        and len(due.rule) <= RULE_NAME_LIMIT
    )
    if not sound:
        logger.error("reminder that cannot be kept: %r", due)
    return sound


def _settle(pks: list[int], now: datetime) -> int:
    for batch in _batches(pks):
        Notice.objects.filter(pk__in=batch, settled_at=None).update(settled_at=now)
    return len(pks)


def _batches(rows: list[T]) -> Iterator[list[T]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]
