"""The ledger: once a person, rule, subject and due day; settled when the reason is gone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import LazySettings

from companies.models import Enrolment
from programme.notices import ledger
from programme.notices.ledger import Entered
from programme.notices.models import LedgerDay, Notice, ReminderRule, ReminderStep
from tests.cast import Cast
from tests.notices.rules_at_hand import HERE

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def due(enrolment: Enrolment, on: date | None) -> None:
    Enrolment.objects.filter(pk=enrolment.pk).update(next_step_on=on)


def run(today: date = TODAY, now: datetime = NOW) -> Entered:
    return ledger.notice_all(today=today, now=now)


def test_notice_due_today_is_written_once_however_often_it_runs(cast: Cast) -> None:
    due(cast.a, TODAY)
    runs = [run(), run(), run(TODAY + timedelta(days=5))]
    notice = Notice.objects.get()
    assert [r.made for r in runs] == [1, 0, 0]
    assert (notice.recipient, notice.subject_id, notice.due_on) == (cast.leader, cast.a.pk, TODAY)
    assert notice.sentence.startswith("Norrskena Mekanik AB: ")


def test_notice_due_while_the_scheduler_was_down_is_written_once_after(cast: Cast) -> None:
    due(cast.a, TODAY - timedelta(days=3))
    assert run().made == 1
    assert Notice.objects.get().due_on == TODAY - timedelta(days=3)


def test_notice_due_tomorrow_is_not_written(cast: Cast) -> None:
    due(cast.a, TODAY + timedelta(days=1))
    assert run() == Entered(made=0, settled=0, reopened=0)


def test_notice_said_before_its_quiet_day_is_written_and_counted_once(cast: Cast, settings: LazySettings) -> None:
    settings.REMINDER_EVENTS = [f"{HERE}.early_steps"]
    friday = date(2026, 11, 20)
    due(cast.a, friday + timedelta(days=3))  # a day before is Sunday, so it is said on Friday
    assert [run(friday).made for _run in range(3)] == [1, 0, 0]
    assert LedgerDay.objects.get().made == Notice.objects.count() == 1
    due(cast.a, None)
    assert [run(friday + timedelta(days=n)).settled for n in (0, 1, 2)] == [1, 0, 0]


def test_notice_whose_reason_is_gone_is_settled(cast: Cast) -> None:
    due(cast.a, TODAY)
    due(cast.b, TODAY)
    run()
    due(cast.a, None)
    assert run(now=NOW + timedelta(hours=1)).settled == 1
    assert Notice.objects.get(subject_id=cast.a.pk).settled_at == NOW + timedelta(hours=1)
    assert list(Notice.objects.open().values_list("subject_id", flat=True)) == [cast.b.pk]


def test_notice_told_before_a_holiday_is_made_once_and_settled_before_its_day_comes(cast: Cast) -> None:
    rule = ReminderRule.objects.create(event="step", quiet="holidays", changed_by=cast.director)
    ReminderStep.objects.create(rule=rule, days=-1, audience="leaders")
    thursday, easter_monday = date(2027, 3, 25), date(2027, 3, 29)
    due(cast.a, easter_monday)
    assert [run(thursday), run(thursday), run(thursday + timedelta(days=1))] == [
        Entered(made=1, settled=0, reopened=0),
        Entered(made=0, settled=0, reopened=0),
        Entered(made=0, settled=0, reopened=0),
    ]
    assert Notice.objects.get().due_on == date(2027, 3, 28)
    due(cast.a, None)
    assert run(thursday) == Entered(made=0, settled=1, reopened=0)


def test_clock_set_back_settles_nothing_that_will_be_true_on_its_day(cast: Cast) -> None:
    due(cast.a, TODAY)
    due(cast.b, TODAY)
    run()
    earlier = TODAY - timedelta(days=9)
    assert run(earlier) == Entered(made=0, settled=0, reopened=0)
    due(cast.a, None)
    assert run(earlier) == Entered(made=0, settled=1, reopened=0)
    assert run() == Entered(made=0, settled=0, reopened=0)


def test_notice_whose_reason_comes_back_is_open_again_and_the_same(cast: Cast) -> None:
    due(cast.a, TODAY)
    run()
    first = Notice.objects.get().pk
    due(cast.a, None)
    run()
    due(cast.a, TODAY)
    assert run().reopened == 1
    assert Notice.objects.open().get().pk == first


def test_notice_with_a_new_due_day_is_a_new_one(cast: Cast) -> None:
    due(cast.a, TODAY)
    run()
    due(cast.a, TODAY + timedelta(days=7))
    assert run(TODAY + timedelta(days=7)) == Entered(made=1, settled=1, reopened=0)


def test_broken_rule_is_logged_and_settles_nothing_that_may_be_its_own(
    cast: Cast, settings: LazySettings, caplog: pytest.LogCaptureFixture
) -> None:
    due(cast.a, TODAY)
    settings.REMINDER_EVENTS = [f"{HERE}.steps", f"{HERE}.reports"]
    run()
    settings.REMINDER_EVENTS = [f"{HERE}.broken_steps", f"{HERE}.reports"]
    assert run() == Entered(made=0, settled=0, reopened=0)
    assert "reminders of step broke" in caplog.text
    assert LedgerDay.objects.get().faults == "step: ZeroDivisionError"


def test_broken_rule_does_not_stop_the_others(cast: Cast, settings: LazySettings) -> None:
    due(cast.a, TODAY)
    due(cast.b, TODAY)
    settings.REMINDER_EVENTS = [f"{HERE}.broken", f"{HERE}.steps"]
    assert run().made == 2
    due(cast.a, None)
    assert run().settled == 1


def test_unsound_reminder_is_logged_and_the_good_one_is_kept_clean(
    cast: Cast, settings: LazySettings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.REMINDER_EVENTS = [f"{HERE}.unsound"]
    assert run().made == 1
    notice = Notice.objects.get()
    assert notice.subject_label == ("Radett Bcc: x@example.org " + "å" * 300)[:200]
    assert caplog.text.count("reminder that cannot be kept") == 3
    assert LedgerDay.objects.get().faults.splitlines() == [f"unsound: enrolment {n}" for n in (1, 2, 3)]


def test_notices_about_a_subject(cast: Cast) -> None:
    due(cast.a, TODAY)
    due(cast.b, TODAY)
    run()
    about = Notice.objects.visible_to(cast.leader).about("enrolment", [cast.b.pk])
    assert [notice.subject_id for notice in about] == [cast.b.pk]
    assert not Notice.objects.visible_to(cast.leader).about("company", [cast.b.pk]).exists()
