"""The mails of the ledger: which are to go out, and sending them so that none is lost and none is doubled.

Claim with a lease, send, mark (TRUST.md section 3). A worker that is cut off between sending and marking leaves a mail
that nobody can know about: it becomes in doubt, is shown, and goes out once more with the same Message-ID.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from programme.notices import duties, letters, mails
from programme.notices.mail_server import Verdict, handed_over, judge
from programme.notices.models import Delivery, Frequency, Notice, NoticePreference
from programme.people.models import Appointment, User
from programme.people.roles import Role

logger = logging.getLogger(__name__)

State = Delivery.State
QUEUE_LIMIT = 5_000  # notices looked at in one go
BATCH = 500
DELIVER_LIMIT = 1_000  # mails in one go
DELIVER_WITHIN = timedelta(seconds=45)  # a sweep ends before the next one begins
MAILS_PER_CONNECTION = 50
TROUBLES = 5  # so many failures in a row: the server is unwell, leave the rest for the next sweep
MORNING = time_of_day(7)  # local time of digests
DOUBT_WAIT = timedelta(minutes=15)
# How long to wait after the first, second, … temporary answer; after the last one a day has passed and it is given up.
WAITS = tuple(timedelta(minutes=m) for m in (15, 30, 60, 120, 240, 240, 240, 240, 240))
Moment = Callable[[], datetime]


# --- What is to go out ----------------------------------------------------------------------------
def queue(*, now: datetime) -> int:
    """Give each open notice without a mail its mail, as the person wishes. Returns how many notices got one."""
    waiting: list[Any] = list(_waiting(timezone.localdate(now))[:QUEUE_LIMIT])
    single: list[Notice] = []
    digests: dict[tuple[int, date], list[int]] = defaultdict(list)
    for notice in waiting:
        if notice.wish in {Frequency.DAILY, Frequency.WEEKLY}:
            day = digest_day(now, weekly=notice.wish == Frequency.WEEKLY)
            digests[notice.recipient_id, day].append(notice.pk)
        else:  # at once; also a duty that is switched off
            single.append(notice)
    for start in range(0, len(single), BATCH):
        _queue_single(single[start : start + BATCH], now)
    for (recipient, day), notices in digests.items():
        _queue_digest(recipient, day, notices)
    return len(waiting)


def _waiting(day: date) -> "QuerySet[Notice]":
    """Open notices without a mail of people who may log in, with the person's `wish`; none that are switched off."""
    wish = NoticePreference.objects.filter(person=OuterRef("recipient"), topic=OuterRef("topic")).values("frequency")
    switched_off = Q(wish=Frequency.OFF)
    for topic in duties.DUTIES:
        switched_off &= ~Q(topic=topic, recipient__in=duties.bound_to(topic, on=day))
    return (
        Notice.objects.open()
        .filter(delivery=None, recipient__is_active=True)
        .annotate(wish=Coalesce(Subquery(wish[:1]), Value(Frequency.AT_ONCE.value)))
        .exclude(switched_off)
        .order_by("pk")
    )


def digest_day(now: datetime, *, weekly: bool) -> date:
    """The local day of the next digest: the next morning at seven, or that of the next Monday."""
    local = timezone.localtime(now)
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    return day + timedelta(days=-day.weekday() % 7) if weekly else day


def _queue_single(notices: list[Notice], now: datetime) -> None:
    """One mail a notice, now. The key is unique: two workers that do this at once make one row."""
    by_key = {f"{n.recipient_id}|{n.rule}|{n.subject_kind}:{n.subject_id}|{n.due_on.isoformat()}": n for n in notices}
    with transaction.atomic():
        Delivery.objects.bulk_create(
            [_new(key, notice.recipient_id, now) for key, notice in by_key.items()], ignore_conflicts=True
        )
        ids = dict(Delivery.objects.filter(key__in=by_key).values_list("key", "pk"))
        for key, notice in by_key.items():
            notice.delivery_id = ids[key]
        Notice.objects.bulk_update(by_key.values(), ["delivery"])


def _queue_digest(recipient: int, day: date, notices: list[int]) -> None:
    """Put the notices into the person's digest of that morning, while nobody is sending it."""
    key = f"{recipient}|digest|{day.isoformat()}"
    at = datetime.combine(day, MORNING, tzinfo=timezone.get_default_timezone())
    with transaction.atomic():
        Delivery.objects.bulk_create([_new(key, recipient, at)], ignore_conflicts=True)
        digest = Delivery.objects.select_for_update().get(key=key)
        if digest.state == State.PENDING:
            Notice.objects.filter(pk__in=notices, delivery=None).update(delivery=digest)


def _new(key: str, recipient: int, at: datetime) -> Delivery:
    return Delivery(key=key, recipient_id=recipient, not_before_at=at, message_id=mails.message_id(key))


# --- Sending --------------------------------------------------------------------------------------
def deliver(*, now: datetime, limit: int = DELIVER_LIMIT) -> int:
    """Send what is due, at most `limit` mails and for at most DELIVER_WITHIN. Returns how many were sent.

    Any number of workers may do this at once. One row that fails is marked and the others go on; a server that
    does not answer at all leaves every row as it is.
    """
    began = time.monotonic()

    def moment() -> datetime:
        return now + timedelta(seconds=time.monotonic() - began)

    notice_doubt(now)
    server: BaseEmailBackend = get_connection()
    sent = taken = troubles = 0
    try:
        while taken < limit and troubles < TROUBLES and moment() - now < DELIVER_WITHIN:
            if taken % MAILS_PER_CONNECTION == 0:
                _close(server)
            if not _due(moment()).exists() or not _opened(server):
                break
            delivery = claim(now=moment())
            if delivery is None:
                break
            taken += 1
            state = _send(delivery, server, moment)
            sent += state == State.SENT
            troubles = troubles + 1 if state in {State.PENDING, State.IN_DOUBT} else 0
    finally:
        _close(server)
    return sent


def notice_doubt(now: datetime) -> None:
    """A mail whose worker fell silent is in doubt; after a while those to staff are lined up once more.

    Those to funders and to people outside wait for a person, as do those that were sent a second time already.
    """
    Delivery.objects.filter(state=State.SENDING, lease_until_at__lt=now).update(
        state=State.IN_DOUBT, not_before_at=now + DOUBT_WAIT
    )
    outside = Appointment.objects.in_force(timezone.localdate(now)).filter(role=Role.FUNDER).order_by()
    Delivery.objects.filter(
        state=State.IN_DOUBT,
        resent=False,
        not_before_at__lte=now,
        recipient__is_active=True,
        pk__in=Notice.objects.open().exclude(delivery=None).order_by().values("delivery"),
    ).exclude(recipient__in=outside.values("person")).update(state=State.PENDING, resent=True)


def _due(now: datetime) -> "QuerySet[Delivery]":
    return Delivery.objects.filter(state=State.PENDING, not_before_at__lte=now).order_by("not_before_at", "pk")


def claim(*, now: datetime) -> Delivery | None:
    """Take the oldest due mail for this worker; others pass it by."""
    key = uuid4()
    with transaction.atomic():
        due = _due(now)
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        pk = due.values_list("pk", flat=True).first()
        if pk is None:
            return None
        taken = Delivery.objects.filter(pk=pk, state=State.PENDING).update(
            state=State.SENDING,
            attempts=F("attempts") + 1,
            lease_key=key,
            lease_until_at=now + timedelta(seconds=settings.MAIL_LEASE_SECONDS),
        )
    return Delivery.objects.select_related("recipient").get(pk=pk) if taken else None


def _send(delivery: Delivery, server: BaseEmailBackend, moment: Moment) -> str:
    """Send a claimed mail and mark what became of it. Returns the state."""
    try:
        mail = _compose(delivery, server, moment())
        if mail is None:
            return _say_nothing(delivery)
        server.send_messages([mail])
    except OSError as error:  # SMTPException is one too
        verdict = judge(error, may_have_arrived=handed_over(server))
        _close(server)
        return _mark_failure(delivery, verdict, moment())
    except Exception as error:
        logger.exception("mail %s cannot be sent", delivery.pk)
        arrived = handed_over(server)
        _close(server)
        verdict = Verdict(State.IN_DOUBT if arrived else State.FAILED, type(error).__name__)
        return _mark_failure(delivery, verdict, moment())
    return _mark(delivery, State.SENT, sent_at=moment(), answer="")


def _compose(delivery: Delivery, server: BaseEmailBackend, now: datetime) -> EmailMultiAlternatives | None:
    """What there is to say now: a letter, or the notices whose reason still holds. None when there is nothing."""
    if delivery.recipient is None:
        return letters.compose(delivery, server=server)
    notices = _still_to_say(delivery, delivery.recipient, now)
    return mails.compose(delivery, notices, on=timezone.localdate(now), server=server) if notices else None


def _still_to_say(delivery: Delivery, person: User, now: datetime) -> list[Notice]:
    """The mail's notices whose reason still holds; someone who may no longer log in hears nothing more."""
    notices = Notice.objects.open().filter(delivery=delivery)
    if not person.is_active:
        notices.update(settled_at=now)
        return []
    return list(notices.order_by("topic", "due_on", "pk"))


def _say_nothing(delivery: Delivery) -> str:
    """Everything was settled before the mail went out. A mail that was never tried leaves no trace."""
    if delivery.attempts == 1 and not delivery.resent:
        Delivery.objects.filter(pk=delivery.pk, lease_key=delivery.lease_key).delete()
        return State.FAILED
    return _mark(delivery, State.FAILED, answer="")


def _mark_failure(delivery: Delivery, verdict: Verdict, now: datetime) -> str:
    """Write down what the server said; a temporary answer is tried again later, for a day."""
    if verdict.state == State.PENDING and delivery.attempts > len(WAITS):
        return _mark(delivery, State.FAILED, answer=verdict.answer)
    if verdict.state == State.PENDING:
        return _mark(delivery, State.PENDING, answer=verdict.answer, not_before_at=now + WAITS[delivery.attempts - 1])
    if verdict.state == State.IN_DOUBT:
        return _mark(delivery, State.IN_DOUBT, answer=verdict.answer, not_before_at=now + DOUBT_WAIT)
    return _mark(delivery, verdict.state, answer=verdict.answer)


def _mark(delivery: Delivery, state: str, **changes: object) -> str:
    """Write the end of our own claim, also when it took so long that others thought us cut off."""
    ours = Delivery.objects.filter(
        pk=delivery.pk, lease_key=delivery.lease_key, state__in=[State.SENDING, State.IN_DOUBT]
    )
    ours.update(state=state, **changes)
    return state


def _opened(server: BaseEmailBackend) -> bool:
    """False, and one line in the log, when the mail server cannot be reached: nothing is claimed then."""
    try:
        server.open()
    except OSError as error:
        logger.warning("mail server cannot be reached: %s", error)
        return False
    return True


def _close(server: BaseEmailBackend) -> None:
    try:
        server.close()
    except OSError as error:
        logger.info("mail server did not say goodbye: %s", error)
