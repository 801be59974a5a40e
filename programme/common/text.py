"""Text as people paste it, made safe to store and to export (TRUST.md T7 and section 5)."""

import unicodedata
from collections.abc import Sequence

# Bidirectional controls, zero-width characters and the byte order mark: invisible, and used to imitate names.
_INVISIBLE = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200B, 0x2060, 0xFEFF, 0x00AD])


def clean_line(value: str) -> str:
    """One line: controls and invisible marks out, any white space to one blank, composed (NFC)."""
    return " ".join(clean_text(value).split())


def clean_text(value: str) -> str:
    """Several lines: controls and invisible marks out, line ends as LF, composed (NFC)."""
    value = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    value = value.translate(_INVISIBLE)
    kept = [c for c in value if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"}]
    return "".join(kept).strip()


def names_in_line(names: Sequence[str], *, at_most: int = 160) -> str:
    """`A, B, C`; those that do not fit into so many characters are a number: `A, B +4`. The first always stands."""
    kept = list(names)
    while len(kept) > 1 and len(", ".join(kept)) > at_most:
        kept.pop()
    left = len(names) - len(kept)
    return ", ".join(kept) + (f" +{left}" if left else "")
