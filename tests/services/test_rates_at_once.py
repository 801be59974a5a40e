"""Rates entered at the same moment never hold on one day: real threads, real transactions, both databases."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from funding.models import Rate
from funding.money import actions
from funding.money.actions.rates import Owner
from tests.cast import Cast, build_anew
from tests.funding.money.world import D, grant
from tests.services.drill import pointed_at
from tests.services.test_sessions_at_once import at_once

AT_ONCE = 4


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of a database of the test's own, which several threads may open."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'at_once.sqlite3'}"
    address: str = request.getfixturevalue("own_database")
    return address


@pytest.fixture
def cast(database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """The cast there."""
    with django_db_blocker.unblock(), pointed_at(database):
        call_command("migrate", verbosity=0)
        yield build_anew(timezone.localdate())


def enter(cast: Cast, owner: Owner, first: date, days: int, refused: list[ValidationError]) -> None:
    try:
        actions.add_rate(
            by=cast.director, owner=owner, kind="coach_hour", amount=D(409), from_on=first,
            until_on=first + timedelta(days=days), basis="Handbok",
        )  # fmt: skip
    except ValidationError as error:
        refused.append(error)


def test_rates_that_share_a_day_at_once_leave_one(database: str, cast: Cast) -> None:
    owners: tuple[Owner, ...] = (cast.programme, grant(cast))
    for turn, owner in enumerate(owners * 3):
        first = date(2024, 1, 1) + timedelta(days=100 * turn)
        refused: list[ValidationError] = []
        # Each begins on a day of its own, so that no unique row stands between them.
        at_once(
            database,
            *(partial(enter, cast, owner, first + timedelta(days=n), 30, refused) for n in range(AT_ONCE)),
        )
        assert len(refused) == AT_ONCE - 1
        assert Rate.objects.count() == turn + 1
