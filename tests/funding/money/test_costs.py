"""Costs: entered one by one or many at once, changed, taken back; late when their day is reported."""

import io
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from funding.grants import actions as granting
from funding.models import Cost, Grant
from funding.money import actions
from funding.money.sheet import cost_type_of, plan_of, rows_of
from funding.money.values import CostValues
from programme.common.xlsx import Sheet, workbook
from programme.people.models import AuditEvent
from programme.people.versions import Conflict
from tests.cast import Cast
from tests.funding.grants.posts import grant_values, sheet_of
from tests.funding.money.world import D, cost, days_ago, grant, today
from tests.funding.world import frozen, period

DAY = date(2024, 3, 1)


def values(**others: Any) -> CostValues:
    given = {"cost_type": "travel", "booked_on": DAY, "amount": D("99.50"), "what": "Tåg", "reference": "A7"}
    return CostValues(**given | others)


def test_cost_is_entered_changed_and_taken_back_with_an_event_each(cast: Cast) -> None:
    row = actions.add_cost(by=cast.director, grant=grant(cast), values=values(), today=today())
    assert (row.entered_by, row.amount, row.changed_at) == (cast.director, D("99.50"), None)

    row = actions.change_cost(by=cast.director, cost=row, version=1, values=values(what="Buss"), today=today())
    assert (row.what, row.changed_at) == ("Buss", None)  # no sum has changed
    row = actions.change_cost(by=cast.director, cost=row, version=2, values=values(amount=D(-5)), today=today())
    assert (row.amount, row.changed_at is not None) == (-5, True)
    row = actions.withdraw_cost(by=cast.director, cost=row, version=3, because="Fel projekt", today=today())
    assert (row.withdrawn_on, row.withdrawn_by, row.withdrawn_because) == (today(), cast.director, "Fel projekt")

    for act in (
        lambda: actions.change_cost(by=cast.director, cost=row, version=4, values=values(), today=today()),
        lambda: actions.withdraw_cost(by=cast.director, cost=row, version=4, because="Igen", today=today()),
    ):
        with pytest.raises(ValidationError):
            act()
    with pytest.raises(Conflict):
        actions.withdraw_cost(by=cast.director, cost=row, version=1, because="Igen", today=today())
    verbs = ["cost-add", "cost-change", "cost-change", "cost-withdraw"]
    assert list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True)) == verbs
    assert Cost.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"amount": D(0)}, "amount"),
        ({"booked_on": date(2023, 12, 31)}, "booked_on"),
        ({"booked_on": date(2027, 1, 1)}, "booked_on"),
    ],
)
def test_cost_that_cannot_be_is_refused_beside_its_field(cast: Cast, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        actions.add_cost(by=cast.director, grant=grant(cast), values=values(**wrong), today=today())
    assert list(refused.value.error_dict) == [field]
    assert not Cost.objects.exists()


def test_cost_of_tomorrow_is_refused(cast: Cast) -> None:
    of = grant(cast, ends_on=today() + timedelta(days=9))
    with pytest.raises(ValidationError):
        actions.add_cost(
            by=cast.director, grant=of, values=values(booked_on=today() + timedelta(days=1)), today=today()
        )


def test_costs_of_others_grants_are_not_ones_own(cast: Cast) -> None:
    row = cost(grant(cast), cast, 5)
    for other in (cast.auditor, cast.leader, cast.funder_tvv):
        with pytest.raises(PermissionDenied):
            actions.add_cost(by=other, grant=row.grant, values=values(), today=today())
        with pytest.raises(PermissionDenied):
            actions.withdraw_cost(by=other, cost=row, version=1, because="x", today=today())


def test_grant_keeps_the_days_of_its_costs(cast: Cast) -> None:
    of = grant(cast)
    cost(of, cast, 5, date(2024, 1, 2))
    given = grant_values(cast, starts_on=date(2024, 1, 3))
    with pytest.raises(ValidationError) as refused:
        granting.change_grant(by=cast.director, grant=of, version=1, values=given)
    assert list(refused.value.error_dict) == ["starts_on"]


def told(cast: Cast) -> Grant:
    """A grant whose ninety days until yesterday are reported."""
    of = grant(cast, starts_on=days_ago(200), ends_on=today() + timedelta(days=90))
    cost(of, cast, 10, days_ago(9), reference="in time")
    cost(of, cast, 20, days_ago(120), reference="before it")
    frozen(cast, period(of, 1, days_ago(90), days_ago(1)))
    return of


def test_cost_that_came_after_the_report_of_its_day_is_told_so(cast: Cast, login: Any) -> None:
    of = told(cast)
    late = actions.add_cost(by=cast.director, grant=of, values=values(booked_on=days_ago(8)), today=today())
    in_time = Cost.objects.get(reference="in time")
    actions.change_cost(
        by=cast.director, cost=in_time, version=1, today=today(),
        values=values(booked_on=days_ago(9), reference="in time", cost_type="external", what="Lokal", amount=D(11)),
    )  # fmt: skip
    actions.add_cost(by=cast.director, grant=of, values=values(booked_on=days_ago(130), reference="old"), today=today())
    client = login(cast.director)
    path = reverse("cost-list", args=[of.pk])

    lines = {line.cost.reference: line.late for line in client.get(path).context["lines"]}
    assert {name for name, words in lines.items() if words} == {"A7", "in time"}
    assert lines["A7"] != lines["in time"]
    assert [line.cost.reference for line in client.get(path + "?show=late").context["lines"]] == ["A7", "in time"]

    answer = client.post(
        reverse("cost-withdraw", args=[late.pk]), {"version": 1, "withdrawn_because": "Dubbel"}, follow=True
    )
    assert len(list(answer.context["messages"])) == 2
    assert "A7" not in [line.cost.reference for line in answer.context["lines"]]
    withdrawn = client.get(path + "?show=withdrawn").context
    assert [line.cost.reference for line in withdrawn["lines"]] == ["A7"]
    assert withdrawn["sum"] == 0


def test_cost_list_is_narrowed_by_its_address_and_the_same_as_a_spreadsheet(cast: Cast, login: Any) -> None:
    of = grant(cast)
    cost(of, cast, "100.25", date(2024, 1, 5), reference="V1", what="Buss", cost_type="travel")
    cost(of, cast, "-0.25", date(2025, 1, 5), reference="V2", what="Kredit", cost_type="travel")
    cost(of, cast, 7, date(2025, 2, 5), reference="V3", what="Lokal")
    cost(grant(cast, "other"), cast, 9, reference="V4")
    client = login(cast.auditor)
    path = reverse("cost-list", args=[of.pk])

    def shown(query: str) -> tuple[list[str], Any]:
        context = client.get(path + query).context
        return [line.cost.reference for line in context["lines"]], context["sum"]

    assert shown("") == (["V3", "V2", "V1"], 107)
    assert shown("?type=travel") == (["V2", "V1"], 100)
    assert shown("?year=2025&q=lok") == (["V3"], 7)
    assert shown("?year=1999&type=x&show=x&q=%00") == (["V3", "V2", "V1"], 107)
    assert shown("?q=ingen") == ([], 0)
    rows = sheet_of(client.get(reverse("cost-export", args=[of.pk]) + "?type=travel"))
    assert [(row[1], row[4]) for row in rows[-2:]] == [("V2", -0.25), ("V1", 100.25)]
    assert reverse("cost-add", args=[of.pk]) not in client.get(path).content.decode()
    for user in (cast.leader, cast.funder_tvv):
        assert login(user).get(path).status_code == 403


def test_cost_list_same_queries_at_3_and_30(cast: Cast, login: Any) -> None:
    of, client = told(cast), login(cast.director)
    path = reverse("cost-list", args=[of.pk]) + "?show=all"

    def queries() -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            client.get(path)
        return len(seen)

    cost(of, cast, 1, days_ago(3))
    few = queries()
    for n in range(20):
        cost(of, cast, 1, days_ago(n + 3), reference=str(n))
    assert queries() == few


HEAD = "Verifikation;Datum;Kostnadsslag;Belopp;Beskrivning\n"


def text(*rows: str) -> bytes:
    return (HEAD + "\n".join(rows)).encode()


def test_rows_are_understood_by_headings_in_any_order_and_in_swedish_spelling(cast: Cast) -> None:
    rows, _told = rows_of(text("A1;2024-01-31;Löner;12 345,50 kr;Löner jan", "A2;20240201;Resor;-99;Kredit"))
    plan = plan_of(grant(cast), rows, today=today())

    assert plan.bad == []
    assert plan.new == [
        CostValues("staff", date(2024, 1, 31), D("12345.50"), "Löner jan", "A1"),
        CostValues("travel", date(2024, 2, 1), D(-99), "Kredit", "A2"),
    ]
    assert plan.sum == D("12246.50")


def test_rows_of_a_workbook_keep_days_and_numbers(cast: Cast) -> None:
    cells = [[date(2024, 1, 31), "staff", D("10.5"), "Lön", "A1"], [date(2024, 2, 29), "external", 20, "Lokal", "A2"]]
    content = workbook([Sheet("Huvudbok", ["Bokfört", "Kostnadsslag", "Belopp", "Vad", "Ver nr"], cells)], title="x")
    plan = plan_of(grant(cast), rows_of(content)[0], today=today())

    assert [(one.booked_on, one.amount, one.reference) for one in plan.new] == [
        (date(2024, 1, 31), D("10.5"), "A1"),
        (date(2024, 2, 29), 20, "A2"),
    ]


def test_rows_without_headings_are_taken_in_our_order_and_a_missing_column_is_named(cast: Cast) -> None:
    of = grant(cast)
    plan = plan_of(of, [["2024-01-31", "Resa", "5", "Tåg", "A1"]], today=today())
    assert [one.what for one in plan.new] == ["Tåg"]
    with pytest.raises(ValidationError, match="Verifikation|Voucher"):
        plan_of(of, [["Datum", "Slag", "Belopp", "Text"], ["2024-01-31", "Resa", "5", "Tåg"]], today=today())


@pytest.mark.parametrize("word", ["Personal", "Staff", "lönekostnader", "PERSONALKOSTNADER", "staff"])
def test_cost_type_is_understood_in_any_usual_way(word: str) -> None:
    assert cost_type_of(word) == "staff"


def test_rows_booked_already_or_twice_are_left_out_and_wrong_ones_say_what_is_wrong(cast: Cast) -> None:
    of = grant(cast)
    cost(of, cast, 5, date(2024, 1, 2), cost_type="travel", what="Tåg", reference="A1")
    plan = plan_of(
        of,
        [
            ["2024-01-02", "Resa", "5", "Tåg", "A1"],
            ["2024-01-03", "Resa", "6", "Tåg", "A2"],
            ["2024-01-03", "Resa", "6", "Tåg", "A2"],
            ["2023-01-03", "Resa", "6", "Tåg", "A3"],
            ["3/1", "Fika", "", "", ""],
        ],
        today=today(),
    )
    assert [row.number for row in plan.there] == [1, 3]
    assert [one.reference for one in plan.new] == ["A2"]
    assert [(row.number, len(row.problems)) for row in plan.bad] == [(4, 1), (5, 5)]


def test_import_shows_first_and_enters_all_or_none_once(cast: Cast, login: Any) -> None:
    of, client, key = grant(cast), login(cast.director), uuid4()
    path = reverse("cost-import", args=[of.pk])
    bad = text("A1;2024-01-31;Löner;100;Lön", "A2;2024-01-31;Fika;1;Kaffe")

    page = client.post(path, {"key": key, "step": "do", "file": io.BytesIO(bad)})
    assert (len(page.context["plan"].bad), Cost.objects.count()) == (1, 0)

    mended = page.context["form"].data["pasted"].replace("Fika", "Övrigt")
    page = client.post(path, {"key": key, "step": "preview", "pasted": mended})
    assert (len(page.context["plan"].new), Cost.objects.count()) == (2, 0)
    shown = {"key": key, "step": "do", "pasted": page.context["form"].data["pasted"]}
    stale = client.post(path, shown | {"seen": "0123456789abcdef"})
    assert (stale.status_code, Cost.objects.count()) == (200, 0)
    seen = page.context["form"].data["seen"]
    for _n in range(3):
        client.post(path, shown | {"seen": seen})

    assert [(one.cost_type, one.amount) for one in Cost.objects.order_by("reference")] == [("staff", 100), ("other", 1)]
    assert [event.verb for event in AuditEvent.objects.filter(verb__startswith="cost")] == ["costs-import"]


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (b"", "pasted"),
        (b"%PDF-1.7", "file"),
        (b"PK\x03\x04rest", "file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "file"),
    ],
)
def test_import_of_what_is_no_list_says_so_and_never_fails(cast: Cast, login: Any, content: bytes, field: str) -> None:
    path = reverse("cost-import", args=[grant(cast).pk])
    sent: dict[str, Any] = {"step": "preview", "pasted": ""}
    if content:
        sent["file"] = io.BytesIO(content)
    page = login(cast.director).post(path, sent)

    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]


def test_cost_pages_enter_once_and_keep_what_was_typed(cast: Cast, login: Any) -> None:
    of, client, key = grant(cast), login(cast.director), uuid4()
    posted = {"cost_type": "travel", "booked_on": "2024-03-01", "amount": "-1 234,50", "what": "Tåg", "reference": "A7"}
    for _n in range(3):
        client.post(reverse("cost-add", args=[of.pk]), posted | {"key": key})
    row = Cost.objects.get()
    assert (row.amount, row.reference) == (D("-1234.50"), "A7")
    refused = client.post(reverse("cost-add", args=[of.pk]), posted | {"amount": "0", "key": uuid4()})
    assert list(refused.context["form"].errors) == ["amount"]
    assert refused.context["form"].data["what"] == "Tåg"
    client.post(reverse("cost-change", args=[row.pk]), posted | {"version": 1, "what": "Buss"})
    stale = client.post(reverse("cost-change", args=[row.pk]), posted | {"version": 1, "what": "Bil"})
    assert stale.status_code == 409
    assert "Bil" in stale.content.decode()
    assert Cost.objects.get().what == "Buss"
