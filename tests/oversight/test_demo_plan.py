"""The demo's plan is alive: a coach has a day to look at, a series its attendance, a colleague is away."""

import pytest
from django.db import connection
from django.utils import timezone

from coaching.first_topics import lay_topics
from coaching.models import Activity, CoachAbsence, PlannedSession, Topic
from coaching.plan import day_plan
from coaching.series import series_attendance
from coaching.visibility import enrolments_coached_by
from programme.oversight.demo.world import build_world
from programme.people.models import User
from programme.structure.geography import load_geography
from programme.structure.models import County, Municipality


@pytest.mark.django_db
def test_demo_plan_is_alive() -> None:
    load_geography(County, Municipality)
    lay_topics(Topic)
    now = timezone.now()
    today = timezone.localdate(now)
    build_world(today)
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE"
        )  # what the server knows of its tables may be from before this test: that they are empty

    coach = User.objects.get(email="coach.a@example.org")
    plan = day_plan(coach, now, today)
    assert (len(plan.unlogged), len(plan.today)) >= (1, 2)
    assert set(PlannedSession.objects.values_list("state", flat=True)) == set(PlannedSession.State.values)
    assert all(row.enrolments.exists() for row in PlannedSession.objects.all())

    series = series_attendance(coach, Activity.objects.get(region__code="mellersta-norrland", held_on=None))
    assert {cell.kind for line in series.lines for cell in line.cells} >= {"came", "planned"}

    absence = CoachAbsence.objects.in_force(today).get()
    covered = enrolments_coached_by(absence.cover).filter(coach_assignments__coach=absence.coach)
    assert covered.exists()
