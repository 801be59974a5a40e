"""Which mail a notice is put into."""

from datetime import UTC, datetime, timedelta

import pytest

from programme.notices import outbox, queue
from programme.notices.models import Delivery, Notice
from tests.cast import Cast
from tests.notices.rules_at_hand import noticed

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
State = Delivery.State


def test_mail_that_waits_for_another_try_takes_what_is_new(cast: Cast) -> None:
    first = noticed(cast.leader)
    queue.queue(now=NOW)
    Delivery.objects.update(attempts=1, answer="450 later")
    Notice.objects.filter(pk=first.pk).update(delivery=None)
    queue.queue(now=NOW)
    assert Notice.objects.get().delivery == Delivery.objects.get()


@pytest.mark.parametrize("by_hand", [True, False])
def test_mail_that_may_have_come_takes_nothing_new(cast: Cast, by_hand: bool) -> None:
    """Its receiver may know its Message-ID already, and would not see what was put in later."""
    first, second = noticed(cast.leader), noticed(cast.leader, subject_id=2)
    queue.queue(now=NOW)
    outbox.claim(now=NOW)
    for minutes in (60, 120):
        outbox.notice_doubt(NOW + timedelta(minutes=minutes))
    mail = Delivery.objects.get()
    assert (mail.state, mail.resent) == (State.PENDING, True)
    if by_hand:
        Delivery.objects.update(attempts=0)
    Notice.objects.filter(pk=first.pk).update(delivery=None)  # it was not true for a while, and is again

    queue.queue(now=NOW + timedelta(hours=2))

    assert Notice.objects.get(pk=second.pk).delivery == mail
    assert Notice.objects.get(pk=first.pk).delivery not in {mail, None}
