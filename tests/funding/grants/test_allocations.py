"""Who is paid for by whom: single shares, many by a rule, and what each reader sees of it."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coaching.models import Activity, CoachingSession
from companies.models import Enrolment, RegionTransfer
from funding.grants import actions
from funding.grants.bulk import ShareRule, plan_of, stays
from funding.grants.paid import in_short, shared_keys
from funding.late import late_sessions
from funding.models import Allocation, Grant, Report
from funding.scope import enrolments_paid
from programme.common.dates import Period
from programme.people.models import AuditEvent, User
from programme.people.versions import Conflict
from programme.structure.models import Programme
from tests.cast import LONG_AGO, Cast
from tests.funding.grants.posts import sheet_of
from tests.funding.world import Money, frozen, grant, period

Login = Callable[[User], Client]
D = Decimal


@pytest.fixture
def paying(cast: Cast) -> tuple[Grant, Grant]:
    """A grant of each funder, from 100 days ago until 200 days ahead."""
    return grant(cast.tvv, cast, "Ä-1"), grant(cast.vinnova, cast, "V-2")


def today(days: int = 0) -> date:
    return timezone.localdate() + timedelta(days=days)


def add(cast: Cast, of: Grant, enrolment: Enrolment, percent: int, first: int, last: int) -> Allocation:
    return actions.add_allocation(
        by=cast.director, grant=of, enrolment=enrolment, percent=D(percent), from_on=today(first), until_on=today(last)
    )


def refused(act: Callable[[], object]) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as error:
        act()
    return error.value.message_dict


def workshop(cast: Cast, **others: Any) -> Activity:
    given = {"programme": cast.programme, "region": cast.mellersta, "kind": "seminar", "title": "Möte"}
    return Activity.objects.create(**given | {"planned_on": today()} | others)


@pytest.mark.parametrize("who", ["leader", "coach_a", "funder_tvv", "auditor", "nobody", "inactive"])
def test_only_a_director_says_who_pays(cast: Cast, money: Money, who: str) -> None:
    other, row = getattr(cast, who), Allocation.objects.get()
    rule = ShareRule(D(10), Period(today(), today(5)))
    seen = plan_of(money.tvv, rule).fingerprint
    some: dict[str, Any] = {"percent": D(10), "from_on": today(), "until_on": today()}

    for act in (
        lambda: actions.add_allocation(by=other, grant=money.tvv, enrolment=cast.b, **some),
        lambda: actions.change_allocation(by=other, allocation=row, version=1, **some),
        lambda: actions.end_allocation(by=other, allocation=row, version=1, until_on=today()),
        lambda: actions.remove_allocation(by=other, allocation=row),
        lambda: actions.lay_shares(by=other, grant=money.tvv, rule=rule, seen=seen),
    ):
        with pytest.raises(PermissionDenied):
            act()

    assert list(Allocation.objects.values_list("pk", "percent", "version")) == [(row.pk, 40, 1)]


def test_shares_of_all_grants_together_stay_within_a_hundred_and_the_refusal_says_when_and_who(
    cast: Cast, paying: tuple[Grant, Grant]
) -> None:
    tvv, vinnova = paying
    add(cast, tvv, cast.a, 60, 0, 30)

    wrong = refused(lambda: add(cast, vinnova, cast.a, 41, 20, 50))
    add(cast, vinnova, cast.a, 40, 20, 50)

    assert list(wrong) == ["percent"]
    assert f"{today(20)} – {today(30)}" in wrong["percent"][0]
    assert "Tillväxtverket 60" in wrong["percent"][0]
    assert add(cast, tvv, cast.b, 100, 0, 30).percent == 100
    said = AuditEvent.objects.filter(verb="allocation-add").order_by("pk").first()
    assert said is not None
    assert said.changes["percent"] == [None, "60"]


def test_activities_have_a_hundred_of_their_own(cast: Cast, paying: tuple[Grant, Grant]) -> None:
    seminar, (tvv, vinnova) = workshop(cast), paying
    days = {"from_on": today(), "until_on": today(3)}
    actions.add_allocation(by=cast.director, grant=tvv, activity=seminar, percent=D(70), **days)

    def more(percent: int) -> Allocation:
        return actions.add_allocation(by=cast.director, grant=vinnova, activity=seminar, percent=D(percent), **days)

    assert set(refused(lambda: more(31))) == {"percent"}
    assert more(30).activity == seminar


def test_share_fits_the_grants_time_the_companys_and_its_own_former_share(
    cast: Cast, paying: tuple[Grant, Grant]
) -> None:
    tvv, _vinnova = paying
    assert set(refused(lambda: add(cast, tvv, cast.a, 10, -101, 0))) == {"from_on"}
    assert set(refused(lambda: add(cast, tvv, cast.a, 10, 0, 201))) == {"until_on"}
    assert set(refused(lambda: add(cast, tvv, cast.a, 10, 5, 4))) == {"until_on"}
    assert set(refused(lambda: add(cast, tvv, cast.a, 101, 0, 1))) == {"percent"}
    Enrolment.objects.filter(pk=cast.b.pk).update(state="completed", ended_on=today(-2))
    assert set(refused(lambda: add(cast, tvv, cast.b, 10, -9, -1))) == {"until_on"}
    assert add(cast, tvv, cast.b, 10, -9, -2).until_on == today(-2)
    add(cast, tvv, cast.a, 10, 0, 9)
    assert set(refused(lambda: add(cast, tvv, cast.a, 10, 9, 20))) == {"from_on"}
    assert add(cast, tvv, cast.a, 10, 10, 20).percent == 10


def test_what_belongs_to_another_programme_is_not_paid(cast: Cast, paying: tuple[Grant, Grant]) -> None:
    other = Programme.objects.create(code="annat", name_sv="Annat", name_en="Other", starts_on=LONG_AGO)
    theirs, foreign = workshop(cast, programme=other), paying[0]
    Grant.objects.filter(pk=foreign.pk).update(programme=other)

    for thing in ({"enrolment": cast.a}, {"activity": workshop(cast)}, {}):
        with pytest.raises(PermissionDenied):
            actions.add_allocation(
                by=cast.director, grant=foreign, percent=D(1), from_on=today(), until_on=today(), **thing
            )
    own = actions.add_allocation(
        by=cast.director, grant=foreign, percent=D(1), from_on=today(), until_on=today(), activity=theirs
    )
    assert own.activity == theirs


def test_share_is_changed_ended_and_taken_away(cast: Cast, paying: tuple[Grant, Grant]) -> None:
    tvv, vinnova = paying
    row = add(cast, tvv, cast.a, 60, 0, 30)
    add(cast, vinnova, cast.a, 40, 0, 30)

    def change(version: int, percent: int, last: int) -> Allocation:
        return actions.change_allocation(
            by=cast.director, allocation=row, version=version, percent=D(percent), from_on=today(), until_on=today(last)
        )

    assert set(refused(lambda: change(1, 61, 30))) == {"percent"}
    assert change(1, 50, 30).version == 2
    with pytest.raises(Conflict):
        change(1, 10, 30)
    later = {"by": cast.director, "allocation": row, "version": 2, "until_on": today(31)}
    assert set(refused(lambda: actions.end_allocation(**later))) == {"until_on"}
    ended = actions.end_allocation(by=cast.director, allocation=row, version=2, until_on=today(7))
    assert (ended.percent, ended.until_on) == (50, today(7))
    assert change(3, 60, 7).percent == 60
    actions.remove_allocation(by=cast.director, allocation=row)
    assert list(Allocation.objects.values_list("grant", flat=True)) == [vinnova.pk]
    assert AuditEvent.objects.filter(subject_kind="allocation", subject_id=row.pk).count() == 5


def test_released_report_stays_when_shares_change_after_and_the_next_one_tells(cast: Cast, money: Money) -> None:
    report = frozen(cast, money.period_vinnova)
    before = (
        Report.objects.values().get(pk=report.pk),
        list(report.figures.order_by("number").values_list("key", "value", "row_count")),
    )
    row = Allocation.objects.get()

    with pytest.raises(ValidationError):
        actions.remove_allocation(by=cast.director, allocation=row)
    actions.end_allocation(by=cast.director, allocation=row, version=1, until_on=today(-60))
    add(cast, money.vinnova, cast.b, 40, -90, 100)

    after = (
        Report.objects.values().get(pk=report.pk),
        list(report.figures.order_by("number").values_list("key", "value", "row_count")),
    )
    assert after == before
    told = late_sessions(period(money.vinnova, 2, today(), today(90)), cast.director).lines or []
    assert [CoachingSession.objects.get(pk=one.session).coach for one in told] == [cast.coach_b]
    assert set(enrolments_paid(money.vinnova, Period(today(-10), today(-1)))) == {cast.b}


# --- By a rule ------------------------------------------------------------------------------------
def laid(plan: Any) -> dict[str, list[tuple[date, date]]]:
    found: dict[str, list[tuple[date, date]]] = {}
    for row in plan.laid:
        found.setdefault(row.enrolment.company.name, []).append((row.days.start, row.days.end))
    return found


def test_rule_pays_those_in_coaching_then_for_the_days_that_they_are(cast: Cast, paying: tuple[Grant, Grant]) -> None:
    tvv, _vinnova = paying
    Enrolment.objects.filter(pk=cast.c.pk).update(state="completed", ended_on=today(-3))
    rule = ShareRule(D(40), Period(today(-40), today(60)))

    plan = plan_of(tvv, rule)

    assert laid(plan) == {
        cast.company_a.name: [(today(-40), today(60))],
        cast.company_b.name: [(cast.b.started_on, today(60))],
        cast.company_c.name: [(today(-40), today(-3))],
    }


def test_rule_leaves_out_with_a_reason_what_is_full_paid_already_or_outside(
    cast: Cast, paying: tuple[Grant, Grant]
) -> None:
    tvv, vinnova = paying
    add(cast, vinnova, cast.a, 70, 10, 20)
    add(cast, tvv, cast.b, 5, 0, 3)
    Enrolment.objects.filter(pk=cast.c.pk).update(state="completed", ended_on=today(-30))

    plan = plan_of(tvv, ShareRule(D(40), Period(today(-10), today(60))))

    why = {row.enrolment.company.name: row.why for row in plan.rows}
    assert laid(plan) == {}
    assert f"{today(10)} – {today(20)}" in why[cast.company_a.name]
    assert "5" in why[cast.company_b.name]
    assert str(today(-30)) in why[cast.company_c.name]
    assert cast.company_lone.name not in why


def test_rule_for_regions_follows_a_transfer(cast: Cast, paying: tuple[Grant, Grant]) -> None:
    tvv, _vinnova = paying
    _move(cast)
    asked = Period(today(-20), today(30))

    here = plan_of(tvv, ShareRule(D(10), asked, frozenset({cast.mellersta.pk})))
    there = plan_of(tvv, ShareRule(D(10), asked, frozenset({cast.norr.pk})))
    both = plan_of(tvv, ShareRule(D(10), asked, frozenset({cast.mellersta.pk, cast.norr.pk})))

    assert laid(here)[cast.company_a.name] == [(today(-20), today(-6))]
    assert laid(there)[cast.company_a.name] == [(today(-5), today(30))]
    assert laid(both)[cast.company_a.name] == [(today(-20), today(30))]
    assert cast.company_c.name not in laid(here)
    cast.a.refresh_from_db()
    assert (
        sum(one.days for one in stays(cast.a, frozenset({cast.mellersta.pk}))) == (today(-5) - cast.a.started_on).days
    )


def _move(cast: Cast) -> None:
    RegionTransfer.objects.create(
        enrolment=cast.a, from_region=cast.mellersta, to_region=cast.norr, from_on=today(-5), noted_on=today(),
        transferred_by=cast.director, reason="Flytt",
    )  # fmt: skip
    Enrolment.objects.filter(pk=cast.a.pk).update(region=cast.norr)


def test_rule_is_laid_as_it_was_looked_at_with_one_trace_or_not_at_all(cast: Cast, paying: tuple[Grant, Grant]) -> None:
    tvv, vinnova = paying
    rule = ShareRule(D(40), Period(today(), today(60)))
    seen = plan_of(tvv, rule).fingerprint
    add(cast, vinnova, cast.a, 70, 10, 20)

    with pytest.raises(actions.Changed):
        actions.lay_shares(by=cast.director, grant=tvv, rule=rule, seen=seen)
    assert not Allocation.objects.filter(grant=tvv).exists()
    actions.lay_shares(by=cast.director, grant=tvv, rule=rule, seen=plan_of(tvv, rule).fingerprint)
    again = plan_of(tvv, rule)

    assert set(Allocation.objects.filter(grant=tvv).values_list("enrolment", flat=True)) == {cast.b.pk, cast.c.pk}
    assert again.laid == []
    assert [len(event.changes["shares"][1]) for event in AuditEvent.objects.filter(verb="shares-lay")] == [2]


# --- What is shown --------------------------------------------------------------------------------
def test_card_tells_how_many_companies_others_pay_and_names_them_to_who_may_see(
    cast: Cast, paying: tuple[Grant, Grant], login: Login
) -> None:
    tvv, vinnova = paying
    for enrolment in (cast.a, cast.b):
        add(cast, tvv, enrolment, 40, 0, 30)
    add(cast, vinnova, cast.a, 40, 20, 50)
    add(cast, vinnova, cast.b, 40, 31, 50)  # not at the same time

    office, funder = in_short(tvv, cast.director, today=today()), in_short(tvv, cast.funder_tvv, today=today())

    assert (office.companies, office.today, office.shared) == (2, 2, 1)
    assert [(one.grant, one.companies) for one in office.payers] == [(vinnova, 1)]
    assert [(one.grant, one.companies) for one in funder.payers] == [(None, 1)]
    assert shared_keys(tvv) == [Allocation.objects.get(grant=tvv, enrolment=cast.a).pk]
    page = login(cast.funder_tvv).get(tvv.get_absolute_url()).content.decode()
    assert "Vinnova" not in page
    assert cast.company_a.name not in page
    assert reverse("allocation-list", args=[tvv.pk]) not in page
    assert "Vinnova" in login(cast.auditor).get(tvv.get_absolute_url()).content.decode()


def test_list_of_shares_is_for_the_office_and_filters_in_the_address(
    cast: Cast, paying: tuple[Grant, Grant], login: Login
) -> None:
    tvv, vinnova = paying
    a, b = add(cast, tvv, cast.a, 40, 0, 30), add(cast, tvv, cast.b, 40, 10, 30)
    c = add(cast, tvv, cast.c, 40, 0, 30)
    add(cast, vinnova, cast.c, 20, 0, 30)
    seminar = actions.add_allocation(
        by=cast.director, grant=tvv, activity=workshop(cast), percent=D(9), from_on=today(), until_on=today(3)
    )
    path, client = reverse("allocation-list", args=[tvv.pk]), login(cast.auditor)

    def found(query: str) -> set[int]:
        return {line.allocation.pk for line in client.get(path + query).context["lines"]}

    assert found("") == {a.pk, b.pk, c.pk, seminar.pk}
    assert found("?show=now") == {a.pk, c.pk, seminar.pk}
    assert found("?show=activities") == {seminar.pk}
    assert found("?show=shared") == found(f"?region={cast.norr.pk}") == {c.pk}
    assert found("?q=Norrskena") == {a.pk}
    assert "20" in client.get(path + "?show=shared").content.decode()
    rows = sheet_of(client.get(reverse("allocation-export", args=[tvv.pk]) + "?show=now"))
    told = [row for row in rows if len(row) > 6 and row[2] in (40, 9)]
    assert [(row[0], row[2]) for row in told] == [(cast.company_a.name, 40), (cast.company_c.name, 40), ("Möte", 9)]
    assert [row[6].replace("\xa0", " ") for row in told if row[0] == cast.company_c.name] == ["Vinnova 20 %"]
    assert AuditEvent.objects.get(verb="exported").changes["rows"] == [None, 3]
    for who in ("funder_tvv", "leader", "coach_a"):
        assert login(getattr(cast, who)).get(path).status_code == 403


@pytest.mark.parametrize("more", [0, 2])
def test_list_of_shares_asks_as_often_for_three_rows_as_for_one(
    cast: Cast, paying: tuple[Grant, Grant], login: Login, django_assert_num_queries: Any, more: int
) -> None:
    tvv, vinnova = paying
    for enrolment in (cast.a, cast.b, cast.c)[: 1 + more]:
        add(cast, tvv, enrolment, 40, 0, 30)
        add(cast, vinnova, enrolment, 40, 0, 30)
    client, path = login(cast.director), reverse("allocation-list", args=[tvv.pk])
    client.get(path)

    with django_assert_num_queries(9):
        client.get(path)


def test_enrolment_card_says_who_pays_to_those_who_may_see_grants(
    cast: Cast, paying: tuple[Grant, Grant], login: Login
) -> None:
    add(cast, paying[0], cast.a, 45, 0, 30)
    page = f"{cast.a.get_absolute_url()}?tab=facts"
    add_path = reverse("enrolment-allocate", args=[cast.a.pk])

    for who, sees, may in (("director", True, True), ("auditor", True, False), ("leader", False, False)):
        said = login(getattr(cast, who)).get(page).content.decode()
        assert ("45" + " %" in said and "Tillväxtverket" in said) is sees
        assert (add_path in said) is may


def test_forms_lay_change_end_and_take_away_and_equal_posts_are_one(
    cast: Cast, paying: tuple[Grant, Grant], login: Login
) -> None:
    tvv, vinnova = paying
    client = login(cast.director)
    when = {"from_on": today(), "until_on": today(9)}
    own = {"enrolment": cast.a.pk, "activity": "", "percent": "60,5", **when, "key": uuid4()}

    answers = [client.post(reverse("allocation-add", args=[tvv.pk]), own).status_code for _ in range(20)]
    row = Allocation.objects.get()
    assert set(answers) == {302}
    full = client.post(reverse("enrolment-allocate", args=[cast.a.pk]), {"grant": vinnova.pk, "percent": "40", **when})
    assert full.status_code == 200
    assert set(full.context["form"].errors) == {"percent"}
    assert full.context["form"]["percent"].value() == "40"
    both = client.post(reverse("allocation-add", args=[tvv.pk]), own | {"activity": workshop(cast).pk, "key": uuid4()})
    assert set(both.context["form"].errors) == {"enrolment"}
    client.post(reverse("allocation-change", args=[row.pk]), {"version": 1, "percent": "50", **when})
    late = client.post(reverse("allocation-change", args=[row.pk]), {"version": 1, "percent": "51", **when})
    assert late.status_code == 409
    client.post(reverse("allocation-end", args=[row.pk]), {"version": 2, "until_on": today(4)})
    row.refresh_from_db()
    assert (row.percent, row.until_on) == (50, today(4))
    client.post(reverse("allocation-remove", args=[row.pk]))
    assert not Allocation.objects.exists()


def test_rule_page_shows_rows_first_and_lays_after(cast: Cast, paying: tuple[Grant, Grant], login: Login) -> None:
    tvv, _vinnova = paying
    client, path = login(cast.director), reverse("allocation-lay", args=[tvv.pk])
    asked = {"percent": "40", "from_on": today(), "until_on": today(60), "regions": [cast.mellersta.pk]}

    shown = client.post(path, asked | {"step": "preview"})
    blind = client.post(path, asked | {"step": "do", "seen": "x"})
    assert (blind.status_code, Allocation.objects.count()) == (200, 0)
    done = client.post(path, asked | {"step": "do", "seen": shown.context["plan"].fingerprint})

    assert done.status_code == 302
    assert set(Allocation.objects.values_list("enrolment", flat=True)) == {cast.a.pk, cast.b.pk}
    outside = client.post(path, asked | {"until_on": today(500), "step": "preview"})
    assert set(outside.context["form"].errors) == {"until_on"}
