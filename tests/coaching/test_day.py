"""The coach's home: what is overdue first, and one tap to close what is done."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone, translation

from coaching.models import ActionItem, CoachAssignment
from coaching.views.day import coach_day
from companies.models import PlannedStage
from programme.people.models import User
from tests.cast import Cast
from tests.coaching.posts import held
from tests.coaching.test_session_views import many


def day_of(person: User) -> str:
    """The page as that person gets it, in English."""
    request = RequestFactory().get("/")
    request.user = User.objects.get(pk=person.pk)
    with translation.override("en"):
        return coach_day(request).content.decode()


def test_day_says_that_all_is_well(cast: Cast) -> None:
    held(cast.coach_a, timezone.localdate(), cast.a)
    page = day_of(cast.coach_a)
    assert "No company has waited too long for a session" in page
    assert cast.company_a.name in page
    assert cast.company_b.name not in page
    assert 'id="silent"' not in page


def test_day_puts_silent_companies_and_overdue_actions_first(cast: Cast) -> None:
    today = timezone.localdate()
    held(cast.coach_a, today - timedelta(days=40), cast.a)
    ActionItem.objects.create(
        enrolment=cast.a, what="Försenad sak", due_on=today - timedelta(days=1), added_by=cast.coach_a
    )
    page = day_of(cast.coach_a)
    assert "One company</a> has been without a session for too long." in page
    assert "One action</a> is overdue." in page
    assert "no session for 5 weeks" in page
    assert page.index("no session for 5 weeks") < page.index("Försenad sak") < page.index('id="own"')


def test_day_counts_in_words(cast: Cast) -> None:
    CoachAssignment.objects.create(enrolment=cast.c, coach=cast.coach_a, kind="assisting", from_on=timezone.localdate())
    assert "Two companies</a> have been without a session" in day_of(cast.coach_a)


def test_day_shows_how_far_behind_a_company_is(cast: Cast) -> None:
    PlannedStage.objects.filter(enrolment=cast.a, order=1).update(
        planned_start_on=timezone.localdate() - timedelta(days=120),
        planned_end_on=timezone.localdate() - timedelta(days=70),
    )
    assert "2 months behind plan" in day_of(cast.coach_a)


def test_day_lists_actions_of_this_week_only(cast: Cast) -> None:
    today = timezone.localdate()
    for what, due_on in (("Denna vecka", today), ("Om en månad", today + timedelta(days=30)), ("Utan dag", None)):
        ActionItem.objects.create(enrolment=cast.a, what=what, due_on=due_on, added_by=cast.coach_a)
    ActionItem.objects.create(enrolment=cast.b, what="B:s sak", due_on=today, added_by=cast.coach_b)
    page = day_of(cast.coach_a)
    assert [what in page for what in ("Denna vecka", "Om en månad", "Utan dag", "B:s sak")] == [
        True,
        False,
        False,
        False,
    ]


def test_day_of_a_coach_without_companies_says_what_will_come(cast: Cast) -> None:
    page = day_of(cast.former_coach)
    assert "You coach no company yet" in page
    assert cast.company_a.name not in page


@pytest.mark.parametrize("count", [3, 30])
def test_day_asks_the_same_number_of_queries(cast: Cast, django_assert_num_queries, count: int) -> None:
    many(cast, count)
    with django_assert_num_queries(10):
        assert "Bolag 0 AB" in day_of(cast.coach_a)
