"""Companies supported, against a count by hand, session by session, on worlds made by chance."""

import random
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from coaching.models import Activity, Attendance, CoachingSession
from coaching.supported import FIGURES, OF_SUBSTANCE
from companies.models import Company, Enrolment
from programme.common.figures import Scope
from tests.cast import Cast
from tests.coaching.test_figures import inside, region_on, scopes, world

BY_KEY = {figure.key: figure for figure in FIGURES}


def with_activities(cast: Cast, seed: int) -> None:
    """Half of the sessions belong to an activity of some kind; sizes, some of them as they were at admission."""
    chance = random.Random(seed + 3000)
    activities = list(Activity.objects.order_by("pk"))
    for session in CoachingSession.objects.order_by("pk"):
        if chance.random() < 0.5:
            session.activity = chance.choice(activities)
            session.save()
    for one in Company.objects.order_by("pk"):
        one.employees, one.sni_code = chance.choice([None, 4, 25, 120, 400]), chance.choice(["", "25620", "28110"])
        one.save()
    for row in Enrolment.objects.order_by("pk"):
        row.admitted_size = chance.choice(["", "", "micro", "medium"])
        row.save()


def supported(cast: Cast, scope: Scope) -> dict[int, list[Enrolment]]:
    """Company -> its enrolments with support of substance in the period, by hand."""
    found: dict[int, list[Enrolment]] = {}
    for enrolment in Enrolment.objects.all():
        days = [
            one.session.held_on
            for one in Attendance.objects.filter(enrolment=enrolment).select_related("session__activity")
            if one.session.held_on in scope.period
            and (one.session.activity is None or one.session.activity.kind in OF_SUBSTANCE)
        ]
        if days and inside(scope, cast, enrolment, min(days)):
            enrolment.first_on = min(days)
            found.setdefault(enrolment.company_id, []).append(enrolment)
    return found


SPLITS: dict[str, Callable[[Enrolment], object]] = {
    "region": lambda row: region_on(row, row.first_on),
    "county": lambda row: row.company.municipality.county_id,
    "municipality": lambda row: row.company.municipality_id,
    "size": lambda row: row.size_class or "unknown",
    "sni": lambda row: row.company.sni_code[:2],
    "month": lambda row: row.first_on.replace(day=1),
}


@pytest.mark.parametrize("key", sorted(BY_KEY))
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_companies_supported_are_those_that_a_count_by_hand_finds(cast: Cast, key: str, seed: int) -> None:
    world(cast, seed)
    with_activities(cast, seed)
    figure = BY_KEY[key]
    counted = 0
    for scope in scopes(cast):
        by_hand = supported(cast, scope)
        rows = list(figure.rows(scope))

        assert figure.value(scope) == len(by_hand)
        assert {row.pk for row in rows} == {row.pk for those in by_hand.values() for row in those}
        for split, of in SPLITS.items():
            expected: dict[object, set[int]] = {}
            for row in (row for those in by_hand.values() for row in those):
                expected.setdefault(of(row), set()).add(row.company_id)
            found = {getattr(k, "date", lambda k=k: k)(): v for k, v in figure.by(scope, split).items()}
            assert found == {k: Decimal(len(those)) for k, those in expected.items()}, split
        for row in rows:
            for column in figure.columns:
                column.value(row)
        counted += len(by_hand)
    assert counted > 20


def test_who_only_came_to_a_seminar_was_not_supported(cast: Cast) -> None:
    today = timezone.localdate()
    seminar = Activity.objects.create(
        programme=cast.programme, region=cast.mellersta, kind="seminar", title="Dag", planned_on=today, held_on=today
    )
    held = CoachingSession.objects.create(coach=cast.coach_a, held_on=today, activity=seminar)
    Attendance.objects.create(session=held, enrolment=cast.a, women=2)
    scope = scopes(cast)[0]

    assert {key: figure.value(scope) for key, figure in BY_KEY.items()} == dict.fromkeys(BY_KEY, Decimal(0))

    CoachingSession.objects.filter(pk=held.pk).update(held_on=today - timedelta(days=1), activity=None)
    assert {key: figure.value(scope) for key, figure in BY_KEY.items()} == dict.fromkeys(BY_KEY, Decimal(1))


def test_size_is_that_of_admission_also_when_the_company_has_grown(cast: Cast) -> None:
    scope = scopes(cast)[0]
    held = CoachingSession.objects.create(coach=cast.coach_a, held_on=timezone.localdate())
    Attendance.objects.create(session=held, enrolment=cast.a, women=2)
    Enrolment.objects.filter(pk=cast.a.pk).update(admitted_size="small")
    Company.objects.filter(pk=cast.a.company_id).update(employees=300)

    assert BY_KEY["enterprises_supported"].by(scope, "size") == {"small": Decimal(1)}
