"""The inbox: whose rows, which order, filters, the same rows as a spreadsheet with a trace."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from companies import actions
from programme.oversight.dashboards.kinds import Ask, interests_new, interests_unanswered
from programme.oversight.interest_list import mark_of
from programme.people.models import AuditEvent
from tests.cast import Cast
from tests.companies.test_express import express

LIST, EXPORT = reverse("interest-list"), reverse("interest-export")


def shown(response: object) -> list[str]:
    return [interest.company_name for interest, _mark in response.context["lines"]]  # type: ignore[attr-defined]


def rows_of(content: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def test_interest_list_shows_what_waits_the_longest_waiting_first(cast: Cast, login) -> None:
    now = timezone.now()
    express(now - timedelta(hours=1), company_name="Nyss AB")
    express(now - timedelta(days=20), company_name="Länge AB")
    express(now, municipality="2482", company_name="Annan Region AB")
    done = express(now, company_name="Klar AB")
    actions.dismiss(by=cast.leader, interest=done, reason="no_fit", note="", now=now)

    page = login(cast.leader).get(LIST)

    assert shown(page) == ["Länge AB", "Nyss AB"]
    assert [mark.shape for _interest, mark in page.context["lines"]] == ["stopp", "intresse"]
    assert shown(login(cast.director).get(LIST)) == ["Länge AB", "Nyss AB", "Annan Region AB"]
    assert shown(login(cast.leader).get(LIST, {"state": "dismissed"})) == ["Klar AB"]
    assert shown(login(cast.leader).get(LIST, {"state": "all"})) == ["Klar AB", "Nyss AB", "Länge AB"]
    assert shown(login(cast.leader).get(LIST, {"q": "länge", "state": "all"})) in ([], ["Länge AB"])
    assert shown(login(cast.leader).get(LIST, {"q": "Länge"})) == ["Länge AB"]
    assert shown(login(cast.director).get(LIST, {"region": cast.norr.pk})) == ["Annan Region AB"]


def test_interest_is_late_from_the_working_day_after_the_promised_ones(cast: Cast) -> None:
    monday = express(datetime(2026, 11, 23, 9, tzinfo=UTC))
    thursday, friday = date(2026, 11, 26), date(2026, 11, 27)

    assert [mark_of(monday, today=day).shape for day in (thursday, friday)] == ["intresse", "stopp"]
    for day, new, late in ((thursday, 1, 0), (friday, 0, 1)):
        ask = Ask(cast.leader, frozenset({cast.mellersta.pk}), day, ())
        assert (interests_new(ask).count(), interests_unanswered(ask).count()) == (new, late)


@pytest.mark.parametrize("query", ["", "?q=finns-inte", "?state=attached"])
def test_interest_list_empty_says_why_and_what_to_do(cast: Cast, login, query: str) -> None:
    page = login(cast.leader).get(LIST + query)

    assert page.status_code == 200
    assert "l-empty" in page.content.decode()


@pytest.mark.parametrize("query", ["state=x", "region=abc", "region=99999999999999999999", "page=0", "page=x", "q=%00"])
def test_interest_list_bad_address_is_answered(cast: Cast, login, query: str) -> None:
    express(timezone.now())

    assert login(cast.leader).get(f"{LIST}?{query}").status_code == 200
    assert login(cast.leader).get(f"{EXPORT}?{query}").status_code == 200


QUERIES = 10  # with the bell


@pytest.mark.parametrize("count", [3, 30])
def test_interest_list_same_queries_at_3_and_30(cast: Cast, login, count: int) -> None:
    for n in range(count):
        express(timezone.now(), company_name=f"Bolag {n} AB")
    client = login(cast.leader)

    with CaptureQueriesContext(connection) as found:
        page = client.get(LIST)

    assert page.context["page"].paginator.count == count
    assert len(found) == QUERIES, [query["sql"] for query in found]


def test_interest_export_is_the_list_as_shown_with_a_trace_and_no_formula(cast: Cast, login) -> None:
    express(timezone.now(), company_name="=HYPERLINK(1) AB", message="@SUM(1)")
    express(timezone.now(), company_name="Annat AB")

    answer = login(cast.leader).get(EXPORT, {"q": "HYPERLINK"})

    rows = [row for row in rows_of(answer.content) if any(row)]
    assert [row for row in rows if "Annat AB" in row] == []
    [row] = [row for row in rows if any("HYPERLINK" in str(cell) for cell in row)]
    assert row[0].lstrip("'") == "=HYPERLINK(1) AB"
    event = AuditEvent.objects.get(verb__contains="export")
    assert event.changes == {"rows": [None, 1], "narrowed": [None, "q"]}


def test_interest_list_and_export_are_closed_to_coach_and_funder(cast: Cast, login) -> None:
    express(timezone.now())
    for other in (cast.coach_a, cast.funder_tvv, cast.nobody):
        for path in (LIST, EXPORT):
            assert login(other).get(path).status_code == 403
        assert LIST not in login(other).get("/").content.decode()
    assert LIST in login(cast.leader).get("/").content.decode()
