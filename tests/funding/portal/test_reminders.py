"""Questions are told to the office at once and after five working days, an answer to who asked."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from funding.models import ReportMessage, ReportQuestion, SeenNews
from funding.portal import actions
from funding.portal.reminders import late_from
from programme.notices import ledger
from programme.notices.models import Notice
from programme.people.roles import Role
from programme.structure.models import Programme
from tests.cast import LONG_AGO, Cast, person
from tests.funding.portal.world import asked, colleague, ended
from tests.funding.world import build_money, frozen, reviewer
from tests.notices.hearing import heard

MONDAY = date(2027, 3, 1)  # the day on which `march` stands
DAY = timedelta(days=1)


@pytest.fixture
def question(march: Cast) -> ReportQuestion:
    """Asked on a Monday."""
    return asked(march, frozen(march, build_money(march).period_vinnova))


def told(event: str, today: date) -> dict[int, tuple[str, date]]:
    return {one.person: (one.words, one.due_on) for one in heard(event, today)}


@pytest.mark.parametrize(
    ("asked_on", "late_on"),
    [
        (date(2027, 3, 1), date(2027, 3, 8)),  # Monday to Monday
        (date(2027, 3, 5), date(2027, 3, 12)),  # Friday to Friday
        (date(2027, 3, 6), date(2027, 3, 12)),  # Saturday: counted from Monday
        (date(2027, 3, 22), date(2027, 3, 31)),  # Good Friday and Easter Monday between
    ],
)
def test_answer_is_late_when_five_working_days_have_passed(asked_on: date, late_on: date) -> None:
    assert late_from(asked_on) == late_on


def test_question_is_told_at_once_then_as_late_and_a_week_later_until_answered(
    march: Cast, question: ReportQuestion
) -> None:
    office = (march.director.pk, reviewer().pk)
    days = {n: MONDAY + n * DAY for n in (0, 6, 7, 14)}
    calendar = {n: (told("question_asked", day), told("question_waiting", day)) for n, day in days.items()}
    new = dict.fromkeys(office, ("question_asked", MONDAY))
    late = dict.fromkeys(office, ("question_waiting", MONDAY + 7 * DAY))
    later = dict.fromkeys(office, ("question_waiting", MONDAY + 14 * DAY))
    assert calendar == {0: (new, {}), 6: (new, {}), 7: ({}, late), 14: ({}, later)}

    actions.write_message(by=march.director, question=question, text="Svar")
    assert (told("question_asked", MONDAY), told("question_waiting", MONDAY + 7 * DAY)) == ({}, {})


def test_question_goes_to_the_directors_of_the_grants_programme(march: Cast, question: ReportQuestion) -> None:
    other = Programme.objects.create(code="annat", name_sv="Annat", name_en="Other", starts_on=LONG_AGO)
    mine = person("mine@example.org", "Min", (Role.DIRECTOR, {"programme": march.programme}))
    person("other@example.org", "Annan", (Role.DIRECTOR, {"programme": other}))

    assert set(told("question_asked", MONDAY)) == {march.director.pk, reviewer().pk, mine.pk}


def test_answer_is_told_to_those_who_wrote_for_the_funder_and_to_nobody_else(
    march: Cast, question: ReportQuestion
) -> None:
    second = colleague(march)
    third = person("third.vinnova@example.org", "Tre", (Role.FUNDER, {"funder": march.vinnova}))
    actions.write_message(by=second, question=question, text="Jag också")
    actions.write_message(by=march.director, question=question, text="Svar")

    said = told("question_answered", MONDAY)

    assert set(said) == {march.funder_vinnova.pk, second.pk}
    assert third.pk not in said
    assert said[second.pk] == ("question_answered", MONDAY)
    assert told("question_answered", MONDAY + 13 * DAY) == said
    assert told("question_answered", MONDAY + 14 * DAY) == {}


def test_answer_is_told_no_more_when_marked_as_read_or_written_on_or_closed(
    march: Cast, question: ReportQuestion
) -> None:
    message = actions.write_message(by=march.director, question=question, text="Svar")
    asker = march.funder_vinnova
    assert set(told("question_answered", MONDAY)) == {asker.pk}

    SeenNews.objects.create(person=asker, key=f"answer:{message.pk}")
    assert told("question_answered", MONDAY) == {}
    SeenNews.objects.all().delete()
    actions.write_message(by=asker, question=question, text="Mer")
    assert told("question_answered", MONDAY) == {}
    last = actions.write_message(by=march.director, question=question, text="Svar igen")
    actions.close_question(by=march.director, question=question, last=last.pk)
    assert set(told("question_answered", MONDAY)) == {asker.pk}  # the office closed it; the answer is still news
    actions.write_message(by=asker, question=question, text="Tack", close=True)
    assert told("question_answered", MONDAY) == {}


def test_answer_is_not_told_to_who_represents_the_funder_no_more(march: Cast, question: ReportQuestion) -> None:
    actions.write_message(by=march.director, question=question, text="Svar")
    assert told("question_answered", MONDAY)

    ended(march.funder_vinnova)

    assert told("question_answered", MONDAY) == {}


def test_ledger_writes_it_down_once_settles_it_and_says_nothing_of_what_was_asked(
    march: Cast, question: ReportQuestion
) -> None:
    now = timezone.make_aware(datetime(2027, 3, 1, 9))
    for _n in range(2):
        ledger.notice_all(today=MONDAY, now=now)
    mine = Notice.objects.filter(event="question_asked")
    assert mine.count() == 2  # and the second director
    notice = mine.get(recipient=march.director)
    assert (notice.recipient, notice.path, notice.settled_at) == (march.director, question.get_absolute_url(), None)
    assert question.messages.get().text not in f"{notice.subject_label} {notice.sentence}"
    assert "Vinnova" in notice.subject_label

    actions.write_message(by=march.director, question=question, text="Svar")
    ledger.notice_all(today=MONDAY, now=now)

    notice.refresh_from_db()
    assert notice.settled_at is not None
    answered = Notice.objects.get(event="question_answered")
    assert answered.recipient == march.funder_vinnova
    assert march.director.name not in f"{answered.subject_label} {answered.sentence}"


def test_notice_about_a_question_is_seen_by_its_receiver_and_overseers_not_by_the_funders_others(
    march: Cast, question: ReportQuestion
) -> None:
    second = colleague(march)
    ledger.notice_all(today=MONDAY, now=timezone.now())
    notice = Notice.objects.get(event="question_asked", recipient=march.director)
    assert ReportQuestion.objects.visible_to(second).filter(pk=notice.subject_id).exists()

    for user, sees in ((march.director, True), (march.auditor, True), (second, False), (march.funder_vinnova, False)):
        assert Notice.objects.visible_to(user).filter(pk=notice.pk).exists() is sees
    assert ReportMessage.objects.count() == 1
