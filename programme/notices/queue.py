"""Which notices get a mail, and which of them share one: several matters for one person are one mail."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from programme.common.working_days import is_working_day
from programme.notices import duties, mails
from programme.notices.models import Delivery, Frequency, Notice, NoticePreference

State = Delivery.State
QUEUE_LIMIT = 20_000  # notices looked at in one go
BATCH = 500  # people
MORNING = time_of_day(7)  # local time of digests


def queue(*, now: datetime) -> int:
    """Give each open notice without a mail its mail, as the person wishes. Returns how many notices got one.

    What a person hears at once, of all that waits now, is one mail; so is what she wants to hear collected.
    """
    waiting: list[Any] = list(_waiting(timezone.localdate(now))[:QUEUE_LIMIT])
    shared: dict[tuple[int, date | None], list[Notice]] = defaultdict(list)
    for notice in waiting:
        collected = notice.wish in {Frequency.DAILY, Frequency.WEEKLY}  # a duty that is switched off comes at once
        day = digest_day(now, weekly=notice.wish == Frequency.WEEKLY) if collected else None
        shared[notice.recipient_id, day].append(notice)
    at = not_before(now)
    parcels = [_parcel(recipient, day, notices, at) for (recipient, day), notices in shared.items()]
    for start in range(0, len(parcels), BATCH):
        _line_up(parcels[start : start + BATCH])
    return len(waiting)


def not_before(now: datetime) -> datetime:
    """When a mail that is made now may go out: at once, but never before settings.NOTICES_FROM_HOUR in the morning."""
    local = timezone.localtime(now)
    if local.hour >= settings.NOTICES_FROM_HOUR:
        return now
    return _at(local.date(), time_of_day(settings.NOTICES_FROM_HOUR))


def digest_day(now: datetime, *, weekly: bool) -> date:
    """The local day of the next digest: the next working morning at seven, or the week's first one."""
    local = timezone.localtime(now)
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    if weekly:
        day += timedelta(days=-day.weekday() % 7)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def _at(day: date, time: time_of_day) -> datetime:
    return datetime.combine(day, time, tzinfo=timezone.get_default_timezone())


def _waiting(day: date) -> "QuerySet[Notice]":
    """Open notices without a mail of people who may log in, with the person's `wish`; none that are switched off."""
    wish = NoticePreference.objects.filter(person=OuterRef("recipient"), topic=OuterRef("topic")).values("frequency")
    switched_off = Q(wish=Frequency.OFF)
    for topic in duties.DUTIES:
        switched_off &= ~Q(topic=topic, recipient__in=duties.bound_to(topic, on=day))
    return (
        Notice.objects.open()
        .filter(delivery=None, skipped="", recipient__is_active=True)
        .annotate(wish=Coalesce(Subquery(wish[:1]), Value(Frequency.AT_ONCE.value)))
        .exclude(switched_off)
        .order_by("pk")
    )


# --- A mail and what goes into it -----------------------------------------------------------------
class _Parcel:
    """A mail to be, by its key, and the notices for it."""

    def __init__(self, key: str, recipient: int, at: datetime, notices: list[Notice]) -> None:
        self.key, self.recipient, self.at, self.notices = key, recipient, at, notices

    def row(self, key: str) -> Delivery:
        return Delivery(key=key, recipient_id=self.recipient, not_before_at=self.at, message_id=mails.message_id(key))


def _parcel(recipient: int, day: date | None, notices: list[Notice], at: datetime) -> _Parcel:
    """At once: under the name of the first notice (recipient, rule, subject, due date). Collected: of the morning."""
    if day is None:
        first = notices[0]
        subject = f"{first.subject_kind}:{first.subject_id}"
        return _Parcel(f"{recipient}|{first.rule}|{subject}|{first.due_on.isoformat()}", recipient, at, notices)
    return _Parcel(f"{recipient}|digest|{day.isoformat()}", recipient, _at(day, MORNING), notices)


def _line_up(parcels: list[_Parcel]) -> None:
    """Make the mails and put the notices into them, while nobody is sending them.

    Keys are unique, and a notice that has a mail keeps it: two workers that do this at once make the same mails. One
    that may have come already takes nothing new: a receiver who knows its Message-ID would not read it again.
    """
    with transaction.atomic():
        rows = _made({parcel.key: parcel for parcel in parcels})
        used_up = {key for key, row in rows.items() if row.resent or (row.attempts and row.state != State.PENDING)}
        again = {f"{parcel.key}|{parcel.at:%Y%m%dT%H%M}": parcel for parcel in parcels if parcel.key in used_up}
        rows |= _made(again)
        names = {parcel.key: key for key, parcel in again.items()}
        placed = []
        for parcel in parcels:
            mail = rows[names.get(parcel.key, parcel.key)]
            if mail.state == State.PENDING:
                for notice in parcel.notices:
                    notice.delivery = mail
                placed += parcel.notices
        Notice.objects.filter(delivery=None).bulk_update(placed, ["delivery"], batch_size=BATCH)


def _made(parcels: dict[str, _Parcel]) -> dict[str, Delivery]:
    """The mails under these keys, made where they are missing, and held against senders until we are done."""
    Delivery.objects.bulk_create([parcel.row(key) for key, parcel in parcels.items()], ignore_conflicts=True)
    return {row.key: row for row in _held(parcels)}


def _held(keys: Iterable[str]) -> "QuerySet[Delivery]":
    return Delivery.objects.select_for_update().filter(key__in=list(keys)).order_by("pk")
