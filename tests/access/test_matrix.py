"""Every route × role × object, read and posted to, against the hand-written policy."""

from collections.abc import Iterator
from itertools import product

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from tests.access.document import DOCUMENT, render
from tests.access.harness import PLAIN_METHODS, ROLES, Matrix, routes
from tests.access.policy import POLICY
from tests.access.world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
# Cells that were asked when this was written; a role with few doors asks each shut one twice.
FEWEST = {
    "director": 1320, "two_roles": 1270, "leader": 1210, "leader_norr": 1210, "outreach": 880, "auditor": 820,
    "coach_a": 830, "coach_b": 830, "coach_c": 830, "former_coach": 830, "education": 750,
}  # fmt: skip
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the world is made before a test's own settings hold


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """One world for all tests of a file, since it takes seconds to make; a test's own changes are rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(PASSWORD_HASHERS=QUICK):
            built = build()
        yield built
        transaction.set_rollback(True)


def test_policy_names_every_route_and_no_other() -> None:
    assert set(routes()) == set(POLICY)


@pytest.mark.parametrize("role", ROLES)
def test_role_gets_what_the_policy_says_and_nothing_else(world: World, role: str) -> None:
    matrix = Matrix(world, POLICY)
    cells = list(matrix.plain_cells([role], sorted(POLICY)))

    matrix.run(cells)

    assert matrix.faults == []
    if role in {"director", "leader"}:
        assert matrix.changed == {name for name, route in POLICY.items() if route.body and role in route.doors}
    assert {(name, method) for _role, name, _objects, method, _words in cells} == set(product(POLICY, PLAIN_METHODS))
    assert matrix.cells >= FEWEST.get(role, 600)


def test_document_for_people_says_what_the_tables_say() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == render()
