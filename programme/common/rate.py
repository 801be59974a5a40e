"""How often something may be asked, counted in the cache. A cache that forgets lets everybody through."""

import hashlib

from django.core.cache import cache


def within_rate(what: str, who: str, *, limit: int, seconds: int) -> bool:
    """Count one more, and say whether it is among the first `limit` of these seconds. Who asks is kept as a hash."""
    key = f"rate:{what}:{hashlib.sha256(who.encode()).hexdigest()[:40]}"
    cache.add(key, 0, timeout=seconds)
    try:
        used = cache.incr(key)
    except ValueError:  # it ran out in between
        cache.set(key, 1, timeout=seconds)
        used = 1
    return used <= limit
