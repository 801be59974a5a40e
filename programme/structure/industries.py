"""Industries by SNI division, the first two digits of an industry code: `10, 11, 13-33` as numbers."""

import re

from django.utils.translation import gettext_lazy as _

LEAST, MOST = 1, 99
# Section C of SNI 2007, manufacturing, in short words (DOMAIN.md section 4.3).
NAMES = {
    10: _("Food"),
    11: _("Beverages"),
    12: _("Tobacco"),
    13: _("Textiles"),
    14: _("Clothes"),
    15: _("Leather and shoes"),
    16: _("Wood products"),
    17: _("Paper"),
    18: _("Printing"),
    19: _("Coke and refined petroleum"),
    20: _("Chemicals"),
    21: _("Pharmaceuticals"),
    22: _("Rubber and plastic"),
    23: _("Glass, cement and other minerals"),
    24: _("Steel and metal"),
    25: _("Metal products"),
    26: _("Computers, electronics and optics"),
    27: _("Electrical equipment"),
    28: _("Machinery"),
    29: _("Motor vehicles"),
    30: _("Other transport equipment"),
    31: _("Furniture"),
    32: _("Other manufacturing"),
    33: _("Repair and installation of machinery"),
}
_PART = re.compile(r"(\d{1,2})(?:\s*[-–]\s*(\d{1,2}))?", re.ASCII)


def _ranges(text: str) -> list[tuple[int, int]]:
    found = []
    for part in re.split(r"[,;]", text):
        match = _PART.fullmatch(part.strip())
        if match is None:
            raise ValueError(part)
        first, last = int(match[1]), int(match[2] or match[1])
        if not LEAST <= first <= last <= MOST:
            raise ValueError(part)
        found.append((first, last))
    return sorted(set(found))


def divisions_text(text: str) -> str:
    """`13–33;10` as `10, 13-33`. Raises ValueError for what is no list of divisions."""
    return ", ".join(f"{first:02d}" if first == last else f"{first:02d}-{last:02d}" for first, last in _ranges(text))


def divisions_in(text: str) -> list[int]:
    """Every division that is named. Raises ValueError for what is no list of divisions."""
    return sorted({number for first, last in _ranges(text) for number in range(first, last + 1)})


def division_name(division: int | str) -> str:
    """`25 Metal products`; outside manufacturing the number alone."""
    number = int(division)
    return f"{number:02d} {NAMES[number]}" if number in NAMES else f"SNI {number:02d}"
