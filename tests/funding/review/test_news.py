"""Possible reviewers hear that a report waits; its author what became of it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from funding import actions
from funding.models import Report
from funding.review.actions import approve, send_back
from programme.common.working_days import is_working_day, working_day_after
from programme.people.roles import Role
from programme.structure.models import Programme
from tests.cast import LONG_AGO, Cast, person
from tests.funding.world import Money, frozen, reviewer, stated
from tests.notices.hearing import heard

DAY = timedelta(days=1)


def working_day() -> date:
    """Today, or on a day off the next one on which anything is said."""
    today = timezone.localdate()
    return today if is_working_day(today) else working_day_after(today, 1)


def told(event: str, days: int = 0) -> list[int]:
    return sorted(one.person for one in heard(event, working_day() + days * DAY))


@pytest.fixture
def waiting(cast: Cast, money: Money) -> Report:
    reviewer()
    return actions.send_to_review(by=cast.director, report=stated(cast, money.period))


def test_report_in_review_is_told_to_all_who_may_approve_it_and_to_nobody_else(cast: Cast, waiting: Report) -> None:
    other = Programme.objects.create(code="annat", name_sv="Annat", name_en="Other", starts_on=LONG_AGO)
    person("other@example.org", "Annan", (Role.DIRECTOR, {"programme": other}))
    mine = person("mine@example.org", "Min", (Role.DIRECTOR, {"programme": cast.programme}))

    assert told("report_to_review") == sorted([reviewer().pk, mine.pk])
    assert {one.path for one in heard("report_to_review", working_day())} == {waiting.get_absolute_url()}
    assert told("report_approved") == told("report_sent_back") == []


def test_it_is_told_until_somebody_approves_and_then_the_author_hears(cast: Cast, waiting: Report) -> None:
    assert told("report_to_review", 40) == [reviewer().pk]

    approve(by=reviewer(), report=waiting, seen=waiting.built_sha256)

    assert told("report_to_review") == []
    assert told("report_approved") == [cast.director.pk]
    assert told("report_approved", 14) == []


def test_author_hears_that_it_was_sent_back_until_it_is_sent_again(cast: Cast, waiting: Report) -> None:
    send_back(by=reviewer(), report=waiting, because="Norr saknas.")

    assert told("report_to_review") == []
    assert told("report_sent_back") == [cast.director.pk]
    actions.send_to_review(by=cast.director, report=Report.objects.get())
    assert told("report_sent_back") == []
    assert told("report_to_review") == [reviewer().pk]


def test_released_report_is_no_news(cast: Cast, money: Money) -> None:
    frozen(cast, money.period)

    assert told("report_to_review") == told("report_approved") == []
