"""Periods in words, in the active language: `januari–juni 2026`."""

from datetime import date, timedelta

from django.utils.formats import date_format

from programme.common.dates import Period, add_months, month_start


def period_words(period: Period, *, short: bool = False) -> str:
    """A period as months where it is whole months, as a year where it is one, else its first and last day.

    short: months as three letters, for tables.
    """
    start, end = period.start, period.end
    if start != month_start(start) or end != add_months(month_start(end), 1) - timedelta(days=1):
        return f"{start.isoformat()}–{end.isoformat()}"
    if start.month == 1 and end.month == 12:
        return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
    if start.year != end.year:
        return f"{_month(start, short=short)} {start.year}–{_month(end, short=short)} {end.year}"
    if start.month == end.month:
        return f"{_month(start, short=short)} {start.year}"
    return f"{_month(start, short=short)}–{_month(end, short=short)} {start.year}"


def _month(day: date, *, short: bool) -> str:
    name = date_format(day, "F")
    return name[:3] if short else name
