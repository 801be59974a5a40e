"""Organisation numbers (DOMAIN.md 4.1): ten digits, check digit by Luhn, kept without hyphen or century."""

import unicodedata

from stdnum import luhn


class BadNumber(ValueError):
    """What is wrong: `length`, `digits`, `check_digit` or `unknown`."""


def normalise(text: str) -> str:
    """`556016-0680`, `165560160680`, full-width digits and blanks as ten digits.

    The century in front (`16` for legal persons, `19` or `20` for sole traders) is taken away.
    Raises BadNumber with the reason as its only argument.
    """
    compact = unicodedata.normalize("NFKC", text)
    compact = "".join(c for c in compact if c not in " \t\n\xa0-+–\u2011")
    if not compact.isascii() or not compact.isdigit():
        raise BadNumber("digits")
    if len(compact) == 12 and compact[:2] in {"16", "18", "19", "20"}:
        compact = compact[2:]
    if len(compact) != 10:
        raise BadNumber("length")
    if not luhn.is_valid(compact):
        raise BadNumber("check_digit")
    if not _plausible(compact):
        raise BadNumber("unknown")
    return compact


def _plausible(number: str) -> bool:
    """Legal persons: first digit 1-9 but 4, third at least 2. Sole traders: a month and a day (day + 60 too)."""
    if not is_sole_trader(number):
        return number[0] in "12356789"
    month, day = int(number[2:4]), int(number[4:6])
    return 1 <= month <= 12 and (1 <= day <= 31 or 61 <= day <= 91)


def is_sole_trader(number: str) -> bool:
    """True when the third digit is 0 or 1: then it is the owner's personal number, and personal data."""
    return number[2] in "01"


def masked(number: str) -> str:
    """For people: `559999-1030`; a sole trader's last four digits are never shown."""
    return f"{number[:6]}-{'••••' if is_sole_trader(number) else number[6:]}"
