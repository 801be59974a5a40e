"""The matrix is tested too: each planted hole must turn it red (TRUST.md section 4, point 14).

A hole is one scope function that lets everything through, or a door that stands open.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest

from programme.people.access import doors
from programme.people.models import User
from programme.people.roles import Permission, Rights
from tests.access.harness import RARER_METHODS, Matrix
from tests.access.policy import POLICY
from tests.access.test_matrix import world  # noqa: F401  the same world
from tests.access.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
ROLES = ["coach_a", "leader", "funder_tvv", "auditor", "two_roles"]

# Everybody has the first; the second chooses a home page and opens none; the third has a test of its own.
# Held in all programmes or not at all: the view asks a second time, and both walls are opened below.
EVERYWHERE = {Permission.SEE_TRAIL, Permission.SEE_RIGHTS, Permission.SIGN_RIGHTS, Permission.SAY_MAINTENANCE}
NO_DOOR = {Permission.OWN_ACCOUNT, Permission.SEE_OVERSIGHT, Permission.SET_REMINDERS, *EVERYWHERE}
# These ask for more inside, so that an open door alone lets nobody in.
ASKED_TWICE = {"import-add", "company-bulk", "grant-add", "funder-add", "funder-change"}
# What is opened, and the routes where somebody must notice. Not the scope of notices: a page asks it for one's own, or
# about what its reader sees anyway (tests/notices holds it).
HOLES: dict[str, list[str]] = {
    "companies.visibility.companies": ["company-card", "company-list"],
    "companies.visibility.changeable_companies": ["company-change", "contact-add", "interest-attach"],
    "companies.visibility.enrolments": ["enrolment-card", "pipeline", "lost-list"],
    "companies.visibility.changeable_enrolments": ["enrolment-pause", "stage-close"],
    "companies.imports.visibility.imports": ["import-add"],
    "companies.imports.visibility.changeable_imports": ["import-review", "import-card"],
    "companies.visibility.checkable_enrolments": ["requirement-check"],
    "companies.visibility.register_units": ["prospect-list", "prospect-take-up"],
    "companies.visibility.logged_contacts": ["contact-correct"],
    "companies.visibility.changeable_logged_contacts": ["contact-correct"],
    "companies.visibility.documents": ["document-file"],
    "companies.visibility.changeable_documents": ["document-remove"],
    "companies.visibility.interests": ["interest-card", "interest-list"],
    "companies.visibility.changeable_interests": ["interest-dismiss"],
    "coaching.visibility.sessions": ["session-card"],  # a list's row names only companies that are seen
    "coaching.visibility.changeable_sessions": ["session-change"],
    "coaching.visibility.notes_readable_by": ["session-card"],
    "coaching.visibility.action_items": ["action-list", "action-export", "action-change"],
    "coaching.visibility.changeable_action_items": ["action-change"],
    "coaching.visibility.planned_sessions": ["planned-session-card", "plan-list", "plan-export"],
    "coaching.visibility.changeable_planned_sessions": ["planned-session-cancel"],
    "coaching.visibility.activities": ["activity-card", "activity-list"],
    "coaching.visibility.changeable_activities": ["activity-change"],
    "coaching.visibility.absences": ["absence-change"],
    "coaching.visibility.changeable_absences": ["absence-withdraw"],
    "coaching.visibility.goals": ["goal-change"],
    "coaching.visibility.changeable_goals": ["goal-change"],
    "funding.visibility.grants": ["grant-card", "report-list-export"],
    "funding.portal.visibility.questions": ["question-card", "question-list", "question-export"],
    "funding.portal.visibility.changeable_questions": ["question-write", "question-close"],
    "funding.visibility.reports": ["report-card", "report-figure"],
    "funding.visibility.report_files": ["report-pdf", "report-xlsx", "report-json"],
    "programme.people.visibility.users": ["person-card"],
    "programme.signals.visibility.signals": ["signal-card", "signal-list", "signal-export"],
    "programme.signals.visibility.changeable_signals": ["signal-handle", "signal-see"],
    "programme.people.visibility.work_lists": ["work-list-card", "work-lists"],
    "programme.people.visibility.changeable_work_lists": ["work-list-remove"],
    "programme.people.visibility.changeable_appointments": ["appointment-end"],
}


def everything(rows: Any, user: User) -> Any:
    """The hole: whoever asks sees all."""
    return rows


def must_turn_red(world: World, names: list[str], hole: Callable[[pytest.MonkeyPatch], None]) -> None:  # noqa: F811
    """With the hole some cell of each of these routes is faulty, and is not when the hole is closed again."""
    with pytest.MonkeyPatch.context() as patch:
        hole(patch)
        opened = Matrix(world, POLICY)
        red = {name: opened.first_red(opened.plain_cells(ROLES, [name])) for name in names}
    assert [name for name, cell in red.items() if cell is None] == []

    closed = Matrix(world, POLICY)
    for cell in red.values():
        assert cell is not None
        closed.cell(*cell)

    assert closed.faults == []


@pytest.mark.parametrize("hole", sorted(HOLES))
def test_open_scope_turns_the_matrix_red(world: World, hole: str) -> None:  # noqa: F811
    module, _, name = hole.rpartition(".")

    must_turn_red(world, HOLES[hole], lambda patch: patch.setattr(import_module(module), name, everything))


@pytest.mark.parametrize("permission", sorted(set(Permission) - NO_DOOR))
def test_open_door_turns_the_matrix_red(world: World, permission: str) -> None:  # noqa: F811
    behind = [name for name, door in doors().items() if door == permission and name in POLICY.keys() - ASKED_TWICE]
    kept: Callable[[User, Permission], bool] = User.may

    def may(self: User, asked: Permission) -> bool:
        return asked == permission or kept(self, asked)

    must_turn_red(world, behind[:3], lambda patch: patch.setattr(User, "may", may))


@pytest.mark.parametrize("permission", sorted(EVERYWHERE))
def test_both_walls_before_what_is_held_everywhere_open_turn_the_matrix_red(world: World, permission: str) -> None:  # noqa: F811
    def open_both(patch: pytest.MonkeyPatch) -> None:
        may, national = User.may, Rights.national
        patch.setattr(User, "may", lambda self, asked: asked == permission or may(self, asked))
        patch.setattr(Rights, "national", lambda self, asked: asked == permission or national(self, asked))

    must_turn_red(world, [name for name, door in doors().items() if door == permission][:3], open_both)


def test_both_walls_before_the_rules_of_reminders_open_turn_the_matrix_red(world: World) -> None:  # noqa: F811
    def open_both(patch: pytest.MonkeyPatch) -> None:
        kept: Callable[[User, Permission], bool] = User.may
        patch.setattr(User, "may", lambda self, asked: asked == Permission.SET_REMINDERS or kept(self, asked))
        patch.setattr("programme.notices.views.rules.may_set_rule", lambda user, programme: True)

    must_turn_red(world, ["reminder-rule-change", "reminder-rule-remove"], open_both)


@pytest.mark.parametrize("method", RARER_METHODS)
def test_open_door_and_open_scope_turn_a_rarer_method_red(world: World, method: str) -> None:  # noqa: F811
    roles = [*ROLES, "coach_c", "nobody"]
    red = {}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(User, "may", lambda self, asked: True)
        opened = Matrix(world, POLICY)
        red["door"] = opened.first_red(opened.rarer_cells(roles, method))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(import_module("companies.visibility"), "companies", everything)
        opened = Matrix(world, POLICY)
        red["scope"] = opened.first_red(opened.rarer_cells(roles, method))

    assert None not in red.values(), red
    closed = Matrix(world, POLICY)
    closed.run(red.values())
    assert closed.faults == []
