"""When a report is due, the programme's directors hear it: 14 and 3 days before, and from the day after."""

from datetime import date, timedelta

import pytest

from funding.models import Report, ReportingPeriod
from funding.reminders import IN_REVIEW
from programme.notices.models import ReminderRule, ReminderStep
from programme.people.models import Appointment
from programme.people.roles import Role
from programme.structure.models import Programme
from tests.cast import LONG_AGO, Cast, person
from tests.funding.world import build_money, frozen
from tests.notices.hearing import Heard, heard

DAY = timedelta(days=1)
DUE_ON = date(2027, 3, 18)  # a Thursday; the period ended on the last of February


@pytest.fixture
def period(march: Cast) -> ReportingPeriod:
    """A period that has ended, with its report's day."""
    made = build_money(march).period
    made.due_on = DUE_ON
    made.save()
    return made


def said(period: ReportingPeriod, today: date) -> list[Heard]:
    return [one for one in heard("report_due", today) if one.subject_id == period.pk]


def test_period_is_told_fourteen_and_three_days_before_and_the_day_after_until_released(
    march: Cast, period: ReportingPeriod
) -> None:
    first, last, over = (
        {(march.director.pk, "period_due", DUE_ON - 14 * DAY)},
        {(march.director.pk, "period_due", DUE_ON - 3 * DAY)},
        {(march.director.pk, "period_overdue", DUE_ON + DAY)},
    )
    calendar = {
        n: {(one.person, one.words, one.due_on) for one in said(period, DUE_ON + n * DAY)}
        for n in (-15, -14, -4, -3, 0, 1, 400)
    }
    assert calendar == {-15: set(), -14: first, -4: first, -3: last, 0: last, 1: over, 400: over}


def test_period_is_told_no_sooner_than_it_has_ended(march: Cast, period: ReportingPeriod) -> None:
    ReportingPeriod.objects.filter(pk=period.pk).update(ends_on=DUE_ON - 9 * DAY)
    assert said(period, DUE_ON - 9 * DAY) == []
    assert {(one.person, one.due_on) for one in said(period, DUE_ON - 8 * DAY)} == {
        (march.director.pk, DUE_ON - 14 * DAY)
    }


def test_reminder_goes_to_active_directors_of_the_programme_in_force(march: Cast, period: ReportingPeriod) -> None:
    other = Programme.objects.create(code="annat", name_sv="Annat", name_en="Other", starts_on=LONG_AGO)
    mine = person("mine@example.org", "Min", (Role.DIRECTOR, {"programme": march.programme}))
    person("other@example.org", "Annan", (Role.DIRECTOR, {"programme": other}))
    former = person("former@example.org", "Förra", (Role.DIRECTOR, {}))
    Appointment.objects.filter(person=former).update(until_on=DUE_ON - 20 * DAY)

    due = said(period, DUE_ON - 14 * DAY)

    assert {one.person for one in due} == {march.director.pk, mine.pk}
    assert {one.due_on for one in due} == {DUE_ON - 14 * DAY}
    assert {one.path for one in due} == {period.get_absolute_url()}
    assert not any(one.escalated for one in due)


def test_released_report_is_no_longer_due(march: Cast, period: ReportingPeriod) -> None:
    assert said(period, DUE_ON)
    frozen(march, period)
    assert said(period, DUE_ON) == []


def test_report_in_review_stops_it_if_the_rule_says_so(march: Cast, period: ReportingPeriod) -> None:
    Report.objects.create(period=period, version=1, state=Report.State.IN_REVIEW, made_by=march.director)
    assert said(period, DUE_ON)
    rule = ReminderRule.objects.create(event="report_due", stop=IN_REVIEW, changed_by=march.director)
    ReminderStep.objects.create(rule=rule, days=-14, audience="directors")
    assert said(period, DUE_ON) == []
    Report.objects.update(state=Report.State.DRAFT)
    assert said(period, DUE_ON)
