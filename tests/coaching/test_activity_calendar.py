"""The calendar of activities: days and sessions month by month, narrowed by the address, only what the person sees."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coaching.models import Activity, PlannedSession
from programme.people.models import AuditEvent, User
from programme.structure.models import Region
from tests.cast import Cast

Login = Callable[[User], Client]


def activity(cast: Cast, region: Region, title: str, day: date, **changes: object) -> Activity:
    given = {"kind": "workshop_series", "programme": cast.programme, **changes}
    return Activity.objects.create(region=region, title=title, planned_on=day, **given)


def session(cast: Cast, one: Activity, day: date, **changes: object) -> PlannedSession:
    starts_at = timezone.make_aware(datetime.combine(day, time(9)))
    given = {"coach": cast.coach_a, "starts_at": starts_at, "minutes": 120, "planned_by": cast.leader, **changes}
    planned = PlannedSession.objects.create(activity=one, **given)
    planned.enrolments.set([cast.a])
    return planned


def told(client: Client, **asked: object) -> list[tuple[str, str, str]]:
    """Each month's entries: day, title, what."""
    answer = client.get(reverse("activity-calendar"), asked)
    assert answer.status_code == 200
    return [
        (str(one.day), one.activity.title, one.what) for month in answer.context["months"] for one in month.happenings
    ]


def test_calendar_has_beginnings_held_days_and_sessions_in_order(march: Cast, login: Login) -> None:
    series = activity(march, march.mellersta, "Serie", date(2027, 3, 10))
    activity(march, march.norr, "Pilot", date(2027, 2, 1), held_on=date(2027, 4, 2), kind="pilot")
    activity(march, march.norr, "Sen", date(2027, 9, 1))
    session(march, series, date(2027, 3, 24))
    session(march, series, date(2027, 3, 31), state="cancelled", cancel_reason="company")

    client = login(march.director)

    assert told(client) == [
        ("2027-03-10", "Serie", "begins"),
        ("2027-03-24", "Serie", "session"),
        ("2027-04-02", "Pilot", "held"),
    ]
    assert told(client, month="2027-09") == [("2027-09-01", "Sen", "begins")]
    assert told(client, kind="pilot") == [("2027-04-02", "Pilot", "held")]
    assert told(client, region=march.mellersta.pk)[1:] == [("2027-03-24", "Serie", "session")]


def test_calendar_of_a_leader_has_her_region_only(march: Cast, login: Login) -> None:
    activity(march, march.mellersta, "Här", date(2027, 3, 10))
    activity(march, march.norr, "Där", date(2027, 3, 10))

    assert [title for _day, title, _what in told(login(march.leader))] == ["Här"]
    assert [title for _day, title, _what in told(login(march.leader_norr))] == ["Där"]
    assert login(march.funder_tvv).get(reverse("activity-calendar")).status_code == 403


def test_small_calendar_has_whole_weeks_marks_today_and_leads_to_its_days(march: Cast, login: Login) -> None:
    activity(march, march.mellersta, "Serie", date(2027, 3, 10))

    answer = login(march.director).get(reverse("activity-calendar"))

    months = answer.context["months"]
    assert [str(month.first)[:7] for month in months] == [f"2027-0{n}" for n in range(3, 9)]
    days = [day for week in months[0].weeks for day in week if day]
    assert (len(days), {len(week) for week in months[0].weeks}) == (31, {7})
    assert [day.day.day for day in days if day.count] == [10]
    assert [day.day.day for day in days if day.is_today] == [1]
    body = answer.content.decode()
    assert 'href="#d20270310"' in body and 'id="d20270310"' in body


@pytest.mark.parametrize("typed", ["2027", "2027-13", "x", "1889-01", "9999-12", "٢٠٢٧-٠٣"])
def test_month_that_is_none_is_said_and_this_one_shown(march: Cast, login: Login, typed: str) -> None:
    answer = login(march.director).get(reverse("activity-calendar"), {"month": typed})
    assert str(answer.context["asked"].period.start) == "2027-03-01"
    assert len(list(answer.context["messages"])) == 1


def test_calendars_spreadsheet_leaves_a_trace(march: Cast, login: Login) -> None:
    activity(march, march.mellersta, "Serie", date(2027, 3, 10))
    assert login(march.director).get(reverse("activity-calendar-export")).status_code == 200
    assert AuditEvent.objects.filter(verb__contains="export").count() == 1


def test_calendar_asks_the_database_as_often_for_three_activities_as_for_one(march: Cast, login: Login) -> None:
    client, counts = login(march.director), []
    client.get(reverse("activity-calendar"))
    for numbered in (range(1), range(1, 3)):
        for n in numbered:
            one = activity(march, march.norr, f"Serie {n}", date(2027, 3, 10) + timedelta(days=n))
            session(march, one, date(2027, 4, 1 + n))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("activity-calendar"))
        counts.append(len(queries))
    assert counts == [6, 6]
