"""Which rule counts: the programme's own, the one for all programmes, the event's own default."""

import pytest
from django.db import IntegrityError, transaction

from programme.notices.events import Event
from programme.notices.models import ReminderRule, ReminderStep
from programme.notices.rule_book import RuleBook, as_rule, default_of
from programme.notices.rules import TOO_OLD_DAYS, Rule, Step
from programme.people.models import User
from programme.structure.models import Programme
from tests.cast import LONG_AGO, Cast
from tests.notices.rules_at_hand import REPORT, STEP


def saved(by: User, event: Event, *steps: tuple[int, str], **values: object) -> ReminderRule:
    row = ReminderRule.objects.create(event=event.key, changed_by=by, **values)
    ReminderStep.objects.bulk_create(ReminderStep(rule=row, days=days, audience=who) for days, who in steps)
    return row


@pytest.fixture
def other(db: None) -> Programme:
    return Programme.objects.create(code="annat", name_sv="Annat", name_en="Other", starts_on=LONG_AGO)


def test_default_counts_as_long_as_nobody_has_set_another(cast: Cast) -> None:
    expected = Rule("step", STEP.steps, programme=None, is_on=True, stop="", quiet="none", too_old_days=TOO_OLD_DAYS)
    assert default_of(STEP) == expected
    assert RuleBook().rule_of(STEP, cast.programme.pk) == RuleBook().rule_of(STEP, None) == expected
    assert RuleBook().all_of(STEP) == [expected]


def test_programmes_own_goes_over_the_one_for_all_and_that_over_the_default(cast: Cast, other: Programme) -> None:
    for_all = saved(cast.director, STEP, (3, "leaders"))
    book = RuleBook()
    assert book.rule_of(STEP, cast.programme.pk) == book.rule_of(STEP, None) == as_rule(for_all)
    assert book.rule_of(REPORT, None) == default_of(REPORT)

    own = saved(cast.director, STEP, (5, "leaders"), programme=cast.programme)
    book = RuleBook()
    assert book.rule_of(STEP, cast.programme.pk) == as_rule(own)
    assert book.rule_of(STEP, other.pk) == book.rule_of(STEP, None) == as_rule(for_all)


def test_own_rule_that_is_off_silences_its_programme_and_no_other(cast: Cast, other: Programme) -> None:
    saved(cast.director, STEP, programme=cast.programme, is_on=False)
    book = RuleBook()
    assert book.rule_of(STEP, cast.programme.pk).is_on is False
    assert book.rule_of(STEP, other.pk) == default_of(STEP)


def test_all_of_has_every_rule_that_somebody_goes_by(cast: Cast) -> None:
    own = saved(cast.director, STEP, (-30, "leaders"), programme=cast.programme)
    assert RuleBook().all_of(STEP) == [as_rule(own), default_of(STEP)]
    for_all = saved(cast.director, STEP, (3, "leaders"))
    assert sorted(RuleBook().all_of(STEP), key=lambda rule: rule.days_ahead) == [as_rule(for_all), as_rule(own)]
    assert RuleBook().all_of(REPORT) == [default_of(REPORT)]


def test_row_as_a_value_has_its_steps_in_order(cast: Cast) -> None:
    row = saved(
        cast.director, STEP, (30, "directors"), (-14, "leaders"), (1, "leaders"), (1, "coaches"),
        programme=cast.programme, is_on=False, stop="begun", quiet="weekends", too_old_days=9,
    )  # fmt: skip
    assert as_rule(row) == Rule(
        "step",
        (Step(-14, "leaders"), Step(1, "coaches"), Step(1, "leaders"), Step(30, "directors")),
        programme=cast.programme.pk, is_on=False, stop="begun", quiet="weekends", too_old_days=9,
    )  # fmt: skip


def test_rule_in_hand_counts_as_if_it_were_saved(cast: Cast, other: Programme) -> None:
    saved(cast.director, STEP, (5, "leaders"), programme=cast.programme)
    tried = Rule("step", (Step(9, "leaders"),), programme=cast.programme.pk)
    book = RuleBook(instead=tried)
    assert book.rule_of(STEP, cast.programme.pk) == tried
    assert book.rule_of(STEP, other.pk) == default_of(STEP)
    assert RuleBook().rule_of(STEP, cast.programme.pk) != tried


@pytest.mark.parametrize("count", [1, 3])
def test_book_is_read_in_two_statements(cast: Cast, django_assert_num_queries, count: int) -> None:
    for n in range(count):
        saved(cast.director, STEP, (n, "leaders"), programme=Programme.objects.create(
            code=f"p{n}", name_sv=f"P{n}", name_en=f"P{n}", starts_on=LONG_AGO))  # fmt: skip
    with django_assert_num_queries(2):
        assert len(RuleBook().all_of(STEP)) == count + 1


def test_second_rule_for_the_same_is_refused_by_the_database(cast: Cast) -> None:
    for programme in (None, cast.programme):
        saved(cast.director, STEP, programme=programme)
        with pytest.raises(IntegrityError), transaction.atomic():
            saved(cast.director, STEP, programme=programme)
