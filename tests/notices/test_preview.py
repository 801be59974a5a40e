"""A preview says what the ledger then does, if nobody does anything: the same people, words, days."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone, translation
from django.utils.module_loading import import_string

from coaching.models import ActionItem, CoachAbsence, CoachAssignment
from companies.models import Enrolment, Interest
from programme.common.working_days import is_working_day, working_day_after
from programme.notices import ledger
from programme.notices.audiences import Audience
from programme.notices.events import Event, all_events
from programme.notices.models import Notice, NoticePreference, ReminderRule, ReminderStep
from programme.notices.preview import DAYS, Told, Way, look_ahead
from programme.notices.rule_book import default_of
from programme.notices.rule_words import days_named
from programme.notices.rules import Quiet, Rule, Step
from programme.structure.models import Programme
from tests.cast import Cast
from tests.funding.world import build_money
from tests.notices.rules_at_hand import HERE

FIRST = timezone.localdate()
OURS = [
    "coaching.reminders.EVENTS",
    "companies.reminders.EVENTS",
    "companies.interest.reminders.EVENTS",
    "coaching.news.EVENTS",
    "funding.reminders.EVENTS",
]
Said = tuple[date, int, str, str, date, bool, bool]


@pytest.fixture
def world(cast: Cast, settings: LazySettings) -> Cast:
    """The cast with something of every kind: late, due soon, due on days that are quiet, news of now and to come."""
    settings.REMINDER_EVENTS = OURS
    for n in range(9):
        due_on = FIRST + timedelta(days=n * 5 - 12)
        ActionItem.objects.create(enrolment=cast.a, what=f"Sak {n}", due_on=due_on, added_by=cast.coach_a)
    Enrolment.objects.filter(pk=cast.b.pk).update(started_on=FIRST - timedelta(days=3))
    CoachAbsence.objects.create(
        coach=cast.coach_a, cover=cast.coach_b, from_on=FIRST, until_on=FIRST + timedelta(days=90), noted_on=FIRST,
        entered_by=cast.leader,
    )  # fmt: skip
    came_at = datetime.combine(FIRST, time(9), tzinfo=UTC)
    Interest.objects.create(
        company_name="Ny AB",
        region=cast.norr,
        municipality_id="2482",
        person="N",
        email="n@example.org",
        received_at=came_at,
    )
    return cast


def give_and_take_tasks(cast: Cast) -> None:
    """A task that begins in eight days and one that ends in twenty."""
    begins = {"from_on": FIRST + timedelta(days=8)}
    CoachAssignment.objects.create(enrolment=cast.b, coach=cast.coach_a, kind="assisting", **begins)
    CoachAssignment.objects.filter(enrolment=cast.c).update(until_on=FIRST + timedelta(days=20))


def set_row(rule: Rule, by: Cast) -> None:
    """The rule as rows."""
    row = ReminderRule.objects.create(
        event=rule.event, programme_id=rule.programme, is_on=rule.is_on, stop=rule.stop, quiet=rule.quiet,
        too_old_days=rule.too_old_days, changed_by=by.director,
    )  # fmt: skip
    ReminderStep.objects.bulk_create(ReminderStep(rule=row, days=s.days, audience=s.audience) for s in rule.steps)


def days(first: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range(DAYS))


def said_by_the_ledger(event: Event, first: date = FIRST) -> list[Said]:
    """Every notice of the event that sixty days of the ledger make."""
    found = []
    known = set(Notice.objects.values_list("pk", flat=True))
    for day in days(first):
        ledger.notice_all(today=day, now=datetime.combine(day, time(10), tzinfo=UTC))
        new = Notice.objects.exclude(pk__in=known).order_by("pk")
        known |= {one.pk for one in new}
        found += [
            (day, one.recipient_id, one.rule, one.subject_label, one.due_on, one.is_escalation, not one.skipped)
            for one in new
            if one.event == event.key
        ]
    return sorted(found)


def foreseen(lines: tuple[Told, ...]) -> list[Said]:
    return sorted(
        (one.on, one.person, one.words, one.label, one.due_on, one.is_escalation, one.is_mailed) for one in lines
    )


LONG = (Step(-60, Audience.DIRECTORS), Step(-7, Audience.COACHES), Step(0, Audience.LEADERS), Step(1, Audience.COACHES),
        Step(9, Audience.LEADERS), Step(10, Audience.DIRECTORS))  # fmt: skip
RULES = {
    "stages, before and after": Rule("stage_end", LONG),
    "silence on all days": Rule("silence", (*LONG, Step(3, Audience.LEAD_COACH)), quiet=Quiet.NONE),
    "silence, weekends off, soon too old": Rule("silence", LONG, quiet=Quiet.WEEKENDS, too_old_days=1),
    "actions": Rule(
        "action_due", (Step(-3, Audience.LEAD_COACH), Step(0, Audience.COACHES), Step(4, Audience.LEADERS))
    ),
    "agreements, mostly too old": Rule("agreement_missing", (Step(14, Audience.LEADERS), Step(45, Audience.DIRECTORS))),
    "a task begins, told twice": Rule(
        "coach_begins", (Step(0, Audience.PERSON), Step(5, Audience.PERSON)), quiet=Quiet.NONE
    ),
    "a task ends": Rule("coach_ends", (Step(2, Audience.PERSON),)),
    "cover": Rule("cover_begins", (Step(0, Audience.PERSON), Step(30, Audience.PERSON))),
    "new interest, told again": Rule("interest_new", (Step(0, Audience.INBOX), Step(2, Audience.DIRECTORS))),
    "late interest": Rule("interest_waiting", (Step(-1, Audience.INBOX), Step(7, Audience.DIRECTORS))),
}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_preview_equals_what_the_ledger_then_does(world: Cast, settings: LazySettings, rule: Rule) -> None:
    settings.REMINDER_EVENTS = [path for path in OURS if any(one.key == rule.event for one in import_string(path))]
    event = all_events()[rule.event]
    if event.is_news:
        give_and_take_tasks(world)
    preview = look_ahead(event, rule, today=FIRST)
    assert preview.lines or preview.unmailed, "an empty preview proves nothing"
    set_row(rule, world)
    assert foreseen((*preview.lines, *preview.unmailed)) == said_by_the_ledger(event)


def test_preview_that_begins_on_a_quiet_day_waits_as_the_ledger_does(world: Cast, settings: LazySettings) -> None:
    settings.REMINDER_EVENTS = OURS[:1]
    event, saturday = all_events()["action_due"], FIRST + timedelta(days=(5 - FIRST.weekday()) % 7)
    preview = look_ahead(event, default_of(event), today=saturday)
    assert preview.catch_up_count
    assert min(line.on for line in preview.lines) > saturday
    assert foreseen((*preview.lines, *preview.unmailed)) == said_by_the_ledger(event, saturday)


def test_preview_leaves_out_what_the_ledger_has_said(world: Cast) -> None:
    event = all_events()["action_due"]
    day = FIRST if is_working_day(FIRST) else working_day_after(FIRST, 1)  # on a day off nothing is said
    before = look_ahead(event, default_of(event), today=day)
    ledger.notice_all(today=day, now=datetime.combine(day, time(10), tzinfo=UTC))
    said = set(Notice.objects.filter(event="action_due").values_list("recipient", "rule", "subject_id", "due_on"))
    after = look_ahead(event, default_of(event), today=day)
    assert said
    assert {line.identity for line in before.lines} - said == {line.identity for line in after.lines}


def test_preview_says_again_what_was_skipped_because_it_was_untrue_for_a_while(world: Cast) -> None:
    event = all_events()["action_due"]
    before = look_ahead(event, default_of(event), today=FIRST)
    now = datetime.combine(FIRST, time(10), tzinfo=UTC)
    ledger.notice_all(today=FIRST, now=now)
    Notice.objects.filter(event="action_due").update(settled_at=now, skipped="untrue", skipped_at=now)
    assert foreseen(look_ahead(event, default_of(event), today=FIRST).lines) == foreseen(before.lines)


def test_preview_of_a_programme_counts_its_occasions_only_and_that_for_all_the_others(world: Cast) -> None:
    other = Programme.objects.create(code="annat", name_sv="Annat", name_en="Other", starts_on=FIRST)
    event = all_events()["silence"]
    own = Rule("silence", (Step(1, Audience.LEADERS),), programme=world.programme.pk)
    in_other = Rule("silence", (Step(1, Audience.LEADERS),), programme=other.pk)
    assert look_ahead(event, own, today=FIRST).lines
    assert not look_ahead(event, in_other, today=FIRST).lines
    set_row(own, world)
    assert not look_ahead(event, Rule("silence", own.steps), today=FIRST).lines


def test_preview_compares_with_the_rule_in_force_and_shows_one_that_is_off_as_if_it_were_on(world: Cast) -> None:
    event = all_events()["silence"]
    tried = Rule("silence", (Step(1, Audience.COACHES),), is_on=False)
    in_force = len(look_ahead(event, default_of(event), today=FIRST).lines)
    preview = look_ahead(event, tried, today=FIRST)
    assert (len(preview.lines_now), preview.more) == (in_force, len(preview.lines) - in_force)
    assert preview.lines and preview.more < 0
    set_row(Rule("silence", (), is_on=False), world)
    assert look_ahead(event, tried, today=FIRST).lines_now == ()


def test_preview_shows_days_in_order_and_each_person_with_both_numbers(world: Cast) -> None:
    event = all_events()["silence"]
    preview = look_ahead(event, Rule("silence", (Step(1, Audience.LEADERS),)), today=FIRST)
    shown = [line for day in preview.days(most=1000) for line in day.lines]
    assert [day.on for day in preview.days(most=1000)] == sorted({line.on for line in preview.lines})
    assert tuple(shown) == preview.lines
    assert len([line for day in preview.days(most=1) for line in day.lines]) == 1
    people = {name: (count, now) for _pk, name, count, now in preview.people()}
    assert sum(count for count, _now in people.values()) == len(preview.lines)
    assert people[world.coach_a.name if world.coach_a.name in people else world.coach_b.name][0] == 0


def test_preview_tells_what_is_mailed_from_what_stands_in_the_portal_only(world: Cast) -> None:
    event, coach = all_events()["action_due"], world.coach_b  # who covers for coach.a
    before = look_ahead(event, default_of(event), today=FIRST)
    assert {line.way for line in before.lines} == {Way.MAIL}
    to_coach = [line for line in before.lines if line.person == coach.pk]
    assert to_coach and len(to_coach) < len(before.lines)
    NoticePreference.objects.create(person=coach, topic="actions", frequency="off")
    NoticePreference.objects.create(person=world.leader, topic="silence", frequency="off")
    after = look_ahead(event, default_of(event), today=FIRST)
    assert [(line.identity, line.way) for line in after.unmailed] == [(line.identity, Way.OFF) for line in to_coach]
    assert len(after.lines) == len(after.lines_now) == len(before.lines) - len(to_coach)
    assert [line.is_escalation for line in after.lines] == [
        line.is_escalation for line in before.lines if line.person != coach.pk
    ], "who wants no mail is told all the same"
    with translation.override("en"):
        assert after.why_unmailed == f"No mail, by own wish: {len(to_coach)}"


def test_preview_mails_a_duty_whoever_switched_it_off(world: Cast) -> None:
    event = all_events()["report_due"]
    period = build_money(world).period
    period.ends_on, period.due_on = FIRST - timedelta(days=2), FIRST + timedelta(days=20)
    period.save()
    NoticePreference.objects.create(person=world.director, topic="reports", frequency="off")
    lines = look_ahead(event, default_of(event), today=FIRST).lines
    assert world.director.pk in {line.person for line in lines}


def test_days_are_named_or_counted() -> None:
    days = [date(2026, 11, 27), date(2026, 12, 1), date(2027, 1, 3), date(2027, 1, 20)]
    with translation.override("en"):
        assert days_named(days[:1]) == "on 27 November 2026"
        assert days_named(days[:3]) == "on 27 November, 1 December, 3 January 2027"
        assert days_named(days) == "on 4 days from 27 November to 20 January 2027"


def test_preview_reads_only(world: Cast, django_assert_num_queries: Callable[..., object]) -> None:
    event = all_events()["silence"]
    with django_assert_num_queries(12):
        look_ahead(event, default_of(event), today=FIRST)
    assert not Notice.objects.exists()


def test_preview_of_an_event_at_hand_moves_off_quiet_days(cast: Cast, settings: LazySettings) -> None:
    settings.REMINDER_EVENTS = [f"{HERE}.steps"]
    saturday = date(2026, 12, 5)
    Enrolment.objects.filter(pk=cast.a.pk).update(next_step_on=saturday)
    steps = (Step(-7, Audience.LEADERS), Step(0, Audience.DIRECTORS))
    lines = look_ahead(all_events()["step"], Rule("step", steps), today=date(2026, 11, 20)).lines
    assert {(one.on, one.person) for one in lines} == {
        (date(2026, 11, 27), cast.leader.pk),
        (date(2026, 12, 7), cast.director.pk),
        (date(2026, 12, 7), cast.inactive.pk),
    }
