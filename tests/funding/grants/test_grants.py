"""Funders and grants: who enters and changes them, what is refused, what is left behind."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from funding.grants import actions
from funding.models import Grant
from programme.people.models import AuditEvent, User
from programme.people.roles import Role
from programme.people.versions import Conflict
from programme.structure.models import Funder, Programme
from tests.cast import LONG_AGO, Cast, person
from tests.funding.grants.posts import grant_form, grant_values, lines_form, sheet_of
from tests.funding.world import Money, frozen

Login = Callable[[User], Client]
D = Decimal


def entered(cast: Cast, **others: Any) -> Grant:
    return actions.add_grant(by=cast.director, values=grant_values(cast, **others))


def refused_at(refused: pytest.ExceptionInfo[ValidationError]) -> set[str]:
    return set(refused.value.message_dict)


def year(n: int, amount: int = 7_000_000, number: str = "") -> actions.DecisionValues:
    return actions.DecisionValues(number or f"{n}-1", date(n - 1, 12, 15), D(amount), date(n, 1, 1), date(n, 12, 31))


@pytest.mark.parametrize("who", ["leader", "coach_a", "funder_tvv", "auditor", "nobody", "inactive"])
def test_only_a_director_enters_and_changes(cast: Cast, who: str) -> None:
    grant, other = entered(cast), getattr(cast, who)
    before = AuditEvent.objects.count()

    for act in (
        lambda: actions.add_funder(by=other, code="kk", name="KK"),
        lambda: actions.change_funder(by=other, funder=cast.tvv, seen={}, code="x", name="X"),
        lambda: actions.add_grant(by=other, values=grant_values(cast, case_number="Ny")),
        lambda: actions.change_grant(by=other, grant=grant, version=1, values=grant_values(cast)),
        lambda: actions.set_budget(by=other, grant=grant, version=1, lines=[]),
        lambda: actions.set_decisions(by=other, grant=grant, version=1, lines=[]),
        lambda: actions.set_co_financing(by=other, grant=grant, version=1, lines=[]),
    ):
        with pytest.raises(PermissionDenied):
            act()

    assert (AuditEvent.objects.count(), Grant.objects.count(), Funder.objects.count()) == (before, 1, 2)


def test_director_of_one_programme_enters_grants_of_it_only(cast: Cast) -> None:
    other = Programme.objects.create(code="annat", name_sv="Annat", name_en="Other", starts_on=LONG_AGO)
    mine = person("mine@example.org", "Min", (Role.DIRECTOR, {"programme": other}))
    grant = entered(cast)

    own = actions.add_grant(by=mine, values=grant_values(cast, programme=other, case_number="Egen"))
    with pytest.raises(PermissionDenied):
        actions.add_grant(by=mine, values=grant_values(cast, case_number="Annans"))
    with pytest.raises(PermissionDenied):
        actions.change_grant(by=mine, grant=grant, version=1, values=grant_values(cast))
    with pytest.raises(PermissionDenied):
        actions.change_grant(by=mine, grant=own, version=1, values=grant_values(cast, case_number="Flyttad"))
    with pytest.raises(PermissionDenied):
        actions.add_funder(by=mine, code="kk", name="KK")

    assert set(Grant.objects.changeable_by(mine)) == {own}


def test_grant_that_was_changed_meanwhile_is_a_conflict_and_leaves_one_trace(cast: Cast) -> None:
    grant = entered(cast)

    actions.change_grant(by=cast.director, grant=grant, version=1, values=grant_values(cast, purpose="Nytt"))
    with pytest.raises(Conflict):
        actions.change_grant(by=cast.director, grant=grant, version=1, values=grant_values(cast, purpose="Sent"))

    grant.refresh_from_db()
    assert (grant.purpose, grant.version) == ("Nytt", 2)
    assert [e.changes for e in AuditEvent.objects.filter(verb="grant-change")] == [{"purpose": ["Lyft", "Nytt"]}]


def test_grant_keeps_room_for_what_it_holds(cast: Cast) -> None:
    grant = entered(cast)
    actions.set_decisions(by=cast.director, grant=grant, version=1, lines=[year(2024), year(2025)])
    days = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31), "due_on": date(2027, 2, 14)}
    actions.add_period(by=cast.director, grant=grant, **days)

    with pytest.raises(ValidationError) as refused:
        smaller = grant_values(cast, amount=D(13_999_999), starts_on=date(2024, 1, 2), ends_on=date(2026, 12, 30))
        actions.change_grant(by=cast.director, grant=grant, version=2, values=smaller)

    assert refused_at(refused) == {"amount", "starts_on", "ends_on"}
    exact = actions.change_grant(
        by=cast.director, grant=grant, version=2, values=grant_values(cast, amount=D(14_000_000))
    )
    assert exact.amount == 14_000_000


def test_grant_with_reports_stays_with_its_funder_and_programme(cast: Cast, money: Money) -> None:
    frozen(cast, money.period)
    other = Programme.objects.create(code="annat", name_sv="Annat", name_en="Other", starts_on=LONG_AGO)
    held = money.tvv
    values = grant_values(cast, starts_on=held.starts_on, ends_on=held.ends_on, programme=other, funder=cast.vinnova)

    with pytest.raises(ValidationError) as refused:
        actions.change_grant(by=cast.director, grant=held, version=1, values=values)

    assert refused_at(refused) == {"funder", "programme"}


def test_decisions_may_reach_the_amount_and_not_a_krona_more(cast: Cast) -> None:
    grant = entered(cast)
    three = [year(n) for n in (2024, 2025, 2026)]

    actions.set_decisions(by=cast.director, grant=grant, version=1, lines=three)
    with pytest.raises(ValidationError):
        actions.set_decisions(by=cast.director, grant=grant, version=2, lines=[*three[:2], year(2026, 7_000_001)])
    for wrong in ([year(2027)], [year(2024), year(2025, number="2024-1")]):
        with pytest.raises(ValidationError):
            actions.set_decisions(by=cast.director, grant=grant, version=2, lines=wrong)

    assert [one.amount for one in grant.decisions.all()] == [7_000_000] * 3


def test_budget_refuses_a_cost_twice_in_a_year_and_a_year_outside(cast: Cast) -> None:
    grant = entered(cast)
    staff = actions.BudgetValues("staff", 2024, D(100))

    for wrong in ([staff, staff], [actions.BudgetValues("staff", 2027, D(1))]):
        with pytest.raises(ValidationError):
            actions.set_budget(by=cast.director, grant=grant, version=1, lines=wrong)
    lines = [staff, actions.BudgetValues("staff", None, D(5)), actions.BudgetValues("travel", 2024, D(7))]
    actions.set_budget(by=cast.director, grant=grant, version=1, lines=lines)
    actions.set_budget(by=cast.director, grant=grant, version=2, lines=lines[:1])

    assert [(one.cost_type, one.year, one.amount) for one in grant.budget.all()] == [("staff", 2024, 100)]
    assert [len(e.changes["budget"][1]) for e in AuditEvent.objects.filter(verb="budget-set").order_by("pk")] == [3, 1]


def co_financing(kind: str, promised: int = 100) -> actions.CoFinancingValues:
    return actions.CoFinancingValues("Region X", kind, "public", D(promised), date(2024, 1, 1))


def test_co_financing_has_a_line_for_each_kind(cast: Cast) -> None:
    grant = entered(cast)

    with pytest.raises(ValidationError):
        actions.set_co_financing(
            by=cast.director, grant=grant, version=1, lines=[co_financing("cash"), co_financing("cash")]
        )
    both = [co_financing("cash"), co_financing("in_kind")]
    actions.set_co_financing(by=cast.director, grant=grant, version=1, lines=both)

    assert [(one.kind, one.promised) for one in grant.co_financing.all()] == [("cash", 100), ("in_kind", 100)]


def test_co_financing_line_that_stays_keeps_its_certificates_and_one_that_has_some_does_not_go(cast: Cast) -> None:
    grant = entered(cast)
    both = [co_financing("cash"), co_financing("in_kind")]
    actions.set_co_financing(by=cast.director, grant=grant, version=1, lines=both)
    cash = grant.co_financing.get(kind="cash")
    paper = cash.certificates.create(certified_on=date(2024, 5, 1), amount=60)

    actions.set_co_financing(by=cast.director, grant=grant, version=2, lines=[co_financing("cash", 150)])

    cash.refresh_from_db()
    assert list(grant.co_financing.all()) == [cash]
    assert (cash.promised, list(cash.certificates.all())) == (150, [paper])
    with pytest.raises(ValidationError, match="intyg|certificates"):
        actions.set_co_financing(by=cast.director, grant=grant, version=3, lines=[co_financing("in_kind")])
    assert list(grant.co_financing.all()) == [cash]


def test_twenty_equal_posts_enter_one_grant(cast: Cast, login: Login) -> None:
    client, posted = login(cast.director), grant_form(cast, key=uuid4())

    paths = {client.post(reverse("grant-add"), posted)["Location"] for _ in range(20)}

    grant = Grant.objects.get()
    assert paths == {grant.get_absolute_url()}
    assert (grant.amount, grant.participant_list_required) == (21_000_000, False)


def test_form_that_is_refused_keeps_what_was_typed_and_says_where(cast: Cast, login: Login) -> None:
    entered(cast)
    client = login(cast.director)

    same = client.post(reverse("grant-add"), grant_form(cast, name_sv="Min text"))

    page = same.content.decode()
    assert same.status_code == 200
    assert "Min text" in page
    assert set(same.context["form"].errors) == {"case_number"}
    late = client.post(reverse("grant-add"), grant_form(cast, case_number="Ny", ends_on="2023-01-01"))
    assert set(late.context["form"].errors) == {"ends_on"}
    assert Grant.objects.count() == 1


def test_conflict_page_shows_both_values_and_a_second_press_saves(cast: Cast, login: Login) -> None:
    grant = entered(cast)
    actions.change_grant(by=cast.director, grant=grant, version=1, values=grant_values(cast, purpose="Först"))
    client, posted = login(cast.director), grant_form(cast, version=1, purpose="Sedan")

    page = client.post(reverse("grant-change", args=[grant.pk]), posted)
    again = client.post(reverse("grant-change", args=[grant.pk]), posted | {"version": 2})

    grant.refresh_from_db()
    assert page.status_code == 409
    assert "Först" in page.content.decode()
    assert "Sedan" in page.content.decode()
    assert (again.status_code, grant.purpose) == (302, "Sedan")


def test_lines_are_added_changed_and_taken_away_on_their_page(cast: Cast, login: Login) -> None:
    grant = entered(cast)
    client, path = login(cast.director), reverse("grant-budget", args=[grant.pk])
    staff = {"cost_type": "staff", "year": "2024", "amount": "4 600 000,50"}
    empty = {"cost_type": "", "year": "", "amount": ""}

    first = client.post(path, lines_form(1, 0, staff, {"cost_type": "travel", "year": "", "amount": "1"}, empty))
    gone = client.post(path, lines_form(2, 2, staff, {"cost_type": "travel", "amount": "1", "DELETE": "on"}, empty))
    wrong = client.post(path, lines_form(3, 1, staff | {"amount": "mycket"}, empty))

    assert (first.status_code, gone.status_code, wrong.status_code) == (302, 302, 200)
    assert "mycket" in wrong.content.decode()
    assert [(one.cost_type, one.year, one.amount) for one in grant.budget.all()] == [("staff", 2024, D("4600000.50"))]


def test_conflict_over_lines_shows_the_saved_and_the_typed_ones(cast: Cast, login: Login) -> None:
    grant = entered(cast)
    saved = [actions.BudgetValues("staff", None, D(111))]
    actions.set_budget(by=cast.director, grant=grant, version=1, lines=saved)

    page = login(cast.director).post(
        reverse("grant-budget", args=[grant.pk]), lines_form(1, 0, {"cost_type": "other", "amount": "222"})
    )

    assert page.status_code == 409
    assert {"111", "222"} <= set(page.content.decode().replace("\xa0", " ").replace(":", " ").split())
    assert [one.cost_type for one in grant.budget.all()] == ["staff"]


@pytest.mark.parametrize(
    ("amounts", "said"),
    [
        ((21_000_000,), "stämmer|agree"),
        ((20_000_000,), "1\xa0000\xa0000"),
        ((20_000_000, 3_000_000), "2\xa0000\xa0000"),
    ],
)
def test_card_sets_the_budget_beside_the_amount(cast: Cast, login: Login, amounts: tuple[int, ...], said: str) -> None:
    grant = entered(cast)
    kinds = ("staff", "travel")
    lines = [actions.BudgetValues(kind, None, D(n)) for kind, n in zip(kinds, amounts, strict=False)]
    actions.set_budget(by=cast.director, grant=grant, version=1, lines=lines)

    response = login(cast.director).get(grant.get_absolute_url())

    budget = response.context["money"].budget
    assert (budget.total, budget.less, budget.more) == (
        sum(amounts), max(21_000_000 - sum(amounts), 0), max(sum(amounts) - 21_000_000, 0)
    )  # fmt: skip
    assert any(words in response.content.decode() for words in said.split("|"))


def test_funder_reads_its_own_grants_money_and_no_other(cast: Cast, login: Login) -> None:
    mine, other = entered(cast), entered(cast, funder=cast.vinnova, case_number="V-9", name_sv="Annans bidrag")
    for grant in (mine, other):
        actions.set_decisions(by=cast.director, grant=grant, version=1, lines=[year(2024, number=f"B-{grant.pk}")])
    client = login(cast.funder_tvv)

    page, card = client.get(reverse("grant-list")), client.get(mine.get_absolute_url()).content.decode()

    assert list(page.context["page"].object_list) == [mine]
    assert "Annans bidrag" not in page.content.decode()
    assert page.context["funders"] == []
    assert f"B-{mine.pk}" in card
    assert reverse("grant-change", args=[mine.pk]) not in card
    assert client.get(other.get_absolute_url()).status_code == 404


def test_funder_is_changed_once_and_a_later_reader_is_told(cast: Cast, login: Login) -> None:
    client, path = login(cast.director), reverse("funder-change", args=[cast.tvv.pk])
    seen = {"seen_name": "Tillväxtverket", "seen_code": "tillvaxtverket"}

    first = client.post(path, {"name": "Nya verket", "code": "nya-verket", **seen})
    late = client.post(path, {"name": "Sena verket", "code": "sena-verket", **seen})
    again = client.post(path, {n: late.context["form"][n].value() for n in ("name", "code", "seen_name", "seen_code")})

    assert (first.status_code, late.status_code, again.status_code) == (302, 200, 302)
    assert "Nya verket" in late.content.decode()
    cast.tvv.refresh_from_db()
    assert (cast.tvv.name, cast.tvv.code) == ("Sena verket", "sena-verket")
    taken = client.post(reverse("funder-add"), {"name": "Igen", "code": "vinnova"})
    assert set(taken.context["form"].errors) == {"code"}


def test_list_filters_and_exports_the_same_rows(cast: Cast, login: Login) -> None:
    entered(cast)
    entered(
        cast, funder=cast.vinnova, case_number="V-9", kind="erdf", starts_on=date(2010, 1, 1), ends_on=date(2011, 1, 1)
    )  # noqa: E501
    client = login(cast.auditor)

    def found(query: str) -> list[str]:
        return [one.case_number for one in client.get(reverse("grant-list") + query).context["page"].object_list]

    assert found("") == ["Ä-2023-0588", "V-9"]
    assert (
        found("?kind=erdf") == found("?time=past") == found(f"?funder={cast.vinnova.pk}") == found("?q=v-9") == ["V-9"]
    )
    assert found("?funder=0&kind=x&time=x&page=99") == ["Ä-2023-0588", "V-9"]
    rows = sheet_of(client.get(reverse("grant-list-export") + "?kind=erdf"))[1:]
    assert [row[:4] + row[5:] for row in rows] == [
        ["Vinnova", "Verksamhetsbidrag 2024–2026", "V-9", rows[0][3], date(2010, 1, 1), date(2011, 1, 1), 21_000_000, 0]
    ]
    exported = AuditEvent.objects.get(verb="exported")
    assert (exported.subject_label, exported.changes["rows"]) == ("grant-list", [None, 1])


@pytest.mark.parametrize("more", [0, 2])
def test_list_asks_as_often_for_three_grants_as_for_one(
    cast: Cast, login: Login, django_assert_num_queries: Any, more: int
) -> None:
    for n in range(1 + more):
        entered(cast, case_number=f"Ä-{n}")
    client = login(cast.director)
    client.get(reverse("grant-list"))

    with django_assert_num_queries(9):
        client.get(reverse("grant-list"))
