"""The mails of the ledger: sending them so that none is lost and none is doubled.

Claim with a lease, send, mark (TRUST.md section 3). A worker that is cut off between sending and marking leaves a mail
that nobody can know about: it becomes in doubt, is shown, and goes out once more with the same Message-ID.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from programme.common.text import clean_line
from programme.notices import last_look, letters, line, mails
from programme.notices.mail_server import Verdict, handed_over, judge, sent_answer
from programme.notices.models import Delivery, Notice
from programme.notices.rule_book import RuleBook
from programme.people.models import Appointment
from programme.people.roles import Role

logger = logging.getLogger(__name__)

State = Delivery.State
DELIVER_LIMIT = 1_000  # mails in one go
DELIVER_WITHIN = timedelta(seconds=45)  # a sweep ends before the next one begins
MAILS_PER_CONNECTION = 50
RATE_OVER = timedelta(minutes=1)
DOUBT_WAIT = timedelta(minutes=15)
# How long to wait after the first, second, … temporary answer; after the last one a day has passed and it is given up.
WAITS = tuple(timedelta(minutes=m) for m in (15, 30, 60, 120, 240, 240, 240, 240, 240))
Moment = Callable[[], datetime]


def deliver(*, now: datetime, limit: int = DELIVER_LIMIT, stopping: Callable[[], bool] = lambda: False) -> int:
    """Send what is due, at most `limit` mails and for at most DELIVER_WITHIN. Returns how many were sent.

    Any number of workers may do this at once. One row that fails is marked and the others go on; a server that
    does not answer at all leaves every row as it is, and is left alone for a while (line.py). Ends after the present
    mail when `stopping` says so, so that a worker that is told to stop leaves nothing in doubt.
    """
    began = time.monotonic()

    def moment() -> datetime:
        return now + timedelta(seconds=time.monotonic() - began)

    notice_doubt(now)
    server: BaseEmailBackend = get_connection()
    book = RuleBook()
    sent = taken = 0
    try:
        while taken < limit and moment() - now < DELIVER_WITHIN and not stopping():
            if taken % MAILS_PER_CONNECTION == 0:
                _close(server)
                book = RuleBook()
            if not _may_go_on(moment()) or not _opened(server, moment()):
                break
            delivery = claim(now=moment())
            if delivery is None:
                break
            taken += 1
            sent += _send(delivery, server, book, moment) == State.SENT
    finally:
        _close(server)
    return sent


def _may_go_on(now: datetime) -> bool:
    """There is something to send, the line to the server is open, and the rate of the last minute allows it."""
    if not _due(now).exists() or not line.is_open(now):
        return False
    rate = settings.MAILS_PER_MINUTE
    return not rate or Delivery.objects.filter(tried_at__gt=now - RATE_OVER, tried_at__lte=now).count() < rate


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
            tried_at=now,
            lease_until_at=now + timedelta(seconds=settings.MAIL_LEASE_SECONDS),
        )
    return Delivery.objects.select_related("recipient").get(pk=pk) if taken else None


def _send(delivery: Delivery, server: BaseEmailBackend, book: RuleBook, moment: Moment) -> str:
    """Send a claimed mail and mark what became of it. Returns the state."""
    try:
        mail = _compose(delivery, server, book, moment())
        if mail is None:
            return _say_nothing(delivery)
        server.send_messages([mail])
    except OSError as error:  # SMTPException is one too
        verdict = judge(error, may_have_arrived=handed_over(server))
        _close(server)
        if verdict.is_about_the_line:
            line.note_trouble(moment(), verdict.answer)
        return _mark_failure(delivery, verdict, moment())
    except Exception as error:
        logger.exception("mail %s cannot be sent", delivery.pk)
        arrived = handed_over(server)
        _close(server)
        verdict = Verdict(State.IN_DOUBT if arrived else State.FAILED, type(error).__name__)
        return _mark_failure(delivery, verdict, moment())
    line.note_success()
    return _mark(delivery, State.SENT, sent_at=moment(), answer=sent_answer(server))


def _compose(
    delivery: Delivery, server: BaseEmailBackend, book: RuleBook, now: datetime
) -> EmailMultiAlternatives | None:
    """What there is to say now: a letter, or the notices whose reason still holds. None when there is nothing."""
    if delivery.recipient is None:
        return letters.compose(delivery, server=server)
    notices = last_look.still_to_say(delivery, delivery.recipient, book=book, now=now)
    return mails.compose(delivery, notices, on=timezone.localdate(now), server=server) if notices else None


def _say_nothing(delivery: Delivery) -> str:
    """Nothing is left to say. A mail that no notice was put into, and that was never tried, leaves no trace."""
    ours = Delivery.objects.filter(pk=delivery.pk, lease_key=delivery.lease_key)
    if delivery.attempts == 1 and not delivery.resent and not Notice.objects.filter(delivery=delivery).exists():
        ours.delete()
        return State.SKIPPED
    return _mark(delivery, State.SKIPPED)


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


def _opened(server: BaseEmailBackend, now: datetime) -> bool:
    """False, and one line in the log, when the mail server cannot be reached: nothing is claimed then."""
    try:
        server.open()
    except OSError as error:
        logger.warning("mail server cannot be reached: %s", error)
        line.note_trouble(now, clean_line(str(error) or type(error).__name__))
        return False
    return True


def _close(server: BaseEmailBackend) -> None:
    try:
        server.close()
    except OSError as error:
        logger.info("mail server did not say goodbye: %s", error)
