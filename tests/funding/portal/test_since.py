"""What is new to a person: until she marks it, or takes the file; a page that is opened marks nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from funding.grants import actions as calendar
from funding.models import Report, ReportingPeriod, SeenNews
from funding.portal import actions
from funding.portal.since import NEWS_FOR, Kind
from programme.people.models import Appointment, AuditEvent, User
from tests.cast import Cast
from tests.funding.portal.world import asked, both_periods, colleague, corrected, judge
from tests.funding.world import Money, frozen, stated

Login = Callable[[User], Client]


def news(login: Login, user: User) -> list[tuple[Kind, str]]:
    """What the home page says is new: kind and key."""
    return [(one.kind, one.key) for one in login(user).get(reverse("home")).context["since"].news]


def mark(login: Login, user: User) -> None:
    """Press the button on the page."""
    client = login(user)
    keys = client.get(reverse("home")).context["news_keys"]
    client.post(reverse("news-seen"), {"key": keys})


def test_released_report_is_new_until_it_is_marked_by_each_person_for_herself(
    cast: Cast, money: Money, login: Login
) -> None:
    report, second = frozen(cast, money.period_vinnova), colleague(cast)

    assert news(login, cast.funder_vinnova) == [(Kind.RELEASED, f"release:{report.pk}")]
    assert news(login, cast.funder_vinnova) == [(Kind.RELEASED, f"release:{report.pk}")]  # opened twice, still new
    mark(login, cast.funder_vinnova)
    assert news(login, cast.funder_vinnova) == []
    assert news(login, second) == [(Kind.RELEASED, f"release:{report.pk}")]
    assert news(login, cast.funder_tvv) == []


def test_report_whose_file_was_taken_is_no_longer_new(cast: Cast, money: Money, login: Login) -> None:
    report, second = frozen(cast, money.period_vinnova), colleague(cast)

    login(cast.funder_vinnova).get(reverse("report-xlsx", args=[report.pk]))

    assert news(login, cast.funder_vinnova) == []
    assert len(news(login, second)) == 1


@pytest.mark.parametrize("method", ["get", "head"])
def test_no_page_that_is_opened_or_fetched_ahead_marks_anything(
    cast: Cast, money: Money, login: Login, method: str
) -> None:
    report = frozen(cast, money.period_vinnova)
    question = asked(cast, report)
    actions.write_message(by=cast.director, question=question, text="Svar")
    client = login(cast.funder_vinnova)

    for path in ("/", "/reports/", report.get_absolute_url(), question.get_absolute_url(), "/questions/"):
        assert getattr(client, method)(path).status_code == 200
    assert client.get(reverse("news-seen")).status_code == 405

    assert not SeenNews.objects.exists()
    assert len(news(login, cast.funder_vinnova)) == 2


def test_what_comes_between_the_page_and_the_button_stays_new(cast: Cast, money: Money, login: Login) -> None:
    first, second = both_periods(cast, money)
    Report.objects.filter(pk=second.pk).update(state="in_review", released_at=None, released_by=None)
    client = login(cast.funder_vinnova)
    keys = client.get(reverse("home")).context["news_keys"]
    # Its release began before the page was opened and ended after: an hour-old moment on a report that is just here.
    began_at = timezone.now() - timedelta(hours=1)
    Report.objects.filter(pk=second.pk).update(state="released", released_at=began_at, released_by=cast.director)

    client.post(reverse("news-seen"), {"key": keys})

    assert [key for _kind, key in news(login, cast.funder_vinnova)] == [f"release:{second.pk}"]
    assert first.pk != second.pk


def test_button_marks_only_what_is_news_to_the_person(cast: Cast, money: Money, login: Login) -> None:
    mine, other = frozen(cast, money.period_vinnova), frozen(cast, money.period)

    login(cast.funder_vinnova).post(
        reverse("news-seen"),
        {"key": [f"release:{mine.pk}", f"release:{other.pk}", "x", "", "é", "release:" + "9" * 99, "\x00"]},
    )
    login(cast.funder_vinnova).post(reverse("news-seen"), {"key": [f"release:{mine.pk}"]})

    assert list(SeenNews.objects.values_list("person", "key")) == [(cast.funder_vinnova.pk, f"release:{mine.pk}")]


def test_correction_is_news_once_more_and_leads_to_what_changed(cast: Cast, money: Money, login: Login) -> None:
    frozen(cast, money.period_vinnova)
    mark(login, cast.funder_vinnova)
    second = corrected(cast, money.period_vinnova)

    page = login(cast.funder_vinnova).get(reverse("home"))

    (one,) = page.context["since"].news
    assert (one.kind, one.report, one.changes) == (
        Kind.CORRECTED, second, reverse("report-changes", args=[second.pk]),
    )  # fmt: skip


def test_target_is_news_when_its_verdict_changes_from_one_released_report_to_the_next(
    cast: Cast, money: Money, login: Login
) -> None:
    first, second = both_periods(cast, money)
    judge(first, "company_hours", forecast=50, target=100)
    figure = judge(second, "company_hours", forecast=100, target=100)
    judge(first, "participants", forecast=100, target=100)
    judge(second, "participants", forecast=120, target=100)  # reached before, reached now

    told = [
        one for one in login(cast.funder_vinnova).get(reverse("home")).context["since"].news if one.kind == "verdict"
    ]

    assert [(one.path, one.tone) for one in told] == [(reverse("report-figure", args=[second.pk, figure.number]), "ok")]


def test_skipped_extended_and_asked_for_again_is_news_as_long_as_it_holds(
    cast: Cast, money: Money, login: Login
) -> None:
    period = money.period_vinnova
    calendar.skip_period(
        by=cast.director, period=period, version=1, reason="Vinnova behöver den inte", on=timezone.localdate()
    )
    (skipped,) = login(cast.funder_vinnova).get(reverse("home")).context["since"].news
    assert (skipped.kind, skipped.detail) == (Kind.CALENDAR, "Vinnova behöver den inte")
    mark(login, cast.funder_vinnova)
    assert news(login, cast.funder_vinnova) == []

    calendar.take_back_skip(by=cast.director, period=period)
    assert len(news(login, cast.funder_vinnova)) == 1
    period.refresh_from_db()
    calendar.extend_period(
        by=cast.director,
        period=period,
        version=period.version,
        due_on=period.due_on + timedelta(days=20),
        reason="Bokslut",
    )
    (moved,) = login(cast.funder_vinnova).get(reverse("home")).context["since"].news
    assert moved.detail == "Bokslut"
    assert moved.key == f"calendar:{AuditEvent.objects.get(verb='period-extend').pk}"
    assert news(login, cast.funder_tvv) == []


def test_answer_is_news_to_all_of_the_funders_people(cast: Cast, money: Money, login: Login) -> None:
    second, report = colleague(cast), frozen(cast, money.period_vinnova)
    for user in (cast.funder_vinnova, second):
        mark(login, user)
    question = asked(cast, report)
    assert news(login, second) == []  # a question is none
    message = actions.write_message(by=cast.director, question=question, text="Svar")

    for user in (cast.funder_vinnova, second):
        assert news(login, user) == [(Kind.ANSWERED, f"answer:{message.pk}")]
    assert news(login, cast.funder_tvv) == []


def test_nothing_is_new_from_before_the_person_came_or_over_a_year_ago(cast: Cast, money: Money, login: Login) -> None:
    report = frozen(cast, money.period_vinnova)
    assert len(news(login, cast.funder_vinnova)) == 1

    Appointment.objects.filter(person=cast.funder_vinnova).update(from_on=timezone.localdate())
    Report.objects.filter(pk=report.pk).update(released_at=timezone.now() - timedelta(days=2))
    assert news(login, cast.funder_vinnova) == []
    Appointment.objects.filter(person=cast.funder_vinnova).update(from_on=timezone.localdate() - 3 * NEWS_FOR)
    assert len(news(login, cast.funder_vinnova)) == 1
    Report.objects.filter(pk=report.pk).update(released_at=timezone.now() - NEWS_FOR)
    assert news(login, cast.funder_vinnova) == []


def test_draft_in_review_and_internal_events_are_no_news(cast: Cast, money: Money, login: Login) -> None:
    draft = stated(cast, money.running)
    assert Report.objects.filter(pk=draft.pk).exists()

    assert news(login, cast.funder_tvv) == []
    assert ReportingPeriod.objects.visible_to(cast.funder_tvv).count() == 2
