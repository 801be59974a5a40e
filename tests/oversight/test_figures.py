"""The rows behind a number: the same scope, the same value, the same rows as a spreadsheet."""

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from coaching.models import ActionItem, Activity, Attendance, CoachingSession
from companies.models import Enrolment, RegisterUnit, StateChange
from funding.figures import CATALOGUE
from funding.models import Allocation, Grant
from programme.common.dates import Period, add_months
from programme.common.figures import Median, Scope
from programme.oversight.scopes import in_county, rows_path, scope_from, scope_query
from programme.oversight.together import together
from programme.people.models import AuditEvent
from programme.structure.models import ProgrammeVersion, Stage
from tests.cast import Cast, active, company, number
from tests.funding.money import world as money

MEDIANS = {key for key, figure in CATALOGUE.items() if isinstance(figure.measure, Median)}


def scope_for(cast: Cast, user: object, **values: object) -> Scope:
    today = timezone.localdate()
    given = {"viewer": user, "period": Period(add_months(today, -6), today), "as_of": today, **values}
    return Scope(**given)


def held(cast: Cast, enrolment: Enrolment, days_ago: int = 0, minutes: int = 90) -> None:
    day = timezone.localdate() - timedelta(days=days_ago)
    session = CoachingSession.objects.create(coach=cast.coach_a, held_on=day, on_site_minutes=125)
    Attendance.objects.create(session=session, enrolment=enrolment, women=2, men=3, company_minutes=minutes)


def registered() -> None:
    """Units of the register: two that are entered (one completed), one that is not, one that is blocked."""
    for n, accepts in ((1, True), (31, True), (700, True), (701, False)):
        RegisterUnit.objects.create(
            number=int(number(n)), name=f"Enhet {n} AB", name_key=b"enhet", postal_code="87131", municipality_id="2280",
            sni_code="25620", division=25, legal_form_code="49", is_active=True, accepts_marketing=accepts,
        )  # fmt: skip


def whole_way(cast: Cast, today: date) -> None:
    """A company that went through each state, and one that was lost on the way in, all within the period."""
    done = Enrolment.objects.create(
        company=company(35, "Hela Vägen AB", cast.norr, "2482"), programme_version=cast.version, region=cast.norr,
        state="completed", state_since_on=today, ended_on=today, admitted_on=today, start_on=today, started_on=today,
    )  # fmt: skip
    lost = Enrolment.objects.create(
        company=company(36, "Borta AB", cast.norr, "2482"), programme_version=cast.version, region=cast.norr,
        state="withdrawn", state_since_on=today, ended_on=today, withdrawal_reason="no_time",
    )  # fmt: skip
    states = ("interested", "contacted", "applied", "admitted", "active", "completed")
    for n, state in enumerate(states):
        day = today - timedelta(days=10 * (len(states) - 1 - n))
        StateChange.objects.create(enrolment=done, state=state, changed_on=day)
    StateChange.objects.create(enrolment=lost, state="interested", changed_on=today - timedelta(days=5))
    StateChange.objects.create(enrolment=lost, state="withdrawn", changed_on=today)


def six_stages(cast: Cast, today: date) -> None:
    """A company that closed each of the six stages of an edition of its own, ten days in each."""
    version = ProgrammeVersion.objects.create(programme=cast.programme, name="Sex etapper", open_for_enrolment=False)
    for order in range(1, 7):
        Stage.objects.create(
            version=version, order=order, name_sv="Etapp", name_en="Stage", start_month=order - 1, end_month=order
        )
    row = active(company(37, "Sex Etapper AB", cast.norr, "2482"), version, today - timedelta(days=60))
    for stage in row.planned_stages.all():
        entered_on = today - timedelta(days=60 - 10 * (stage.order - 1))
        closed_on = entered_on + timedelta(days=10)
        row.planned_stages.filter(pk=stage.pk).update(entered_on=entered_on, closed_on=closed_on)


def everything(cast: Cast) -> None:
    """At least one row for each figure."""
    today = timezone.localdate()
    for enrolment in (cast.a, cast.c):
        held(cast, enrolment)
    Enrolment.objects.filter(pk=cast.lone.pk).update(admitted_on=today, start_on=today, state="admitted")
    StateChange.objects.create(enrolment=cast.lone, state="admitted", changed_on=today)
    for n, state in ((31, "completed"), (32, "withdrawn")):
        row = active(company(n, f"Slut {n} AB", cast.mellersta, "2280"), cast.version, add_months(today, -19))
        reason = "no_time" if state == "withdrawn" else ""
        Enrolment.objects.filter(pk=row.pk).update(state=state, ended_on=today, withdrawal_reason=reason)
        StateChange.objects.create(enrolment=row, state=state, changed_on=today)
    late = active(company(33, "Sen AB", cast.mellersta, "2281"), cast.version, add_months(today, -9))
    paused = active(company(34, "Paus AB", cast.norr, "2482"), cast.version, add_months(today, -2))
    paused.pauses.create(paused_on=today, reason="semester")
    Enrolment.objects.filter(pk=paused.pk).update(state="paused")
    StateChange.objects.create(enrolment=paused, state="paused", changed_on=today)
    assert late.state == "active"
    whole_way(cast, today)
    six_stages(cast, today)
    registered()
    for enrolment in (cast.a, cast.c):
        agreed = {"enrolment": enrolment, "what": "Mäta", "added_by": cast.coach_a}
        done = {**agreed, "closed_on": today, "closed_by": cast.coach_a, "effect_per": "year"}
        ActionItem.objects.create(**agreed)
        for unit in ("kr", "hours"):
            ActionItem.objects.create(**done, effect_unit=unit, reached_amount=Decimal("12.50"))
    spent(cast, today)
    for kind in (Activity.Kind.WORKSHOP_SERIES, Activity.Kind.DEEP_ANALYSIS):
        Activity.objects.create(
            programme=cast.programme, region=cast.mellersta, kind=kind, title="Serie", planned_on=today, held_on=today
        )


def spent(cast: Cast, today: date) -> None:
    """A grant with a cost and certified co-financing; rates until today, and sessions on a day without one."""
    grant = money.grant(cast, starts_on=add_months(today, -5), ends_on=today, staff_by_unit_cost=True)
    money.cost(grant, cast, 10, today)
    line = grant.co_financing.create(partner="Region X", kind="cash", sector="public", promised=5)
    line.certificates.create(certified_on=today, amount=3)
    for kind in ("coach_hour", "company_hour"):
        money.rate(cast.programme, 400, add_months(today, -5), kind=kind)
    for enrolment in (cast.a, cast.c):
        money.held(cast, add_months(today, -6), (enrolment, 60))


@pytest.mark.parametrize("key", sorted(CATALOGUE))
def test_figure_page_states_the_figure_and_shows_its_rows(cast: Cast, login, key: str) -> None:
    everything(cast)
    scope = scope_for(cast, cast.director)
    page = login(cast.director).get(rows_path(key, scope))
    figure = CATALOGUE[key]
    assert page.context["value"] == figure.value(scope) > 0
    assert page.context["page"].paginator.count == figure.rows(scope).count()
    first = page.context["lines"][0]["cells"]
    assert len(first) == len(figure.columns)
    assert str(figure.counts) in page.content.decode().replace("&#x27;", "'")


@pytest.mark.parametrize("key", sorted(key for key in CATALOGUE if key not in MEDIANS))
def test_figure_together_equals_one_by_one(cast: Cast, key: str) -> None:
    everything(cast)
    figure = CATALOGUE[key]
    wanted = {
        "all": (figure, scope_for(cast, cast.director)),
        "region": (figure, scope_for(cast, cast.director).within(cast.norr.pk)),
        "leader": (figure, scope_for(cast, cast.leader)),
        "blind": (figure, scope_for(cast, cast.nobody)),
        "nowhere": (figure, scope_for(cast, cast.director, regions=frozenset())),
    }
    assert together(wanted) == {name: one.value(scope) for name, (one, scope) in wanted.items()}


@pytest.mark.parametrize("key", sorted(MEDIANS))
def test_figure_together_refuses_a_median(cast: Cast, key: str) -> None:
    with pytest.raises(TypeError, match=key):
        together({"all": (CATALOGUE[key], scope_for(cast, cast.director))})


def test_figure_together_of_nothing_is_nothing() -> None:
    assert together({}) == {}


def test_scope_and_address_are_each_others_reverse(cast: Cast) -> None:
    today = timezone.localdate()
    scope = scope_for(
        cast, cast.director, programme=cast.programme.pk, regions=frozenset({cast.norr.pk, cast.mellersta.pk})
    ).during(Period(date(2026, 1, 31), date(2026, 2, 28)))
    again, problems = scope_from(QueryDict(scope_query(scope)), viewer=cast.director, today=today)
    assert again == scope
    assert problems == []


def test_scope_of_a_county_counts_companies_there(cast: Cast, login) -> None:
    scope = scope_for(cast, cast.director)
    path = rows_path("companies_in_coaching", scope, county="22")
    assert login(cast.director).get(path).context["value"] == 2
    assert CATALOGUE["companies_in_coaching"].value(in_county(scope, "22")) == 2
    assert login(cast.director).get(path.replace("county=22", "county=24")).context["value"] == 1
    assert in_county(scope, "") == scope


def test_scope_of_a_grant_counts_what_it_pays_for(cast: Cast, login) -> None:
    today = timezone.localdate()
    grant = Grant.objects.create(
        name_sv="Bidrag",
        name_en="Grant",
        funder=cast.tvv,
        programme=cast.programme,
        kind="project",
        case_number="Ä 1",
        amount=1,
        starts_on=add_months(today, -6),
        ends_on=today,
    )
    Allocation.objects.create(
        grant=grant, enrolment=cast.a, percent=50, from_on=grant.starts_on, until_on=grant.ends_on
    )
    path = rows_path("companies_in_coaching", scope_for(cast, cast.director), grant=grant.pk)
    assert login(cast.director).get(path).context["value"] == 1
    # A leader sees no grants: the number is for all of her own, and that is said.
    answer = login(cast.leader).get(path)
    assert answer.context["value"] == 2
    assert len(list(answer.context["messages"])) == 1


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("from=2026-02-31", 1),
        ("from=03/04/2026", 1),
        ("until=0001-01-01", 1),
        ("as_of=9999-12-31", 1),
        ("as_of=2026-W01-1", 1),
        ("from=2026-03-01&until=2026-02-01", 1),
        ("until=2020-01-01", 0),
        ("from=2090-01-01", 0),
        ("region=x", 1),
        ("region=1&region=1", 0),
        ("programme=9223372036854775808", 1),
        ("programme=-1", 1),
        ("grant=1", 1),
        ("county=99", 0),
        ("county=%00", 1),
        ("page=-1", 0),
        ("page=1e9", 0),
        ("from=%00&until=%FF", 2),
    ],
)
def test_figure_odd_address_is_answered_and_said(cast: Cast, login, query: str, said: int) -> None:
    answer = login(cast.director).get(f"{reverse('figure-rows', args=['sessions_held'])}?{query}")
    assert answer.status_code == 200
    assert len(list(answer.context["messages"])) == said
    assert login(cast.director).get(f"{reverse('figure-export', args=['sessions_held'])}?{query}").status_code == 200


def test_figure_unknown_key_is_not_found(cast: Cast, login) -> None:
    for name in ("figure-rows", "figure-export"):
        assert login(cast.director).get(reverse(name, args=["profit"])).status_code == 404


def test_figure_leader_counts_own_region_whatever_the_address_says(cast: Cast, login) -> None:
    path = reverse("figure-rows", args=["companies_in_coaching"])
    answer = login(cast.leader).get(path, {"region": cast.norr.pk})
    assert answer.context["value"] == 0
    assert cast.company_c.name not in answer.content.decode()
    assert login(cast.leader).get(path).context["value"] == 2


def test_figure_export_has_the_rows_of_the_page_and_leaves_a_trace(cast: Cast, login) -> None:
    client = login(cast.director)
    path = reverse("figure-export", args=["companies_in_coaching"])
    answer = client.get(path, {"region": cast.mellersta.pk})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    page = client.get(path.removesuffix("export/"), {"region": cast.mellersta.pk})
    assert [row[0] for row in rows[-2:]] == [line["cells"][0] for line in page.context["lines"]]
    assert {row[0] for row in rows} >= {cast.company_a.name, cast.company_b.name}
    event = AuditEvent.objects.get(verb="exported")
    assert event.by == cast.director
    assert event.changes["rows"] == [None, 2]


def test_figure_same_queries_at_3_and_30(cast: Cast, login) -> None:
    client = login(cast.director)
    path = reverse("figure-rows", args=["sessions_held"])

    def queries() -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            client.get(path, {"region": cast.mellersta.pk, "programme": cast.programme.pk, "county": "22"})
        return len(seen)

    for _n in range(3):
        held(cast, cast.a)
    few = queries()
    for _n in range(27):
        held(cast, cast.b)
    assert queries() == few
    assert few <= 12


def test_figure_doors(cast: Cast, login) -> None:
    for user in (cast.funder_tvv, cast.coach_a, cast.nobody):
        assert login(user).get(reverse("figure-rows", args=["sessions_held"])).status_code == 403
        assert login(user).get(reverse("figure-export", args=["sessions_held"])).status_code in {403, 404}
    assert login(cast.auditor).get(reverse("figure-rows", args=["sessions_held"])).context["value"] == 0


def test_method_names_every_figure_with_what_it_counts(cast: Cast, login) -> None:
    body = login(cast.director).get(reverse("method")).content.decode()
    for key, figure in CATALOGUE.items():
        assert str(figure.label) in body.replace("&#x27;", "'"), key
        assert reverse("figure-rows", args=[key]) in body
    assert (
        reverse("figure-rows", args=["sessions_held"])
        not in login(cast.funder_tvv).get(reverse("method")).content.decode()
    )
