"""A kept list as its reader gets it: what it asks for in words, whether that still holds, and how many rows it has.

Rights are the reader's: a list that was shown to her counts and opens the rows that she may see, today.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from programme.oversight.kept_pages import kept_page
from programme.oversight.work_lists.kinds import BY_NAME, ListKind, Param
from programme.oversight.work_lists.names import Names
from programme.people.models import User, WorkList

BADGES = 12  # lists that are counted for one reader, her own before those of others


@dataclass
class Shown:
    """A list in its reader's eyes. problems: why it cannot be opened as it was meant; notes: what she should know."""

    pk: int
    name: str
    label: str  # of the list that it narrows
    words: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    href: str = ""  # the list itself, narrowed; empty when it cannot be opened
    count: int | None = None  # None when it was not counted
    owner: str = ""  # empty for one's own
    is_shared: bool = False


def kept_of(kind: ListKind, asked: QueryDict, user: User, *, today: date) -> tuple[str, list[str]]:
    """The filters to keep of an address, in the list's own order, and what was left out, in words.

    Only parameters that the list knows, with values that its own reader takes.
    """
    names = Names(_rows_asked(kind, asked), user, today=today)
    kept, problems = QueryDict(mutable=True), []
    for param in kind.params:
        values = list(dict.fromkeys(value for value in asked.getlist(param.name) if value))
        if param.name in kind.always:
            values = [kind.always[param.name]]
        good = [value for value in values if _fits(param, value, names)]
        problems += [_left_out(value) for value in values if value not in good]
        alone = QueryDict(mutable=True)
        alone.setlist(param.name, good)
        wrong = kind.read(alone, user, today)[1] if good else []
        problems += wrong
        if good and not wrong:
            kept.setlist(param.name, good)
    return kept.urlencode(), list(dict.fromkeys(problems))


def _left_out(value: str) -> str:
    return _("“%(value)s” could not be read and was left out.") % {"value": value[:40]}


def _fits(param: Param, value: str, names: Names) -> bool:
    if param.choices is not None:
        return value in param.choices()
    return not param.rows or names.name(param.rows, value) is not None


def _rows_asked(kind: ListKind, asked: QueryDict) -> Iterable[tuple[str, str]]:
    return [(param.rows, value) for param in kind.params if param.rows for value in asked.getlist(param.name)]


def words_of(kind: ListKind, asked: QueryDict, names: Names) -> list[str]:
    """What the filters ask for, one text a parameter; what is gone is left to `problems_of`."""
    said = []
    for param in kind.params:
        values = [value for value in asked.getlist(param.name) if value]
        told = [_word(param, value, names) for value in values]
        if param.label is not None and any(told):
            said.append(f"{param.label}: {', '.join(word for word in told if word)}")
    return said


def _word(param: Param, value: str, names: Names) -> str:
    if param.choices is not None:
        return str(param.choices().get(value, ""))
    return (names.name(param.rows, value) or "") if param.rows else value


def described(kind: ListKind, filters: str, user: User, *, today: date) -> list[str]:
    """The same of filters that are not kept yet."""
    asked = QueryDict(filters)
    return words_of(kind, asked, Names(_rows_asked(kind, asked), user, today=today))


def shown_lists(rows: Iterable[WorkList], user: User, *, today: date, count: bool = False) -> list[Shown]:
    """The lists as the reader gets them; with `count` the first BADGES are counted, one statement a list."""
    asked = [(row, BY_NAME.get(row.list_name), QueryDict(row.filters)) for row in rows]
    keys = [pair for _row, kind, query in asked if kind for pair in _rows_asked(kind, query)]
    names = Names(keys, user, today=today)
    return [
        _shown(row, kind, query, names, user, today, count=count and place < BADGES)
        for place, (row, kind, query) in enumerate(asked)
    ]


def _shown(
    row: WorkList, kind: ListKind | None, asked: QueryDict, names: Names, user: User, today: date, *, count: bool
) -> Shown:
    shown = Shown(row.pk, row.name, str(kind.label) if kind else row.list_name)
    if row.owner_id != user.pk:
        shown.owner = str(row.owner)
    else:
        shown.is_shared = bool(row.shares.all())
    if kind is None:
        shown.problems.append(_("The list that it narrows is no longer in the portal."))
        return shown
    shown.words = words_of(kind, asked, names)
    if not user.may(kind.permission):
        shown.problems.append(_("You have no task that opens this list."))
        return shown
    shown.problems = _gone(kind, asked, names)
    shown.notes = [
        _("%(name)s has no task any more.") % {"name": names.name(param.rows, value)}
        for param in kind.params
        if param.rows in {"person", "owner"}
        for value in asked.getlist(param.name)
        if value in names.left
    ]
    if shown.problems:
        return shown
    filters, untaken = kind.read(asked, user, today)
    if untaken:
        shown.problems.append(_("It is narrowed to something that you do not see, or that is gone."))
        return shown
    shown.href = f"{reverse(kind.name)}?{row.filters}" if row.filters else reverse(kind.name)
    if count:
        found = kind.rows(filters, user, today)
        shown.count = len(found) if isinstance(found, list) else found.count()
    return shown


def _gone(kind: ListKind, asked: QueryDict, names: Names) -> list[str]:
    """Filters that name what is gone or hidden from the reader, each parameter once."""
    gone = []
    for param in kind.params:
        values = [value for value in asked.getlist(param.name) if value]
        if any(not _fits(param, value, names) for value in values):
            words = _("The filter “%(filter)s” names something that is gone or that you do not see.")
            gone.append(words % {"filter": param.label or param.name})
    return gone


def counted_lists(user: User, *, today: date) -> tuple[list[Shown], datetime]:
    """All lists that the person sees, her own first, the first BADGES with their numbers; and from when they are.

    Kept as home pages are: until something happens (decision 56).
    """

    def make() -> list[Shown]:
        rows = WorkList.objects.visible_to(user).select_related("owner").prefetch_related("shares")
        ordered = sorted(rows, key=lambda row: row.owner_id != user.pk)
        return shown_lists(ordered, user, today=today, count=True)

    return kept_page(make, name="work-lists", user=user, today=today)
