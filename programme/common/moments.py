"""A day and a time of day as one moment. Pure; what the clock skips or strikes twice is refused, not guessed."""

from datetime import date, datetime, time

from django.utils import timezone


class SkippedTime(ValueError):
    """The clock was put forward: that time did not exist on that day."""


class DoubledTime(ValueError):
    """The clock was put back: that time came twice on that day."""


def local_moment(day: date, at: time) -> datetime:
    """The moment at which clocks here show `at` on `day`. Raises SkippedTime, DoubledTime."""
    zone = timezone.get_default_timezone()
    first = datetime.combine(day, at, tzinfo=zone)
    second = first.replace(fold=1)
    if first.utcoffset() == second.utcoffset():
        return first
    raise DoubledTime if first.utcoffset() > second.utcoffset() else SkippedTime  # type: ignore[operator]
