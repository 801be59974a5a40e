"""What an address asks for, read safely: a bad value is said in words and the default taken, never a 500."""

import re
from dataclasses import dataclass, field
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from programme.common.forms import EARLIEST, LATEST
from programme.common.text import clean_line

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEARS = re.compile(r"([0-9]{4})(?:-([0-9]{4}))?")
LONGEST_WORDS = 100
LONGEST_ID = 18  # digits: what a database key can hold


@dataclass
class Asked:
    """The parameters of one address, and what was wrong with them."""

    params: QueryDict
    problems: list[str] = field(default_factory=list)

    def words(self, name: str) -> str:
        """Free text on one line, at most a hundred characters."""
        return clean_line(self.params.get(name, ""))[:LONGEST_WORDS].strip()

    def ids(self, name: str) -> frozenset[int]:
        """Row ids; the parameter may be given several times."""
        found = set()
        for value in self.params.getlist(name):
            if _is_id(value):
                found.add(int(value))
            elif value:
                self._said(_("“%(value)s” could not be read and was left out."), value)
        return frozenset(found)

    def id(self, name: str) -> int | None:
        """One row id: the last one given."""
        value = self.params.get(name, "")
        if value and not _is_id(value):
            self._said(_("“%(value)s” could not be read and was left out."), value)
            return None
        return int(value) if value else None

    def day(self, name: str) -> date | None:
        """A day as year-month-day between 1990 and 2099."""
        value = self.params.get(name, "")
        if not value:
            return None
        try:
            day = date.fromisoformat(value) if _DAY.fullmatch(value) else None
        except ValueError:
            day = None
        if day is None or not EARLIEST <= day <= LATEST:
            self._said(_("“%(value)s” is no day. Write it as 2026-11-22."), value)
            return None
        return day

    def code(self, name: str, length: int) -> str:
        """A code of so many digits, such as a county's."""
        value = self.params.get(name, "")
        if value and not (_is_id(value) and len(value) == length):
            self._said(_("“%(value)s” could not be read and was left out."), value)
            return ""
        return value

    def years(self, name: str) -> tuple[int, int] | None:
        """A year, or two with a hyphen between, as the first and the last; None when it is not said."""
        value = self.params.get(name, "")
        if not value:
            return None
        found = _YEARS.fullmatch(value)
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
        if not EARLIEST.year <= first <= last <= LATEST.year:
            self._said(_("“%(value)s” could not be read and was left out."), value)
            return None
        return first, last

    def one_of(self, name: str, allowed: frozenset[str], default: str = "") -> str:
        """A word from a list; anything else is the default."""
        value = self.params.get(name, "")
        if value in allowed:
            return value
        if value:
            self._said(_("“%(value)s” could not be read and was left out."), value)
        return default

    def _said(self, text: str, value: str) -> None:
        self.problems.append(text % {"value": clean_line(value)[:40]})


def _is_id(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= LONGEST_ID


def say(request: HttpRequest, problems: list[str]) -> None:
    """Tell the reader what could not be read in the address, each thing once."""
    for problem in dict.fromkeys(problems):
        messages.warning(request, problem)
