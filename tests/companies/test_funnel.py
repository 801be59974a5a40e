"""The funnel's counts and medians, recomputed row by row on random lives; what the country's median never tells."""

import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

import pytest
from django.utils import timezone

from companies.funnel import (
    FEWEST,
    FIGURES,
    REACHED,
    STAYED,
    country_stays,
    days_key,
    moves,
    reached,
    reached_key,
    stay_of,
)
from companies.models import Company, Enrolment, StateChange
from programme.common.dates import Period
from programme.common.figures import Figure, Scope, middle
from programme.people.models import User
from tests.cast import Cast, company, number
from tests.companies.test_figures import random_life, region_on

DAY = timedelta(days=1)
BY_KEY: dict[str, Figure] = {figure.key: figure for figure in FIGURES}


@pytest.fixture
def world(cast: Cast) -> Cast:
    """The cast and some thirty random lives in both regions."""
    rng, today = random.Random(20261126), timezone.localdate()
    for n in range(100, 132):
        region, place = rng.choice([(cast.mellersta, "2280"), (cast.norr, "2482")])
        row = Company.objects.create(
            organisation_number=number(n), name=f"Bolag {n}", region=region, municipality_id=place
        )
        random_life(rng, cast, row, cast.version, today)
    return cast


def scopes(cast: Cast) -> list[Scope]:
    today = timezone.localdate()
    long, short = Period(today - 900 * DAY, today), Period(today - 400 * DAY, today - 100 * DAY)
    found = [Scope(viewer, period, today) for viewer in (cast.director, cast.leader) for period in (long, short)]
    found += [found[0].within(cast.norr.pk), Scope(cast.director, long, today - 150 * DAY)]
    few = Enrolment.objects.filter(company__name__gte="Bolag 110")
    return [*found, Scope(cast.auditor, long, today, cast.programme.pk, None, few)]


def by_hand(scope: Scope) -> dict[str, list[tuple[int, int, int | None]]]:
    """For each state (company, region then, days or None), walking each life from its first day."""
    found = defaultdict(list)
    rows = Enrolment.objects.visible_to(scope.viewer).prefetch_related("state_changes", "transfers")
    picked = None if scope.enrolments is None else set(scope.enrolments.values_list("pk", flat=True))
    for row in rows:
        if picked is not None and row.pk not in picked:
            continue
        lives = [change for change in row.state_changes.all() if change.changed_on <= scope.as_of]
        for at, change in enumerate(lives):
            if change.state == "active" and any(one.state in {"active", "paused"} for one in lives[:at]):
                continue
            after = lives[at + 1 :]
            if change.state == "active":
                after = [one for one in after if one.state not in {"active", "paused"}]
            region = region_on(row, change.changed_on)
            if change.changed_on in scope.period and (scope.regions is None or region in scope.regions):
                days = (after[0].changed_on - change.changed_on).days if after else None
                found[change.state].append((row.company_id, region, days))
    return found


def test_funnel_on_random_worlds_agrees_with_a_count_by_hand(world: Cast) -> None:
    met = defaultdict(int)
    for scope in scopes(world):
        found, short = by_hand(scope), moves(scope)
        for state in REACHED:
            mine = found[state.value]
            figure = BY_KEY[reached_key(state)]
            assert figure.value(scope) == len({one[0] for one in mine}) == reached(short, state), (state, scope)
            assert figure.rows(scope).count() == len(mine)
            met[state] += len(mine)
        for state in STAYED:
            ended = [one for one in found[state.value] if one[2] is not None]
            figure, stay = BY_KEY[days_key(state)], stay_of(short, state)
            expected = Decimal(str(median(one[2] for one in ended))) if ended else None
            assert figure.value(scope) == (expected or 0), (state, scope)
            assert (stay.median, stay.companies) == (expected, len({one[0] for one in ended}))
            assert figure.rows(scope).count() == len(ended)
            for region, value in figure.by(scope, "region").items():
                assert value == Decimal(str(median(one[2] for one in ended if one[1] == region)))
    assert min(met[state] for state in REACHED if state != "contacted") >= 3, dict(met)


def test_middle_is_the_middle_and_the_mean_of_two() -> None:
    rng = random.Random(5)
    assert middle([]) is None
    for _ in range(200):
        days = [rng.randrange(0, 400) for _ in range(rng.randrange(1, 12))]
        assert middle(days) == Decimal(str(median(days)))


def test_funnel_rows_cost_no_query_per_row(world: Cast, django_assert_num_queries) -> None:
    scope = scopes(world)[0]
    for figure in FIGURES:
        with django_assert_num_queries(1):
            lines = [[str(column.value(row)) for column in figure.columns] for row in figure.rows(scope)]
        assert {len(line) for line in lines} <= {len(figure.columns)}


def test_funnel_is_empty_for_who_may_not_see_companies(world: Cast) -> None:
    today = timezone.localdate()
    for viewer in (world.funder_tvv, world.nobody, world.inactive, world.former_coach):
        assert moves(Scope(viewer, Period(today - 900 * DAY, today), today)) == []


def _stayed(cast: Cast, region: object, place: str, first: int, days: list[int]) -> None:
    """Companies that stayed so many days as interested."""
    today = timezone.localdate()
    for n, stay in enumerate(days):
        row = company(first + n, f"Firma {first + n} AB", region, place)  # type: ignore[arg-type]
        on: date = today - 50 * DAY
        enrolment = Enrolment.objects.create(
            company=row, programme_version=cast.version, region=region, state="contacted", state_since_on=on
        )
        for state, day in (("interested", on - stay * DAY), ("contacted", on)):
            StateChange.objects.create(enrolment=enrolment, state=state, changed_on=day)


def _country(viewer: User) -> object:
    today = timezone.localdate()
    scope = Scope(viewer, Period(today - 300 * DAY, today), today)
    return country_stays(scope, moves(scope))["interested"].median


def test_country_median_rests_on_enough_companies_the_reader_does_not_know(cast: Cast) -> None:
    _stayed(cast, cast.mellersta, "2280", 200, [10, 20, 30])
    assert _country(cast.director) is None  # three in all
    _stayed(cast, cast.norr, "2482", 300, [40] * (FEWEST - 1))
    assert _country(cast.director) == 40
    assert _country(cast.leader) is None  # four that she does not know
    assert _country(cast.leader_norr) is None  # three
    _stayed(cast, cast.norr, "2482", 320, [50])
    assert _country(cast.leader) == _country(cast.director) == 40
    assert _country(cast.leader_norr) is None
