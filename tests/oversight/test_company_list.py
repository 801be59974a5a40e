"""The list of companies: whose rows, which order, what the address may ask, the same rows as a spreadsheet."""

import io
import random
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from coaching.models import Attendance, CoachingSession
from coaching.so_far import recount
from companies.actions.rules import settle_which_counts
from companies.models import Company, Enrolment, PlannedStage
from programme.common.dates import add_months
from programme.oversight.company_list import SORTS, Filters, company_rows, lines_of
from programme.oversight.company_order import in_order
from programme.people.models import AuditEvent, User
from tests.cast import Cast, active, company


def names(user: User, **filters: object) -> list[str]:
    today = timezone.localdate()
    asked = Filters(**filters)
    rows = in_order(company_rows(user, asked, today=today), user, asked)
    return [line.company.name for line in lines_of(rows, user, asked, today=today)]


def shown(response: object) -> list[str]:
    return [line.company.name for line in response.context["lines"]]


def session(cast: Cast, enrolment: Enrolment, days_ago: int, minutes: int = 60) -> CoachingSession:
    held = CoachingSession.objects.create(coach=cast.coach_a, held_on=timezone.localdate() - timedelta(days=days_ago))
    Attendance.objects.create(session=held, enrolment=enrolment, women=2, men=1, company_minutes=minutes)
    recount(Enrolment.objects.filter(pk=enrolment.pk))
    return held


def test_company_list_each_role_own_rows(cast: Cast) -> None:
    here = [cast.company_a.name, cast.company_b.name, cast.company_lone.name]
    assert names(cast.leader) == sorted(here)
    assert names(cast.leader_norr) == [cast.company_c.name]
    assert names(cast.coach_b) == [cast.company_b.name]
    assert names(cast.director) == sorted([*here, cast.company_c.name])
    assert names(cast.former_coach) == []


def test_company_list_company_without_enrolment_is_there(cast: Cast) -> None:
    company(9, "Aldrig Inskriven AB", cast.mellersta, "2280")
    assert names(cast.leader)[0] == "Aldrig Inskriven AB"
    assert names(cast.leader, state="none") == ["Aldrig Inskriven AB"]


def test_company_list_open_enrolment_before_ended(cast: Cast) -> None:
    today = timezone.localdate()
    Enrolment.objects.create(
        company=cast.company_a,
        programme_version=cast.version,
        region=cast.mellersta,
        ordinal=2,
        state="withdrawn",
        withdrawal_reason="no_time",
        state_since_on=today,
        ended_on=today,
    )
    settle_which_counts([cast.company_a.pk])
    rows = company_rows(cast.leader, Filters(), today=today)
    lines = lines_of(rows, cast.leader, Filters(), today=today)
    assert {line.company.name: line.enrolment for line in lines}[cast.company_a.name] == cast.a
    for sort in SORTS:
        assert sorted(names(cast.leader, sort=sort)) == names(cast.leader), sort
    assert cast.company_a.name in names(cast.leader, state="running")
    assert names(cast.leader, state="withdrawn") == []


def test_company_list_enrolment_elsewhere_is_not_shown(cast: Cast) -> None:
    """A company that one region looks after and another enrolled: the first sees the company, not the enrolment."""
    row = company(9, "Flyttad AB", cast.mellersta, "2280")
    enrolled = active(row, cast.version, add_months(timezone.localdate(), -4))
    Enrolment.objects.filter(pk=enrolled.pk).update(region=cast.norr)
    today = timezone.localdate()
    asked = Filters(words="Flyttad")
    line = lines_of(company_rows(cast.leader, asked, today=today), cast.leader, asked, today=today)[0]
    assert line.enrolment is None
    assert line.stage == ""
    assert names(cast.leader_norr, words="Flyttad") == ["Flyttad AB"]


def test_company_list_filters_narrow(cast: Cast) -> None:
    today = timezone.localdate()
    PlannedStage.objects.filter(enrolment=cast.b, order=1).update(
        planned_start_on=today - timedelta(days=60), planned_end_on=today - timedelta(days=1)
    )
    assert names(cast.director, behind=True) == [cast.company_b.name]
    assert names(cast.director, regions=frozenset({cast.norr.pk})) == [cast.company_c.name]
    assert names(cast.director, regions=frozenset({cast.norr.pk, cast.mellersta.pk})) == names(cast.director)
    assert names(cast.director, state="way_in") == [cast.company_lone.name]
    assert names(cast.director, state="running") == [cast.company_a.name, cast.company_c.name, cast.company_b.name]
    assert names(cast.director, stage=1) == [cast.company_a.name, cast.company_c.name, cast.company_b.name]
    assert names(cast.director, stage=2) == []
    assert names(cast.director, words="stöde") in ([cast.company_b.name], [])  # case of ö depends on the database
    assert names(cast.director, words="Stöde") == [cast.company_b.name]
    assert names(cast.director, words=cast.company_b.number) == [cast.company_b.name]
    assert names(cast.director, programme=cast.programme.pk + 1) == []


def test_company_list_percent_and_underscore_are_letters(cast: Cast) -> None:
    company(9, "100%_Stål\\AB", cast.mellersta, "2280")
    for words in ("%", "_", "\\", "%_"):
        assert names(cast.director, words=words) == ["100%_Stål\\AB"], words


def test_company_list_sorts_by_each_key_both_ways(cast: Cast) -> None:
    session(cast, cast.a, days_ago=10, minutes=600)
    session(cast, cast.b, days_ago=5, minutes=60)
    a, b, c, lone = (row.name for row in (cast.company_a, cast.company_b, cast.company_c, cast.company_lone))
    assert names(cast.director, sort="-name") == [lone, b, c, a]
    assert names(cast.director, sort="region") == [a, b, lone, c]
    assert names(cast.director, sort="-region") == [c, a, b, lone]
    assert names(cast.director, sort="month") == [b, a, c, lone]
    assert names(cast.director, sort="-month") == [a, c, b, lone]
    assert names(cast.director, sort="last") == [a, b, c, lone]
    assert names(cast.director, sort="-last") == [b, a, c, lone]
    assert names(cast.director, sort="hours") == [b, a, c, lone]
    assert names(cast.director, sort="-hours") == [a, b, c, lone]
    assert names(cast.director, sort="stage") == [a, c, b, lone]


def test_company_list_sort_by_stage_puts_what_has_ended_last(cast: Cast) -> None:
    today = timezone.localdate()
    left = Enrolment.objects.filter(pk=cast.a.pk)
    left.update(state="withdrawn", withdrawal_reason="no_time", state_since_on=today, ended_on=today)
    assert names(cast.leader, sort="stage") == [cast.company_b.name, cast.company_a.name, cast.company_lone.name]


def test_company_list_of_many_pages_shows_each_company_once(cast: Cast, login) -> None:
    for n in range(10, 74):
        company(n, f"Firma {n % 7} AB", cast.mellersta, "2280")
    client = login(cast.leader)
    for sort in ("name", "-name", "region", "-hours"):
        shown = [
            line.company.pk
            for number in (1, 2, 3)
            for line in client.get(reverse("company-list"), {"sort": sort, "page": number}).context["lines"]
        ]
        asked = Filters(sort=sort)
        rows = in_order(company_rows(cast.leader, asked, today=timezone.localdate()), cast.leader, asked)
        assert shown == [row.pk for row in rows], sort


def test_company_list_marks_say_how_it_stands(cast: Cast) -> None:
    today = timezone.localdate()
    session(cast, cast.a, days_ago=3)
    rows = company_rows(cast.director, Filters(), today=today)
    lines = {line.company.pk: line for line in lines_of(rows, cast.director, Filters(), today=today)}
    assert [mark.shape for mark in lines[cast.company_a.pk].marks] == ["fas"]
    assert [mark.shape for mark in lines[cast.company_c.pk].marks] == ["stopp"]  # two months without a session
    assert [mark.shape for mark in lines[cast.company_lone.pk].marks] == ["intresse"]
    assert lines[cast.company_a.pk].month == 3
    assert lines[cast.company_a.pk].own_minutes == 60
    assert lines[cast.company_lone.pk].own_minutes is None


@pytest.mark.parametrize(
    "query",
    [
        "ordering=coach__password",
        "sort=coach__password",
        "sort=-password",
        "sort=",
        "region=1&region=2",
        "region=99999999999999999999999",
        "region=1 or 1",
        "programme=9223372036854775808",
        "stage=-1",
        "stage=%EF%BC%91",
        "state=admin",
        "behind=yes",
        "page=-1",
        "page=1e9",
        "page=abc&page=2",
        "q=%00",
        "q=a%00b",
        "q=%25",
        "q=_",
        "q=%5C",
        "q=%ED%A0%80",
        "q=%FF",
        "q=' OR 1=1--",
        "q=" + "x" * 5000,
    ],
)
def test_company_list_odd_address_is_answered_with_own_rows(cast: Cast, login, query: str) -> None:
    response = login(cast.leader).get(f"{reverse('company-list')}?{query}")
    assert response.status_code == 200
    assert set(shown(response)) <= set(names(cast.leader))
    assert login(cast.leader).get(f"{reverse('company-export')}?{query}").status_code == 200


def test_company_list_unknown_sort_keeps_the_name_order(cast: Cast, login) -> None:
    response = login(cast.director).get(reverse("company-list"), {"sort": "coach__password"})
    assert shown(response) == names(cast.director)
    assert "coach__password" in response.content.decode()  # said, not silently dropped


def test_company_list_says_how_it_is_sorted(cast: Cast, login) -> None:
    page = login(cast.director).get(reverse("company-list"), {"sort": "-month"}).content.decode()
    assert page.count("aria-sort=") == 1
    assert 'aria-sort="descending"' in page


def test_company_list_sole_traders_number_is_masked(cast: Cast, login) -> None:
    Company.objects.filter(pk=cast.company_lone.pk).update(organisation_number="7001011234", legal_form="sole_trader")
    page = login(cast.leader).get(reverse("company-list"), {"q": cast.company_lone.name}).content.decode()
    assert "700101-••••" in page
    assert "7001011234" not in page
    assert shown(login(cast.leader).get(reverse("company-list"), {"q": "7001011234"})) == []


def test_company_export_has_exactly_the_rows_of_the_list(cast: Cast, login) -> None:
    session(cast, cast.a, days_ago=3, minutes=90)
    company(9, '=HYPERLINK("http://127.0.0.1","x")', cast.mellersta, "2280")
    query = {"region": cast.mellersta.pk, "sort": "-name"}
    answer = login(cast.leader).get(reverse("company-export"), query)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()[1:]
    assert [row[0] for row in rows] == shown(login(cast.leader).get(reverse("company-list"), query))
    assert len(rows) == 4
    assert next(row[8] for row in rows if row[0] == cast.company_a.name) == 1.5
    parts = zipfile.ZipFile(io.BytesIO(answer.content))
    assert not [name for name in parts.namelist() if "<f>" in parts.read(name).decode(errors="ignore")]


def test_company_export_leaves_a_trace(cast: Cast, login) -> None:
    login(cast.leader).get(reverse("company-export"), {"state": "way_in"})
    event = AuditEvent.objects.get(verb="exported")
    assert (event.by, event.subject_label) == (cast.leader, "company-list")
    assert event.changes == {"rows": [None, 1], "narrowed": [None, "state=way_in"]}


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("q=smide&state=way_in", "q&state=way_in"),
        ("state=way_in&q=a&q=smide", "q&state=way_in"),
        ("q=smide", "q"),
        ("q=", ""),
    ],
)
def test_company_export_trace_keeps_that_there_were_words_but_not_which(
    cast: Cast, login, query: str, kept: str
) -> None:
    login(cast.leader).get(f"{reverse('company-export')}?{query}")
    assert AuditEvent.objects.get(verb="exported").changes["narrowed"] == [None, kept]


@pytest.mark.parametrize("sort", SORTS)
def test_company_list_same_queries_at_3_and_30(cast: Cast, login, sort: str) -> None:
    client = login(cast.director)

    def queries() -> int:
        client.get(reverse("company-list"))
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("company-list"), {"sort": sort}).status_code == 200
        return len(seen)

    few = queries()
    for n in range(10, 40):
        start = add_months(timezone.localdate(), -random.Random(n).randrange(1, 17))
        row = active(company(n, f"Firma {n} AB", cast.mellersta, "2280"), cast.version, start)
        session(cast, row, days_ago=n)
    assert queries() == few
    assert few <= 12


def test_company_list_funder_is_refused(cast: Cast, login) -> None:
    for name in ("company-list", "company-export"):
        assert login(cast.funder_tvv).get(reverse(name)).status_code == 403
