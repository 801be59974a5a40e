"""Fixtures that every test may use."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client
from django.utils import translation
from xdist.scheduler import LoadScopeScheduling

from programme.notices import upkeep
from programme.people.models import User
from tests.cast import Cast, build_cast
from tests.demo import loaded_demo

PIECEMEAL = {
    "tests/access/test_matrix.py",
    "tests/journeys/test_every_page.py",
    "tests/journeys/test_main_thread.py",
    "tests/journeys/test_screenshots.py",
}
# The second piece does not need the loaded demo that the first one waits for.
LONGEST = (
    "test_every_page.py::test_every_page_of_role_is_accessible_and_fits_a_phone[director]",
    "tests/services/test_quick_start.py",
    "test_every_page.py::test_every_page_of_role_is_accessible_and_fits_a_phone[leader",
    "tests/journeys/test_main_thread.py",
    "tests/journeys/",
    "tests/access/test_methods.py",
    "tests/access/test_mutants.py",
    "tests/access/",
    "tests/services/",
    "tests/funding/",
    "tests/oversight/",
)


@pytest.fixture(autouse=True)
def quick_passwords(settings: LazySettings) -> None:
    """Argon2 is slow on purpose; tests log in often."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def static_files_when_asked(settings: LazySettings) -> None:
    """Each test client loads the middleware anew, and whitenoise would list all static files every time."""
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    """Rate limits are kept in the cache; one test's tries are not another's.

    No maintenance is planned: a page asks that once a minute, which is not counted among what a page costs.
    """
    cache.clear()
    cache.set(upkeep.KEY, [])


@pytest.fixture(autouse=True)
def no_kept_pages(settings: LazySettings) -> None:
    """Tests write rows without the trail by which a home page learns that something happened."""
    settings.PAGES_KEPT_SECONDS = 0


@pytest.fixture(autouse=True)
def nobodys_language() -> None:
    """A page in somebody's language leaves it behind in the thread; each test begins with the portal's own."""
    translation.deactivate()


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers have, empty when the run begins."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def demo_folder(shared_folder: Path) -> Path:
    """A VAR_DIR with the demo world, to be copied: loaded by whichever worker needs it first."""
    return loaded_demo(shared_folder)


@pytest.fixture
def cast(db: None) -> Cast:
    """The fixed cast: people of every role, companies with crossed ties, and those who must see nothing."""
    return build_cast()


@pytest.fixture
def march(db: None) -> Iterator[Cast]:
    """The cast as it stands on Monday 1 March 2027, and the clock with it: A started 1 January, B 1 February.

    For what depends on the days of the week: 26 and 29 March are Easter's.
    """
    with time_machine.travel("2027-03-01 08:00:00+01:00", tick=False):
        yield build_cast()


@pytest.fixture
def login(client: Client):
    """`login(user)`: a client that is logged in as that person."""

    def _login(user: User) -> Client:
        fresh = Client()
        fresh.force_login(user)
        return fresh

    return _login


def uses_database(item: pytest.Item) -> bool:
    """True when a test asks for a database by mark or by fixture, its own or one behind it."""
    asked = {"db", "transactional_db", "django_db_setup", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(asked) or item.get_closest_marker("django_db") is not None


class Pieces(LoadScopeScheduling):
    """Who runs what, of the workers: a file is one piece; each test is, where tests take long."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return nodeid if file in PIECEMEAL else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Pieces:
    """Ours. (The scheduler by groups of xdist 3.8 does nothing with pytest 9.2, without a word.)"""
    return Pieces(config, log)


@pytest.hookimpl(trylast=True)  # after pytest-randomly has shuffled
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest pieces come first, so that the workers end together.

    On PostgreSQL only tests with a database run: dates, charts and texts come out the same.
    """
    if os.environ.get("TEST_DATABASE_URL"):
        without = [item for item in items if not uses_database(item)]
        config.hook.pytest_deselected(items=without)
        items[:] = [item for item in items if uses_database(item)]
    items.sort(key=lambda item: next((n for n, part in enumerate(LONGEST) if part in item.nodeid), len(LONGEST)))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Nothing is skipped silently: a run with a skipped test has failed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and reporter.stats.get("skipped") and session.exitstatus == 0:
        reporter.write_line("A test was skipped, which counts as a failure here.")
        session.exitstatus = 1
