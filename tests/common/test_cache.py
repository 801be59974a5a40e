"""The cache forgets rather than fails."""

import pytest

from programme.common.cache import ForgetfulRedisCache
from tests.servers import free_port


@pytest.fixture
def dead() -> ForgetfulRedisCache:
    """A cache on a port where nobody listens."""
    options = {"OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1}}
    return ForgetfulRedisCache(f"redis://127.0.0.1:{free_port()}/0", options)


def test_dead_cache_forgets_and_never_raises(dead: ForgetfulRedisCache) -> None:
    dead.set("key", "value")

    assert dead.get("key") is None
    assert dead.get("key", "default") == "default"
    assert dead.add("key", 1) is True
    assert dead.incr("key") == 1
    assert dead.delete("key") is False
