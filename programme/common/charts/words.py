"""Days in words on an axis: Swedish writes months in small letters, English does not."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language


def _said(day: date, form: str) -> str:
    words = date_format(day, form)
    return words.lower() if (get_language() or "").startswith("sv") else words


def month(day: date) -> str:
    """`apr`."""
    return _said(day, "M")


def month_year(day: date) -> str:
    """`apr 2026`."""
    return _said(day, "M Y")


def short_day(day: date) -> str:
    """`13 apr`."""
    return _said(day, "j M")


def full_day(day: date) -> str:
    """`13 apr 2026`."""
    return _said(day, "j M Y")
