"""Cohorts: numbers that open their rows, curves of ten or more, medians of few as words, the country beside."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from companies.models import Enrolment, PlannedStage, StateChange
from companies.models.transfer import RegionTransfer
from companies.stage_days import StageStay, quartiles_of, stage_key
from programme.common.dates import add_months
from programme.oversight.dashboards.funnel import few, hidden
from programme.people.models import AuditEvent
from programme.structure.models import Region
from tests.cast import Cast, active, company
from tests.oversight.test_homes import numbers_of

DAY = timedelta(days=1)
TODAY = timezone.localdate
STATEMENTS = 12


def through(
    cast: Cast, n: int, region: Region, start: date, *, first_stage: int = 90, state: str = "completed", days: int = 550
) -> Enrolment:
    """A company that started on a day, closed its first stage after so many days and ended after so many."""
    place = "2280" if region == cast.mellersta else "2482"
    row = active(company(n, f"Kohort {n} AB", region, place), cast.version, start)
    PlannedStage.objects.filter(enrolment=row, order=1).update(closed_on=start + first_stage * DAY)
    if state != "active":
        ended_on = start + days * DAY
        reason = "economy" if state == "withdrawn" else ""
        Enrolment.objects.filter(pk=row.pk).update(
            state=state, state_since_on=ended_on, ended_on=ended_on, withdrawal_reason=reason
        )
        StateChange.objects.create(enrolment=row, state=state, changed_on=ended_on)
    row.refresh_from_db()
    return row


@pytest.fixture
def world(cast: Cast) -> Cast:
    """Three years ago twelve started in Norr and three in Mellersta; last year one that is there still."""
    start = date(TODAY().year - 3, 2, 1)
    for n in range(9):
        through(cast, 300 + n, cast.norr, start + n * DAY, first_stage=80 + n, days=550 + n)
    for n in range(3):
        through(cast, 310 + n, cast.norr, start + n * DAY, first_stage=60, state="withdrawn", days=200 + n)
    for n in range(3):
        through(cast, 320 + n, cast.mellersta, start + n * DAY, first_stage=100 + n)
    through(cast, 330, cast.norr, date(TODAY().year - 1, 12, 1), first_stage=70, state="active")
    return cast


def page_of(client: Any, **asked: Any) -> Any:
    return client.get(reverse("cohorts"), asked).context["page"]


def test_cohorts_every_number_equals_its_rows_page(world: Cast, login) -> None:
    for n, days in ((300, 300), (301, 700)):  # one on its way, one after it had ended
        moved = Enrolment.objects.get(company__name=f"Kohort {n} AB")
        RegionTransfer.objects.create(
            enrolment=moved, from_region=world.norr, to_region=world.mellersta, transferred_by=world.director,
            from_on=moved.started_on + days * DAY, noted_on=TODAY(), reason="Flyttade",
        )  # fmt: skip
        Enrolment.objects.filter(pk=moved.pk).update(region=world.mellersta)
    for user, asked in ((world.director, {}), (world.director, {"region": world.norr.pk}), (world.leader, {})):
        client = login(user)
        found = list(numbers_of(page_of(client, **asked)))
        assert len(found) >= 12
        for number in found:
            opened = client.get(number.href)
            assert (opened.context["figure"].key, opened.context["value"]) == (number.key, number.value), number


def test_cohorts_count_by_year_of_start_and_what_became_of_them(world: Cast, login) -> None:
    page = page_of(login(world.director))
    year = str(TODAY().year - 3)
    told = {
        one.label: tuple(int(n.value) for n in (one.started, one.running, one.completed, one.left))
        for one in page.years
    }

    assert told[year] == (15, 0, 12, 3)
    regions = {one.label: one.started.value for one in page.regions}
    assert regions[str(world.norr)] == 14  # with the cast's C and the one of last year
    assert [line.region for line in page.stage_regions] == [world.mellersta, world.norr]


def test_cohorts_curve_says_when_half_had_ended_and_who_left(world: Cast, login) -> None:
    page = page_of(login(world.director))
    year = next(one for one in page.years if one.label == str(TODAY().year - 3))

    # Fifteen: three left after 200 to 202 days, the eighth to end ended on day 550.
    assert year.has_curve and year.half == "18,1 månader"
    assert "0 % kvar, 80 % hade avslutat och 20 % hade hoppat av" in year.chart
    assert "80 % klara" in year.chart
    few_started = next(one for one in page.years if one.label == str(TODAY().year))
    assert not few_started.has_curve
    assert few_started.half == "färre än 10 företag"


def test_cohorts_small_medians_are_words_for_who_sees_other_regions(world: Cast, login) -> None:
    page = page_of(login(world.director))
    first = {line.region: line.cells[0] for line in page.stage_regions}

    assert first[world.mellersta].text == few()
    assert first[world.norr].number.value == 82  # of 60, 60, 60, 70, 80 … 88
    assert first[world.norr].quartiles == "65 till 85,5"
    assert page.country[0] == "83,5"
    assert "100" not in next(line.chart for line in page.stage_regions if line.region == world.mellersta)


def test_cohorts_leader_sees_her_own_and_the_country_without_the_few_others(world: Cast, login) -> None:
    own = page_of(login(world.leader))
    assert [line.region for line in own.stage_regions] == [world.mellersta]
    assert own.stage_regions[0].cells[0].number.value == 101
    assert own.country[0] == "83,5"
    assert own.sentence.startswith("5 företag har startat")
    neighbour = page_of(login(world.leader_norr))
    assert neighbour.country[0] == hidden()  # three in the other region: she could work them out
    body = login(world.leader).get(reverse("cohorts")).content.decode()
    assert "Övre Norrland" not in body.split('id="main"')[1] and "Kohort 30" not in body


def test_cohorts_country_curve_is_hidden_where_few_others_stand_behind_it(world: Cast, login) -> None:
    """The leader of Norr does not see five of Mellersta; of three she could work out how long they stayed."""

    def dashed(user: Any) -> bool:
        page = page_of(login(user))
        return any("stroke-dasharray" in one.chart for one in (*page.years, *page.regions))

    assert dashed(world.leader)
    assert dashed(world.leader_norr)
    for row in Enrolment.objects.filter(region=world.mellersta, company__name__startswith="Kohort")[:2]:
        PlannedStage.objects.filter(enrolment=row).delete()
        StateChange.objects.filter(enrolment=row).delete()
        row.delete()
    assert not dashed(world.leader_norr)


def test_cohorts_of_a_new_programme_say_so(cast: Cast, login) -> None:
    Enrolment.objects.filter(pk__in=[cast.a.pk, cast.b.pk, cast.c.pk]).update(state="admitted", started_on=None)
    StateChange.objects.filter(state="active").delete()
    answer = login(cast.director).get(reverse("cohorts"))
    assert answer.context["page"].years == []
    assert "Inget företag har startat" in answer.content.decode()


def test_cohorts_same_statements_at_3_and_30(cast: Cast, login) -> None:
    client = login(cast.director)

    def statements() -> int:
        client.get(reverse("cohorts"))
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("cohorts"))
        return len(seen)

    three = statements()
    for n in range(27):
        through(cast, 400 + n, cast.norr, add_months(TODAY(), -20 - n))
    assert (three, statements()) == (STATEMENTS, STATEMENTS)


def test_cohorts_export_holds_the_numbers_and_leaves_a_trace(world: Cast, login) -> None:
    client = login(world.director)
    page = page_of(client)
    answer = client.get(reverse("cohorts-export"))

    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    found = {str(row[0]): row for row in rows[-page.rows :]}
    assert list(found) == [one.label for one in (*page.years, *page.regions)]
    assert found[str(TODAY().year - 3)][1:5] == [15, 0, 12, 3]
    assert found[str(world.mellersta)][6] == few()
    assert found[str(world.norr)][6] == 82
    assert AuditEvent.objects.latest("pk").subject_label == "cohorts"


def test_figure_rows_of_those_that_started_in_some_years(world: Cast, login) -> None:
    client = login(world.director)
    path = reverse("figure-rows", args=["companies_completed"])
    year = TODAY().year - 3
    asked = {"from": "2015-01-01", "until": TODAY().isoformat()}

    assert client.get(path, {**asked, "started": str(year)}).context["value"] == 12
    both = client.get(path, {**asked, "started": f"{year - 1}-{year}"})
    assert both.context["value"] == 12 and f"startade {year - 1}–{year}" in both.context["places"]
    assert ("started", f"{year - 1}-{year}") in both.context["kept"]
    assert client.get(path, {**asked, "started": str(year + 1)}).context["value"] == 0
    for odd in ("2024-2019", "x", "20245", "1500"):
        answer = client.get(path, {**asked, "started": odd})
        assert answer.context["value"] == 12 and "gick inte att läsa" in answer.content.decode()


def test_figure_rows_of_a_stage_say_few_to_who_sees_other_regions(world: Cast, login) -> None:
    path = reverse("figure-rows", args=[stage_key(1)])
    asked = {"from": "2015-01-01", "until": TODAY().isoformat(), "region": world.mellersta.pk}
    assert login(world.director).get(path, asked).context["few"]
    opened = login(world.leader).get(path, asked)
    assert (opened.context["few"], opened.context["value"]) == (False, 101)
    assert opened.context["lines"][0]["cells"][-1] == "100"


def test_quartiles_by_hand() -> None:
    def of(*days: int) -> tuple[Any, ...]:
        one = quartiles_of([StageStay(1, 1, n, value) for n, value in enumerate(days)], 1)
        return one.first, one.median, one.last, one.companies

    assert of(1, 2, 3, 4, 5, 6, 7) == (2, 4, 6, 7)
    assert of(4, 1, 3, 2) == (1.5, 2.5, 3.5, 4)
    assert of(9) == (9, 9, 9, 1)
    assert of() == (None, None, None, 0)
