"""The forecast page: numbers that open their rows, as of any day, and words where nothing can be told."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker
from python_calamine import CalamineWorkbook

from companies.models import Enrolment, EnrolmentPause, StateChange
from companies.models.transfer import RegionTransfer
from companies.ways import started
from funding.models import Grant, Target
from programme.common.dates import Period, add_months, month_start
from programme.common.figures import Scope
from programme.oversight.dashboards.forecast import intake_of
from programme.oversight.dashboards.numbers import Number
from programme.people.models import AuditEvent
from programme.structure.models import ProgrammeVersion, Region
from tests.bench.forecast import outcomes
from tests.cast import Cast, active, company
from tests.oversight.test_homes import numbers_of
from tests.services.drill import pointed_at

DAY = timedelta(days=1)
TODAY = timezone.localdate
# What a page costs, whatever it counts: its own five reads without targets, and the frame's.
STATEMENTS = 9


def ended(cast: Cast, n: int, region: Region, months_ago: int, *, completed: bool = True, took: int = 18) -> Enrolment:
    """A company that ended so many months ago, after so many months."""
    on = add_months(TODAY(), -months_ago)
    place = "2280" if region == cast.mellersta else "2482"
    row = active(company(n, f"Klar {n} AB", region, place), cast.version, add_months(on, -took))
    state = Enrolment.State.COMPLETED if completed else Enrolment.State.WITHDRAWN
    Enrolment.objects.filter(pk=row.pk).update(
        state=state, state_since_on=on, ended_on=on, withdrawal_reason="" if completed else "economy"
    )
    StateChange.objects.create(enrolment=row, state=state, changed_on=on)
    row.refresh_from_db()
    return row


@pytest.fixture
def world(cast: Cast) -> Cast:
    """The cast with a past: nine have completed, six of them in Norr, one left; three run in the last year of it."""
    for n, months_ago in enumerate((2, 4, 6, 9, 11, 14)):
        ended(cast, 300 + n, cast.norr, months_ago)
    for n, months_ago in enumerate((3, 8, 15)):
        ended(cast, 310 + n, cast.mellersta, months_ago)
    ended(cast, 320, cast.norr, 5, completed=False, took=7)
    for n, months in enumerate((16, 12, 7)):
        active(company(330 + n, f"Löpande {n} AB", cast.norr, "2482"), cast.version, add_months(TODAY(), -months))
    return cast


def page_of(client: Any, **asked: Any) -> Any:
    return client.get(reverse("forecast"), asked).context["page"]


@pytest.mark.parametrize("back", [0, 1, 45, 200])
def test_forecast_every_past_number_equals_its_rows_page(world: Cast, login, back: int) -> None:
    RegionTransfer.objects.create(
        enrolment=world.b, from_region=world.norr, to_region=world.mellersta, transferred_by=world.director,
        from_on=TODAY() - 20 * DAY, noted_on=TODAY(), reason="Flyttade",
    )  # fmt: skip
    on = TODAY() - back * DAY
    for user, asked in ((world.director, {}), (world.director, {"region": world.norr.pk}), (world.leader, {})):
        client = login(user)
        page = page_of(client, on=on.isoformat(), **asked)
        found: list[Number] = list(numbers_of(page))
        assert len(found) >= 26
        for number in found:
            opened = client.get(number.href)
            assert (opened.context["figure"].key, opened.context["value"]) == (number.key, number.value), number


def test_forecast_counts_on_from_what_is_known(world: Cast, login) -> None:
    page = page_of(login(world.director))

    assert page.in_coaching.value == 6
    assert page.completed_before == 9
    # Nine took eighteen months: all six in coaching end about then, the last ones near the last day.
    last = page.completions.last
    assert last.low <= last.middle <= last.high and 3 <= last.middle <= 7
    assert page.starts.last.middle > 0
    starts = [row.numbers[0].value for row in page.rows if row.numbers]
    assert len(starts) == 13 and sum(starts) == 6  # the cast's three, those of 7 and 12 months ago, and who left
    ahead = [row for row in page.rows if not row.numbers]
    assert [row.is_first_ahead for row in ahead] == [True] + [False] * (len(ahead) - 1)
    assert page.until == month_start(add_months(month_start(TODAY()), 19)) - DAY
    assert not page.programme_ends


def test_forecast_of_a_past_day_knows_nothing_later(world: Cast, login) -> None:
    client = login(world.director)
    on = TODAY() - 40 * DAY

    def said() -> Any:
        page = page_of(client, on=on.isoformat())
        return page.starts.months, page.completions.months, page.completed_before, page.in_coaching.value, [
            (row.label, [one.value for one in row.numbers]) for row in page.rows
        ]  # fmt: skip

    before = said()
    running = Enrolment.objects.get(company__name="Löpande 0 AB")
    later = on + DAY
    Enrolment.objects.filter(pk=running.pk).update(state="completed", state_since_on=later, ended_on=later)
    StateChange.objects.create(enrolment=running, state="completed", changed_on=later)
    paused = Enrolment.objects.get(company__name="Löpande 1 AB")
    EnrolmentPause.objects.create(enrolment=paused, paused_on=later, reason="ombyggnad")
    active(company(350, "Ny AB", world.norr, "2482"), world.version, later)
    ProgrammeVersion.objects.update(open_for_enrolment=False)  # nobody has dated that

    assert said() == before
    Enrolment.objects.filter(pk=running.pk).update(ended_on=on)
    StateChange.objects.filter(enrolment=running, state="completed").update(changed_on=on)
    assert said() != before  # a correction of the past does


def test_forecast_leader_sees_what_her_own_region_tells(world: Cast, login) -> None:
    own = page_of(login(world.leader))
    all_over = page_of(login(world.director), region=world.mellersta.pk)

    assert (own.completed_before, all_over.completed_before) == (3, 9)
    assert own.completions.months == () and "3 företag har avslutat hittills" in own.completions.why_not
    assert all_over.completions.months  # how long it takes is read from all that the director sees
    assert own.in_coaching.value == all_over.in_coaching.value == 2
    answer = login(world.leader).get(reverse("forecast"), {"region": world.norr.pk})
    assert answer.context["page"].in_coaching.value == 0
    assert "Klar 300 AB" not in answer.content.decode()


def test_forecast_of_no_history_says_so_without_a_number(cast: Cast, login) -> None:
    answer = login(cast.director).get(reverse("forecast"))
    page = answer.context["page"]

    assert not page.tells
    assert "6 hela månader" in page.starts.why_not
    assert page.starts.why_not in answer.content.decode()
    assert [row for row in page.rows if not row.numbers] == []


def test_forecast_of_a_closed_intake_foresees_no_starts(world: Cast, login) -> None:
    client = login(world.director)
    before = page_of(client)
    ProgrammeVersion.objects.update(open_for_enrolment=False)

    page = page_of(client)
    assert before.starts.months and page.starts.months == ()
    assert "Ingen utgåva" in page.starts.why_not
    assert page.completions.last.high <= page.in_coaching.value
    assert page_of(client, on=(TODAY() - DAY).isoformat()).starts.months


def test_forecast_ends_with_the_programme(world: Cast, login) -> None:
    client = login(world.director)
    world.programme.ends_on = TODAY() + 100 * DAY
    world.programme.save()
    page = page_of(client)
    assert (page.until, page.programme_ends, page.completions.months[-1].ends_on) == (
        world.programme.ends_on, True, world.programme.ends_on,
    )  # fmt: skip

    world.programme.ends_on = TODAY() - 100 * DAY
    world.programme.save()
    page = page_of(client)
    assert not page.tells
    assert "tog slut" in page.starts.why_not and page.starts.why_not == page.completions.why_not


def test_forecast_holds_itself_against_a_year_ago(world: Cast, login) -> None:
    page = page_of(login(world.director))
    on = add_months(TODAY(), -12)
    then = page_of(login(world.director), on=on.isoformat())

    assert then.completions.why_not  # two had completed by then: too few, so that there is nothing to hold
    assert page.completions.a_year_ago is None
    for n in range(5):
        ended(world, 360 + n, world.norr, 20 + n)
    page = page_of(login(world.director))
    assert page.completions.a_year_ago is not None
    assert page.completions.since_then.value == 7
    assert page.completions.held == (page.completions.a_year_ago.low <= 7 <= page.completions.a_year_ago.high)


def test_forecast_targets_are_for_who_sees_grants(world: Cast, login) -> None:
    today = TODAY()
    grant = Grant.objects.create(
        name_sv="Bidrag", name_en="Grant", funder=world.tvv, programme=world.programme, kind="operating",
        case_number="Ä 1", amount=1, starts_on=add_months(today, -3), ends_on=add_months(today, 9),
    )  # fmt: skip
    Target.objects.create(grant=grant, figure="companies_completed", value=10, due_on=add_months(today, 6))

    answer = login(world.director).get(reverse("forecast"))
    assert [line.funder for line in answer.context["page"].targets] == ["Tillväxtverket"]
    assert "Tillväxtverket" in answer.content.decode()
    answer = login(world.leader).get(reverse("forecast"))
    assert answer.context["page"].targets == []
    assert "Tillväxtverket" not in answer.content.decode()


def test_forecast_same_statements_at_1_and_3_and_30_rows(cast: Cast, login) -> None:
    client = login(cast.director)

    def statements() -> int:
        client.get(reverse("forecast"))
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("forecast"))
        return len(seen)

    ended(cast, 300, cast.norr, 2)
    one = statements()
    for n in range(2):
        ended(cast, 301 + n, cast.norr, 3)
    three = statements()
    for n in range(27):
        ended(cast, 310 + n, cast.mellersta, 3 + n % 9)
    assert (one, three, statements()) == (STATEMENTS, STATEMENTS, STATEMENTS)


def test_forecast_export_holds_the_table_and_leaves_a_trace(world: Cast, login) -> None:
    client = login(world.director)
    page = page_of(client)
    answer = client.get(reverse("forecast-export"))

    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    found = [row for row in rows if row[0] in {row.label for row in page.rows}]
    assert [row[0] for row in found] == [row.label for row in page.rows]
    last = found[-1]
    assert (last[10], last[11], last[12]) == (
        page.completions.last.middle, page.completions.last.low, page.completions.last.high,
    )  # fmt: skip
    assert found[0][1] == page.rows[0].numbers[0].value
    assert AuditEvent.objects.latest("pk").subject_label == "forecast"


@pytest.mark.parametrize(
    "query", ["on=2026-13-01", "on=2099-01-01", "on=1990-01-01", "region=x&programme=y", "programme=99999", "region=9"]
)
def test_forecast_and_cohorts_answer_an_odd_address(world: Cast, login, query: str) -> None:
    for name in ("forecast", "cohorts"):
        assert login(world.director).get(f"{reverse(name)}?{query}").context["page"].programme == world.programme


def test_pace_is_that_of_the_targets_forecast(world: Cast) -> None:
    """Six months back from the first of the month, whole months for the chance: as `outlook` reads a figure."""
    scope = Scope(world.director, Period(TODAY(), TODAY()), TODAY(), programme=world.programme.pk)
    ways = [one.way for one in started(scope)]
    since = add_months(month_start(TODAY()), -5)
    pace = intake_of(ways, TODAY())

    assert pace is not None
    begun = sum(since <= way.started_on <= TODAY() for way in ways)
    assert begun == 3
    assert pace.each == pytest.approx(begun / pace.looked)
    assert pace.chance >= pace.each
    assert intake_of(ways, add_months(TODAY(), -400)) is None


@pytest.mark.timeout(600)
def test_ranges_of_past_days_hold_what_came(demo_folder: Path, django_db_blocker: DjangoDbBlocker) -> None:
    """The promise of four of five, held against the demo world; `make bench` prints the same by months ahead."""
    with django_db_blocker.unblock(), pointed_at(f"sqlite:///{demo_folder / 'lyft.sqlite3'}"):
        found = list(outcomes(TODAY()))

    for what, least in (("starts", 0.65), ("completions", 0.8)):
        these = [one for one in found if one.what == what]
        assert len(these) >= 80
        assert least <= sum(one.is_held for one in these) / len(these)
    completions = [one for one in found if one.what == "completions"]
    off = sum(abs(one.middle - one.came) for one in completions) / sum(one.came for one in completions)
    assert off < 0.1
