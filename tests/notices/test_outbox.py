"""Which mails go out when: wishes, digests, the calendar. Real mails, in a test mailbox."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import LazySettings
from django.core import mail

from companies.models import Enrolment
from programme.notices import ledger, mails, outbox, queue
from programme.notices.actions import set_wishes
from programme.notices.before import Before
from programme.notices.models import Delivery, Notice, NoticePreference, ReminderRule
from programme.people.models import User
from tests.cast import Cast
from tests.notices.rules_at_hand import HERE, STANDING_ON, STEP, noticed

STOCKHOLM = ZoneInfo("Europe/Stockholm")
Sweep = Callable[[datetime], int]


def local(month: int, day: int, hour: int = 12, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=STOCKHOLM)


def due(on: date, *enrolments: Enrolment) -> None:
    Enrolment.objects.filter(pk__in=[e.pk for e in enrolments]).update(next_step_on=on)


def wish(person: User, frequency: str, topic: str = "stages") -> None:
    NoticePreference.objects.create(person=person, topic=topic, frequency=frequency)


def test_mail_at_once_has_link_reason_and_fixed_id(cast: Cast, sweep: Sweep) -> None:
    due(date(2026, 11, 22), cast.a)
    assert sweep(local(11, 22)) == 1
    first = mail.outbox[0]
    delivery = Delivery.objects.get()
    assert [m.to for m in mail.outbox] == [[cast.leader.email]]
    assert delivery.message_id == mails.message_id(f"{cast.leader.pk}|stage_ends|enrolment:{cast.a.pk}|2026-11-22")
    assert first.extra_headers["Message-ID"] == delivery.message_id
    assert delivery.message_id.endswith("@127.0.0.1>")
    assert f"http://127.0.0.1:8000/enrolments/{cast.a.pk}/" in first.body
    assert "Norrskena Mekanik AB" in first.subject
    assert "2026-11-22" in first.body
    html = first.alternatives[0][0]
    assert f'href="http://127.0.0.1:8000/enrolments/{cast.a.pk}/"' in html
    assert "http://127.0.0.1:8000/notices/wishes/" in html


def test_several_matters_at_once_for_one_person_are_one_mail(cast: Cast, sweep: Sweep) -> None:
    due(date(2026, 11, 22), cast.a, cast.b, cast.c)
    assert sweep(local(11, 22)) == 2
    by_receiver = {m.to[0]: m.body for m in mail.outbox}
    assert set(by_receiver) == {cast.leader.email, cast.leader_norr.email}
    assert "Norrskena Mekanik AB" in by_receiver[cast.leader.email]
    assert "Stöde Plåt AB" in by_receiver[cast.leader.email]


def test_one_of_two_matters_that_is_gone_is_left_out_and_skipped(cast: Cast) -> None:
    due(date(2026, 11, 22), cast.a, cast.b)
    now = local(11, 22)
    ledger.notice_all(today=now.date(), now=now)
    queue.queue(now=now)
    Enrolment.objects.filter(pk=cast.a.pk).update(next_step_on=None)  # after the ledger's run, before the mail
    assert outbox.deliver(now=now) == 1
    assert "Norrskena Mekanik AB" not in mail.outbox[0].body
    gone = Notice.objects.get(subject_id=cast.a.pk)
    assert (gone.skipped, gone.settled_at is not None) == (Notice.Skipped.NO_LONGER_TRUE, True)


def test_matter_that_was_skipped_and_holds_again_is_mailed(cast: Cast, sweep: Sweep) -> None:
    due(date(2026, 11, 22), cast.a, cast.b)
    now = local(11, 22)
    ledger.notice_all(today=now.date(), now=now)
    queue.queue(now=now)
    Enrolment.objects.filter(pk=cast.a.pk).update(next_step_on=None)
    outbox.deliver(now=now)
    due(date(2026, 11, 22), cast.a)
    assert [sweep(local(11, 22, 13)), sweep(local(11, 22, 14))] == [1, 0]
    assert "Norrskena Mekanik AB" in mail.outbox[1].body
    assert "Stöde Plåt AB" not in mail.outbox[1].body


def test_matter_that_the_receiver_no_longer_sees_is_skipped(cast: Cast, settings: LazySettings) -> None:
    settings.REMINDER_EVENTS = [f"{HERE}.seen_only"]
    noticed(cast.coach_a, event="seen_only", subject_id=cast.a.pk)
    noticed(cast.coach_a, event="seen_only", subject_id=cast.c.pk)
    now = local(11, 23)
    queue.queue(now=now)
    assert outbox.deliver(now=now) == 1
    skipped = Notice.objects.exclude(skipped="").get()
    assert (skipped.subject_id, skipped.skipped) == (cast.c.pk, Notice.Skipped.NO_LONGER_VISIBLE)


def test_matter_that_is_too_old_is_noticed_but_not_mailed(cast: Cast, sweep: Sweep) -> None:
    due(date(2026, 10, 22), cast.a)
    due(date(2026, 10, 23), cast.b)
    assert sweep(local(11, 22)) == 1
    old = Notice.objects.open().get(subject_id=cast.a.pk)
    assert (old.skipped, old.delivery) == (Notice.Skipped.TOO_OLD, None)
    assert "Norrskena Mekanik AB" not in mail.outbox[0].body


def test_mail_of_the_small_hours_waits_for_the_morning(cast: Cast, sweep: Sweep, settings: LazySettings) -> None:
    settings.NOTICES_FROM_HOUR = 7
    due(date(2026, 11, 24), cast.a)
    assert [sweep(local(11, 24, 0, 1)), sweep(local(11, 24, 6, 59)), sweep(local(11, 24, 7))] == [0, 0, 1]


def test_mail_says_why_in_the_recipients_language(cast: Cast, sweep: Sweep) -> None:
    User.objects.filter(pk=cast.leader.pk).update(language="en")
    due(date(2026, 11, 22), cast.a)
    sweep(local(11, 22))
    assert "You get this because you are regional leader (Central Norrland), and the stage" in mail.outbox[0].body


def test_sweep_run_again_sends_nothing_more(cast: Cast, sweep: Sweep) -> None:
    due(date(2026, 11, 22), cast.a)
    assert [sweep(local(11, 22)), sweep(local(11, 22)), sweep(local(11, 23))] == [1, 0, 0]
    assert Delivery.objects.get().state == Delivery.State.SENT


def test_scheduler_down_three_days_gives_one_mail(cast: Cast, sweep: Sweep) -> None:
    sweep(local(11, 19))
    due(date(2026, 11, 20), cast.a)
    assert [sweep(local(11, 23)), sweep(local(11, 23, 13)), sweep(local(11, 24))] == [1, 0, 0]
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("now", "weekly", "expected"),
    [
        (local(11, 24, 6, 59), False, date(2026, 11, 24)),
        (local(11, 24, 7, 0), False, date(2026, 11, 25)),
        (local(11, 24, 23, 59), False, date(2026, 11, 25)),
        (local(11, 20, 7, 0), False, date(2026, 11, 23)),  # Friday to Monday
        (local(12, 23, 12), False, date(2026, 12, 28)),  # Christmas, and the Sunday after it
        (local(11, 23, 6, 59), True, date(2026, 11, 23)),  # a Monday
        (local(11, 23, 7, 0), True, date(2026, 11, 30)),
        (local(11, 24, 12), True, date(2026, 11, 30)),
        (local(12, 27, 12), True, date(2026, 12, 28)),
        (local(3, 24, 12, year=2027), True, date(2027, 3, 30)),  # Easter Monday is no working day
        (local(1, 3, 23, 30, year=2027), False, date(2027, 1, 4)),  # 22.30 in UTC
        (local(3, 28, 0, 30, year=2027), False, date(2027, 3, 30)),  # the night without 02.30, at Easter
        (local(10, 25, 2, 30), False, date(2026, 10, 26)),  # the night with 02.30 twice
    ],
)
def test_digest_day_is_the_next_working_morning(now: datetime, *, weekly: bool, expected: date) -> None:
    assert queue.digest_day(now, weekly=weekly) == expected


def test_daily_digest_waits_for_seven_and_holds_what_came_until_then(cast: Cast, sweep: Sweep) -> None:
    wish(cast.leader, "daily")
    due(date(2026, 11, 22), cast.a)
    assert sweep(local(11, 22, 12)) == 0
    due(date(2026, 11, 23), cast.b)
    assert [sweep(local(11, 23, 6, 59)), sweep(local(11, 23, 7, 0)), sweep(local(11, 23, 7, 1))] == [0, 1, 0]
    assert "Norrskena Mekanik AB" in mail.outbox[0].body
    assert "Stöde Plåt AB" in mail.outbox[0].body
    assert Notice.objects.filter(delivery__state=Delivery.State.SENT).count() == 2


def test_daily_digest_in_the_night_of_the_clocks_comes_once_at_seven_local_time(cast: Cast, sweep: Sweep) -> None:
    wish(cast.leader, "daily")
    due(date(2026, 10, 24), cast.a)
    sweep(local(10, 24, 22))
    begin = local(10, 24, 22).astimezone(ZoneInfo("UTC"))
    sent_at = [
        at.astimezone(STOCKHOLM)
        for minutes in range(0, 40 * 60, 15)
        for at in [begin + timedelta(minutes=minutes)]
        if sweep(at)
    ]
    assert sent_at == [local(10, 26, 7)]


def test_digest_after_a_missed_morning_comes_once(cast: Cast, sweep: Sweep) -> None:
    wish(cast.leader, "daily")
    due(date(2026, 11, 19), cast.a)
    sweep(local(11, 19, 12))
    assert [sweep(local(11, 23, 15)), sweep(local(11, 24, 7))] == [1, 0]


def test_weekly_digest_comes_on_monday_with_both_topics_in_one_mail(
    cast: Cast, sweep: Sweep, settings: LazySettings
) -> None:
    settings.REMINDER_EVENTS = [f"{HERE}.reports", f"{HERE}.steps"]
    wish(cast.director, "weekly", topic="reports")
    wish(cast.leader, "weekly")
    due(date(2026, 11, 20), cast.a)
    days = [sweep(local(11, day, 8)) for day in (20, 21, 22, 23, 24)]
    assert days == [0, 0, 0, 2, 0]
    assert {tuple(m.to) for m in mail.outbox} == {(cast.director.email,), (cast.leader.email,)}


def test_daily_and_weekly_meet_on_monday_in_one_mail(cast: Cast, sweep: Sweep, settings: LazySettings) -> None:
    settings.REMINDER_EVENTS = [f"{HERE}.reports", f"{HERE}.steps"]
    cast.director.appointments.create(role="regional_leader", region=cast.mellersta, from_on=date(2026, 1, 1))
    wish(cast.director, "weekly", topic="reports")
    wish(cast.director, "daily", topic="stages")
    wish(cast.leader, "off")
    due(date(2026, 11, 22), cast.a)
    assert [sweep(local(11, 22, 12)), sweep(local(11, 23, 7))] == [0, 1]
    assert "Norrskena Mekanik AB" in mail.outbox[0].body
    assert "Lägesrapport 3" in mail.outbox[0].body


def test_switched_off_sends_nothing_and_the_notice_is_still_there(cast: Cast, sweep: Sweep) -> None:
    wish(cast.leader, "off")
    due(date(2026, 11, 22), cast.a)
    assert sweep(local(11, 22)) == 0
    assert Notice.objects.open().get().delivery is None
    assert not Delivery.objects.exists()


def test_duty_that_was_switched_off_in_an_earlier_role_is_sent(
    cast: Cast, sweep: Sweep, settings: LazySettings
) -> None:
    settings.REMINDER_EVENTS = [f"{HERE}.reports"]
    wish(cast.director, "off", topic="reports")
    assert sweep(local(11, 22)) == 1
    assert mail.outbox[0].to == [cast.director.email]


def test_person_who_may_not_log_in_hears_nothing(cast: Cast, sweep: Sweep, settings: LazySettings) -> None:
    settings.REMINDER_EVENTS = [f"{HERE}.reports"]
    sweep(local(11, 22))
    assert Notice.objects.filter(recipient=cast.inactive).count() == 1
    assert [m.to for m in mail.outbox] == [[cast.director.email]]


def test_reason_gone_before_the_digest_sends_no_mail_and_says_so(cast: Cast, sweep: Sweep) -> None:
    wish(cast.leader, "daily")
    due(date(2026, 11, 22), cast.a)
    sweep(local(11, 22))
    assert Delivery.objects.count() == 1
    Enrolment.objects.update(next_step_on=None)
    assert sweep(local(11, 23, 7)) == 0
    assert Delivery.objects.get().state == Delivery.State.SKIPPED
    assert Notice.objects.get().skipped == Notice.Skipped.NO_LONGER_TRUE
    assert mail.outbox == []


def test_person_closed_between_queue_and_sending_hears_nothing(cast: Cast) -> None:
    due(date(2026, 11, 22), cast.a)
    now = local(11, 22)
    ledger.notice_all(today=now.date(), now=now)
    queue.queue(now=now)
    User.objects.filter(pk=cast.leader.pk).update(is_active=False)
    assert outbox.deliver(now=now) == 0
    assert Notice.objects.get().settled_at is not None
    assert mail.outbox == []


def test_wish_changed_while_a_mail_waits_moves_the_mail(cast: Cast, sweep: Sweep) -> None:
    wish(cast.leader, "daily")
    due(date(2026, 11, 22), cast.a)
    sweep(local(11, 22, 12))
    set_wishes(by=cast.leader, wishes={"stages": "at_once"})
    assert [sweep(local(11, 22, 12, 1)), sweep(local(11, 23, 7))] == [1, 0]


def test_wish_changed_to_off_while_a_mail_waits_stops_it(cast: Cast, sweep: Sweep) -> None:
    wish(cast.leader, "daily")
    due(date(2026, 11, 22), cast.a)
    sweep(local(11, 22, 12))
    set_wishes(by=cast.leader, wishes={"stages": "off"})
    assert sweep(local(11, 23, 7)) == 0
    assert Notice.objects.open().get().delivery is None


def test_long_digest_names_the_first_fifty_and_counts_the_rest(cast: Cast, settings: LazySettings) -> None:
    now = local(11, 23, 6)
    wish(cast.leader, "daily")
    settings.REMINDER_EVENTS = [f"{HERE}.standing"]
    for n in range(60):
        noticed(cast.leader, subject_id=n + 1, subject_label=f"Företag {n:02d}")
    queue.queue(now=now)
    assert outbox.deliver(now=local(11, 23, 7)) == 1
    body = mail.outbox[0].body
    assert body.count("Företag ") == 50
    assert "10" in body.split("Företag 49")[1]
    assert "60" in mail.outbox[0].subject


def test_rule_that_was_changed_does_not_mail_again_what_was_told(cast: Cast, sweep: Sweep) -> None:
    due(date(2026, 11, 17), cast.a)
    rule = ReminderRule.objects.create(event="step", quiet="none", changed_by=cast.director)
    first = rule.steps.create(days=1, audience="leaders")
    assert sweep(local(11, 20)) == 1
    first.delete()
    rule.steps.create(days=2, audience="leaders")  # which was a day before she was told
    assert [sweep(local(11, 23)), sweep(local(11, 24))] == [0, 0]
    assert Notice.objects.open().get().skipped == Notice.Skipped.TOLD
    rule.steps.create(days=8, audience="leaders")  # a further step comes as it should
    assert [sweep(local(11, 24, 13)), sweep(local(11, 25))] == [0, 1]


def test_who_was_told_herself_is_no_other(cast: Cast) -> None:
    noticed(cast.director, event="step", subject_id=cast.a.pk)
    before = Before([(STEP, cast.a.pk)])
    told = [before.told_others(STEP, one.pk, cast.a.pk, STANDING_ON) for one in (cast.director, cast.leader)]
    assert told == [False, True]


def test_mail_says_that_others_were_told_only_when_they_were(cast: Cast, sweep: Sweep) -> None:
    rule = ReminderRule.objects.create(event="step", quiet="none", changed_by=cast.director)
    rule.steps.create(days=1, audience="leaders")
    rule.steps.create(days=3, audience="directors")
    due(date(2026, 11, 17), cast.a)
    due(date(2026, 11, 20), cast.b)
    sweep(local(11, 21))  # of A nobody was told before; of B the leader alone is told now
    sweep(local(11, 23))
    told = dict(Notice.objects.filter(recipient=cast.director).values_list("subject_id", "is_escalation"))
    assert told == {cast.a.pk: False, cast.b.pk: True}
