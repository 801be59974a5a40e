"""Each role's home: its own page, its own numbers, and every number opens its rows."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from coaching.models import ActionItem, Attendance, CoachAssignment, CoachingSession
from coaching.so_far import recount
from companies import actions
from companies.models import Enrolment, EnrolmentPause, PlannedStage, StateChange
from companies.models.transfer import RegionTransfer
from funding.figures import CATALOGUE
from funding.indicators.outlook import middle, outlook
from funding.models import Allocation, Grant, ReportingPeriod, Target
from programme.common.dates import add_months, month_of, month_start
from programme.common.figures import Scope
from programme.oversight.dashboards import targets
from programme.oversight.dashboards.director import director_page
from programme.oversight.dashboards.numbers import Number
from programme.people.models import Appointment, User
from programme.people.roles import Role
from programme.signals.models import Signal
from programme.signals.refreshing import refresh
from programme.structure.models import Programme, ProgrammeVersion, Stage
from tests.cast import LONG_AGO, Cast, active, company

TODAY = timezone.localdate


def numbers_of(page: Any) -> Iterator[Number]:
    """Every number that a page holds, however deep."""
    if isinstance(page, Number):
        yield page
    elif isinstance(page, dict):
        for value in page.values():
            yield from numbers_of(value)
    elif isinstance(page, (list, tuple)):
        for value in page:
            yield from numbers_of(value)
    elif is_dataclass(page) and not isinstance(page, type):
        for field in fields(page):
            if field.name not in {"scope", "viewer"}:
                yield from numbers_of(getattr(page, field.name))


def grant(cast: Cast, **values: Any) -> Grant:
    today = TODAY()
    return Grant.objects.create(
        **{
            "name_sv": "Verksamhetsbidrag",
            "name_en": "Operating grant",
            "funder": cast.tvv,
            "programme": cast.programme,
            "kind": "operating",
            "case_number": f"Ä {Grant.objects.count() + 1}",
            "amount": 1_000_000,
            "starts_on": add_months(today, -3),
            "ends_on": add_months(today, 9),
            **values,
        }
    )


@pytest.fixture
def world(cast: Cast) -> Cast:
    """The cast with sessions this month and last, a company behind, one paused, one of another programme, a grant."""
    today = TODAY()
    last_month = month_start(today) - timedelta(days=1)
    for day, enrolment, minutes in ((today, cast.a, 90), (last_month, cast.a, 30), (today, cast.c, 45)):
        held = CoachingSession.objects.create(coach=cast.coach_a, held_on=day, on_site_minutes=120, travel_minutes=50)
        Attendance.objects.create(session=held, enrolment=enrolment, women=2, men=1, company_minutes=minutes)
    both = CoachingSession.objects.create(coach=cast.coach_a, held_on=today, on_site_minutes=60)
    for enrolment in (cast.a, cast.b):
        Attendance.objects.create(session=both, enrolment=enrolment, women=1, company_minutes=100)
    PlannedStage.objects.filter(enrolment=cast.b, order=1).update(
        planned_start_on=today - timedelta(days=60), planned_end_on=today - timedelta(days=20)
    )
    rested = active(company(11, "Vilande AB", cast.norr, "2482"), cast.version, add_months(today, -5))
    Enrolment.objects.filter(pk=rested.pk).update(state="paused", state_since_on=today)
    StateChange.objects.create(enrolment=rested, state="paused", changed_on=today)
    EnrolmentPause.objects.create(enrolment=rested, paused_on=today, reason="ombyggnad")
    done = active(company(12, "Färdig AB", cast.norr, "2580"), cast.version, add_months(today, -20))
    Enrolment.objects.filter(pk=done.pk).update(state="completed", state_since_on=today, ended_on=today)
    StateChange.objects.create(enrolment=done, state="completed", changed_on=today)
    other = Programme.objects.create(code="simmitt", name_sv="SIMMITT", name_en="SIMMITT", starts_on=LONG_AGO)
    version = ProgrammeVersion.objects.create(programme=other, name="Utgåva 1")
    Stage.objects.create(version=version, order=1, name_sv="Start", name_en="Start", start_month=0, end_month=6)
    elsewhere = active(company(13, "Annat Program AB", cast.mellersta, "2380"), version, add_months(today, -1))
    held = CoachingSession.objects.create(coach=cast.coach_b, held_on=today)
    Attendance.objects.create(session=held, enrolment=elsewhere, men=1)
    StateChange.objects.create(enrolment=cast.lone, state="interested", changed_on=today)
    paid = grant(cast)
    Allocation.objects.create(grant=paid, enrolment=cast.a, percent=50, from_on=paid.starts_on, until_on=paid.ends_on)
    whole = grant(cast, funder=cast.vinnova)
    for one, key, region in (
        (paid, "companies_in_coaching", None),
        (paid, "company_hours", None),
        (whole, "companies_in_coaching", cast.norr),
        (whole, "sessions_held", None),
    ):
        Target.objects.create(grant=one, figure=key, region=region, value=10, due_on=add_months(today, 6))
    ReportingPeriod.objects.create(
        grant=paid, number=1, starts_on=paid.starts_on, ends_on=today - timedelta(days=1), due_on=today + timedelta(9)
    )
    recount(Enrolment.objects.all())
    return cast


def page_for(user: User, **values: Any) -> Any:
    return director_page(user, **{"programme": None, "regions": frozenset(), "today": TODAY(), **values})


@pytest.mark.parametrize("back", [1, 15, 40, 100, 400])
def test_director_every_number_of_a_past_day_equals_its_rows_page(world: Cast, login, back: int) -> None:
    RegionTransfer.objects.create(
        enrolment=world.b, from_region=world.norr, to_region=world.mellersta, transferred_by=world.director,
        from_on=TODAY() - timedelta(days=20), noted_on=TODAY(), reason="Flyttade",
    )  # fmt: skip
    on = TODAY() - timedelta(days=back)
    client = login(world.director)
    answer = client.get(reverse("home"), {"on": on.isoformat()})

    found = list(numbers_of(answer.context["page"]))
    assert answer.context["on"] == on and len(found) > 20
    for number in found:
        opened = client.get(number.href)
        assert opened.context["value"] == number.value, (number, opened.context["scope"])
    by_region = {line.region.pk: line.now.value for line in answer.context["page"].regions}
    assert by_region[world.norr.pk] == CATALOGUE["companies_in_coaching"].value(
        Scope(world.director, month_of(on), on, programme=world.programme.pk, regions=frozenset({world.norr.pk}))
    )


def test_director_past_day_is_what_was_known_then(world: Cast, login) -> None:
    """What happens later does not change the page of a day before: it is read from dated facts."""
    client = login(world.director)
    on = TODAY() - timedelta(days=2)

    def said() -> dict[str, Any]:
        page = client.get(reverse("home"), {"on": on.isoformat()}).context["page"]
        return {
            "numbers": {name: one.value for name, one in page.numbers.items()},
            "silent": page.silent.value,
            "regions": [
                (line.region.pk, line.now.value, line.way_in.value, line.behind.value) for line in page.regions
            ],
            "stages": page.stage_rows,
            "spots": [(row.name, row.now.value, row.way_in.value) for row in page.spots.rows],
            "signals": [(one.what, one.when) for one in page.signals],
        }

    before = said()
    actions.pause(by=world.leader, enrolment=world.a, on=TODAY(), code="workload")
    actions.withdraw(by=world.leader, enrolment=world.b, on=TODAY(), reason="other", note="Slutar")
    held = CoachingSession.objects.create(coach=world.coach_a, held_on=TODAY(), on_site_minutes=60)
    Attendance.objects.create(session=held, enrolment=world.a, women=1, company_minutes=60)
    recount(Enrolment.objects.all())
    actions.transfer(
        by=world.director, enrolment=world.a, region=world.norr, on=TODAY(), today=TODAY(), reason="Flyttar"
    )

    refresh(today=TODAY())
    assert said() == before


def test_director_past_day_lists_what_waited_then_and_no_signal_of_today(world: Cast, login) -> None:
    refresh(today=TODAY())
    answer = login(world.director).get(reverse("home"), {"on": (TODAY() - timedelta(days=2)).isoformat()})

    assert answer.context["page"].waiting is None
    assert answer.context["page"].signals
    for one in answer.context["page"].signals:
        assert escape(one.what) in answer.content.decode()
    assert reverse("signal-list") not in answer.content.decode().split("<main")[1]
    today = login(world.director).get(reverse("home")).context["page"]
    assert today.waiting.lines and not today.signals


def test_director_nothing_waits_tells_how_many_are_handled(world: Cast, login) -> None:
    refresh(today=TODAY())
    client = login(world.director)
    done = {"handled_on": TODAY(), "handled_by": world.director, "handled_note": "Ringt"}
    Signal.objects.update(**done)
    page = client.get(reverse("home")).context["page"]

    assert (page.waiting.lines, page.waiting.total) == ([], 0)
    assert client.get(page.waiting.all_href).context["page"].paginator.count == page.waiting.settled > 1
    assert str(page.waiting.settled) in render_to_string("oversight/_nothing_waits.html", {"waiting": page.waiting})
    assert client.get(reverse("home")).content.decode().count(escape(page.waiting.all_href)) >= 1


@pytest.mark.parametrize("asked", ["2099-01-01", "2026-13-45", "igår", "1800-01-01", ""])
def test_director_day_that_cannot_be_shown_is_said_and_today_is_shown(world: Cast, login, asked: str) -> None:
    answer = login(world.director).get(reverse("home"), {"on": asked})

    assert answer.status_code == 200
    assert answer.context["on"] == TODAY()
    assert bool(list(answer.context["messages"])) == bool(asked)


@pytest.mark.parametrize("narrowed", ["", "region", "programme"])
def test_director_every_number_equals_its_rows_page(world: Cast, login, narrowed: str) -> None:
    query = {"": {}, "region": {"region": world.norr.pk}, "programme": {"programme": Programme.objects.last().pk}}
    client = login(world.director)
    page = client.get(reverse("home"), query[narrowed]).context["page"]
    found = list(numbers_of(page))
    assert len(found) > 20
    if not narrowed:
        assert {number.key for number in found} >= {
            "companies_in_coaching",
            "companies_behind",
            "companies_paused",
            "companies_silent",
            "sessions_held",
            "coach_hours",
            "company_hours",
        }
    for number in found:
        opened = client.get(number.href)
        assert opened.context["value"] == number.value, (number, opened.context["scope"])
        assert opened.context["figure"].key == number.key


def test_leader_every_number_equals_its_rows_page(world: Cast, login) -> None:
    client = login(world.leader)
    found = list(numbers_of(client.get(reverse("home")).context["page"]))
    assert {number.key: number.value for number in found} == {
        "companies_in_coaching": 3,
        "companies_on_plan": 2,
        "companies_behind": 1,
        "companies_paused": 0,
        "companies_on_the_way_in": 1,
    }
    for number in found:
        assert client.get(number.href).context["value"] == number.value


def test_director_sentence_and_tiles_state_the_world(world: Cast) -> None:
    numbers = page_for(world.director).numbers
    said = {name: number.text for name, number in numbers.items() if not name.startswith(("target", "before"))}
    assert said == {
        "in_coaching": "4",
        "on_plan": "2",
        "behind": "1",
        "paused": "1",
        "way_in": "1",
        "year_ago": "1",
        "completed": "1",
        "sessions": "3",
        "sessions_before": "1",
        "company_hours": "5,6",
        "company_hours_before": "0,5",
        "coach_hours": "6,7",
        "coach_hours_before": "2,8",
    }


def test_director_default_programme_is_the_one_with_most_companies(world: Cast) -> None:
    assert page_for(world.director).programme == world.programme
    other = Programme.objects.get(code="simmitt")
    assert page_for(world.director, programme=other.pk).programme == other
    assert page_for(world.director, programme=10**17).programme == world.programme


def test_director_of_one_programme_sees_that_programme_only(world: Cast) -> None:
    other = Programme.objects.get(code="simmitt")
    Appointment.objects.filter(person=world.auditor).update(programme=other)
    page = page_for(User.objects.get(pk=world.auditor.pk))
    assert page.programmes == [other]
    assert page.numbers["in_coaching"].value == 1


def test_director_silent_companies_are_those_of_the_figure(world: Cast) -> None:
    scope = Scope(viewer=world.director, period=month_of(TODAY()), as_of=TODAY(), programme=world.programme.pk)
    assert page_for(world.director).silent.value == CATALOGUE["companies_silent"].value(scope)
    PlannedStage.objects.update(planned_end_on=TODAY() + timedelta(days=900))
    Attendance.objects.all().delete()
    recount(Enrolment.objects.all())
    assert page_for(world.director).silent.value == CATALOGUE["companies_silent"].value(scope) > 0


def test_director_signals_worst_first_each_leads_to_its_row(world: Cast, login) -> None:
    refresh(today=TODAY())
    page = login(world.director).get(reverse("home"))
    waiting = page.context["page"].waiting
    lines = {line.kind.key: line for line in waiting.lines}
    assert waiting.lines[0].href == reverse("period-card", args=[ReportingPeriod.objects.get().pk])
    assert lines["stage-overdue"].href == reverse("stage-close", args=[world.b.planned_stages.get(order=1).pk])
    assert lines["stage-overdue"].owner == world.leader.name
    for line in waiting.lines:
        assert line.href in page.content.decode()
    listed = login(world.director).get(waiting.href)
    assert listed.context["page"].paginator.count == waiting.total >= len(waiting.lines)


def test_director_forecasts_are_those_of_reports(world: Cast) -> None:
    today = TODAY()
    aims = list(targets.targets_of(world.director, programme=world.programme.pk, today=today))
    assert len(aims) == 4
    for aim in aims:
        wanted = targets.wanted_of(aim, world.director, today=today)
        figure = CATALOGUE[aim.figure]
        outcome = figure.value(wanted.scope)
        before = targets.wanted_before(wanted)
        ours = middle(figure, wanted.scope, outcome, figure.value(before.scope) if before else None, aim.due_on)
        theirs = outlook(figure, wanted.scope, outcome, aim.due_on)
        assert abs(ours - theirs.value) <= Decimal("0.500001")  # reports round it as the figure is rounded


def test_director_white_spots_are_named(world: Cast) -> None:
    spots = page_for(world.director).spots
    white = [row.name for row in spots.rows if row.is_white]
    assert len(spots.rows) == 21
    assert len(white) == 19
    assert "Gotland" in spots.white
    assert "2" in spots.covered
    norr = page_for(world.director, regions=frozenset({world.norr.pk})).spots
    assert [(row.name, row.now.value) for row in norr.rows] == [("Västerbotten", 2), ("Norrbotten", 0)]


def test_director_region_lines_end_at_today(world: Cast) -> None:
    lines = {line.region.code: line for line in page_for(world.director).regions}
    assert {code: int(line.now.value) for code, line in lines.items()} == {"mellersta-norrland": 2, "norr": 2}
    assert lines["mellersta-norrland"].leader == world.leader.name
    assert int(lines["mellersta-norrland"].behind.value) == 1


def test_leader_home_holds_own_region_only(world: Cast, login) -> None:
    body = login(world.leader).get(reverse("home")).content.decode()
    assert world.company_a.name in body
    assert world.company_lone.name in body
    for hidden in (world.company_c.name, "Vilande AB", "Färdig AB"):
        assert hidden not in body
    assert "Jämtland" not in body  # has a company of the other programme


def test_leader_board_total_opens_its_rows(world: Cast, login) -> None:
    places = [(world.mellersta, "2280")] * 15 + [(world.norr, "2482")]
    for n, (region, municipality) in enumerate(places, start=100):
        row = company(n, f"Firma {n} AB", region, municipality)
        neighbour = actions.enrol(by=world.director, company=row, programme_version=world.version, on=TODAY())
    Appointment.objects.create(person=world.leader, role=Role.COACH, region=world.norr, from_on=LONG_AGO)
    CoachAssignment.objects.create(enrolment=neighbour, coach=world.leader, from_on=TODAY())  # sees more than her own
    client = login(world.leader)
    page = client.get(reverse("home"))
    for column in page.context["page"].columns:
        opened = client.get(column.href)
        assert opened.context["page"].paginator.count == column.total, column.state
        assert f'href="{escape(column.href)}"' in page.content.decode()
    assert page.context["page"].columns[0].total == 16


def test_leader_board_puts_each_company_in_its_column(world: Cast, login) -> None:
    columns = login(world.leader).get(reverse("home")).context["page"].columns
    assert [(column.state, column.total) for column in columns] == [
        ("interested", 1),
        ("contacted", 0),
        ("applied", 0),
        ("admitted", 0),
    ]
    assert columns[0].cards[0].acts[0].href == reverse("enrolment-move", args=[world.lone.pk])


def test_education_lead_home_offers_no_moves(world: Cast, login) -> None:
    lead = User.objects.create(email="lead@example.org", name="Lea Led")
    Appointment.objects.create(person=lead, role=Role.EDUCATION_LEAD, region=world.mellersta, from_on=LONG_AGO)
    page = login(lead).get(reverse("home")).context["page"]
    assert page.columns[0].total == 1
    assert page.columns[0].cards[0].acts == []
    assert not page.may_add


def test_home_each_role_own_template(world: Cast, login) -> None:
    expected = {
        world.director: "oversight/director.html",
        world.auditor: "oversight/director.html",
        world.leader: "oversight/leader.html",
        world.coach_a: "coaching/day.html",
        world.nobody: "oversight/home_none.html",
    }
    for user, template in expected.items():
        used = [used.name for used in login(user).get(reverse("home")).templates]
        assert template in used, user
    body = login(world.funder_tvv).get(reverse("home")).content.decode()
    assert world.company_a.name not in body


def test_home_second_role_is_one_click_away(world: Cast, login) -> None:
    today = TODAY()
    Appointment.objects.create(person=world.leader, role=Role.COACH, region=world.mellersta, from_on=LONG_AGO)
    CoachAssignment.objects.create(enrolment=world.a, coach=world.leader, kind="assisting", from_on=today)
    client = login(world.leader)
    first = client.get(reverse("home"))
    assert "oversight/leader.html" in [used.name for used in first.templates]
    assert '/?as=coach"' in first.content.decode()
    second = client.get(reverse("home"), {"as": "coach"})
    assert "coaching/day.html" in [used.name for used in second.templates]
    other = client.get(reverse("home"), {"as": "director"})
    assert "oversight/leader.html" in [used.name for used in other.templates]


@pytest.mark.parametrize("query", ["region=x", "programme=9999999999999999999999", "region=1&region=2", "as=%00"])
def test_home_odd_address_is_answered(world: Cast, login, query: str) -> None:
    for user in (world.director, world.leader):
        assert "page" in login(user).get(f"{reverse('home')}?{query}").context


@pytest.mark.parametrize("role", ["director", "leader"])
def test_home_same_queries_at_3_and_30(world: Cast, login, role: str) -> None:
    client = login(getattr(world, role))

    def queries() -> int:
        client.get(reverse("home"))
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("home"))
        return len(seen)

    few = queries()
    today = TODAY()
    for n in range(20, 50):
        row = company(n, f"Firma {n} AB", world.mellersta, "2280")
        if n % 2:
            active(row, world.version, add_months(today, -(n % 17)))
        else:
            Enrolment.objects.create(
                company=row, programme_version=world.version, region=world.mellersta, state_since_on=today
            )
    ActionItem.objects.bulk_create(
        ActionItem(enrolment=world.a, what=f"Åtgärd {n}", due_on=today - timedelta(days=n), added_by=world.coach_a)
        for n in range(1, 20)
    )
    refresh(today=today)
    assert queries() == few
    assert few <= 15
