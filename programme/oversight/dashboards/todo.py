"""What waits in a region: overdue, due, new, missing, in the order of consequence; each line leads to its mending.

One query holds the first rows of every kind and how many there are in all, however many companies there are.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import CharField, Count, F, IntegerField, QuerySet, Value, Window
from django.db.models.functions import RowNumber
from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from programme.oversight.dashboards.kinds import BY_KEY, CONTACT_LOG, GROUPS, KINDS, Ask, Kind
from programme.oversight.parameters import Asked
from programme.oversight.status import LATE_DAYS, Mark, duration

SHOWN = 5  # lines of a group on the home page
PLACE = {kind.key: place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True)
class Task:
    """One thing to do: what, where it is mended, how late it is or when it comes."""

    kind: Kind
    company: str
    words: str
    day: date | None
    href: str
    mark: Mark | None
    when: str

    @property
    def what(self) -> str:
        """The task in words."""
        return str(self.kind.what) % {"company": self.company, "words": self.words or _("No next step")}


@dataclass(frozen=True)
class Counted:
    """How many tasks of a kind there are, and where all of them are listed."""

    kind: Kind
    total: int
    href: str


@dataclass(frozen=True)
class TaskGroup:
    """Overdue, due, new or missing: its kinds with their counts, and its first lines."""

    key: str
    label: Any
    counted: list[Counted]
    tasks: list[Task]
    href: str

    @property
    def total(self) -> int:
        """How many there are in all."""
        return sum(one.total for one in self.counted)

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.tasks)


@dataclass(frozen=True)
class Todo:
    """The groups that have something, worst first."""

    groups: list[TaskGroup]

    @property
    def late(self) -> int:
        """How many are overdue."""
        return sum(group.total for group in self.groups if group.key == "overdue")

    @property
    def total(self) -> int:
        """All of them."""
        return sum(group.total for group in self.groups)


def todo(ask: Ask) -> Todo:
    """The groups with their counts and first lines, in one query."""
    first, *others = [_first(kind, ask) for kind in KINDS]
    lines: dict[str, list[Task]] = defaultdict(list)
    totals: dict[str, int] = {}
    for row in first.union(*others, all=True):
        lines[row["kind"]].append(task_of(row, ask))
        totals[row["kind"]] = row["of_kind"]
    return Todo([group for key in GROUPS if (group := _group(key, lines, totals)).total])


def _first(kind: Kind, ask: Ask) -> QuerySet[Any, Any]:
    """The first rows of a kind, each with how many there are in all."""
    order = [F("day").asc(nulls_last=True), F("subject_id").asc()]
    rows: QuerySet[Any, Any] = kind.rows(ask).annotate(
        kind=Value(kind.key, output_field=CharField()),
        of_kind=Window(Count("*")),
        at=Window(RowNumber(), order_by=order),
    )
    first: QuerySet[Any, Any] = rows.filter(at__lte=SHOWN)
    return first


def _group(key: str, lines: dict[str, list[Task]], totals: dict[str, int]) -> TaskGroup:
    kinds = [kind for kind in KINDS if kind.group == key and totals.get(kind.key)]
    counted = [Counted(kind, totals[kind.key], tasks_path(kind=kind.key)) for kind in kinds]
    tasks = in_turn([lines[kind.key] for kind in kinds], SHOWN)
    return TaskGroup(key, GROUPS[key], counted, tasks, tasks_path(group=key))  # type: ignore[index]  # a key of GROUPS


def in_turn(kinds: list[list[Task]], most: int) -> list[Task]:
    """The first lines of a group: at least one of each kind as far as there is room, the worst kinds most."""
    shown = [1 if tasks else 0 for tasks in kinds][:most]
    for place, tasks in enumerate(kinds[:most]):
        shown[place] += min(len(tasks) - shown[place], most - sum(shown))
    return [task for tasks, n in zip(kinds, shown, strict=False) for task in tasks[:n]]


def all_tasks(ask: Ask, kinds: Iterable[Kind]) -> QuerySet[Any, Any]:
    """Every row of these kinds, in the order of consequence, then by day; `task_of` makes lines of them."""
    first, *others = [
        kind.rows(ask).annotate(
            kind=Value(kind.key, output_field=CharField()), place=Value(PLACE[kind.key], output_field=IntegerField())
        )
        for kind in kinds
    ]
    rows = first.union(*others, all=True) if others else first
    ordered: QuerySet[Any, Any] = rows.order_by("place", "day", "subject_id")
    return ordered


def task_of(row: dict[str, Any], ask: Ask) -> Task:
    """A row as a line. Who may not mend it is led to the card."""
    kind = BY_KEY[row["kind"]]
    return Task(
        kind=kind,
        company=row["named"],
        words=row["said"],
        day=row["day"],
        href=_href(kind, row, ask),
        mark=_mark(kind, row["day"], ask.today),
        when=_when(kind, row["day"]),
    )


def _href(kind: Kind, row: dict[str, Any], ask: Ask) -> str:
    rights = ask.user.rights
    if rights.national(kind.permission) or row["region_id_"] in rights.regions(kind.permission):
        if kind.mended == CONTACT_LOG:
            return f"{reverse(CONTACT_LOG, args=[row['company_id_']])}?enrolment={row['enrolment_id_']}"
        return reverse(kind.mended, args=[row["subject_id"]])
    if row["enrolment_id_"]:
        return reverse("enrolment-card", args=[row["enrolment_id_"]])
    return reverse("company-card", args=[row["company_id_"]])


def _mark(kind: Kind, day: date | None, today: date) -> Mark | None:
    """How late it is, for what is late."""
    if day is None or kind.told not in {"overdue", "silent", "still", "unanswered"}:
        return None
    how_long = duration((today - day).days)
    if kind.told == "silent":
        return Mark("stopp", "l-bad", _("No session for %(duration)s") % {"duration": how_long})
    if kind.told == "unanswered":
        return Mark("stopp", "l-bad", _("Unanswered for %(duration)s") % {"duration": how_long})
    if kind.told == "still":
        return Mark("efter", "l-warn", _("%(duration)s without a next step") % {"duration": how_long})
    word = _("Overdue %(duration)s") % {"duration": how_long}
    return Mark("stopp", "l-bad", word) if (today - day).days > LATE_DAYS else Mark("efter", "l-warn", word)


def _when(kind: Kind, day: date | None) -> str:
    if day is None or kind.told not in {"on", "since"}:
        return ""
    said = date_format(day, "l j F")
    return said if kind.told == "on" else _("since %(day)s") % {"day": said}


def tasks_path(**narrowed: str) -> str:
    """Where all tasks of a group or a kind are listed."""
    return f"{reverse('task-list')}?{urlencode(narrowed)}"


def tasks_asked(params: QueryDict) -> tuple[str, list[str]]:
    """The group or kind that an address asks for, empty for all, and what could not be read in it."""
    asked = Asked(params)
    kind = asked.one_of("kind", frozenset(BY_KEY))
    return kind or asked.one_of("group", frozenset(GROUPS)), asked.problems


def kinds_asked(asked: str) -> list[Kind]:
    """The kinds of a group or of one kind; all of them when nothing is asked."""
    return [kind for kind in KINDS if asked in {"", kind.key, kind.group}]
