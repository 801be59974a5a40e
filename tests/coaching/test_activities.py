"""Activities: entered and changed by who runs them, a series in one go, and who came to which session."""

from datetime import date, datetime, timedelta
from io import BytesIO
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from python_calamine import CalamineWorkbook

from coaching.actions import change_activity, enter_activity, log_session, plan_series
from coaching.models import Activity, CoachAssignment, PlannedSession
from coaching.series import series_attendance
from programme.people.models import AuditEvent
from programme.people.versions import Conflict
from tests.cast import Cast
from tests.coaching.plans import ahead, plan_values, planned
from tests.coaching.posts import held, session_values


def activity(cast: Cast, **changes: object) -> Activity:
    values = {
        "programme": cast.programme,
        "region": cast.mellersta,
        "kind": "workshop_series",
        "title": "Workshopserie",
        "planned_on": timezone.localdate(),
    }
    return Activity.objects.create(**(values | changes))


def values(cast: Cast, **changes: object) -> dict:
    return {
        "programme": cast.programme, "region": cast.mellersta, "kind": "pilot", "title": "Pilot",
        "planned_on": timezone.localdate(), "held_on": None,
    } | changes  # fmt: skip


def test_enter_activity_by_who_runs_the_region(cast: Cast) -> None:
    key = uuid4()
    made = {enter_activity(by=cast.leader, values=values(cast), key=key).pk for _twice in range(2)}
    assert len(made) == Activity.objects.count() == 1
    assert AuditEvent.objects.get().verb == "activity-enter"
    enter_activity(by=cast.director, values=values(cast, region=cast.norr))
    for by in (cast.leader_norr, cast.coach_a, cast.auditor):
        with pytest.raises(PermissionDenied):
            enter_activity(by=by, values=values(cast))
    assert Activity.objects.count() == 2


def test_change_activity_stays_where_one_runs_it(cast: Cast) -> None:
    row = activity(cast)
    change_activity(by=cast.leader, activity=row, version=1, values=values(cast, title="Ny titel"))
    assert row.title == "Ny titel"
    with pytest.raises(Conflict):
        change_activity(by=cast.leader, activity=row, version=1, values=values(cast, title="Gammal"))
    with pytest.raises(PermissionDenied):
        change_activity(by=cast.leader, activity=row, version=2, values=values(cast, region=cast.norr))
    row.refresh_from_db()
    assert (row.title, row.region) == ("Ny titel", cast.mellersta)


def test_plan_series_makes_all_at_the_same_time_of_day(cast: Cast) -> None:
    """Across the change to summer time too: nine in the morning stays nine in the morning."""
    row = activity(cast)
    first = datetime(2027, 3, 17, 9, 0, tzinfo=ZoneInfo("Europe/Stockholm"))
    told = plan_values(cast.a, starts_at=first, activity=row)
    now = datetime(2027, 1, 1, tzinfo=ZoneInfo("UTC"))
    key = uuid4()
    for _twice in range(2):
        plan_series(by=cast.leader, coach=cast.coach_a, values=told, count=3, every_days=14, now=now, key=key)
    made = PlannedSession.objects.order_by("starts_at")
    assert [(one.day, str(one.time)) for one in made] == [
        (date(2027, 3, 17), "09:00:00"), (date(2027, 3, 31), "09:00:00"), (date(2027, 4, 14), "09:00:00"),
    ]  # fmt: skip
    assert {(one.coach, one.activity) for one in made} == {(cast.coach_a, row)}


def test_plan_series_onto_a_night_that_skips_the_time_plans_none(cast: Cast) -> None:
    first = datetime(2027, 3, 14, 2, 30, tzinfo=ZoneInfo("Europe/Stockholm"))
    told = plan_values(cast.a, starts_at=first, activity=activity(cast))
    with pytest.raises(ValidationError) as refused:
        plan_series(
            by=cast.leader, coach=cast.coach_a, values=told, count=3, every_days=14,
            now=datetime(2027, 1, 1, tzinfo=ZoneInfo("UTC")),
        )  # fmt: skip
    assert set(refused.value.message_dict) == {"time"}
    assert not PlannedSession.objects.exists()


def test_plan_series_for_a_coach_who_does_not_coach_all_is_refused(cast: Cast) -> None:
    told = plan_values(cast.a, cast.b, activity=activity(cast))
    with pytest.raises(ValidationError) as refused:
        plan_series(by=cast.leader, coach=cast.coach_a, values=told, count=2, every_days=7, now=timezone.now())
    assert set(refused.value.message_dict) == {"coach"}
    for count, step, where in ((0, 7, "count"), (21, 7, "count"), (2, 0, "every_days"), (2, 93, "every_days")):
        with pytest.raises(ValidationError) as refused:
            plan_series(
                by=cast.leader, coach=cast.coach_a, values=told, count=count, every_days=step, now=timezone.now()
            )
        assert set(refused.value.message_dict) == {where}


def test_plan_series_is_denied_to_who_neither_runs_it_nor_coaches(cast: Cast) -> None:
    row = activity(cast)
    for by, coach, company in (
        (cast.leader_norr, cast.coach_a, cast.a),
        (cast.coach_b, cast.coach_a, cast.a),
        (cast.leader, cast.coach_c, cast.c),
        (cast.auditor, cast.coach_a, cast.a),
    ):
        with pytest.raises(PermissionDenied):
            plan_series(
                by=by, coach=coach, values=plan_values(company, activity=row), count=2, every_days=7,
                now=timezone.now(),
            )  # fmt: skip
    assert not PlannedSession.objects.exists()


def series_of_two(cast: Cast) -> Activity:
    """Two companies: a session held with one of them, missed, cancelled, to come; and one logged without a plan."""
    row = activity(cast)
    CoachAssignment.objects.create(enrolment=cast.b, coach=cast.coach_a, kind="assisting", from_on=cast.b.started_on)
    first = planned(cast.coach_a, ahead(-9), cast.a, cast.b, activity=row)
    log_session(by=cast.coach_a, values=session_values(first.day, cast.a, activity=row, planned=first))
    planned(cast.coach_a, ahead(-6), cast.a, cast.b, activity=row, state="no_show")
    planned(cast.coach_a, ahead(-3), cast.a, activity=row, state="cancelled", cancel_reason="coach")
    planned(cast.coach_a, ahead(3), cast.a, cast.b, activity=row)
    held(cast.coach_a, timezone.localdate() - timedelta(days=1), cast.b, activity=row)
    return row


def test_series_attendance_says_who_came_to_what(cast: Cast) -> None:
    series = series_attendance(cast.leader, series_of_two(cast))
    assert [column.state for column in series.columns] == ["held", "no_show", "cancelled", "held", "planned"]
    told = {str(line.enrolment.company): [cell.kind for cell in line.cells] for line in series.lines}
    assert told == {
        cast.company_a.name: ["came", "absent", "cancelled", "none", "planned"],
        cast.company_b.name: ["absent", "absent", "none", "came", "planned"],
    }
    assert [(line.times, line.participants) for line in series.lines] == [(1, 3), (1, 3)]


def test_series_attendance_tells_only_of_companies_that_are_seen(cast: Cast, login) -> None:
    row = series_of_two(cast)
    seen = series_attendance(cast.coach_b, row)
    assert [line.enrolment for line in seen.lines] == [cast.b]
    page = login(cast.coach_b).get(f"/activities/{row.pk}/").content.decode()
    assert cast.company_b.name in page
    assert cast.company_a.name not in page


def test_series_export_has_the_table(cast: Cast, login) -> None:
    row = series_of_two(cast)
    answer = login(cast.leader).get(f"/activities/{row.pk}/export/")
    table = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    head = next(line for line in table if line[0] == "Företag")
    assert head[1].startswith(str(ahead(-9).date()))
    assert [line[0] for line in table[table.index(head) + 1 :]] == [cast.company_a.name, cast.company_b.name]
    assert table[table.index(head) + 1][1] == 3


def test_activity_pages_round_trip(cast: Cast, login) -> None:
    client, today = login(cast.leader), timezone.localdate()
    post = {
        "key": uuid4(), "kind": "pilot", "title": "Pilot svets", "programme": cast.programme.pk,
        "region": cast.mellersta.pk, "planned_on": today, "held_on": "",
    }  # fmt: skip
    bad = client.post("/activities/add/", post | {"held_on": today + timedelta(days=1), "region": cast.norr.pk})
    assert sorted(bad.context["form"].errors) == ["held_on", "region"]
    answer = client.post("/activities/add/", post)
    row = Activity.objects.get()
    assert answer.url == f"/activities/{row.pk}/"
    client.post(f"/activities/{row.pk}/change/", post | {"version": 1, "title": "Pilot lack", "held_on": today})
    row.refresh_from_db()
    assert (row.title, row.held_on) == ("Pilot lack", today)
    listed = [client.get(f"/activities/?show={show}").content.decode() for show in ("open", "all")]
    assert ["Pilot lack" in page for page in listed] == [False, True]


def test_series_page_plans_for_the_chosen_coach(cast: Cast, login) -> None:
    row, client = activity(cast), login(cast.leader)
    post = {
        "key": uuid4(), "coach": cast.coach_a.pk, "enrolments": [cast.a.pk], "day": ahead(4).date(), "time": "8.30",
        "minutes": "4", "mode": "on_site", "count": "3", "every_days": "7",
    }  # fmt: skip
    bad = client.post(f"/activities/{row.pk}/series/", post | {"coach": cast.coach_b.pk, "count": "99"})
    assert list(bad.context["form"].errors) == ["count"]
    bad = client.post(f"/activities/{row.pk}/series/", post | {"coach": cast.coach_b.pk})
    assert list(bad.context["form"].errors) == ["coach"]
    client.post(f"/activities/{row.pk}/series/", post)
    assert [one.day for one in PlannedSession.objects.order_by("starts_at")] == [
        (ahead(4) + timedelta(days=7 * n)).date() for n in range(3)
    ]


@pytest.mark.parametrize("count", [3, 30])
def test_activity_pages_ask_the_same_number_of_queries(
    cast: Cast, login, django_assert_num_queries, count: int
) -> None:
    row = activity(cast)
    for n in range(count):
        activity(cast, title=f"Serie {n}")
        planned(cast.coach_a, ahead(n + 1), cast.a, activity=row)
    client = login(cast.leader)
    with django_assert_num_queries(10):
        client.get("/activities/")
    with django_assert_num_queries(9):
        client.get(f"/activities/{row.pk}/")
