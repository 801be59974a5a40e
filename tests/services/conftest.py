"""Real servers for the tests of this folder. `make test` starts them once; alone, a test starts its own."""

import contextlib
import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from tests.cast import Cast, build_anew
from tests.servers import postgresql, redis
from tests.services.drill import Stack, pointed_at
from tests.services.mailbox import Mailbox


@pytest.fixture(scope="session")
def database_server() -> Iterator[str]:
    """Address of a PostgreSQL whose user may make databases."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        yield given
        return
    with postgresql() as url:
        yield url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """Address of a Redis whose database 0 belongs to the tests of this folder."""
    given = os.environ.get("TEST_REDIS_URL")
    if given:
        yield given
        return
    with redis() as url:
        yield url


@pytest.fixture
def own_database(database_server: str) -> Iterator[str]:
    """Address of an empty PostgreSQL database of the test's own, dropped at the end."""
    with database(database_server) as url:
        yield url


@contextlib.contextmanager
def database(server: str, *, like: str = "template1") -> Iterator[str]:
    """A database that is a copy of another, dropped at the end."""
    name = f"services_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}".encode())
    yield f"{server.rpartition('/')[0]}/{name}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture(scope="session")
def migrated_database(database_server: str, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """Name of a PostgreSQL database with the portal's tables, to be copied."""
    with database(database_server) as url:
        with django_db_blocker.unblock(), pointed_at(url):
            call_command("migrate", verbosity=0)
        yield url.rpartition("/")[2]


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Path:
    """An SQLite file with the portal's tables, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "drill.sqlite3"
    with django_db_blocker.unblock(), pointed_at(f"sqlite:///{file}"):
        call_command("migrate", verbosity=0)
    return file


@pytest.fixture
def tables(database_server: str, migrated_database: str) -> Iterator[str]:
    """Address of a PostgreSQL database of the test's own with the portal's tables."""
    with database(database_server, like=migrated_database) as url:
        yield url


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A real SMTP server on the loopback that keeps what it is sent."""
    with Mailbox() as box:
        yield box


@pytest.fixture(params=["sqlite", "postgresql"])
def stack(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stack]:
    """Where the drill's workers find database and broker: the quick start's set-up, or servers of their own."""
    if request.param == "sqlite":
        for file in request.getfixturevalue("migrated_file").parent.iterdir():  # SQLite's log of writes lies beside it
            shutil.copy(file, tmp_path)
        yield Stack(f"sqlite:///{tmp_path / 'drill.sqlite3'}", "")
        return
    with redis() as broker:
        yield Stack(request.getfixturevalue("tables"), broker)


@pytest.fixture
def workers_cast(stack: Stack, settings: LazySettings, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """The cast in the workers' database, to which this process is pointed as well, with the events of the drill."""
    settings.REMINDER_EVENTS = ["tests.services.drill_work.events"]
    with django_db_blocker.unblock(), pointed_at(stack.database_url):
        yield build_anew(timezone.localdate())
