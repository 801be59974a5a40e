"""Each figure recomputed row by row in plain Python, on random enrolments and on days in the past."""

import random
from collections import defaultdict
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from companies import actions
from companies.figures import FIGURES
from companies.models import Company, Enrolment, RegionTransfer
from programme.common.dates import Period
from programme.common.figures import Figure, Scope
from programme.people.roles import Permission
from programme.structure.models import Municipality, ProgrammeVersion
from tests.cast import Cast, number

DAY = timedelta(days=1)
BY_KEY: dict[str, Figure] = {figure.key: figure for figure in FIGURES}
PLACES = ["2280", "2281", "2482", "2580"]


def random_life(rng: random.Random, cast: Cast, company: Company, version: ProgrammeVersion, today: date) -> None:
    """An enrolment that walks a random way through the real verbs, from at most three years ago until today."""
    by, on = cast.director, today - rng.randrange(30, 1000) * DAY

    def later(most: int) -> date:
        nonlocal on
        on = min(on + rng.randrange(0, most) * DAY, today)
        return on

    enrolment = actions.enrol(by=by, company=company, programme_version=version, on=on)
    if rng.random() < 0.15:
        actions.withdraw(by=by, enrolment=enrolment, on=later(60), reason="no_fit")
        return
    actions.move(by=by, enrolment=enrolment, to="applied", on=later(60))
    if rng.random() < 0.2:
        return
    start_on = later(40)
    actions.admit(by=by, enrolment=enrolment, start_on=start_on, on=start_on)
    if rng.random() < 0.15:
        return
    actions.start(by=by, enrolment=enrolment, on=later(20))
    for _ in range(rng.randrange(0, 6)):
        _step(rng, by, enrolment, later)
        if enrolment.state in Enrolment.ENDED:
            return
        if rng.random() < 0.25:
            _go_elsewhere(rng, cast, enrolment, today)


def _go_elsewhere(rng: random.Random, cast: Cast, enrolment: Enrolment, today: date) -> None:
    """To the other region from a day between the last change and today, where that is possible."""
    earliest = actions.earliest_transfer_on(enrolment)
    if earliest > today:
        return
    other = cast.norr if enrolment.region == cast.mellersta else cast.mellersta
    on = earliest + rng.randrange((today - earliest).days + 1) * DAY
    actions.transfer(by=cast.director, enrolment=enrolment, region=other, on=on, today=today, reason="Flytt")


def _step(rng: random.Random, by: object, enrolment: Enrolment, later: Callable[[int], date]) -> None:
    current = enrolment.planned_stages.current().first()
    if enrolment.state == "paused":
        actions.resume(by=by, enrolment=enrolment, on=later(90))
    elif rng.random() < 0.25:
        actions.pause(by=by, enrolment=enrolment, on=later(60), reason="Vila")
    elif rng.random() < 0.1:
        actions.withdraw(by=by, enrolment=enrolment, on=later(60), reason="economy")
    elif current is None:
        actions.complete(by=by, enrolment=enrolment, on=later(60))
    else:
        actions.close_stage(by=by, planned_stage=current, on=later(250), without="Klart")
    enrolment.refresh_from_db()


@pytest.fixture
def world(cast: Cast) -> Cast:
    """The cast and some thirty random lives; some companies are in both editions."""
    rng, today = random.Random(20261122), timezone.localdate()
    second = ProgrammeVersion.objects.create(programme=cast.programme, name="Utgåva 2024")
    for order, (first, last) in enumerate([(0, 4), (4, 12)], start=1):
        second.stages.create(
            order=order, name_sv=f"Del {order}", name_en=f"Part {order}", start_month=first, end_month=last
        )
    for n in range(100, 124):
        place = Municipality.objects.select_related("county").get(code=rng.choice(PLACES))
        company = Company.objects.create(
            organisation_number=number(n),
            name=f"Bolag {n}",
            region=place.county.region,
            municipality=place,
            employees=rng.choice([None, 0, 9, 10, 49, 50, 249, 250]),
        )
        random_life(rng, cast, company, cast.version, today)
        if rng.random() < 0.35:
            random_life(rng, cast, company, second, today)
    return cast


# The same numbers once more, by hand ------------------------------------------------------------


def coached(row: Enrolment, day: date) -> bool:
    return bool(row.started_on and row.started_on <= day and (row.ended_on is None or row.ended_on > day))


def resting(row: Enrolment, day: date) -> bool:
    return any(p.paused_on <= day and (p.resumed_on is None or p.resumed_on > day) for p in row.pauses.all())


def stage_on(row: Enrolment, day: date) -> tuple[int, date] | None:
    for planned in row.planned_stages.all():
        if planned.entered_on and planned.entered_on <= day and (not planned.closed_on or planned.closed_on > day):
            return planned.stage_id, planned.planned_end_on
    return None


def late(row: Enrolment, day: date) -> bool:
    stage = stage_on(row, day)
    return stage is not None and stage[1] < day


def region_on(row: Enrolment, day: date) -> int:
    """Walk the transfers from the first one on."""
    moves = sorted(row.transfers.all(), key=lambda moved: moved.from_on)
    region = moves[0].from_region_id if moves else row.region_id
    for moved in moves:
        if moved.from_on <= day:
            region = moved.to_region_id
    return region


def state_on(row: Enrolment, day: date) -> str | None:
    known = [change.state for change in row.state_changes.all() if change.changed_on <= day]
    return known[-1] if known else None


def size(row: Enrolment) -> str:
    staff = row.company.employees
    if staff is None:
        return "unknown"
    return "micro" if staff <= 9 else "small" if staff <= 49 else "medium" if staff <= 249 else "large"


BY_HAND: dict[str, Callable[[Enrolment, Scope], bool]] = {
    "companies_in_coaching": lambda row, s: coached(row, s.as_of),
    "companies_on_plan": lambda row, s: coached(row, s.as_of) and not resting(row, s.as_of) and not late(row, s.as_of),
    "companies_behind": lambda row, s: coached(row, s.as_of) and not resting(row, s.as_of) and late(row, s.as_of),
    "companies_paused": lambda row, s: coached(row, s.as_of) and resting(row, s.as_of),
    "companies_on_the_way_in": lambda row, s: (
        state_on(row, s.as_of) in {"interested", "contacted", "applied", "admitted"}
    ),
    "companies_admitted": lambda row, s: row.admitted_on is not None and row.admitted_on in s.period,
    "companies_completed": lambda row, s: row.state == "completed" and row.ended_on in s.period,
    "companies_withdrawn": lambda row, s: row.state == "withdrawn" and row.ended_on in s.period,
    "companies_lost": lambda row, s: row.state == "withdrawn" and row.ended_on in s.period and not row.started_on,
}


def counted_on(row: Enrolment, scope: Scope, key: str) -> date:
    """The day on which a figure counts the row: that of the event, or the scope's for a state."""
    days = {"companies_admitted": row.admitted_on}
    days |= dict.fromkeys(("companies_completed", "companies_withdrawn", "companies_lost"), row.ended_on)
    return days.get(key) or scope.as_of


SPLIT_BY_HAND: dict[str, Callable[[Enrolment, Scope, str], object]] = {
    "region": lambda row, s, key: region_on(row, counted_on(row, s, key)),
    "county": lambda row, s, key: row.company.municipality.county_id,
    "municipality": lambda row, s, key: row.company.municipality_id,
    "size": lambda row, s, key: size(row),
    "stage": lambda row, s, key: (stage_on(row, s.as_of) or (None,))[0],
    "state": lambda row, s, key: state_on(row, s.as_of),
    "reason": lambda row, s, key: row.withdrawal_reason,
    "month": lambda row, s, key: (row.admitted_on if key == "companies_admitted" else row.ended_on).replace(day=1),
}


def scopes(cast: Cast) -> list[Scope]:
    today = timezone.localdate()
    days = [today, today - 1 * DAY, today - 45 * DAY, today - 200 * DAY, today - 420 * DAY, today - 800 * DAY]
    found = [Scope(cast.director, Period(day - 120 * DAY, day), day) for day in days]
    found += [Scope(cast.leader, Period(today - 400 * DAY, today), today)]
    found += [found[0].within(cast.norr.pk), found[3].within(cast.mellersta.pk, cast.norr.pk)]
    chosen = Enrolment.objects.filter(company__employees__gte=10)
    found += [Scope(cast.director, Period(today - 900 * DAY, today), today, cast.programme.pk, None, chosen)]
    return found


def chosen_rows(scope: Scope) -> list[Enrolment]:
    rows = Enrolment.objects.visible_to(scope.viewer).select_related("company__municipality")
    rows = rows.prefetch_related("pauses", "planned_stages", "state_changes", "transfers")
    picked = None if scope.enrolments is None else set(scope.enrolments.values_list("pk", flat=True))
    return [row for row in rows if picked is None or row.pk in picked]


def there(row: Enrolment, scope: Scope, key: str) -> bool:
    """The row belonged to a region of the scope on the day on which it counts."""
    return scope.regions is None or region_on(row, counted_on(row, scope, key)) in scope.regions


def test_figures_on_random_worlds_agree_with_a_count_by_hand(world: Cast) -> None:
    met = defaultdict(int)
    for scope in scopes(world):
        rows = chosen_rows(scope)
        for key, counted in BY_HAND.items():
            mine = [row for row in rows if counted(row, scope) and there(row, scope, key)]
            figure = BY_KEY[key]
            assert figure.value(scope) == len({row.company_id for row in mine}), (key, scope)
            assert {row.pk for row in figure.rows(scope)} == {row.pk for row in mine}, (key, scope)
            met[key] += len(mine)
            for split in figure.splits:
                groups = defaultdict(set)
                for row in mine:
                    groups[SPLIT_BY_HAND[split](row, scope, key)].add(row.company_id)
                stated = {value: int(n) for value, n in figure.by(scope, split).items()}
                assert stated == {value: len(ids) for value, ids in groups.items()}, (key, split, scope)
    assert RegionTransfer.objects.count() >= 10
    assert set(met) == set(BY_KEY)
    assert min(met.values()) >= 3, dict(met)  # each figure had something to count


def test_figures_of_a_moved_company_stay_where_it_was_on_the_day(cast: Cast) -> None:
    today, figure = timezone.localdate(), BY_KEY["companies_in_coaching"]
    actions.transfer(
        by=cast.leader, enrolment=cast.a, region=cast.norr, on=today - 5 * DAY, today=today, reason="Flytt"
    )

    def split(day: date) -> dict[int, int]:
        return {
            region: int(n) for region, n in figure.by(Scope(cast.director, Period(day, day), day), "region").items()
        }

    assert split(today - 6 * DAY) == {cast.mellersta.pk: 2, cast.norr.pk: 1}
    assert split(today - 5 * DAY) == {cast.mellersta.pk: 1, cast.norr.pk: 2}
    before = Scope(cast.director, Period(today, today), today - 6 * DAY)
    region = next(column for column in figure.columns if column.key == "region")
    assert str(region.value(figure.rows(before).get(pk=cast.a.pk))) == "Mellersta Norrland"


def test_figures_on_plan_behind_and_paused_add_up_to_in_coaching(world: Cast) -> None:
    for scope in scopes(world):
        parts = [set(BY_KEY[f"companies_{key}"].rows(scope)) for key in ("on_plan", "behind", "paused")]
        assert sum(len(part) for part in parts) == len(set.union(*parts))
        assert set.union(*parts) == set(BY_KEY["companies_in_coaching"].rows(scope))


def test_figures_for_who_may_not_see_companies_are_zero(world: Cast) -> None:
    today = timezone.localdate()
    scope = Scope(world.director, Period(today - 900 * DAY, today), today)
    assert [f.key for f in FIGURES if f.value(scope) == 0] == []

    for viewer in (world.funder_tvv, world.nobody, world.inactive, world.former_coach):
        blind = Scope(viewer, scope.period, today)
        assert [figure.value(blind) for figure in FIGURES] == [0] * len(FIGURES), viewer


def test_figure_columns_cost_no_query_per_row(
    world: Cast, django_assert_num_queries: Callable[..., AbstractContextManager[object]]
) -> None:
    today = timezone.localdate()
    scope = Scope(world.director, Period(today - 900 * DAY, today), today)
    assert world.director.may(Permission.SEE_COMPANIES)

    for figure in FIGURES:
        with django_assert_num_queries(1):
            lines = [[str(column.value(row)) for column in figure.columns] for row in figure.rows(scope)]
        assert len(lines) >= 2, figure.key
        assert {len(line) for line in lines} == {len(figure.columns)}


def test_figure_columns_that_name_a_company_are_marked(cast: Cast) -> None:
    today = timezone.localdate()
    figure = BY_KEY["companies_in_coaching"]
    Company.objects.filter(pk=cast.company_a.pk).update(organisation_number="7001012389")
    scope = Scope(cast.director, Period(today, today), today)

    row = figure.rows(scope).get(company=cast.company_a)
    naming = {c.key: str(c.value(row)) for c in figure.columns if c.names_company}
    rest = [str(c.value(row)) for c in figure.columns if not c.names_company]

    assert naming == {"company": cast.company_a.name, "number": "700101-••••", "municipality": "Härnösand"}
    assert not [text for text in rest if cast.company_a.name in text or "7001012389" in text]


def test_figure_stage_column_speaks_the_readers_language(cast: Cast) -> None:
    today = timezone.localdate()
    figure = BY_KEY["companies_in_coaching"]
    row = figure.rows(Scope(cast.director, Period(today, today), today)).get(pk=cast.a.pk)
    stage = next(column for column in figure.columns if column.key == "stage")

    with override("sv"):
        assert stage.value(row) == "Samsyn och drivkraft"
    with override("en"):
        assert stage.value(row) == "Shared view and drive"
