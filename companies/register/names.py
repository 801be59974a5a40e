"""Names as they are searched: without capitals, accents, blanks and signs, as bytes.

`Österlunds Mek. AB` and `osterlunds mek ab` have the same key. A key holds a-z and 0-9 only.
"""

import unicodedata

KEY_LENGTH = 40
_KEPT = b"abcdefghijklmnopqrstuvwxyz0123456789"


def _folded(code: int) -> int:
    """A character of Latin-1 as the small letter or digit that it is found by; itself when it is found by none."""
    text = unicodedata.normalize("NFD", chr(code).casefold())[:1]
    text = {"æ": "a", "ø": "o", "ð": "d", "þ": "t"}.get(text, text)
    return ord(text) if text.isascii() else code


FOLD = bytes(_folded(code) for code in range(256))
DROPPED = bytes(code for code in range(256) if FOLD[code] not in _KEPT)


def name_key(name: str) -> bytes:
    """What a name is found by."""
    latin = unicodedata.normalize("NFC", name).encode("latin-1", "ignore")
    return latin.translate(FOLD, DROPPED)[:KEY_LENGTH]
