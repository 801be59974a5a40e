"""Each figure against a count by hand, row by row, on worlds made by chance, with joint sessions in them."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from coaching.agreed import FIGURES as AGREED
from coaching.figures import FIGURES as HELD
from coaching.models import ActionItem, Activity, Attendance, CoachAssignment, CoachingSession
from companies.models import Enrolment, RegionTransfer, StateChange
from programme.common.dates import Period
from programme.common.figures import Scope
from programme.people.models import User
from tests.cast import Cast, active, company
from tests.coaching.posts import held

FIGURES = (*HELD, *AGREED)
BY_KEY = {figure.key: figure for figure in FIGURES}


def world(cast: Cast, seed: int) -> list[Enrolment]:
    """Ten companies in two regions; forty sessions with one to four of them; pauses, ends, activities."""
    chance = random.Random(seed)
    today = timezone.localdate()
    rows = [cast.a, cast.b, cast.c]
    for n in range(7):
        region, place = chance.choice([(cast.mellersta, "2280"), (cast.mellersta, "2380"), (cast.norr, "2482")])
        started_on = today - timedelta(days=chance.randrange(20, 300))
        rows.append(active(company(20 + n, f"Bolag {n} AB", region, place), cast.version, started_on))
    for _n in range(40):
        day = today - timedelta(days=chance.randrange(0, 120))
        session = held(
            cast.coach_a,
            day,
            travel_minutes=chance.randrange(0, 200),
            remote_minutes=chance.randrange(0, 200),
            preparation_minutes=chance.randrange(0, 200),
        )
        for one in chance.sample(rows, chance.choice([1, 1, 1, 2, 4])):
            Attendance.objects.create(
                session=session,
                enrolment=one,
                stage=cast.version.stages.first(),
                women=chance.randrange(9),
                men=chance.randrange(9),
                not_stated=chance.randrange(3),
                company_minutes=chance.randrange(2000),
            )
    for one in chance.sample(rows, 3):
        StateChange.objects.create(
            enrolment=one, state="paused", changed_on=today - timedelta(days=chance.randrange(0, 15))
        )
    for one in chance.sample(rows, 2):
        Enrolment.objects.filter(pk=one.pk).update(
            state="completed", ended_on=today - timedelta(days=chance.randrange(0, 10))
        )
    chance = random.Random(seed + 1000)
    for one in chance.sample(rows, 4):  # to the other region, and one of them back again
        _move(cast, one, today - timedelta(days=chance.randrange(30, 60)))
    _move(cast, one, today - timedelta(days=chance.randrange(1, 25)))
    for n, kind in enumerate(Activity.Kind.values * 3):
        Activity.objects.create(
            programme=cast.programme,
            region=chance.choice([cast.mellersta, cast.norr]),
            kind=kind,
            title=f"A{n}",
            planned_on=today,
            held_on=today - timedelta(days=chance.randrange(0, 120)) if n % 3 else None,
        )
    _agree(cast, rows, random.Random(seed + 2000))
    return rows


def _agree(cast: Cast, rows: list[Enrolment], chance: random.Random) -> None:
    """Coaches come and go; sixty actions in every state, some of which say what they gave."""
    today = timezone.localdate()
    for one in rows[3:]:
        for coach, kind in chance.sample(
            [(cast.coach_b, "lead"), (cast.coach_c, "assisting")], chance.choice([0, 1, 2])
        ):
            from_on = today - timedelta(days=chance.randrange(1, 60))
            until_on = chance.choice([None, from_on + timedelta(days=chance.randrange(0, 70))])
            CoachAssignment.objects.create(enrolment=one, coach=coach, kind=kind, from_on=from_on, until_on=until_on)
    for n in range(60):
        added_on = today - timedelta(days=chance.randrange(0, 120))
        closed_on = chance.choice([None, min(added_on + timedelta(days=chance.randrange(0, 60)), today)])
        unit = chance.choice(["", "kr", "kr", "hours", "percent"])
        ActionItem.objects.create(
            enrolment=chance.choice(rows),
            what=f"Å{n}",
            added_by=cast.coach_a,
            added_on=added_on,
            closed_on=closed_on,
            closed_by=cast.coach_a if closed_on else None,
            dropped_reason="Nej" if closed_on and chance.random() < 0.2 else "",
            effect_unit=unit,
            effect_per=chance.choice(["once", "year"]),
            reached_amount=Decimal(chance.randrange(0, 10_000)) / 4 if unit and chance.random() < 0.7 else None,
        )


def _move(cast: Cast, one: Enrolment, from_on: date) -> None:
    one.refresh_from_db()
    other = cast.norr if one.region_id == cast.mellersta.pk else cast.mellersta
    RegionTransfer.objects.create(
        enrolment=one, from_region=one.region, to_region=other, from_on=from_on, noted_on=timezone.localdate(),
        transferred_by=cast.director, reason="Flytt",
    )  # fmt: skip
    Enrolment.objects.filter(pk=one.pk).update(region=other)


def scopes(cast: Cast) -> list[Scope]:
    """Different viewers, periods and narrowings."""
    today = timezone.localdate()
    month = Period(today - timedelta(days=40), today - timedelta(days=5))
    everything = Scope(cast.director, Period(today - timedelta(days=400), today), today)
    return [
        everything,
        everything.during(month),
        everything.within(cast.norr.pk),
        Scope(cast.leader, month, month.end),
        Scope(cast.coach_a, month, today, programme=cast.programme.pk),
        Scope(cast.director, month, today, programme=cast.programme.pk + 1),
        Scope(cast.director, month, today, enrolments=Enrolment.objects.filter(pk__in=[cast.a.pk, cast.c.pk])),
        Scope(cast.funder_tvv, month, today),
    ]


def may_count(viewer: User, cast: Cast, one: Enrolment) -> bool:
    """Written by hand: director all, leader the region, coach the one coached company, funder none."""
    if viewer == cast.director:
        return True
    if viewer == cast.leader:
        return one.region_id == cast.mellersta.pk
    return viewer == cast.coach_a and one.pk == cast.a.pk


def region_on(one: Enrolment, day: date) -> int:
    """The region that it belonged to on a day, transfer by transfer."""
    moves = list(one.transfers.order_by("from_on"))
    regions = [moves[0].from_region_id if moves else one.region_id]
    return [*regions, *[moved.to_region_id for moved in moves if moved.from_on <= day]][-1]


def inside(scope: Scope, cast: Cast, one: Enrolment, day: date) -> bool:
    """The enrolment belongs to the scope on a day."""
    return (
        may_count(scope.viewer, cast, one)
        and scope.programme in (None, one.programme_version.programme_id)
        and (scope.regions is None or region_on(one, day) in scope.regions)
        and (scope.enrolments is None or one.pk in {row.pk for row in scope.enrolments})
    )


def by_hand(cast: Cast, scope: Scope) -> dict[str, Decimal]:
    """Every figure, counted in Python."""
    there = [
        one
        for one in Attendance.objects.select_related("session", "enrolment__programme_version")
        if one.session.held_on in scope.period and inside(scope, cast, one.enrolment, one.session.held_on)
    ]
    sessions = {one.session for one in there}
    count: Callable[[str], Decimal] = lambda name: Decimal(sum(getattr(one, name) for one in there))  # noqa: E731
    silent = 0
    for enrolment in Enrolment.objects.all():
        if (
            not inside(scope, cast, enrolment, scope.as_of)
            or enrolment.started_on is None
            or enrolment.started_on > scope.as_of
        ):
            continue
        if enrolment.ended_on and enrolment.ended_on <= scope.as_of:
            continue
        states = [one for one in enrolment.state_changes.order_by("changed_on", "pk") if one.changed_on <= scope.as_of]
        days = [one.held_on for one in CoachingSession.objects.filter(attendances__enrolment=enrolment)]
        last = max([day for day in days if day <= scope.as_of], default=enrolment.started_on)
        silent += states[-1].state == "active" and (scope.as_of - last).days > cast.programme.silent_after_days

    coached = set()
    for one in CoachAssignment.objects.select_related("enrolment__programme_version"):
        row, day = one.enrolment, scope.as_of
        in_coaching = row.started_on and row.started_on <= day and not (row.ended_on and row.ended_on <= day)
        in_force = one.from_on <= day and not (one.until_on and one.until_on < day)
        if in_coaching and in_force and inside(scope, cast, row, day):
            coached.add(row.company_id)
    items = list(ActionItem.objects.select_related("enrolment__programme_version"))
    done = [
        item
        for item in items
        if item.closed_on in scope.period
        and not item.dropped_reason
        and inside(scope, cast, item.enrolment, item.closed_on)
    ]
    still_open = [
        item
        for item in items
        if item.added_on <= scope.as_of
        and not (item.closed_on and item.closed_on <= scope.as_of)
        and inside(scope, cast, item.enrolment, scope.as_of)
    ]

    def gave(unit: str) -> Decimal:
        said = [item for item in done if (item.effect_unit, item.effect_per) == (unit, "year")]
        return sum((item.reached_amount or Decimal(0) for item in said), Decimal(0))

    def activities(kind: str) -> Decimal:
        seen = {cast.director: {cast.mellersta.pk, cast.norr.pk}, cast.leader: {cast.mellersta.pk}}
        seen[cast.coach_a] = {Enrolment.objects.get(pk=cast.a.pk).region_id}
        places = seen.get(scope.viewer, set())
        return Decimal(
            sum(
                one.kind == kind
                and one.held_on is not None
                and one.held_on in scope.period
                and one.region_id in places
                and (scope.regions is None or one.region_id in scope.regions)
                and scope.programme in (None, one.programme_id)
                for one in Activity.objects.all()
            )
        )

    return {
        "sessions_held": Decimal(len(sessions)),
        "coach_hours": Decimal(sum(one.coach_minutes for one in sessions)) / 60,
        "company_hours": count("company_minutes") / 60,
        "participants": count("women") + count("men") + count("not_stated"),
        "participants_women": count("women"),
        "participants_men": count("men"),
        "companies_silent": Decimal(silent),
        "companies_coached": Decimal(len(coached)),
        "actions_open": Decimal(len(still_open)),
        "actions_done": Decimal(len(done)),
        "effect_kronor_a_year": gave("kr"),
        "effect_hours_a_year": gave("hours"),
        "workshop_series_held": activities("workshop_series"),
        "deep_analyses_held": activities("deep_analysis"),
    }


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_figures_equal_a_count_by_hand(cast: Cast, seed: int) -> None:
    world(cast, seed)
    for scope in scopes(cast):
        assert {key: figure.value(scope) for key, figure in BY_KEY.items()} == by_hand(cast, scope)


def test_figures_of_attendances_split_by_region_add_up(cast: Cast) -> None:
    world(cast, 4)
    scope = scopes(cast)[0]
    keys = ("company_hours", "participants", "participants_women", "companies_silent", "deep_analyses_held",
            "companies_coached", "actions_open", "actions_done", "effect_kronor_a_year")  # fmt: skip
    for key in keys:
        parts = BY_KEY[key].by(scope, "region")
        assert sum(parts.values()) == BY_KEY[key].value(scope)
        assert parts == {place: BY_KEY[key].value(scope.within(place)) for place in parts}


def test_figures_of_coaches_split_by_coach(cast: Cast) -> None:
    world(cast, 7)
    scope = scopes(cast)[0]
    hours = BY_KEY["coach_hours"].by(scope, "coach")
    assert hours == {cast.coach_a.pk: BY_KEY["coach_hours"].value(scope)}
    coached = BY_KEY["companies_coached"].by(scope, "coach")
    assert coached == {
        coach.pk: len(
            {one.enrolment.company_id for one in BY_KEY["companies_coached"].rows(scope) if one.coach == coach}
        )
        for coach in (cast.coach_a, cast.coach_b, cast.coach_c)
        if any(one.coach == coach for one in BY_KEY["companies_coached"].rows(scope))
    }


def test_figures_split_by_month_add_up(cast: Cast) -> None:
    world(cast, 5)
    scope = scopes(cast)[0]
    for key in ("sessions_held", "coach_hours", "company_hours", "workshop_series_held", "actions_done"):
        months = BY_KEY[key].by(scope, "month")
        # Minutes are whole, hours are thirds: the last of Decimal's 28 digits depends on the order of the sum.
        assert round(sum(months.values()), 9) == round(BY_KEY[key].value(scope), 9)
        assert all(isinstance(month, date) and month.day == 1 for month in months)


def test_figures_count_a_joint_session_once(cast: Cast) -> None:
    today = timezone.localdate()
    held(cast.coach_a, today, cast.a, cast.b, cast.c, travel_minutes=60)
    scope = Scope(cast.director, Period(today, today), today)
    assert BY_KEY["sessions_held"].value(scope) == 1
    assert BY_KEY["coach_hours"].value(scope) == 2
    assert BY_KEY["company_hours"].value(scope) == 9
    assert BY_KEY["sessions_held"].by(scope, "region") == {cast.mellersta.pk: 1, cast.norr.pk: 1}


def test_figures_rows_name_only_companies_of_the_scope_and_hold_no_note(cast: Cast) -> None:
    today = timezone.localdate()
    held(cast.coach_a, today, cast.a, cast.c, confidential_note="HEMLIG")
    scope = Scope(cast.leader, Period(today, today), today)
    figure = BY_KEY["coach_hours"]
    (row,) = figure.rows(scope)
    assert {column.key: column.value(row) for column in figure.columns}["companies"] == cast.company_a.name
    assert "confidential_note" in row.get_deferred_fields()
    (attendance,) = BY_KEY["sessions_held"].rows(scope)
    assert "confidential_note" in attendance.session.get_deferred_fields()


def test_figures_rows_read_every_column_without_more_queries(cast: Cast, django_assert_num_queries) -> None:
    world(cast, 6)
    scope = scopes(cast)[0]
    for figure in FIGURES:
        rows = list(figure.rows(scope))
        assert rows, figure.key
        with django_assert_num_queries(0):
            read = [[column.value(row) for column in figure.columns] for row in rows]
        assert len(read) == len(rows)


def test_companies_silent_turns_on_the_day_after_the_programmes_days(cast: Cast) -> None:
    today = timezone.localdate()
    days = cast.programme.silent_after_days
    held(cast.coach_a, today - timedelta(days=days), cast.a)
    figure = BY_KEY["companies_silent"]
    only_a = Enrolment.objects.filter(pk=cast.a.pk)

    def silent(day: date) -> Decimal:
        return figure.value(Scope(cast.director, Period(day, day), day, enrolments=only_a))

    assert (silent(today), silent(today + timedelta(days=1))) == (0, 1)
    type(cast.programme).objects.update(silent_after_days=days + 10)
    assert silent(today + timedelta(days=1)) == 0
