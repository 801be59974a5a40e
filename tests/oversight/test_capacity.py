"""Coach capacity: hours asked for by the plans, booked and given, by region, each number opening what it counts."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coaching.models import PlannedSession
from companies.models import Enrolment, EnrolmentPause
from programme.oversight.capacity import capacity
from programme.people.models import AuditEvent, User
from programme.structure.models import ProgrammeVersion
from tests.cast import Cast, active, company
from tests.coaching.posts import held

Login = Callable[[User], Client]
DAY = timedelta(days=1)


def booked(cast: Cast, day: date, *enrolments: Enrolment, **changes: Any) -> PlannedSession:
    """A planned session of two hours."""
    starts_at = timezone.make_aware(datetime.combine(day, time(9)))
    given = {"coach": cast.coach_a, "starts_at": starts_at, "minutes": 120, "planned_by": cast.leader, **changes}
    planned = PlannedSession.objects.create(**given)
    planned.enrolments.set(enrolments)
    return planned


def planning(cast: Cast, hours: int = 180) -> None:
    ProgrammeVersion.objects.filter(pk=cast.version.pk).update(coach_hours=hours)


def row_of(cast: Cast, user: User, name: str) -> Any:
    found = capacity(user, today=timezone.localdate())
    return next(row for row in found.rows if row.name == name)


def test_plans_ask_for_their_hours_evenly_and_a_company_at_rest_for_none(cast: Cast) -> None:
    planning(cast)
    today = timezone.localdate()
    one = active(company(710, "Jämn AB", cast.norr, "2482"), cast.version, today)
    plan = one.planned_stages.order_by("-order").first()
    assert plan is not None
    whole = (plan.planned_end_on - today).days
    page = capacity(cast.director, today=today, region=cast.norr.pk)
    asked = {line.name: line.hours for line in page.asking}
    ahead = (page.ahead.end - today).days

    assert asked["Jämn AB"] == 180 * Decimal(ahead) / whole
    assert page.inside_asked == sum(asked.values())  # type: ignore[arg-type]
    assert page.inside_asked == next(row.asked for row in page.rows if row.region == cast.norr)

    EnrolmentPause.objects.create(enrolment=one, paused_on=today, code="workload")
    page = capacity(cast.director, today=today, region=cast.norr.pk)
    assert {line.name: line.hours for line in page.asking}["Jämn AB"] == 0


def test_edition_without_planned_hours_asks_for_none_and_is_said(cast: Cast, login: Login) -> None:
    ProgrammeVersion.objects.update(coach_hours=None)
    row = row_of(cast, cast.director, str(cast.mellersta))
    assert (row.asked, row.unplanned) == (0, 2)
    User.objects.update(language="en")
    body = login(cast.director).get(reverse("coach-capacity")).content.decode()
    assert "2 companies without planned hours" in body


def test_booked_hours_count_open_sessions_ahead_and_open_as_many_rows(cast: Cast, login: Login) -> None:
    day = timezone.localdate() + 10 * DAY
    booked(cast, day, cast.a, cast.b)
    booked(cast, day + DAY, cast.a, cast.c)
    booked(cast, day, cast.a, state="cancelled", cancel_reason="company")
    booked(cast, day + 200 * DAY, cast.a)
    client = login(cast.director)

    page = client.get(reverse("coach-capacity")).context["capacity"]

    by_name = {row.name: (row.booked, path) for row, path in page.booked_paths if row.booked}
    assert {name: told[0] for name, told in by_name.items()} == {str(cast.mellersta): 4, str(cast.norr): 2}
    assert page.total.booked == 4
    assert client.get(by_name[str(cast.mellersta)][1]).context["page"].paginator.count == 2
    assert client.get(by_name[str(cast.norr)][1]).context["page"].paginator.count == 1
    assert client.get(page.booked_all).context["page"].paginator.count == 2


def test_given_hours_and_companies_are_figures_that_open(cast: Cast, login: Login) -> None:
    held(cast.coach_a, timezone.localdate() - 5 * DAY, cast.a)
    held(cast.coach_a, timezone.localdate() - 200 * DAY, cast.a)
    client = login(cast.director)
    row = row_of(cast, cast.director, str(cast.mellersta))

    assert (row.coaches, row.companies.count, row.given.value) == (3, 2, 1)
    assert row.given_each == Decimal(1) / 3
    for number in (row.companies, row.given):
        assert client.get(number.href).context["value"] == number.value
    assert len(client.get(f"{reverse('coach-load')}?region={cast.mellersta.pk}").context["load"].lines) == 3


def test_leader_sees_her_region_and_others_are_no_region_for_her(cast: Cast, login: Login) -> None:
    client = login(cast.leader)
    answer = client.get(reverse("coach-capacity"), {"region": cast.norr.pk})
    assert [row.region for row in answer.context["capacity"].rows] == [cast.mellersta]
    assert answer.context["capacity"].inside is None
    assert client.get(reverse("coach-capacity"), {"region": "x"}).status_code == 200
    assert login(cast.coach_a).get(reverse("coach-capacity")).status_code == 403


def test_spreadsheets_of_regions_and_of_one_leave_a_trace(cast: Cast, login: Login) -> None:
    planning(cast)
    client = login(cast.auditor)
    for asked in ({}, {"region": cast.mellersta.pk}):
        assert client.get(reverse("coach-capacity-export"), asked).status_code == 200
    assert AuditEvent.objects.filter(verb__contains="export").count() == 2


def test_capacity_asks_the_database_as_often_for_three_companies_as_for_one(cast: Cast, login: Login) -> None:
    planning(cast)
    client, counts = login(cast.director), []
    client.get(reverse("coach-capacity"))
    for numbered in (range(720, 721), range(721, 723)):
        for n in numbered:
            one = active(company(n, f"Firma {n} AB", cast.norr, "2482"), cast.version, timezone.localdate() - 9 * DAY)
            booked(cast, timezone.localdate() + DAY, one)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("coach-capacity"), {"region": cast.norr.pk})
        counts.append(len(queries))
    assert counts == [9, 9]
