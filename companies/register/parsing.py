"""Turns lines of the register into columns of the portal's table, many lines at a time.

Written for 1.8 million lines: whatever can be done for a whole column at once is done by the interpreter's own loops
(`map`, `zip`, `translate`), and a chunk is looked at line by line only when something in it is broken.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from itertools import compress
from typing import Any

from django.utils.translation import gettext as _

from companies.register.layout import ACCEPTS_MARKETING, ACTIVE, ENCODING, LEGAL, READ, UNDECODABLE
from companies.register.names import DROPPED, FOLD, KEY_LENGTH
from companies.register.reading import BadFile

COLUMNS = (
    "number", "name", "name_key", "address", "postal_code", "postal_town", "municipality_id", "sni_code", "division",
    "legal_form_code", "is_active", "accepts_marketing", "registered_on",
)  # fmt: skip
NULL = "\x01"  # no value; no good line holds it
LISTED = 1000  # broken lines that are remembered by number
LONGEST = {1: 200, 2: 200, 3: 200, 5: 60, 7: 2}  # place in READ -> characters that the portal holds
MARK = "\x02"  # stands after each line while a chunk is taken apart
LINE_END = f"\t{MARK}\t"
UNDECODABLE_TEXT = frozenset(UNDECODABLE.decode(ENCODING))
DROPPED_BUT_FEEDS = DROPPED.replace(b"\n", b"")
Column = list[str]


class Kinds:
    """Why a line was left out. The words stand in the extract's row."""

    COLUMNS = "columns"
    BYTES = "bytes"
    DUPLICATE = "duplicate"
    NUMBER = "number"
    LENGTH = "length"


class Memo(dict[Any, str]):
    """Works a value out once: the register has millions of rows and few towns, days and industries."""

    def __init__(self, work: Callable[[Any], str]) -> None:
        super().__init__()
        self._work = work

    def __missing__(self, key: Any) -> str:
        found = self[key] = self._work(key)
        return found


def _five_digits(text: str) -> str:
    digits = text.replace(" ", "")
    return digits if len(digits) == 5 and digits.isdecimal() else ""


def _industry(text: str) -> str:
    digits = text.replace(".", "").strip()
    return digits if 2 <= len(digits) <= 5 and digits.isdecimal() and digits.strip("0") else ""


def _day(text: str) -> str:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8])).isoformat() if len(text) == 8 else NULL
    except ValueError:
        return NULL


def _truth(yes: str) -> Memo:
    return Memo(lambda text: "1" if text.strip() == yes else "0")


class Places:
    """Municipality by postal code, else by a postal town that is a municipality's name, else none: never guessed."""

    def __init__(self, codes: Mapping[str, str], towns: Mapping[str, str]) -> None:
        self._codes, self._towns = codes, towns

    def __call__(self, place: tuple[str, str]) -> str:
        code, town = place
        return self._codes.get(code) or self._towns.get(town.casefold()) or NULL


class Parser:
    """Reads one file: `header` first, then chunks of whole lines. Counts what it leaves out.

    skipped: kind -> lines. listed: number of line and kind of the first broken ones. persons: natural persons left
    out, who are no fault of the file.
    """

    def __init__(self, header: bytes, places: Places) -> None:
        names = header.decode(ENCODING).rstrip("\r\n").split("\t")
        missing = [name for name in READ if name not in names]
        if missing:
            raise BadFile(
                _("The header has no column %(names)s. Is this the register's text file?")
                % {"names": ", ".join(missing)}
            )
        self._width = len(names) if names[-1] == "" else len(names) + 1  # a last empty column may be left out
        self._places_read = [names.index(name) for name in READ]
        self._at = self._places_read[0]
        self._seen: set[int] = set()
        self._places = Memo(places)
        self._towns = Memo(lambda town: town.title() if town.isupper() else town)
        self._codes, self._industries, self._days = Memo(_five_digits), Memo(_industry), Memo(_day)
        self._divisions = Memo(lambda code: code[:2] or "0")
        self._active, self._accepts = _truth(ACTIVE), _truth(ACCEPTS_MARKETING)
        self.line = 1
        self.units = self.persons = self.without_municipality = 0
        self.skipped: Counter[str] = Counter()
        self.listed: list[tuple[int, str]] = []

    def columns(self, chunk: bytes) -> list[Column]:
        """The good rows of a chunk, as one list a column in the order of COLUMNS; [] when it has none."""
        if b"\r" in chunk:
            chunk = chunk.replace(b"\r\n", b"\n").removesuffix(b"\r")
        text = chunk.decode(ENCODING)
        broken = len(chunk.translate(None, UNDECODABLE)) != len(chunk)
        found = None if broken else self._all(text)
        if found is None:
            found = self._one_by_one(text)
        self.line += text.count("\n") + 1
        if not found or not found[0]:
            return []
        self.units += len(found[0])
        return self._table(found, padded=" \t" in text or "\t " in text)

    def _all(self, text: str) -> list[Column] | None:
        """The columns that are read, of a chunk in which nothing is broken; None when something is.

        All fields of all lines make one long list, with a mark after each line: where every mark stands at its
        place, every line has all columns, and a column is every so-and-so-many-th field.
        """
        step = self._width + 1
        fields = text.replace("\n", LINE_END).split("\t")
        if len(fields) % step != self._width or set(fields[self._width :: step]) - {MARK}:
            return None
        read: list[Column] = [fields[place::step] for place in self._places_read]
        numbers = read[0]
        if not _are_numbers(numbers) or not _fit(read):
            return None
        legal = [number[:2] == LEGAL for number in numbers]
        persons = len(legal) - sum(legal)
        if persons:
            read = [list(compress(column, legal)) for column in read]
        taken = set(map(int, read[0]))
        if len(taken) < len(read[0]) or not self._seen.isdisjoint(taken):
            return None
        self._seen |= taken
        self.persons += persons
        return read

    def _one_by_one(self, text: str) -> list[Column]:
        """The good lines of a chunk, each looked at by itself; the others are counted and listed."""
        rows = []
        for number, line in enumerate(text.split("\n"), start=self.line + 1):
            fields = line.split("\t")
            kind = self._fault(line, fields)
            if kind:
                self.skipped[kind] += 1
                if len(self.listed) < LISTED:
                    self.listed.append((number, kind))
            elif fields[self._at][:2] != LEGAL:
                self.persons += 1
            else:
                self._seen.add(int(fields[self._at]))
                rows.append([fields[place] for place in self._places_read])
        return [list(column) for column in zip(*rows, strict=True)]

    def _fault(self, line: str, fields: list[str]) -> str:
        if not UNDECODABLE_TEXT.isdisjoint(line):
            return Kinds.BYTES
        if len(fields) not in (self._width - 1, self._width):
            return Kinds.COLUMNS
        read: list[Column] = [[fields[place]] for place in self._places_read]
        if not _are_numbers(read[0]):
            return Kinds.NUMBER
        if not _fit(read):
            return Kinds.LENGTH
        return Kinds.DUPLICATE if int(fields[self._at]) in self._seen else ""

    def _table(self, read: list[Column], *, padded: bool) -> list[Column]:
        if padded:
            read = [list(map(str.strip, column)) for column in read]
        numbers, names, units, streets, codes, towns, industries, forms, states, blocks, days = read
        if "" in names:
            names = [name or unit for name, unit in zip(names, units, strict=True)]
        towns = list(map(self._towns.__getitem__, towns))
        codes = list(map(self._codes.__getitem__, codes))
        places = list(map(self._places.__getitem__, zip(codes, towns, strict=True)))
        industries = list(map(self._industries.__getitem__, industries))
        self.without_municipality += places.count(NULL)
        return [
            [number[2:] for number in numbers],
            names,
            _keys(names),
            streets,
            codes,
            towns,
            places,
            industries,
            list(map(self._divisions.__getitem__, industries)),
            forms,
            list(map(self._active.__getitem__, states)),
            list(map(self._accepts.__getitem__, blocks)),
            list(map(self._days.__getitem__, days)),
        ]


def _are_numbers(numbers: Column) -> bool:
    """True for numbers of twelve digits."""
    return "".join(numbers).isdecimal() and set(map(len, numbers)) == {12}


def _fit(read: list[Column]) -> bool:
    """True when the portal can hold every text."""
    return all(max(map(len, read[place])) <= longest for place, longest in LONGEST.items())


def _keys(names: Column) -> Column:
    """What the names are found by (see names.py), all in one go: the line feed keeps them apart."""
    folded = "\n".join(names).encode(ENCODING).translate(FOLD, DROPPED_BUT_FEEDS).decode("ascii").split("\n")
    return folded if max(map(len, folded)) <= KEY_LENGTH else [key[:KEY_LENGTH] for key in folded]
