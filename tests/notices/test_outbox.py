"""Which mails go out when: wishes, digests, the calendar. Real mails, in a test mailbox."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import LazySettings
from django.core import mail

from companies.models import Enrolment
from programme.notices import ledger, outbox
from programme.notices.actions import set_wishes
from programme.notices.models import Delivery, Notice, NoticePreference
from programme.people.models import User
from tests.cast import Cast
from tests.notices.rules_at_hand import HERE

STOCKHOLM = ZoneInfo("Europe/Stockholm")
Sweep = Callable[[datetime], int]


def local(month: int, day: int, hour: int = 12, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=STOCKHOLM)


def due(on: date, *enrolments: Enrolment) -> None:
    Enrolment.objects.filter(pk__in=[e.pk for e in enrolments]).update(next_step_on=on)


def wish(person: User, frequency: str, topic: str = "stages") -> None:
    NoticePreference.objects.create(person=person, topic=topic, frequency=frequency)


def test_mail_at_once_is_one_a_notice_with_link_reason_and_fixed_id(cast: Cast, sweep: Sweep) -> None:
    due(date(2026, 11, 22), cast.a, cast.b)
    assert sweep(local(11, 22)) == 2
    first = mail.outbox[0]
    delivery = Delivery.objects.order_by("pk")[0]
    assert [m.to for m in mail.outbox] == [[cast.leader.email]] * 2
    assert first.extra_headers["Message-ID"] == delivery.message_id
    assert delivery.message_id.endswith("@127.0.0.1>")
    assert f"http://127.0.0.1:8000/enrolments/{cast.a.pk}/" in first.body
    assert "Norrskena Mekanik AB" in first.subject
    assert "2026-11-22" in first.body
    html = first.alternatives[0][0]
    assert f'href="http://127.0.0.1:8000/enrolments/{cast.a.pk}/"' in html
    assert "http://127.0.0.1:8000/notices/wishes/" in html


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
        (local(11, 22, 6, 59), False, date(2026, 11, 22)),
        (local(11, 22, 7, 0), False, date(2026, 11, 23)),
        (local(11, 22, 23, 59), False, date(2026, 11, 23)),
        (local(11, 23, 6, 59), True, date(2026, 11, 23)),  # a Monday
        (local(11, 23, 7, 0), True, date(2026, 11, 30)),
        (local(11, 24, 12), True, date(2026, 11, 30)),
        (local(12, 31, 23, 30), False, date(2027, 1, 1)),  # 22.30 in UTC, still the old year there
        (local(3, 28, 0, 30, year=2027), False, date(2027, 3, 28)),  # the night without 02.30
        (local(10, 24, 23, 30), False, date(2026, 10, 25)),  # the night with 02.30 twice
    ],
)
def test_digest_day_is_the_next_morning_or_monday(now: datetime, *, weekly: bool, expected: date) -> None:
    assert outbox.digest_day(now, weekly=weekly) == expected


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
        for minutes in range(0, 16 * 60, 15)
        for at in [begin + timedelta(minutes=minutes)]
        if sweep(at)
    ]
    assert sent_at == [local(10, 25, 7)]


def test_digest_after_a_missed_morning_comes_once(cast: Cast, sweep: Sweep) -> None:
    wish(cast.leader, "daily")
    due(date(2026, 11, 19), cast.a)
    sweep(local(11, 19, 12))
    assert [sweep(local(11, 23, 15)), sweep(local(11, 24, 7))] == [1, 0]


def test_weekly_digest_comes_on_monday_with_both_topics_in_one_mail(
    cast: Cast, sweep: Sweep, settings: LazySettings
) -> None:
    settings.REMINDER_RULES = [f"{HERE}.reports", f"{HERE}.steps"]
    wish(cast.director, "weekly", topic="reports")
    wish(cast.leader, "weekly")
    due(date(2026, 11, 20), cast.a)
    days = [sweep(local(11, day, 8)) for day in (20, 21, 22, 23, 24)]
    assert days == [0, 0, 0, 2, 0]
    assert {tuple(m.to) for m in mail.outbox} == {(cast.director.email,), (cast.leader.email,)}


def test_daily_and_weekly_meet_on_monday_in_one_mail(cast: Cast, sweep: Sweep, settings: LazySettings) -> None:
    settings.REMINDER_RULES = [f"{HERE}.reports", f"{HERE}.steps"]
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
    settings.REMINDER_RULES = [f"{HERE}.reports"]
    wish(cast.director, "off", topic="reports")
    assert sweep(local(11, 22)) == 1
    assert mail.outbox[0].to == [cast.director.email]


def test_person_who_may_not_log_in_hears_nothing(cast: Cast, sweep: Sweep, settings: LazySettings) -> None:
    settings.REMINDER_RULES = [f"{HERE}.reports"]
    sweep(local(11, 22))
    assert Notice.objects.filter(recipient=cast.inactive).count() == 1
    assert [m.to for m in mail.outbox] == [[cast.director.email]]


def test_reason_gone_before_the_digest_leaves_no_mail_and_no_trace(cast: Cast, sweep: Sweep) -> None:
    wish(cast.leader, "daily")
    due(date(2026, 11, 22), cast.a)
    sweep(local(11, 22))
    assert Delivery.objects.count() == 1
    Enrolment.objects.update(next_step_on=None)
    assert sweep(local(11, 23, 7)) == 0
    assert not Delivery.objects.exists()
    assert mail.outbox == []


def test_person_closed_between_queue_and_sending_hears_nothing(cast: Cast) -> None:
    due(date(2026, 11, 22), cast.a)
    now = local(11, 22)
    ledger.notice_all(today=now.date(), now=now)
    outbox.queue(now=now)
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


def test_long_digest_names_the_first_fifty_and_counts_the_rest(cast: Cast) -> None:
    now = local(11, 22, 6)
    wish(cast.leader, "daily")
    Notice.objects.bulk_create(
        Notice(
            recipient=cast.leader,
            rule="stage_overdue",
            topic="stages",
            subject_kind="enrolment",
            subject_id=n,
            subject_label=f"Företag {n:02d}",
            path="/",
            due_on=date(2026, 11, 1),
        )
        for n in range(60)
    )
    outbox.queue(now=now)
    assert outbox.deliver(now=local(11, 22, 7)) == 1
    body = mail.outbox[0].body
    assert body.count("Företag ") == 50
    assert "10" in body.split("Företag 49")[1]
    assert "60" in mail.outbox[0].subject
