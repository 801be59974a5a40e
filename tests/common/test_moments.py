"""A day and a time of day as one moment: what the clock skips or strikes twice is refused."""

from datetime import UTC, date, datetime, time

import pytest

from programme.common.moments import DoubledTime, SkippedTime, local_moment


def test_local_moment_follows_summer_and_winter_time() -> None:
    assert local_moment(date(2026, 1, 15), time(9, 0)) == datetime(2026, 1, 15, 8, 0, tzinfo=UTC)
    assert local_moment(date(2026, 7, 15), time(9, 0)) == datetime(2026, 7, 15, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize("at", [time(2, 0), time(2, 30), time(2, 59)])
def test_local_moment_that_the_clock_skips_is_refused(at: time) -> None:
    with pytest.raises(SkippedTime):
        local_moment(date(2027, 3, 28), at)


@pytest.mark.parametrize("at", [time(2, 0), time(2, 30), time(2, 59)])
def test_local_moment_that_comes_twice_is_refused(at: time) -> None:
    with pytest.raises(DoubledTime):
        local_moment(date(2027, 10, 31), at)


def test_local_moment_beside_the_change_is_one() -> None:
    assert local_moment(date(2027, 3, 28), time(3, 0)) == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)
    assert local_moment(date(2027, 10, 31), time(3, 0)) == datetime(2027, 10, 31, 2, 0, tzinfo=UTC)
