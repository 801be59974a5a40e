"""Industries by SNI division, the first two digits of an industry code: `10, 11, 13-33` as numbers."""

import re

LEAST, MOST = 1, 99
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
