"""Figures of money, each against a reference that goes through the rows one by one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coaching.models import Attendance, CoachingSession
from companies.models import Enrolment
from funding.figures import CATALOGUE
from funding.models import Allocation, Certificate, CoFinancing, Cost, Grant, Rate
from funding.money.time import PaidAs
from funding.money.used import company_time_of, used_of
from funding.scope import grant_scope
from programme.common.dates import Period
from programme.common.figures import Scope
from tests.cast import Cast
from tests.funding.money.world import D, activity, cost, grant, held, rate

DAY = date(2024, 1, 1)
LAST = 40  # days in the world of the property


class Undo(Exception):
    """Ends the transaction of one example."""


days = st.integers(0, LAST)
kinds = st.sampled_from(["coach_hour", "company_hour"])
ore = st.integers(1, 90_000).map(lambda n: D(n) / 100)


@dataclass(frozen=True)
class Spent:
    """An example: rates by owner (0 programme, 1 and 2 the grants), shares (of companies 0 to 2, activities 3 and 4),
    sessions (of an activity, or of none), costs."""

    rates: list[tuple[int, str, int, int, Decimal]]
    shares: list[tuple[int, int, int, int, Decimal]]
    sessions: list[tuple[int, list[tuple[int, int]], tuple[int, int, int, int], int | None]]
    costs: list[tuple[int, int, Decimal, bool]]
    until: int


spent = st.builds(
    Spent,
    st.lists(st.tuples(st.integers(0, 2), kinds, days, st.integers(0, 30), ore), max_size=7),
    st.lists(
        st.tuples(
            st.sampled_from([1, 1, 1, 2]),
            st.integers(0, 4),
            days,
            st.integers(0, 30),
            st.sampled_from([D(100), D("33.33"), D(40)]),
        ),
        max_size=7,
    ),
    st.lists(
        st.tuples(
            days,
            st.lists(
                st.tuples(st.integers(0, 2), st.integers(0, 500)), min_size=1, max_size=3, unique_by=lambda p: p[0]
            ),
            st.tuples(*[st.integers(0, 200)] * 4),
            st.sampled_from([None, 3, 4, 3]),
        ),
        max_size=6,
    ),
    st.lists(st.tuples(st.integers(1, 2), days, ore, st.booleans()), max_size=5),
    days,
)


def lay(cast: Cast, made: Spent) -> dict[int, Grant]:
    """The rows of an example; what the actions refuse is left out."""
    companies = [cast.a, cast.b, cast.c]
    grants = {1: grant(cast, "G1", starts_on=DAY, ends_on=DAY + timedelta(days=30), staff_by_unit_cost=True)}
    grants[2] = grant(cast, "G2", starts_on=DAY + timedelta(days=5), ends_on=DAY + timedelta(days=90))
    laid: list[tuple[int, str, date, date]] = []
    for whose, kind, start, long, amount in made.rates:
        first, last = DAY + timedelta(days=start), DAY + timedelta(days=start + long)
        if all(w != whose or k != kind or last < f or first > t for w, k, f, t in laid):
            laid.append((whose, kind, first, last))
            rate(grants.get(whose, cast.programme), amount, first, last, kind)
    activities = {n: activity(cast, f"Serie {n}") for n in (3, 4)}
    taken: list[tuple[int, Decimal, date, date]] = []
    for whose, thing, start, long, percent in made.shares:
        first, last = DAY + timedelta(days=start), DAY + timedelta(days=start + long)
        if percent + sum(p for c, p, f, t in taken if c == thing and last >= f and first <= t) <= 100:
            taken.append((thing, percent, first, last))
            of = {"enrolment": companies[thing]} if thing < 3 else {"activity": activities[thing]}
            Allocation.objects.create(grant=grants[whose], percent=percent, from_on=first, until_on=last, **of)
    for start, there, (on_site, remote, preparation, travel), one in made.sessions:
        held(
            cast,
            DAY + timedelta(days=start),
            *((companies[n], minutes) for n, minutes in there),
            on_site_minutes=on_site,
            remote_minutes=remote,
            preparation_minutes=preparation,
            travel_minutes=travel,
            activity=activities[one] if one else None,
        )
    for whose, start, amount, taken_back in made.costs:
        if not grants[whose].starts_on <= DAY + timedelta(days=start) <= grants[whose].ends_on:
            continue
        back = {"withdrawn_on": DAY, "withdrawn_by": cast.director, "withdrawn_because": "Fel"} if taken_back else {}
        cost(grants[whose], cast, amount, DAY + timedelta(days=start), **back)
    return grants


def rate_on(day: date, kind: str, of: Grant | None, programme: int) -> Decimal | None:
    """The rate of a day: the grant's own, else the programme's; one by one."""
    found: Decimal | None = None
    for one in Rate.objects.filter(kind=kind):
        if one.from_on <= day and (one.until_on is None or day <= one.until_on):
            if of is not None and one.grant_id == of.pk:
                return one.amount
            if one.programme_id == programme:
                found = one.amount
    return found


def share_on(row: Attendance, of: Grant | None) -> Decimal:
    """Per cent that the grant pays of a company's time at a session: by the activity's shares, else the company's."""
    day, activity_id = row.session.held_on, row.session.activity_id
    if of is None:
        return D(100)
    if not of.starts_on <= day <= of.ends_on:
        return D(0)
    then = [one for one in Allocation.objects.all() if one.from_on <= day <= one.until_on]
    shares = [one for one in then if activity_id is not None and one.activity_id == activity_id]
    if not shares:
        shares = [one for one in then if one.enrolment_id == row.enrolment_id]
    if Allocation.objects.filter(grant=of).exists():
        return sum((one.percent for one in shares if one.grant_id == of.pk), D(0))
    return D(100) - sum((one.percent for one in shares), D(0))


def charge(one: Attendance, kind: str, of: Grant | None) -> tuple[Decimal, int]:
    """What a company's time at a session comes to, and its minutes without a rate."""
    session, day = one.session, one.session.held_on
    programme = one.enrolment.programme_version.programme_id
    minutes = session.coach_minutes if kind == "coach_hour" else one.company_minutes
    there = session.attendances.count() if kind == "coach_hour" else 1
    share, worth = share_on(one, of), rate_on(day, kind, of, programme)
    if not minutes or not share:
        return D(0), 0
    if worth is None:
        return D(0), minutes
    exact = worth * minutes * share / (60 * 100 * there)
    return exact.quantize(D("0.01"), ROUND_HALF_UP), 0


def time_in(period: Period, kind: str, of: Grant | None) -> tuple[Decimal, Decimal]:
    """SEK, and hours without a rate."""
    rows = Attendance.objects.select_related("session", "enrolment__programme_version")
    told = [charge(one, kind, of) for one in rows if one.session.held_on in period]
    return sum((worth for worth, _m in told), D(0)), D(sum(minutes for _w, minutes in told)) / 60


def costs_in(start: date, end: date, of: Grant | None) -> Decimal:
    rows = [one for one in Cost.objects.all() if of is None or one.grant_id == of.pk]
    return sum((one.amount for one in rows if one.withdrawn_on is None and start <= one.booked_on <= end), D(0))


@pytest.mark.django_db
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(made=spent)
def test_every_figure_of_money_is_what_its_rows_come_to_one_by_one(cast: Cast, made: Spent) -> None:
    try:
        with transaction.atomic():
            grants = lay(cast, made)
            period = Period(DAY + timedelta(days=3), DAY + timedelta(days=max(made.until, 3)))
            for of in (*grants.values(), None):
                check(cast, of, period)
            raise Undo
    except Undo:
        pass


def check(cast: Cast, of: Grant | None, period: Period) -> None:
    whole = Scope(viewer=cast.director, period=period, as_of=period.end, programme=cast.programme.pk)
    scope = whole if of is None else grant_scope(of, period, cast.director)
    wanted: dict[str, Decimal] = {}
    wanted["coach_time_cost"], wanted["coach_time_unrated"] = time_in(period, "coach_hour", of)
    wanted["company_time_value"], wanted["company_time_unrated"] = time_in(period, "company_hour", of)
    wanted["costs_booked"] = costs_in(period.start, period.end, of)
    wanted["costs_total"] = costs_in(date.min, period.end, of)
    begun = [one for one in Grant.objects.all() if one.starts_on <= period.end and of in (None, one)]
    so_far = Period(DAY - timedelta(days=400), period.end)
    time = {one.pk: time_in(so_far, "coach_hour", one)[0] if one.staff_by_unit_cost else D(0) for one in begun}
    used = {one.pk: costs_in(date.min, period.end, one) + time[one.pk] for one in begun}
    if of is not None:
        wanted["coach_time_charged"] = time.get(of.pk, D(0))
    wanted["grant_used"] = sum(used.values(), D(0))
    wanted["grant_left"] = sum((one.amount - used[one.pk] for one in begun), D(0))
    assert {key: CATALOGUE[key].value(scope) for key in wanted} == wanted
    for key in ("coach_time_cost", "company_time_value", "costs_booked"):
        cells = [column for column in CATALOGUE[key].columns if column.key == "amount"]
        assert sum((cells[0].value(row) for row in CATALOGUE[key].rows(scope)), D(0)) == wanted[key], key
    if of is not None:
        told = used_of(of, today=period.end)
        assert (told.used, told.total.used) == (used.get(of.pk, D(0)), used.get(of.pk, D(0)))
        own = time_in(so_far, "company_hour", of)
        assert company_time_of(of, today=period.end).value == own[0]


def scope_of(cast: Cast, of: Grant | None = None, start: date = DAY, end: date = date(2024, 12, 31)) -> Scope:
    if of is not None:
        return grant_scope(of, Period(start, end), cast.director)
    return Scope(viewer=cast.director, period=Period(start, end), as_of=end, programme=cast.programme.pk)


def value(cast: Cast, key: str, of: Grant | None = None) -> Decimal:
    return CATALOGUE[key].value(scope_of(cast, of))


def test_own_rate_of_a_grant_comes_before_the_programmes_and_only_on_its_days(cast: Cast) -> None:
    mine, other = grant(cast, "1"), grant(cast, "2")
    rate(cast.programme, 100, DAY)
    rate(mine, 900, date(2024, 2, 1), date(2024, 2, 29))
    held(cast, date(2024, 1, 31), (cast.a, 0))
    held(cast, date(2024, 2, 1), (cast.a, 0))

    assert [value(cast, "coach_time_cost", of) for of in (mine, other, None)] == [1000, 200, 200]


def test_joint_session_is_divided_among_its_companies_and_never_counted_twice(cast: Cast) -> None:
    rate(cast.programme, "409", DAY)
    named = grant(cast, "1")
    Allocation.objects.create(grant=named, enrolment=cast.a, percent=40, from_on=DAY, until_on=named.ends_on)
    held(cast, DAY, (cast.a, 0), (cast.b, 0), (cast.c, 0), on_site_minutes=60, travel_minutes=60)

    whole = value(cast, "coach_time_cost")

    assert whole == D("818.01")  # 272.67 three times: each row is rounded to öre
    assert value(cast, "coach_time_cost", named) == D("109.07")
    # What the named grant leaves of A, and all of B and C: nothing is paid by two.
    assert value(cast, "coach_time_cost", grant(cast, "2")) == D("163.60") + 2 * D("272.67")


def test_session_of_a_paid_activity_is_charged_by_its_shares_and_never_by_the_companys_too(cast: Cast) -> None:
    rate(cast.programme, 100, DAY)
    companies, series, rest = grant(cast, "1"), grant(cast, "2"), grant(cast, "3")
    paid, unpaid = activity(cast, "Serie"), activity(cast, "Möte")
    Allocation.objects.create(grant=companies, enrolment=cast.a, percent=80, from_on=DAY, until_on=companies.ends_on)
    until = date(2024, 1, 31)
    Allocation.objects.create(grant=series, activity=paid, percent=30, from_on=DAY, until_on=until)
    held(cast, DAY, (cast.a, 0), (cast.b, 0), activity=paid, on_site_minutes=120)  # 100 each
    held(cast, DAY, (cast.a, 0), activity=unpaid, on_site_minutes=60)
    held(cast, until + timedelta(days=1), (cast.a, 0), activity=paid, on_site_minutes=60)  # after its share

    rows = CATALOGUE["coach_time_cost"].rows(scope_of(cast, series))
    shown = {column.key: column.value for column in CATALOGUE["coach_time_cost"].columns}

    assert [(shown["company"](one), shown["share"](one), shown["amount"](one)) for one in rows] == [
        (cast.a.company.name, 30, 30),
        (cast.b.company.name, 30, 30),  # no grant names it, but the activity is open to it
    ]
    assert {shown["share_of"](one) for one in rows} == {str(PaidAs.ACTIVITY.label)}
    assert [value(cast, "coach_time_cost", of) for of in (companies, series, rest, None)] == [160, 60, 180, 400]
    assert {shown["share_of"](one) for one in CATALOGUE["coach_time_cost"].rows(scope_of(cast))} == {""}


def test_companies_that_were_chosen_narrow_what_a_grants_activities_are_charged(cast: Cast) -> None:
    rate(cast.programme, 100, DAY)
    of, series = grant(cast, "1"), activity(cast, "Serie")
    for thing in ({"enrolment": cast.a}, {"activity": series}):
        Allocation.objects.create(grant=of, percent=50, from_on=DAY, until_on=of.ends_on, **thing)
    held(cast, DAY, (cast.a, 0), (cast.b, 0), activity=series, on_site_minutes=120)

    figure, scope = CATALOGUE["coach_time_cost"], scope_of(cast, of)

    assert figure.value(scope) == 100
    for those in ([cast.a.pk], [cast.b.pk]):
        assert figure.value(scope.among(Enrolment.objects.filter(pk__in=those))) == 50
    chosen = Enrolment.objects.filter(pk__in=[cast.a.pk, cast.b.pk])
    assert figure.value(scope.among(chosen).among(Enrolment.objects.filter(pk=cast.b.pk))) == 50


def test_promised_and_certified_stand_apart_in_cash_and_in_kind_by_their_days(cast: Cast) -> None:
    of = grant(cast)
    cash, kind = (
        CoFinancing.objects.create(grant=of, partner="Region X", kind=one, sector="public", promised=D(500))
        for one in ("cash", "in_kind")
    )
    CoFinancing.objects.create(
        grant=of, partner="Sen AB", kind="cash", sector="private", promised=D(9), promised_on=date(2025, 1, 1)
    )
    for line, day, amount in ((cash, date(2024, 5, 1), 70), (kind, date(2024, 6, 1), 30), (kind, date(2025, 1, 1), 8)):
        Certificate.objects.create(co_financing=line, certified_on=day, amount=amount)
    Certificate.objects.create(
        co_financing=cash, certified_on=DAY, amount=1000, withdrawn_on=DAY, withdrawn_by=cast.director,
        withdrawn_because="Fel",
    )  # fmt: skip
    scope = scope_of(cast, of)

    assert CATALOGUE["cofinancing_promised"].by(scope, "kind") == {"cash": 500, "in_kind": 500}
    assert CATALOGUE["cofinancing_promised"].by(scope, "sector") == {"public": 1000}
    assert CATALOGUE["cofinancing_certified"].by(scope, "kind") == {"cash": 70, "in_kind": 30}
    assert [(one.kind, one.certified) for one in of.co_financing.with_certified()[:2]] == [
        ("cash", 70),
        ("in_kind", 38),
    ]


@pytest.mark.parametrize("who", ["leader", "coach_a", "funder_tvv", "nobody"])
def test_money_of_grants_is_nothing_to_those_who_may_not_see_costs(cast: Cast, who: str) -> None:
    cost(grant(cast), cast, 100)
    scope = Scope(viewer=getattr(cast, who), period=Period(DAY, date(2024, 12, 31)), as_of=date(2024, 12, 31))

    assert CATALOGUE["costs_booked"].value(scope) == CATALOGUE["costs_total"].value(scope) == 0
    assert value(cast, "costs_booked") == 100


def test_place_narrows_time_and_has_no_money_of_grants(cast: Cast) -> None:
    rate(cast.programme, 100, DAY, kind="company_hour")
    cost(grant(cast), cast, 100)
    held(cast, DAY, (cast.a, 60))
    held(cast, DAY, (cast.c, 90))

    there = scope_of(cast).within(cast.norr.pk)
    assert (CATALOGUE["company_time_value"].value(there), CATALOGUE["costs_booked"].value(there)) == (150, 0)
    assert CATALOGUE["company_time_value"].by(scope_of(cast), "region") == {cast.norr.pk: 150, cast.mellersta.pk: 100}


@pytest.mark.parametrize("key", ["coach_time_cost", "company_time_value", "grant_used", "costs_booked"])
def test_figure_asks_the_database_as_often_with_1_row_as_with_30(cast: Cast, key: str) -> None:
    of = grant(cast, staff_by_unit_cost=True)
    scope = scope_of(cast, of)

    def queries(act: Callable[[], Any]) -> int:
        with CaptureQueriesContext(connection) as seen:
            act()
        return len(seen)

    def more(n: int) -> None:
        for one in range(n):
            day = DAY + timedelta(days=one * 7)
            rate(cast.programme, 100, day, day + timedelta(days=6), kind="company_hour")
            rate(cast.programme, 100, day, day + timedelta(days=6))
            held(cast, day, (cast.a, 60))
            cost(of, cast, 5, day, reference=str(one))

    figure = CATALOGUE[key]

    def both() -> tuple[int, int]:
        figure.value(scope)  # who the reader is has been asked by then
        return (
            queries(lambda: figure.value(scope)),
            queries(lambda: [str(column.value(row)) for row in figure.rows(scope) for column in figure.columns]),
        )

    more(1)
    few = both()
    Rate.objects.all().delete()
    CoachingSession.objects.all().delete()
    more(30)
    assert both() == few == (1, few[1])
    assert few[1] <= 2
