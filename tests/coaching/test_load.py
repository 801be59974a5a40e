"""Coach load: whose coaches, how many companies and hours, and that every number opens its rows."""

import io
import re
from datetime import timedelta
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from coaching.figures import FIGURES
from coaching.load import BOOKED_DAYS, booked_minutes, coach_load
from coaching.models import CoachAssignment, CoachingSession, PlannedSession
from companies.models import Enrolment
from programme.common.dates import add_months, month_of
from programme.common.figures import Scope
from programme.people.models import Appointment, AuditEvent
from programme.people.roles import Role
from tests.cast import Cast, active, company, person
from tests.coaching.posts import held

PAGE = "/coaches/"
BY_KEY = {figure.key: figure for figure in FIGURES}


def names(load: object) -> list[str]:
    return [line.coach.name for line in load.lines]


def line_of(load: object, coach: object) -> object:
    return next(line for line in load.lines if line.coach == coach)


def test_load_leader_sees_own_coaches_and_director_all_by_region(cast: Cast) -> None:
    today = timezone.localdate()
    assert names(coach_load(cast.leader, today=today)) == ["Mikael Sundh", "Olle Rask", "Sara Björk"]
    everybody = ["Mikael Sundh", "Olle Rask", "Sara Björk", "Elin Fors"]
    for reader in (cast.director, cast.auditor):
        assert names(coach_load(reader, today=today)) == everybody
    assert names(coach_load(cast.director, today=today, region=cast.norr.pk)) == ["Elin Fors"]
    assert names(coach_load(cast.leader, today=today, region=cast.norr.pk)) == []


def test_load_a_coach_lent_by_another_region_is_seen_with_only_ones_own_companies(cast: Cast) -> None:
    today = timezone.localdate()
    CoachAssignment.objects.create(enrolment=cast.a, coach=cast.coach_c, kind="assisting", from_on=today)
    held(cast.coach_c, today, cast.c)
    line = line_of(coach_load(cast.leader, today=today), cast.coach_c)
    assert ([one.enrolment for one in line.companies], line.region, line.hours_month) == ([cast.a], None, 0)
    line = line_of(coach_load(cast.director, today=today), cast.coach_c)
    assert ({one.enrolment for one in line.companies}, line.region) == ({cast.a, cast.c}, cast.norr)


def test_load_counts_companies_hours_and_silence_by_hand(cast: Cast) -> None:
    today = timezone.localdate()
    month = month_of(today)
    second = active(company(40, "Andra AB", cast.mellersta, "2280"), cast.version, add_months(today, -6))
    CoachAssignment.objects.create(enrolment=second, coach=cast.coach_a, from_on=second.started_on)
    gone = active(company(41, "Slut AB", cast.mellersta, "2280"), cast.version, add_months(today, -19))
    CoachAssignment.objects.create(enrolment=gone, coach=cast.coach_a, from_on=gone.started_on)
    Enrolment.objects.filter(pk=gone.pk).update(state="completed", ended_on=today)
    held(cast.coach_a, month.start, cast.a, cast.b, travel_minutes=30)  # a joint session's hours count once
    held(cast.coach_a, month.start - timedelta(days=1), cast.a, preparation_minutes=30)
    held(cast.coach_a, add_months(month.start, -3), cast.a)
    held(cast.coach_a, add_months(month.start, -3) - timedelta(days=1), cast.a)  # too long ago
    held(cast.coach_b, month.start, cast.b)

    line = line_of(coach_load(cast.leader, today=today), cast.coach_a)

    assert (line.count, line.hours_month, line.hours_before) == (2, Decimal("1.5"), Decimal("2.5"))
    assert line.per_company == Decimal("2.5") / 3 / 2
    assert [(one.enrolment, one.is_silent) for one in line.companies] == [(second, True), (cast.a, False)]
    assert line.silent == 1
    idle = line_of(coach_load(cast.leader, today=today), cast.former_coach)
    assert (idle.count, idle.hours_month, idle.per_company, idle.silent) == (0, 0, None, 0)


def test_load_states_what_the_figures_state(cast: Cast) -> None:
    today = timezone.localdate()
    CoachAssignment.objects.create(enrolment=cast.b, coach=cast.coach_a, kind="assisting", from_on=today)
    for n, coach in enumerate((cast.coach_a, cast.coach_b, cast.coach_a)):
        held(coach, today, cast.a, cast.b, on_site_minutes=50 + 25 * n)
    for reader in (cast.leader, cast.director):
        scope = Scope(reader, month_of(today), today)
        companies = BY_KEY["companies_coached"].by(scope, "coach")
        hours = BY_KEY["coach_hours"].by(scope, "coach")
        for line in coach_load(reader, today=today).lines:
            assert line.count == companies.get(line.coach.pk, 0)
            assert line.hours_month == hours.get(line.coach.pk, 0)


def test_load_hours_equal_the_rows_that_they_open(cast: Cast, login) -> None:
    today = timezone.localdate()
    month = month_of(today)
    held(cast.coach_a, month.start, cast.a, on_site_minutes=95)
    held(cast.coach_b, month.start, cast.a, on_site_minutes=500)
    held(cast.coach_a, month.start - timedelta(days=1), cast.a, on_site_minutes=700)
    client = login(cast.leader)
    body = client.get(PAGE).content.decode()
    href = f"/sessions/?coach={cast.coach_a.pk}&amp;from={month.start}&amp;until={month.end}"
    assert href in body
    rows = list(client.get(href.replace("&amp;", "&")).context["page"])
    assert sum(session.coach_minutes for session in rows) == 95
    # Somebody without sessions opens an empty list, not everybody's.
    assert list(client.get(f"/sessions/?coach={cast.former_coach.pk}").context["page"]) == []
    assert CoachingSession.objects.count() == 3


def test_load_page_only_for_leader_director_and_auditor(cast: Cast, login) -> None:
    for reader in (cast.leader, cast.director, cast.auditor):
        assert cast.company_a.name in login(reader).get(PAGE).content.decode()
        assert PAGE in login(reader).get("/sessions/").content.decode()
    for stranger in (cast.coach_a, cast.funder_tvv, cast.nobody):
        assert login(stranger).get(PAGE).status_code == 403
        assert login(stranger).get(f"{PAGE}export/").status_code == 403
    norr = login(cast.leader_norr).get(PAGE).content.decode()
    assert cast.coach_a.name not in norr and cast.company_a.name not in norr
    for odd in ("x", "-1", "9" * 30, "%00", "1&region=2"):
        assert login(cast.director).get(f"{PAGE}?region={odd}").status_code == 200


def test_load_export_has_the_rows_of_the_page_and_leaves_a_trace(cast: Cast, login) -> None:
    answer = login(cast.leader).get(f"{PAGE}export/")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[-3:]] == names(coach_load(cast.leader, today=timezone.localdate()))
    assert AuditEvent.objects.get(verb="exported").by == cast.leader


def test_load_page_same_queries_at_3_and_30(cast: Cast, login) -> None:
    client, today = login(cast.director), timezone.localdate()

    def queries() -> int:
        client.get(PAGE)
        with CaptureQueriesContext(connection) as seen:
            client.get(PAGE)
        return len(seen)

    few = queries()
    for n in range(27):
        coach = person(f"coach.{n}@example.org", f"Coach {n}", (Role.COACH, {"region": cast.norr}))
        row = active(company(100 + n, f"Bolag {n} AB", cast.norr, "2482"), cast.version, add_months(today, -2))
        CoachAssignment.objects.create(enrolment=row, coach=coach, from_on=row.started_on)
        held(coach, today, row)
    assert queries() == few
    assert few <= 12


def test_load_of_nobody_says_where_coaches_come_from(cast: Cast, login) -> None:
    Appointment.objects.filter(role=Role.COACH).delete()
    CoachAssignment.objects.all().delete()
    answer = login(cast.leader).get(PAGE)
    assert answer.context["page"].paginator.count == 0
    assert "l-empty" in answer.content.decode()


def test_booked_minutes_are_the_open_sessions_ahead_that_the_reader_sees(cast: Cast, login) -> None:
    today, noon = timezone.localdate(), timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    until = today + timedelta(days=BOOKED_DAYS)
    for days, minutes, state in ((1, 90, "planned"), (2, 60, "proposed"), (BOOKED_DAYS + 1, 400, "planned")):
        planned = PlannedSession.objects.create(
            coach=cast.coach_a,
            starts_at=noon + timedelta(days=days),
            minutes=minutes,
            state=state,
            planned_by=cast.leader,
        )
        planned.enrolments.set([cast.a])
    called_off = PlannedSession.objects.create(
        coach=cast.coach_a,
        starts_at=noon + timedelta(days=3),
        minutes=30,
        state="cancelled",
        cancel_reason="coach",
        planned_by=cast.leader,
    )
    called_off.enrolments.set([cast.a])
    asked = ({cast.coach_a.pk, cast.coach_b.pk}, today, until)
    assert booked_minutes(cast.leader, *asked) == booked_minutes(cast.director, *asked) == {cast.coach_a.pk: 150}
    assert booked_minutes(cast.leader_norr, *asked) == {}
    assert line_of(coach_load(cast.leader, today=today), cast.coach_a).booked == 150
    body = login(cast.leader).get(PAGE).content.decode()
    opened = re.search(r'href="(/plan/\?[^"]*)"[^>]*>2,5', body)
    assert opened is not None
    rows = list(login(cast.leader).get(opened[1].replace("&amp;", "&")).context["page"])
    assert sum(row.minutes for row in rows) == 150
