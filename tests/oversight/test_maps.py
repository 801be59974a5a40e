"""The map page: what each may see, numbers that open as many rows as they say, white spots in words."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from companies.models import Enrolment
from programme.oversight.maps import SHOWN
from programme.people.models import AuditEvent, User
from programme.structure.models import County
from tests.cast import Cast, active, company
from tests.coaching.posts import held
from tests.oversight.test_prospects import extract, unit

Login = Callable[[User], Client]
DAY = timedelta(days=1)
# Statements of the country's page and of one county's: each figure, their totals, what the filters offer, who asks.
ASKED = {
    "coaching": (10, 11),
    "completed": (10, 11),
    "coverage": (17, 18),
    "hours": (9, 10),
    "sessions": (9, 10),
    "spots": (14, 15),
}


def shown(client: Client, **asked: Any) -> Any:
    User.objects.update(language="en")
    answer = client.get(reverse("map"), asked)
    assert answer.status_code == 200
    return answer


def numbers(answer: Any) -> dict[str, list[int]]:
    """Place -> its numbers as whole ones."""
    return {row.name: [int(one.value) for one in row.numbers] for row in answer.context["places"].rows}


def test_map_shows_companies_in_coaching_by_county_and_names_white_spots(cast: Cast, login: Login) -> None:
    answer = shown(login(cast.director))

    found = numbers(answer)
    assert len(found) == 21
    counted: dict[str, int] = {}
    for row in Enrolment.objects.filter(state="active").select_related("company__municipality__county"):
        name = row.company.municipality.county.name
        counted[name] = counted.get(name, 0) + 1
    assert {name: told[0] for name, told in found.items() if told[0]} == counted
    assert answer.context["finding"] == f"{len(counted)} of 21 counties have at least one company in coaching."
    assert "more are still white spots" in answer.context["white"]
    assert answer.context["chart"].count("<a ") == 21


def test_map_of_a_leader_has_her_counties_only_and_says_when_another_is_asked_for(cast: Cast, login: Login) -> None:
    client = login(cast.leader)

    answer = shown(client, county="24")

    assert list(numbers(answer)) == ["Västernorrland", "Jämtland"]
    assert answer.context["places"].inside is None
    assert "There is no such county for you" in answer.content.decode()
    assert shown(client, county="22").context["places"].inside == County.objects.get(code="22")
    assert shown(client, county="'").context["places"].inside is None


def test_map_counts_a_company_that_lies_outside_her_regions_but_calls_nothing_there_white(
    cast: Cast, login: Login
) -> None:
    active(company(690, "Utom AB", cast.mellersta, "2480"), cast.version, timezone.localdate() - 40 * DAY)

    answer = shown(login(cast.leader))
    inside = shown(login(cast.leader), county="24")

    assert numbers(answer)["Västerbotten"][0] == 1
    assert "of 2 counties" in answer.context["finding"]
    assert numbers(inside) == {"Umeå": [1, 0, 0]}
    assert inside.context["white"] == ""
    assert inside.context["chart"].count("<a ") == 1


@pytest.mark.parametrize("key", sorted(SHOWN))
def test_every_number_of_the_map_opens_as_many_rows_as_it_says(cast: Cast, login: Login, key: str) -> None:
    extract()
    unit(1, cast.company_a.name, cast.company_a.municipality_id)
    unit(601, "Ny AB")
    Enrolment.objects.filter(pk=cast.b.pk).update(
        state="completed", ended_on=timezone.localdate() - 3 * DAY, state_since_on=timezone.localdate() - 3 * DAY
    )
    held(cast.coach_a, timezone.localdate(), cast.a, cast.c)
    client = login(cast.director)
    seen = 0
    for asked in ({}, {"county": "22"}, {"region": cast.mellersta.pk, "programme": cast.programme.pk}):
        found = shown(client, show=key, **asked).context["places"]
        for row in (*found.rows, found.total):
            for one in row.numbers:
                if not one.value:
                    continue
                opened = client.get(one.href)
                assert opened.status_code == 200
                if "/prospects/" in one.href:
                    assert opened.context["page"].paginator.count == one.value, (key, row.name, one)
                else:
                    assert opened.context["value"] == one.value, (key, row.name, one)
                seen += 1
    assert seen >= 6


def test_map_counts_a_joint_session_in_each_place_and_once_together(cast: Cast, login: Login) -> None:
    held(cast.coach_a, timezone.localdate(), cast.a, cast.b, cast.c)
    client = login(cast.director)

    found = shown(client, show="sessions").context["places"]
    hours = shown(client, show="hours").context["places"]

    by_name = {row.name: int(row.numbers[0].value) for row in found.rows if row.numbers[0].value}
    assert (by_name, int(found.total.numbers[0].value)) == ({"Västernorrland": 1, "Västerbotten": 1}, 1)
    assert int(hours.total.numbers[0].value) == 9
    assert "1 session was held in 2 of 21 counties." in shown(client, show="sessions").content.decode()


def test_map_of_white_spots_tells_none_from_on_the_way_from_completed(cast: Cast, login: Login) -> None:
    Enrolment.objects.filter(pk=cast.c.pk).update(
        state="completed", ended_on=timezone.localdate() - 900 * DAY, started_on=timezone.localdate() - 1400 * DAY
    )
    Enrolment.objects.filter(pk=cast.lone.pk).update(company=company(691, "Skåne AB", cast.norr, "1280"))

    found = {row.name: row.count for row in shown(login(cast.director), show="spots").context["places"].rows}

    assert [found[name] for name in ("Gotland", "Skåne", "Västerbotten", "Västernorrland")] == [0, 1, 2, 3]


def test_map_of_a_past_day_has_what_was_the_case_then_and_none_of_a_day_to_come(cast: Cast, login: Login) -> None:
    today = timezone.localdate()
    client = login(cast.director)
    before = cast.a.started_on - DAY

    then = shown(client, as_of=before).context["places"].total.numbers[0]
    ahead = shown(client, as_of=today + DAY)

    assert then.count < ahead.context["places"].total.numbers[0].count
    assert f"as_of={before}" in then.href
    assert "Nothing is known of a day to come" in ahead.content.decode()


def test_map_keeps_what_was_asked_when_a_county_is_opened_and_in_the_spreadsheet(cast: Cast, login: Login) -> None:
    client = login(cast.director)
    asked = {"show": "completed", "from": "2020-01-01", "until": "2020-12-31", "region": cast.mellersta.pk}

    answer = shown(client, **asked)

    row = answer.context["places"].rows[0]
    opened = client.get(reverse("map") + row.href)
    assert opened.context["places"].inside.name == row.name
    assert str(opened.context["scope"].period.start) == "2020-01-01"
    assert opened.context["scope"].regions == {cast.mellersta.pk}
    taken = client.get(reverse("map-export") + row.href)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(taken.content)).get_sheet_by_index(0).to_python()
    names = [line[1] for line in rows if re.fullmatch(r"\d{4}", str(line[0]))]
    assert names == [one.name for one in opened.context["places"].rows]
    assert AuditEvent.objects.filter(verb__contains="export").count() == 1


def test_map_is_for_those_who_see_figures(cast: Cast, login: Login) -> None:
    answers = {
        who: login(who).get(reverse("map")).status_code
        for who in (cast.director, cast.auditor, cast.leader, cast.coach_a, cast.funder_tvv, cast.nobody)
    }
    assert list(answers.values()) == [200, 200, 200, 403, 403, 403]


def test_map_of_coverage_without_a_register_says_what_the_operator_must_do(cast: Cast, login: Login) -> None:
    assert "manage.py load_register" in shown(login(cast.director), show="coverage").content.decode()


@pytest.mark.parametrize("key", sorted(SHOWN))
def test_map_asks_the_database_as_often_for_three_companies_as_for_one(cast: Cast, login: Login, key: str) -> None:
    extract()
    client, counts = login(cast.director), []
    client.get(reverse("map"))  # what is asked once an hour or a minute is asked now
    for numbered in (range(700, 701), range(701, 703)):
        for n in numbered:
            row = company(n, f"Firma {n} AB", cast.mellersta, ("2280", "2281", "2283")[n - 700])
            held(cast.coach_a, timezone.localdate(), active(row, cast.version, timezone.localdate() - 40 * DAY))
            unit(n, row.name, row.municipality_id)
        for asked in ({"show": key}, {"show": key, "county": "22"}):
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse("map"), asked)
            counts.append(len(queries))
    assert counts == [*ASKED[key], *ASKED[key]]


def test_municipality_in_the_table_opens_its_companies_and_the_list_says_so(cast: Cast, login: Login) -> None:
    client = login(cast.director)
    page = shown(client, county="22").content.decode()
    path = f"{reverse('company-list')}?municipality=2280"

    assert path in page
    answer = client.get(path)
    assert [line.company for line in answer.context["lines"]] == [cast.company_a]
    assert "Härnösand" in answer.content.decode()
    assert answer.context["filters"].any
    assert len(client.get(f"{reverse('company-list')}?municipality=99").context["lines"]) == 4
