"""The methods that no view asks for: they open no door that GET and POST leave shut."""

import pytest

from tests.access.harness import RARER_METHODS, ROLES, Matrix
from tests.access.policy import POLICY
from tests.access.test_matrix import world  # noqa: F401  the same world
from tests.access.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]


@pytest.mark.parametrize("method", RARER_METHODS)
def test_rarer_method_gets_what_the_policy_says_and_nothing_else(world: World, method: str) -> None:  # noqa: F811
    matrix = Matrix(world, POLICY)
    cells = list(matrix.rarer_cells(ROLES, method))

    matrix.run(cells)

    assert matrix.faults == []
    assert {name for _role, name, *_rest in cells} == set(POLICY)
    assert {role for role, *_rest in cells} == set(ROLES)
    assert matrix.cells >= 580
