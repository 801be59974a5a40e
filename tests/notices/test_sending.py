"""What becomes of a mail when the server refuses, waits, hangs up or falls silent. A real server on the loopback."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings

from programme.notices import line, outbox, queue
from programme.notices.models import Delivery, Notice
from programme.people.models import User
from tests.cast import Cast
from tests.notices.faulty_mailbox import HANG_UP, SILENCE, SILENCE_AFTER_TAKING, FaultyMailbox
from tests.notices.rules_at_hand import HERE, STANDING_ON, noticed
from tests.servers import free_port

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
State = Delivery.State


@pytest.fixture
def box(settings: LazySettings) -> Iterator[FaultyMailbox]:
    with FaultyMailbox() as box:
        settings.EMAIL_BACKEND = "programme.notices.mail_server.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        settings.EMAIL_TIMEOUT = 0.5
        yield box


@pytest.fixture(autouse=True)
def rules(settings: LazySettings) -> None:
    """What is said here holds for everybody."""
    settings.REMINDER_EVENTS = [f"{HERE}.standing"]


def notify(*people: User) -> None:
    """One open notice with a waiting mail for each person."""
    for person in people:
        noticed(person, subject_id=1, due_on=STANDING_ON)
    queue.queue(now=NOW)


def of(person: User) -> Delivery:
    return Delivery.objects.get(recipient=person)


def states(*people: User) -> list[str]:
    return [of(person).state for person in people]


def test_mail_taken_by_the_server_is_sent_with_its_id(cast: Cast, box: FaultyMailbox) -> None:
    notify(cast.leader, cast.coach_a)
    assert outbox.deliver(now=NOW) == 2
    assert box.message_ids == [of(cast.leader).message_id, of(cast.coach_a).message_id]
    assert states(cast.leader, cast.coach_a) == [State.SENT, State.SENT]


def test_temporary_answer_waits_and_is_tried_again(cast: Cast, box: FaultyMailbox) -> None:
    box.at_rcpt[cast.leader.email] = "450 greylisted"
    notify(cast.leader, cast.coach_a)
    assert outbox.deliver(now=NOW) == 1
    assert states(cast.leader, cast.coach_a) == [State.PENDING, State.SENT]
    assert of(cast.leader).answer == "450 greylisted"
    del box.at_rcpt[cast.leader.email]
    assert [outbox.deliver(now=NOW + QUARTER * 0.9), outbox.deliver(now=NOW + QUARTER * 1.1)] == [0, 1]
    assert box.message_ids.count(of(cast.leader).message_id) == 1


def test_temporary_answers_for_a_day_are_given_up_and_not_later_tried(cast: Cast, box: FaultyMailbox) -> None:
    box.at_rcpt[cast.leader.email] = "451 later"
    notify(cast.leader)
    tried_after = []
    for hours in range(30):
        for part in range(4):
            before = of(cast.leader).attempts
            at = NOW + timedelta(hours=hours, minutes=15 * part + 1)
            outbox.deliver(now=at)
            if of(cast.leader).attempts > before:
                tried_after.append(at - NOW)
    assert of(cast.leader).state == State.FAILED
    assert len(tried_after) == 10
    assert timedelta(hours=23) < tried_after[-1] < timedelta(hours=27)


@pytest.mark.parametrize("stage", ["at_rcpt", "at_data"])
def test_permanent_answer_is_a_bounce_and_not_tried_again(cast: Cast, box: FaultyMailbox, stage: str) -> None:
    getattr(box, stage)[cast.leader.email] = "550 no such person"
    notify(cast.leader, cast.coach_a)
    outbox.deliver(now=NOW)
    outbox.deliver(now=NOW + timedelta(days=2))
    assert states(cast.leader, cast.coach_a) == [State.BOUNCED, State.SENT]
    assert (of(cast.leader).attempts, of(cast.leader).answer) == (1, "550 no such person")


def test_hanging_up_before_the_text_is_tried_again(cast: Cast, box: FaultyMailbox) -> None:
    box.at_rcpt[cast.leader.email] = HANG_UP
    notify(cast.leader, cast.coach_a)
    outbox.deliver(now=NOW)
    assert states(cast.leader, cast.coach_a) == [State.PENDING, State.SENT]


def test_silence_after_the_text_is_in_doubt_and_sent_once_more_with_the_same_id(cast: Cast, box: FaultyMailbox) -> None:
    box.at_data[cast.leader.email] = SILENCE_AFTER_TAKING
    notify(cast.leader, cast.coach_a)
    outbox.deliver(now=NOW)
    assert states(cast.leader, cast.coach_a) == [State.IN_DOUBT, State.SENT]
    del box.at_data[cast.leader.email]
    assert [outbox.deliver(now=NOW + QUARTER * 0.9), outbox.deliver(now=NOW + QUARTER * 1.1)] == [0, 1]
    assert box.message_ids.count(of(cast.leader).message_id) == 2
    assert states(cast.leader) == [State.SENT]


def test_silence_a_second_time_waits_for_a_person(cast: Cast, box: FaultyMailbox) -> None:
    box.at_data[cast.leader.email] = SILENCE
    notify(cast.leader)
    for n in range(6):
        outbox.deliver(now=NOW + n * 2 * QUARTER)
    assert (of(cast.leader).state, of(cast.leader).attempts, of(cast.leader).resent) == (State.IN_DOUBT, 2, True)


def test_doubt_about_a_funders_mail_waits_for_a_person(cast: Cast, box: FaultyMailbox) -> None:
    box.at_data[cast.funder_tvv.email] = SILENCE
    notify(cast.funder_tvv)
    outbox.deliver(now=NOW)
    outbox.deliver(now=NOW + 4 * QUARTER)
    assert (of(cast.funder_tvv).state, of(cast.funder_tvv).attempts) == (State.IN_DOUBT, 1)


def test_doubt_about_a_mail_whose_reason_is_gone_is_not_sent_again(cast: Cast, box: FaultyMailbox) -> None:
    box.at_data[cast.leader.email] = SILENCE
    notify(cast.leader)
    outbox.deliver(now=NOW)
    Notice.objects.update(settled_at=NOW)
    outbox.deliver(now=NOW + 4 * QUARTER)
    assert (of(cast.leader).state, of(cast.leader).attempts) == (State.IN_DOUBT, 1)


def test_poisoned_row_fails_alone(cast: Cast, box: FaultyMailbox) -> None:
    User.objects.filter(pk=cast.leader.pk).update(email="a\nBcc: b@example.org")
    notify(cast.leader, cast.coach_a, cast.coach_b)
    assert outbox.deliver(now=NOW) == 2
    assert states(cast.leader, cast.coach_a, cast.coach_b) == [State.FAILED, State.SENT, State.SENT]
    assert len(box.mails) == 2


def test_server_that_cannot_be_reached_leaves_every_row_as_it_is(cast: Cast, settings: LazySettings) -> None:
    settings.EMAIL_BACKEND = "programme.notices.mail_server.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    notify(cast.leader, cast.coach_a)
    assert outbox.deliver(now=NOW) == 0
    assert [(d.state, d.attempts) for d in Delivery.objects.all()] == [(State.PENDING, 0)] * 2


def test_unwell_server_is_left_alone_after_five_failures_and_longer_each_time(cast: Cast, box: FaultyMailbox) -> None:
    """It closes when the fifth failure came, some seconds after the sweep began on a busy machine."""
    people = [cast.director, cast.leader, cast.leader_norr, cast.coach_a, cast.coach_b, cast.coach_c, cast.auditor]
    box.at_rcpt = {person.email: HANG_UP for person in people}
    notify(*people)
    outbox.deliver(now=NOW)
    assert sorted(Delivery.objects.values_list("attempts", flat=True)) == [0, 0, 1, 1, 1, 1, 1]
    outbox.deliver(now=NOW + timedelta(seconds=59))
    assert sorted(Delivery.objects.values_list("attempts", flat=True)) == [0, 0, 1, 1, 1, 1, 1]
    outbox.deliver(now=NOW + timedelta(seconds=75))
    assert sorted(Delivery.objects.values_list("attempts", flat=True)) == [0, 1, 1, 1, 1, 1, 1]
    assert [outbox.deliver(now=NOW + timedelta(seconds=s)) for s in (190, 194)] == [0, 0]
    assert sorted(Delivery.objects.values_list("attempts", flat=True)) == [0, 1, 1, 1, 1, 1, 1]
    outbox.deliver(now=NOW + timedelta(seconds=215))
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {1}


def test_line_opens_again_with_the_first_mail_that_is_taken(cast: Cast, box: FaultyMailbox) -> None:
    for _n in range(5):
        line.note_trouble(NOW, "421 gone")
    notify(cast.leader, cast.coach_a)
    assert [outbox.deliver(now=NOW + timedelta(seconds=s)) for s in (59, 61)] == [0, 2]
    assert (line.state().troubles, line.state().closed_until_at) == (0, None)


def test_line_closed_by_a_clock_that_was_ahead_is_open(cast: Cast, box: FaultyMailbox) -> None:
    for _n in range(5):
        line.note_trouble(NOW + timedelta(days=2), "421 gone")
    notify(cast.leader)
    assert outbox.deliver(now=NOW) == 1


def test_greylisting_of_many_does_not_close_the_line(cast: Cast, box: FaultyMailbox) -> None:
    people = [cast.director, cast.leader, cast.leader_norr, cast.coach_a, cast.coach_b, cast.coach_c, cast.auditor]
    box.at_rcpt = {person.email: "450 greylisted" for person in people}
    notify(*people)
    outbox.deliver(now=NOW)
    assert set(Delivery.objects.values_list("state", "attempts")) == {(State.PENDING, 1)}


def test_rate_of_a_minute_holds_the_rest_back(cast: Cast, box: FaultyMailbox, settings: LazySettings) -> None:
    settings.MAILS_PER_MINUTE = 2
    notify(cast.leader, cast.coach_a, cast.coach_b)
    assert [outbox.deliver(now=NOW + timedelta(seconds=s)) for s in (0, 30, 62)] == [2, 0, 1]


def test_worker_that_is_told_to_stop_ends_after_the_present_mail(cast: Cast, box: FaultyMailbox) -> None:
    notify(cast.leader, cast.coach_a, cast.coach_b)
    assert outbox.deliver(now=NOW, stopping=lambda: len(box.mails) == 1) == 1
    assert states(cast.leader, cast.coach_a, cast.coach_b) == [State.SENT, State.PENDING, State.PENDING]


def test_answer_of_the_server_is_kept_with_a_mail_that_it_took(cast: Cast, box: FaultyMailbox) -> None:
    notify(cast.leader)
    outbox.deliver(now=NOW)
    assert of(cast.leader).answer == "250 kept"
    assert of(cast.leader).tried_at is not None


def test_claim_gives_each_mail_to_one_worker(cast: Cast) -> None:
    notify(cast.leader, cast.coach_a)
    claims = [outbox.claim(now=NOW) for _n in range(3)]
    assert [claim.recipient if claim else None for claim in claims] == [cast.leader, cast.coach_a, None]


def test_worker_cut_off_leaves_a_mail_in_doubt_only_after_its_lease(cast: Cast, box: FaultyMailbox) -> None:
    notify(cast.leader)
    outbox.claim(now=NOW)
    outbox.deliver(now=NOW + timedelta(seconds=59))
    assert states(cast.leader) == [State.SENDING]
    outbox.deliver(now=NOW + timedelta(seconds=61))
    assert states(cast.leader) == [State.IN_DOUBT]
    assert box.mails == []


def test_slow_worker_that_others_thought_cut_off_still_says_that_it_sent(cast: Cast) -> None:
    notify(cast.leader)
    held = outbox.claim(now=NOW)
    assert held is not None
    outbox.notice_doubt(NOW + timedelta(minutes=2))
    assert states(cast.leader) == [State.IN_DOUBT]
    outbox._mark(held, State.SENT, sent_at=NOW)
    assert states(cast.leader) == [State.SENT]
