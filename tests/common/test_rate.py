"""How often something may be asked."""

from django.core.cache import cache

from programme.common.rate import within_rate


def test_rate_lets_the_first_through_and_counts_each_alone() -> None:
    tries = [within_rate("interest", "192.0.2.1", limit=3, seconds=60) for _ in range(5)]

    assert tries == [True, True, True, False, False]
    assert within_rate("interest", "192.0.2.2", limit=3, seconds=60)
    assert within_rate("other", "192.0.2.1", limit=3, seconds=60)


def test_rate_begins_anew_when_the_time_is_over() -> None:
    within_rate("interest", "192.0.2.1", limit=1, seconds=60)
    cache.clear()

    assert within_rate("interest", "192.0.2.1", limit=1, seconds=60)
