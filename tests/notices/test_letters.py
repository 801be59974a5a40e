"""Mails to people outside: the same way as every mail, and in doubt never sent again by themselves."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse

from companies.models import Interest
from programme.notices import outbox
from programme.notices.actions import post_letter
from programme.notices.models import Delivery
from programme.people.models import AuditEvent
from tests.cast import Cast
from tests.companies.test_express import express
from tests.notices.faulty_mailbox import SILENCE_AFTER_TAKING, FaultyMailbox
from tests.notices.test_sending import box  # noqa: F401  the same server

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
State = Delivery.State


def letter() -> Delivery:
    return Delivery.objects.get(recipient=None)


def test_letter_is_sent_once_with_its_id(cast: Cast, box: FaultyMailbox) -> None:  # noqa: F811
    express()

    assert [outbox.deliver(now=NOW), outbox.deliver(now=NOW + timedelta(days=1))] == [1, 0]

    assert box.message_ids == [letter().message_id]
    assert letter().state == State.SENT


def test_letter_posted_twice_about_one_row_is_one_mail(cast: Cast) -> None:
    interest = express()

    again = post_letter(letter="interest_received", about=interest.pk, now=NOW)

    assert again == letter()


def test_letter_of_a_worker_cut_off_is_not_lost_and_waits_for_a_person(cast: Cast, box: FaultyMailbox) -> None:  # noqa: F811
    express()
    outbox.claim(now=NOW)

    for minutes in (2, 20, 60 * 24):
        outbox.deliver(now=NOW + timedelta(minutes=minutes))

    assert (letter().state, letter().resent, box.mails) == (State.IN_DOUBT, False, [])


def test_letter_silence_after_the_text_is_in_doubt_and_sent_by_a_person_with_the_same_id(
    cast: Cast,
    login,
    box: FaultyMailbox,  # noqa: F811
) -> None:
    express()
    box.at_data["vera@brattforsen.example"] = SILENCE_AFTER_TAKING
    outbox.deliver(now=NOW)
    outbox.deliver(now=NOW + timedelta(hours=5))
    assert (letter().state, len(box.mails)) == (State.IN_DOUBT, 1)

    box.at_data.clear()
    page = login(cast.director).get(reverse("notice-list-all")).content.decode()
    login(cast.director).post(reverse("delivery-resend", args=[letter().pk]), follow=True)
    outbox.deliver(now=datetime.now(UTC) + timedelta(minutes=1))

    assert "vera@brattforsen.example" not in page
    assert (letter().state, len(set(box.message_ids)), len(box.mails)) == (State.SENT, 1, 2)
    assert AuditEvent.objects.filter(verb="mail-sent-again").count() == 1


@pytest.mark.parametrize("gone", ["row", "address"])
def test_letter_about_what_is_gone_is_not_sent(cast: Cast, gone: str) -> None:
    interest = express()
    if gone == "row":
        Interest.objects.all().delete()
    else:
        Interest.objects.filter(pk=interest.pk).update(email="")

    outbox.deliver(now=NOW)

    assert mail.outbox == []
    assert Delivery.objects.count() == 0


def test_letter_that_cannot_be_written_fails_alone(cast: Cast, settings: LazySettings) -> None:
    express()
    letter_of_another_kind = post_letter(letter="none_such", about=1, now=NOW)

    assert outbox.deliver(now=NOW) == 1

    letter_of_another_kind.refresh_from_db()
    assert letter_of_another_kind.state == State.FAILED
    assert len(mail.outbox) == 1


def test_mail_to_nobody_is_refused_by_the_database(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(key="x", not_before_at=NOW, message_id="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(key="y", not_before_at=NOW, message_id="y", recipient=cast.leader, letter="x")
