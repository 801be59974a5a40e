"""The flow: companies on the way in, a column a state, a card a company with its next step."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from companies.models import Enrolment
from funding.figures import CATALOGUE
from programme.common.charts.words import short_day
from programme.common.figures import Scope
from programme.oversight.status import Mark, duration, weekday

State = Enrolment.State
SHOWN = 12  # cards in a column; the list holds all
QUIET_DAYS = 14  # without a next step for longer than this, a company is about to be forgotten
LATE_DAYS = 7
COLUMNS = (
    (State.INTERESTED, gettext_lazy("Interested")),
    (State.CONTACTED, gettext_lazy("Contacted")),
    (State.APPLIED, gettext_lazy("Applied")),
    (State.ADMITTED, gettext_lazy("Admitted")),
)


@dataclass(frozen=True)
class Act:
    """Where a card may be moved to or what may be set on it."""

    label: str
    href: str


@dataclass(frozen=True)
class BoardCard:
    """One company on the way in."""

    enrolment: Any
    place: str
    step: str
    mark: Mark | None  # a delay
    when: str  # a day, when there is no delay
    acts: list[Act]

    @property
    def is_late(self) -> bool:
        """True when the next step is overdue or missing."""
        return self.mark is not None


@dataclass(frozen=True)
class Column:
    """The companies in one state."""

    state: str
    label: Any
    cards: list[BoardCard]
    total: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.cards)


def on_the_way_in(scope: Scope) -> QuerySet[Any]:
    """The rows of the figure, with who owns the next step; the oldest step first."""
    rows: QuerySet[Any] = CATALOGUE["companies_on_the_way_in"].rows(scope)
    return rows.select_related("company__municipality", "owner", "region", "programme_version__programme")


def cards_of(rows: Iterable[Any], *, today: date, may_move: bool) -> list[BoardCard]:
    """The cards, those that are late first, then by the day of the next step."""
    cards = [_card(row, today, may_move) for row in rows]
    return sorted(cards, key=lambda card: (not card.is_late, card.enrolment.next_step_on or date.max))


def columns_of(cards: Iterable[BoardCard]) -> list[Column]:
    """The columns in the order of the way in."""
    by_state: dict[str, list[BoardCard]] = defaultdict(list)
    for card in cards:
        by_state[card.enrolment.state].append(card)
    return [Column(state, label, by_state[state][:SHOWN], len(by_state[state])) for state, label in COLUMNS]


def _card(row: Any, today: date, may_move: bool) -> BoardCard:
    place = str(row.company.municipality)
    if row.company.employees is not None:
        employees = ngettext("%(n)s employee", "%(n)s employees", row.company.employees)
        place = f"{place} · {employees % {'n': row.company.employees}}"
    return BoardCard(
        enrolment=row,
        place=place,
        step=row.next_step or _("No next step"),
        mark=late_mark(row, today),
        when=_when(row, today),
        acts=_acts(row) if may_move else [],
    )


def late_mark(row: Any, today: date) -> Mark | None:
    """How late the next step is; a start that has passed and a company without a next step are late too."""
    if row.state == State.ADMITTED and row.start_on and row.start_on < today:
        late = duration((today - row.start_on).days)
        return Mark("stopp", "l-bad", _("Should have started %(duration)s ago") % {"duration": late})
    if row.next_step_on and row.next_step_on < today:
        days = (today - row.next_step_on).days
        word = _("Overdue %(duration)s") % {"duration": duration(days)}
        return Mark("stopp", "l-bad", word) if days > LATE_DAYS else Mark("efter", "l-warn", word)
    quiet = (today - row.state_since_on).days
    if row.state != State.ADMITTED and not row.next_step_on and quiet > QUIET_DAYS:
        return Mark("efter", "l-warn", _("%(duration)s without a next step") % {"duration": duration(quiet)})
    return None


def _when(row: Any, today: date) -> str:
    if row.next_step_on:
        return f"{weekday(row.next_step_on)} {short_day(row.next_step_on)}"
    if row.state == State.ADMITTED and row.start_on:
        return _("start %(day)s") % {"day": short_day(row.start_on)}
    return _("new") if (today - row.state_since_on).days <= 2 else ""


def _acts(row: Any) -> list[Act]:
    """The usual next one first, and a way to set the next step."""
    usual = {
        State.INTERESTED: ("enrolment-move", _("Move")),
        State.CONTACTED: ("enrolment-move", _("Move")),
        State.APPLIED: ("enrolment-admit", _("Admit")),
        State.ADMITTED: ("enrolment-start", _("Start")),
    }
    name, label = usual[State(row.state)]
    offered = [(name, label), ("enrolment-next-step", _("Next step"))]
    if name != "enrolment-move":
        offered.append(("enrolment-move", _("Move")))
    return [Act(label, reverse(name, args=[row.pk])) for name, label in offered]
