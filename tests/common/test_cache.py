"""The cache forgets rather than fails."""

import socket

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


def test_silent_cache_is_waited_for_once_however_many_keys_are_asked_for() -> None:
    with socket.socket() as listener:  # takes connections and never says a word, as a stopped Redis does
        listener.bind(("127.0.0.1", 0))
        listener.listen(50)
        options = {"OPTIONS": {"socket_timeout": 0.3, "socket_connect_timeout": 0.3}}
        silent = ForgetfulRedisCache(f"redis://127.0.0.1:{listener.getsockname()[1]}/0", options)

        silent.set("key", "value")
        listener.setblocking(False)
        listener.accept()[0].close()

        assert [silent.get(f"key {n}", n) for n in range(20)] == list(range(20))
        with pytest.raises(BlockingIOError):  # nobody came again
            listener.accept()
