"""Search for words as people write them: any order, any case, also of å, ä and ö, on every database."""

import re

from django.db import connection
from django.db.models import Q

LEAST = 2  # letters that a search needs
EXCERPT = 60  # letters shown before what was found


def has_words(words: str, *columns: str) -> Q:
    """Rows that hold each of the words in one of the columns. A word may be a part of another.

    SQLite compares å, ä and ö only in the case in which they are written, so there a word with one is looked for by a
    pattern. PostgreSQL does so by itself, by an index of three-letter parts where there is one.
    """
    found = Q()
    for word in words.split():
        if connection.vendor == "sqlite" and not word.isascii():
            lookup, value = "iregex", re.escape(word)
        else:
            lookup, value = "icontains", word
        there = Q()
        for column in columns:
            there |= Q(**{f"{column}__{lookup}": value})
        found &= there
    return found


def excerpt(text: str, words: str, *, length: int = 160) -> str:
    """The part of a text around the first of the words, on one line, cut at blanks."""
    line = " ".join(text.split())
    places = [line.casefold().find(word.casefold()) for word in words.split()]
    first = min((place for place in places if place >= 0), default=0)
    start = max(first - EXCERPT, 0)
    if start:
        start = line.find(" ", start, first) + 1 or start
    part = line[start : start + length]
    if start + length < len(line):
        part = (part.rpartition(" ")[0] or part) + " …"
    return ("… " if start else "") + part


def parts_of(text: str, words: str) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is one of the words: to be shown stronger."""
    sought = "|".join(re.escape(word) for word in sorted(words.split(), key=len, reverse=True))
    if not sought:
        return [(text, False)]
    pieces = re.split(f"({sought})", text, flags=re.IGNORECASE)
    return [(piece, place % 2 == 1) for place, piece in enumerate(pieces) if piece]
