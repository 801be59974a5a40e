"""The last look before a mail leaves: is each of its notices still true, does the receiver still see its subject?"""

from collections import defaultdict
from datetime import datetime

from django.utils import timezone

from programme.notices import ledger
from programme.notices.events import all_events, seen_by
from programme.notices.models import Delivery, Notice
from programme.notices.rule_book import RuleBook
from programme.people.models import User

Skipped = Notice.Skipped


def still_to_say(delivery: Delivery, person: User, *, book: RuleBook, now: datetime) -> list[Notice]:
    """The notices of a mail that are to be said, in the order in which it says them. The others are marked skipped."""
    notices = list(Notice.objects.filter(delivery=delivery, skipped="").order_by("topic", "due_on", "pk"))
    if not person.is_active:
        _skip(notices, Skipped.NO_LONGER_VISIBLE, now, stands=False)
        return []
    unsettled = [notice for notice in notices if notice.settled_at is None]
    true = ledger.still_true(unsettled, today=timezone.localdate(now), book=book)
    seen = _seen([notice for notice in unsettled if notice.pk in true], person)
    _skip([notice for notice in notices if notice.pk not in true], Skipped.NO_LONGER_TRUE, now, stands=False)
    _skip([notice for notice in notices if notice.pk in true - seen], Skipped.NO_LONGER_VISIBLE, now, stands=True)
    return [notice for notice in notices if notice.pk in seen]


def _seen(notices: list[Notice], person: User) -> set[int]:
    """Ids of the notices whose subjects the person sees today."""
    by_event: dict[str, list[Notice]] = defaultdict(list)
    for notice in notices:
        by_event[notice.event].append(notice)
    found: set[int] = set()
    for key, those in by_event.items():
        subjects = seen_by(all_events()[key], person, {notice.subject_id for notice in those})
        found.update(notice.pk for notice in those if notice.subject_id in subjects)
    return found


def _skip(notices: list[Notice], why: Notice.Skipped, now: datetime, *, stands: bool) -> None:
    """Write why these are not mailed, and that they are settled unless the rules still say them."""
    pks = [notice.pk for notice in notices]
    if pks:
        Notice.objects.filter(pk__in=pks).update(skipped=why, skipped_at=now)
    if pks and not stands:
        Notice.objects.filter(pk__in=pks, settled_at=None).update(settled_at=now)
