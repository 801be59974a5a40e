"""Every route × role × object × method, against the hand-written policy."""

import pytest

from tests.access import oracle
from tests.access.harness import Matrix, routes
from tests.access.policy import POLICY
from tests.access.world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
ROLES = sorted(oracle.EVERYBODY | oracle.NOT_LOGGED_IN)


@pytest.fixture
def world(db: None) -> World:
    return build()


def test_policy_names_every_route_and_no_other() -> None:
    assert set(routes()) == set(POLICY)


@pytest.mark.parametrize("role", ROLES)
def test_role_gets_what_the_policy_says_and_nothing_else(world: World, role: str) -> None:
    matrix = Matrix(world, POLICY)

    matrix.run([role])

    assert matrix.faults == []
    assert matrix.cells >= 1000
