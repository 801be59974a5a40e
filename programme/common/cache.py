"""A cache that forgets rather than fails: a dead or silent Redis holds nobody up (TRUST.md F3, F22)."""

import logging
import time
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
LEFT_OUT_FOR_S = 10.0  # after a failure: a page asks for several keys, and one wait is enough
_left_out_until: dict[str, float] = {}  # by the server's address, on the monotonic clock


class ForgetfulRedisCache(RedisCache):
    """Redis as cache; while it does not answer, every key is missing and nothing is kept. Rate limits pause then."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._address = str(server)

    def _try(self, name: str, default: Any, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() < _left_out_until.get(self._address, 0.0):
            return default
        try:
            return getattr(super(), name)(*args, **kwargs)
        except RedisError:
            _left_out_until[self._address] = time.monotonic() + LEFT_OUT_FOR_S
            logger.warning("the cache does not answer: %s is left out", name)
            return default

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._try("get", default, key, default, version)

    def set(self, key: Any, value: Any, timeout: Any = ..., version: int | None = None) -> None:
        given = {} if timeout is ... else {"timeout": timeout}
        self._try("set", None, key, value, version=version, **given)

    def add(self, key: Any, value: Any, timeout: Any = ..., version: int | None = None) -> bool:
        given = {} if timeout is ... else {"timeout": timeout}
        return bool(self._try("add", True, key, value, version=version, **given))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(self._try("delete", False, key, version))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        return int(self._try("incr", delta, key, delta, version))
