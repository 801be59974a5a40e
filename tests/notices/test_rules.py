"""Verbs on rules: who may set which, what is refused, one trace, who saves second is told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from programme.notices import actions
from programme.notices.audiences import Audience
from programme.notices.events import all_events
from programme.notices.models import ReminderRule, ReminderStep
from programme.notices.rule_book import RuleBook, as_rule, default_of
from programme.notices.rule_words import steps_in_words
from programme.notices.rules import Quiet, Rule, Step
from programme.people.models import AuditEvent, User
from programme.people.roles import Role
from programme.people.versions import Conflict
from tests.cast import Cast, person

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
STEPS = (Step(-7, Audience.COACHES), Step(8, Audience.LEADERS))
SILENCE = Rule("silence", STEPS, stop="planned", quiet=Quiet.WEEKENDS, too_old_days=9)


@pytest.fixture(autouse=True)
def events(settings: LazySettings, rules: None) -> None:
    """The events of the coaches' and the companies' rooms."""
    settings.REMINDER_EVENTS = [
        "coaching.reminders.EVENTS",
        "companies.reminders.EVENTS",
        "companies.interest.reminders.EVENTS",
    ]


@pytest.fixture
def own_director(cast: Cast) -> User:
    """Who directs the cast's programme only."""
    return person("own@example.org", "Egon Egen", (Role.DIRECTOR, {"programme": cast.programme}))


def put(cast: Cast, rule: Rule = SILENCE, version: int = 0, by: User | None = None) -> ReminderRule:
    return actions.set_rule(by=by or cast.director, rule=rule, version=version, now=NOW)


def test_rule_that_is_set_counts_from_then_on(cast: Cast) -> None:
    row = put(cast)
    assert RuleBook().rule_of(all_events()["silence"], cast.programme.pk) == SILENCE
    assert (row.version, row.changed_by) == (1, cast.director)


def test_rule_leaves_one_trace_with_old_and_new_in_words(cast: Cast) -> None:
    with translation.override("en"):
        put(cast)
    event = AuditEvent.objects.get()
    assert (event.verb, event.subject_kind, event.by) == ("reminder-rule-set", "reminderrule", cast.director)
    with translation.override("sv"):
        old, new = (steps_in_words(steps) for steps in (default_of(all_events()["silence"]).steps, STEPS))
        assert event.changes["steps"] == [old, new]
    assert event.changes["too_old_days"] == ["30", "9"]
    assert set(event.changes) == {"steps", "stop", "quiet", "too_old_days"}


def test_rule_that_is_changed_keeps_its_row_and_counts_its_version_up(cast: Cast) -> None:
    first = put(cast)
    later = NOW + timedelta(days=1)
    changed = replace(SILENCE, steps=(Step(1, Audience.DIRECTORS),), is_on=False)
    second = actions.set_rule(by=cast.director, rule=changed, version=1, now=later)
    assert (second.pk, second.version, second.changed_at) == (first.pk, 2, later)
    assert as_rule(ReminderRule.objects.get()) == changed
    with translation.override("sv"):
        assert AuditEvent.objects.order_by("pk").last().changes["is_on"] == [
            translation.gettext("on"),
            translation.gettext("off"),
        ]


def test_rule_that_is_set_twice_is_set_once(cast: Cast) -> None:
    rows = [put(cast) for _time in range(3)]
    rows.append(put(cast, replace(SILENCE, steps=STEPS[::-1])))
    assert {row.pk for row in rows} == {rows[0].pk}
    assert (AuditEvent.objects.count(), ReminderStep.objects.count(), rows[-1].version) == (1, 2, 1)


def test_rule_that_somebody_else_changed_is_a_conflict_with_both(cast: Cast) -> None:
    put(cast)
    put(cast, replace(SILENCE, too_old_days=10), version=1)
    mine = replace(SILENCE, steps=(Step(3, Audience.COACHES),))
    for version in (0, 1):
        with pytest.raises(Conflict) as caught:
            put(cast, mine, version=version)
        current, typed = caught.value.current, caught.value.typed
        assert (current.version, current.rungs, typed["rungs"]) == (2, STEPS, mine.steps)
    assert as_rule(ReminderRule.objects.get()).too_old_days == 10
    assert AuditEvent.objects.count() == 2


def test_rule_that_somebody_took_away_is_a_conflict_with_what_counts_now(cast: Cast) -> None:
    row = put(cast)
    actions.remove_rule(by=cast.director, row=row, version=1)
    with pytest.raises(Conflict) as caught:
        put(cast, replace(SILENCE, too_old_days=3), version=1)
    assert (caught.value.current.version, caught.value.current.rungs) == (0, default_of(all_events()["silence"]).steps)
    put(cast, replace(SILENCE, too_old_days=3), version=0)
    assert ReminderRule.objects.get().too_old_days == 3


def test_rule_of_a_programme_goes_before_the_one_for_all_until_it_is_taken_away(cast: Cast) -> None:
    event, own = all_events()["silence"], replace(SILENCE, programme=cast.programme.pk, too_old_days=5)
    put(cast)
    row = put(cast, own)
    assert (RuleBook().rule_of(event, cast.programme.pk), RuleBook().rule_of(event, None)) == (own, SILENCE)
    actions.remove_rule(by=cast.director, row=row, version=1)
    actions.remove_rule(by=cast.director, row=row, version=1)
    assert RuleBook().rule_of(event, cast.programme.pk) == SILENCE
    assert AuditEvent.objects.order_by("pk").last().changes == {"too_old_days": ["5", "9"]}
    actions.remove_rule(by=cast.director, row=ReminderRule.objects.get(), version=1)
    assert RuleBook().rule_of(event, cast.programme.pk) == default_of(event)
    assert AuditEvent.objects.filter(verb="reminder-rule-remove").count() == 2


def test_rule_that_changed_since_is_not_taken_away(cast: Cast) -> None:
    row = put(cast)
    put(cast, replace(SILENCE, too_old_days=4), version=1)
    with pytest.raises(Conflict):
        actions.remove_rule(by=cast.director, row=row, version=1)
    assert ReminderRule.objects.exists()


def test_rule_of_the_own_programme_is_set_by_its_director_and_no_other(cast: Cast, own_director: User) -> None:
    row = put(cast, replace(SILENCE, programme=cast.programme.pk), by=own_director)
    general = put(cast)
    for person_, rule in (
        (own_director, SILENCE),
        (own_director, replace(SILENCE, programme=cast.programme.pk + 1)),
        (cast.auditor, SILENCE),
        (cast.leader, replace(SILENCE, programme=cast.programme.pk)),
        (cast.coach_a, SILENCE),
    ):
        with pytest.raises(PermissionDenied):
            put(cast, replace(rule, too_old_days=2), version=1, by=person_)
    for person_, held in ((own_director, general), (cast.auditor, general), (cast.leader, row)):
        with pytest.raises(PermissionDenied):
            actions.remove_rule(by=person_, row=held, version=1)
    assert list(ReminderRule.objects.changeable_by(own_director)) == [row]
    actions.remove_rule(by=own_director, row=row, version=1)
    assert ReminderRule.objects.get() == general


@pytest.mark.parametrize(
    "rule",
    [
        Rule("silence", ()),
        Rule("silence", (Step(1, Audience.INBOX),)),
        Rule("silence", (Step(366, Audience.COACHES),)),
        Rule("silence", (Step(-366, Audience.COACHES),)),
        Rule("silence", (Step(1, Audience.COACHES), Step(1, Audience.COACHES))),
        Rule("silence", tuple(Step(n, Audience.COACHES) for n in range(13))),
        Rule("silence", STEPS, stop="begun"),
        Rule("interest_new", (Step(-1, Audience.INBOX),)),
        Rule("interest_new", (Step(1, Audience.INBOX),), programme=1),
    ],
)
def test_rule_that_makes_no_sense_is_refused(cast: Cast, rule: Rule) -> None:
    with pytest.raises(ValidationError):
        put(cast, replace(rule, programme=rule.programme and cast.programme.pk))
    assert not ReminderRule.objects.exists()


def test_rule_without_steps_may_stand_switched_off(cast: Cast) -> None:
    assert as_rule(put(cast, Rule("silence", (), is_on=False))).steps == ()


def test_steps_in_words_are_in_the_order_of_days_and_of_nearness() -> None:
    steps = [
        Step(1, Audience.LEADERS),
        Step(0, Audience.DIRECTORS),
        Step(0, Audience.LEAD_COACH),
        Step(-7, Audience.COACHES),
    ]
    with translation.override("en"):
        said = steps_in_words(steps)
        nothing = steps_in_words([])
    assert said.split(" · ") == [
        "7 days before: all coaches of the company",
        "on the day: the lead coach, programme director",
        "1 day after: regional leaders",
    ]
    assert nothing == "–"
