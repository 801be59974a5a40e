"""Fixtures that every test may use."""

import pytest
from django.conf import LazySettings
from django.test import Client

from programme.people.models import User
from tests.cast import Cast, build_cast


@pytest.fixture(autouse=True)
def quick_passwords(settings: LazySettings) -> None:
    """Argon2 is slow on purpose; tests log in often."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def cast(db: None) -> Cast:
    """The fixed cast: people of every role, companies with crossed ties, and those who must see nothing."""
    return build_cast()


@pytest.fixture
def login(client: Client):
    """`login(user)`: a client that is logged in as that person."""

    def _login(user: User) -> Client:
        fresh = Client()
        fresh.force_login(user)
        return fresh

    return _login
