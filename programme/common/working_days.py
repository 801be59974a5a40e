"""Working days in Sweden: Monday to Friday but public holidays and the eves that nobody works on."""

from datetime import date, timedelta
from functools import lru_cache

# Month and day: New Year, Epiphany, May Day, the national day, Christmas with its eve, New Year's Eve.
_FIXED = {(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)}
# Days after Easter Sunday: Good Friday, Easter Monday, Ascension.
_AROUND_EASTER = (-2, 1, 39)


@lru_cache(maxsize=64)  # asked for each day of each reminder
def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    f = (b + 8) // 25
    h = (19 * a + b - d - (b - f + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def is_working_day(day: date) -> bool:
    """True when offices are open."""
    if day.weekday() >= 5 or (day.month, day.day) in _FIXED:
        return False
    if day.month == 6 and 19 <= day.day <= 25 and day.weekday() == 4:  # Midsummer Eve
        return False
    return (day - easter(day.year)).days not in _AROUND_EASTER


def working_day_after(day: date, count: int) -> date:
    """The day when so many working days have passed since a day, which is not counted itself."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def working_days_between(first: date, last: date) -> int:
    """How many working days lie after the first day, up to and with the last."""
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(is_working_day(day) for day in days)
