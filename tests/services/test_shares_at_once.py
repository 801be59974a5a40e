"""Shares laid at the same moment never exceed 100 % on any day: real threads, real transactions, both databases."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from companies.models import Enrolment
from funding.grants import actions
from funding.grants.bulk import ShareRule, plan_of
from funding.grants.shares import Share, highest
from funding.models import Allocation, Grant
from programme.common.dates import Period
from tests.cast import Cast, build_anew
from tests.funding.world import grant
from tests.services.drill import pointed_at
from tests.services.test_sessions_at_once import at_once

TODAY = timezone.localdate
DAYS = 30


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of a database of the test's own, which several threads may open."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'at_once.sqlite3'}"
    address: str = request.getfixturevalue("own_database")
    return address


@pytest.fixture
def world(database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Cast, list[Grant]]]:
    """The cast there, and four grants of the same time."""
    with django_db_blocker.unblock(), pointed_at(database):
        call_command("migrate", verbosity=0)
        cast = build_anew(TODAY())
        yield cast, [grant(cast.tvv if n % 2 else cast.vinnova, cast, f"Ä-{n}") for n in range(4)]


def refused_quietly(act: Callable[[], object], refused: list[object]) -> None:
    try:
        act()
    except (ValidationError, actions.Changed) as error:
        refused.append(error)


def fullest(enrolment: Enrolment) -> Decimal:
    rows = Allocation.objects.filter(enrolment=enrolment)
    return highest(Share(one.percent, Period(one.from_on, one.until_on)) for one in rows)


def test_four_grants_that_each_take_forty_at_once_give_two_of_them_room(
    database: str, world: tuple[Cast, list[Grant]]
) -> None:
    cast, grants = world
    for turn in range(5):
        first = TODAY() + timedelta(days=turn * DAYS)
        refused: list[object] = []
        acts = [
            partial(
                actions.add_allocation,
                by=cast.director,
                grant=one,
                enrolment=cast.a,
                percent=Decimal(40),
                from_on=first + timedelta(days=n),
                until_on=first + timedelta(days=DAYS - 5),
            )
            for n, one in enumerate(grants)
        ]
        at_once(database, *(partial(refused_quietly, act, refused) for act in acts))

        assert len(refused) == 2
        assert Allocation.objects.count() == 2 * (turn + 1)
        assert fullest(cast.a) == 80


def test_rules_of_four_grants_laid_at_once_wait_for_each_other_and_fill_nobody_twice(
    database: str, world: tuple[Cast, list[Grant]]
) -> None:
    cast, grants = world
    rule = ShareRule(Decimal(60), Period(TODAY(), TODAY() + timedelta(days=DAYS)))
    seen = {one.pk: plan_of(one, rule).fingerprint for one in grants}
    refused: list[object] = []

    at_once(
        database,
        *(
            partial(
                refused_quietly,
                partial(actions.lay_shares, by=cast.director, grant=one, rule=rule, seen=seen[one.pk]),
                refused,
            )
            for one in grants
        ),
    )

    assert len(refused) == 3
    assert [fullest(one) for one in (cast.a, cast.b, cast.c)] == [60, 60, 60]


def test_raising_a_share_while_another_grant_takes_the_room_lets_one_of_them(
    database: str, world: tuple[Cast, list[Grant]]
) -> None:
    cast, grants = world
    days = {"from_on": TODAY(), "until_on": TODAY() + timedelta(days=DAYS)}
    row = actions.add_allocation(by=cast.director, grant=grants[0], enrolment=cast.a, percent=Decimal(10), **days)
    refused: list[object] = []

    at_once(
        database,
        partial(
            refused_quietly,
            lambda: actions.change_allocation(by=cast.director, allocation=row, version=1, percent=Decimal(70), **days),
            refused,
        ),
        partial(
            refused_quietly,
            lambda: actions.add_allocation(
                by=cast.director, grant=grants[1], enrolment=cast.a, percent=Decimal(70), **days
            ),
            refused,
        ),
    )

    assert len(refused) == 1
    assert fullest(cast.a) in (70, 80)


def test_grant_that_shrinks_while_a_share_is_laid_keeps_one_of_the_two(
    database: str, world: tuple[Cast, list[Grant]]
) -> None:
    cast, grants = world
    one = grants[0]
    names = ("funder", "programme", "kind", "name_sv", "name_en", "case_number", "amount", "starts_on")
    values = {name: getattr(one, name) for name in names} | {"ends_on": TODAY()}
    refused: list[object] = []

    at_once(
        database,
        partial(
            refused_quietly,
            lambda: actions.change_grant(by=cast.director, grant=one, version=1, values=values),
            refused,
        ),
        partial(
            refused_quietly,
            lambda: actions.add_allocation(
                by=cast.director, grant=one, enrolment=cast.a, percent=Decimal(10), from_on=TODAY(),
                until_on=TODAY() + timedelta(days=5),
            ),
            refused,
        ),
    )  # fmt: skip

    one.refresh_from_db()
    assert len(refused) == 1
    assert all(row.until_on <= one.ends_on for row in Allocation.objects.all())
