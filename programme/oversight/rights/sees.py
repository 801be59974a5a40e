"""What a person sees today, and why: how many of each kind, by which reason, and the first ones.

Counts are the person's. Names are shown only of what the reader sees too, and a confidential note never.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import NoReverseMatch

from companies.models import LoggedContact
from programme.oversight.own_pages import own_page
from programme.oversight.rights.kinds import KINDS, Kind
from programme.oversight.rights.permissions import may_do
from programme.oversight.rights.ways import Held, Way, held_in_words
from programme.people.models import Appointment, User

SHOWN = 3  # of a kind


@dataclass(frozen=True)
class SeenRow:
    """One thing that the person sees: what it is called, its page, and every reason."""

    title: str
    href: str
    reasons: list[str]


@dataclass(frozen=True)
class Reason:
    """One reason, and how many rows it opens."""

    words: str
    count: int


@dataclass(frozen=True)
class SeenKind:
    """A kind of thing. count: how many the person sees; first: some that the reader sees too."""

    key: str
    label: Any
    count: int
    reasons: list[Reason]
    first: list[SeenRow]


@dataclass(frozen=True)
class Sees:
    """The whole answer. held: appointments in force, in words; kinds without rows are named in `nothing_of`."""

    person: User
    held: list[str]
    may: list[str]
    kinds: list[SeenKind]
    nothing_of: list[str]


def sees(person: User, *, reader: User, today: date) -> Sees:
    """What a person sees today, told to a reader."""
    held = Held(person, today)
    found = [_kind(kind, held, reader) for kind in KINDS]
    return Sees(
        person=person,
        held=[held_in_words(one) for one in held.appointments],
        may=may_do(person) if person.is_active else [],
        kinds=[kind for kind in found if kind.count],
        nothing_of=[str(kind.label) for kind in found if not kind.count],
    )


def _kind(kind: Kind, held: Held, reader: User) -> SeenKind:
    visible = kind.rows().visible_to(held.person)
    count = visible.order_by().count()
    ways = kind.ways(held) if count else []
    counted = [(way, kind.rows().filter(way.opens).order_by().count()) for way in ways]
    useful = [(way, n) for way, n in counted if n]
    return SeenKind(
        key=kind.key,
        label=kind.label,
        count=count,
        reasons=[Reason(way.words, n) for way, n in useful],
        first=_first(kind, visible, [way for way, _n in useful], reader) if count and kind.is_named else [],
    )


def _first(kind: Kind, visible: Any, ways: list[Way], reader: User) -> list[SeenRow]:
    both = visible.filter(pk__in=kind.rows().visible_to(reader).order_by().values("pk"))
    rows = list(both.order_by(*kind.order)[:SHOWN])
    reasons = reasons_of_rows(kind, [row.pk for row in rows], ways)
    return [SeenRow(_title(row), _page(row), reasons[row.pk]) for row in rows]


def reasons_of_rows(kind: Kind, keys: list[Any], ways: list[Way]) -> dict[Any, list[str]]:
    """Key -> every reason why the row is seen, as one reads it of that row."""
    about: dict[Any, set[int]] = defaultdict(set)
    if kind.enrolments and any(way.told for way in ways):
        for key, enrolment in kind.enrolments(keys):
            about[key].add(enrolment)
    found: dict[Any, list[str]] = {key: [] for key in keys}
    for way in ways:
        for key in kind.rows().filter(way.opens, pk__in=keys).order_by().values_list("pk", flat=True):
            found[key] += way.of_row(about[key])
    return {key: list(dict.fromkeys(reasons)) for key, reasons in found.items()}


def _title(row: Any) -> str:
    company = f"{row.company}, " if isinstance(row, LoggedContact) else ""
    return f"{company}{row}"[:120]


def _page(row: Any) -> str:
    try:
        return own_page(row)
    except (AttributeError, NoReverseMatch):
        return ""


def ended_in_words(person: User, reader: User, today: date) -> list[str]:
    """Appointments that are over or lie ahead, which give nothing today."""
    rows = Appointment.objects.visible_to(reader).filter(person=person).select_related("programme", "region", "funder")
    return [held_in_words(one) for one in rows if one.from_on > today or (one.until_on and one.until_on < today)]
