"""Who came to which session of a series: companies in rows, sessions in columns."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from coaching.models import Activity, Attendance, CoachingSession, PlannedSession
from companies.models import Enrolment
from programme.people.models import User

State = PlannedSession.State


@dataclass(frozen=True)
class Column:
    """One session of the series, planned or only logged."""

    day: date
    clock: str
    path: str
    state: str


@dataclass(frozen=True)
class Cell:
    """One company at one session: how many came, or what is the case instead.

    kind: came, absent, planned, cancelled, none.
    """

    kind: str
    participants: int = 0

    @property
    def word(self) -> str:
        """As it is read, also in the spreadsheet."""
        words = {
            "absent": _("Did not come"),
            "planned": _("Planned"),
            "cancelled": _("Cancelled"),
            "none": "–",
        }
        return words.get(self.kind, str(self.participants))


@dataclass(frozen=True)
class Line:
    """One company over the series."""

    enrolment: Enrolment
    cells: list[Cell]

    @property
    def times(self) -> int:
        """At how many sessions it was."""
        return sum(cell.kind == "came" for cell in self.cells)

    @property
    def participants(self) -> int:
        """How many came, all sessions together."""
        return sum(cell.participants for cell in self.cells)


@dataclass(frozen=True)
class SeriesAttendance:
    """The table that a page and a spreadsheet both show."""

    columns: list[Column]
    lines: list[Line]


def series_attendance(user: User, activity: Activity) -> SeriesAttendance:
    """The sessions of an activity in the order of time, with the companies that the reader sees."""
    planned: list[Any] = list(
        PlannedSession.objects.visible_to(user)
        .filter(activity=activity)
        .prefetch_related(Prefetch("enrolments", queryset=Enrolment.objects.visible_to(user), to_attr="seen"))
        .order_by("starts_at", "pk")
    )
    tied = {one.session_id for one in planned if one.session_id}
    logged = CoachingSession.objects.visible_to(user).filter(activity=activity).exclude(pk__in=tied)
    loose = list(logged.defer("confidential_note", "shareable_summary"))
    came: dict[int, dict[int, int]] = defaultdict(dict)  # session -> enrolment -> participants
    there = Attendance.objects.visible_to(user).filter(session__in=[*tied, *(one.pk for one in loose)])
    for one in there:
        came[one.session_id][one.enrolment_id] = one.participants
    invited = {one.pk: {row.pk for row in one.seen} for one in planned}
    keys = {key for those in (*invited.values(), *came.values()) for key in those}
    companies = Enrolment.objects.visible_to(user).filter(pk__in=keys).select_related("company")
    columns: list[tuple[Column, PlannedSession | None, dict[int, int]]] = [
        (_column_of_plan(one), one, came.get(one.session_id or 0, {})) for one in planned
    ]
    columns += [(_column_of_session(one), None, came[one.pk]) for one in loose]
    columns.sort(key=lambda column: (column[0].day, column[0].clock))
    return SeriesAttendance(
        columns=[column for column, _plan, _came in columns],
        lines=[
            Line(row, [_cell(row.pk, plan, seen, invited) for _column, plan, seen in columns])
            for row in companies.order_by("company__name", "pk")
        ],
    )


def _cell(key: int, plan: PlannedSession | None, came: dict[int, int], invited: dict[int, set[int]]) -> Cell:
    if key in came:
        return Cell("came", came[key])
    if plan is None or key not in invited[plan.pk]:
        return Cell("none")
    if plan.state in {State.HELD, State.NO_SHOW}:
        return Cell("absent")
    return Cell("cancelled" if plan.state == State.CANCELLED else "planned")


def _column_of_plan(one: PlannedSession) -> Column:
    return Column(one.day, f"{timezone.localtime(one.starts_at):%H:%M}", one.get_absolute_url(), one.state)


def _column_of_session(one: CoachingSession) -> Column:
    return Column(one.held_on, "", one.get_absolute_url(), State.HELD)
