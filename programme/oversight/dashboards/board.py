"""The flow: a column a state, a card a company with its next step, whoever owns it, and how long it has stood there."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coaching.queries import last_session_on
from companies.actions.enrolment import MOVABLE
from companies.models import Company, Enrolment, PlannedStage
from companies.models.logged_contact import last_contact_on
from funding.figures import CATALOGUE
from programme.common.charts.words import short_day
from programme.common.figures import Scope
from programme.oversight.company_list import month_now
from programme.oversight.status import LATE_DAYS, QUIET_DAYS, Mark, duration, weekday
from programme.people.models import User
from programme.people.roles import Permission

State = Enrolment.State
SHOWN = 12  # cards in a column; the list holds all
COLUMNS = (
    (State.INTERESTED, gettext_lazy("Interested")),
    (State.CONTACTED, gettext_lazy("Contacted")),
    (State.APPLIED, gettext_lazy("Applied")),
    (State.ADMITTED, gettext_lazy("Admitted")),
)
NEEDS_STEP = (State.INTERESTED, State.CONTACTED, State.APPLIED)  # the others have a plan


@dataclass(frozen=True)
class Act:
    """Where a card may be moved to or what may be set on it."""

    label: str
    href: str


@dataclass(frozen=True)
class Move:
    """A state that the company can be moved to at once."""

    state: str
    label: Any


@dataclass(frozen=True)
class BoardCard:
    """One company in the flow."""

    enrolment: Any
    place: str
    step: str
    mark: Mark | None  # a delay
    when: str  # a day, when there is no delay
    acts: list[Act]
    moves: list[Move] = field(default_factory=list)
    since: str = ""  # how long it has been in its state; empty since today
    last_on: date | None = None  # latest contact or session
    log_href: str = ""  # where a contact is logged, for who may

    @property
    def is_late(self) -> bool:
        """True when the next step is overdue or missing, or the plan is not kept."""
        return self.mark is not None


@dataclass(frozen=True)
class Column:
    """The companies in one state."""

    state: str
    label: Any
    cards: list[BoardCard]
    total: int
    href: str  # all of them as a list

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.cards)


def with_card_facts(rows: QuerySet[Any], user: User, *, today: date) -> QuerySet[Any]:
    """Enrolments with what their cards say and what the reader may do with each; no query more however many."""
    own, now_in = OuterRef("pk"), PlannedStage.objects.current().filter(enrolment=OuterRef("pk"))
    facts: dict[str, Any] = {
        "last_contact_on": last_contact_on(),
        "last_session_on": last_session_on(today),
        "now_ends_on": Subquery(now_in.order_by("-order").values("planned_end_on")[:1]),
    }
    if user.may(Permission.MOVE_ENROLMENTS):
        facts["movable"] = Exists(Enrolment.objects.changeable_by(user).filter(pk=own))
    if user.may(Permission.CHANGE_COMPANIES):
        # A key, and not Exists: for that PostgreSQL gathers every company that the reader may change.
        changeable = Company.objects.changeable_by(user).filter(pk=OuterRef("company")).order_by()
        facts["loggable"] = Subquery(changeable.values("pk"))
    related = ("company__municipality", "owner", "region", "programme_version__programme")
    # Cards may be kept in the cache, where no password belongs, not even its hash.
    known: QuerySet[Any] = rows.select_related(*related).defer("owner__password").annotate(**facts)
    return known


def on_the_way_in(scope: Scope) -> QuerySet[Any]:
    """The rows of the figure, with what their cards say."""
    rows: QuerySet[Any] = CATALOGUE["companies_on_the_way_in"].rows(scope)
    return with_card_facts(rows, scope.viewer, today=scope.as_of)


def cards_of(rows: Iterable[Any], *, today: date, may_move: bool = True) -> list[BoardCard]:
    """The cards, those that are late first, then by the day of the next step."""
    cards = [card_of(row, today=today, may_move=may_move) for row in rows]
    return sorted(cards, key=lambda card: (not card.is_late, card.enrolment.next_step_on or date.max))


def columns_of(cards: Iterable[BoardCard], *, href: Callable[[str], str]) -> list[Column]:
    """The columns in the order of the way in; `href` says where all of a state are listed."""
    by_state: dict[str, list[BoardCard]] = defaultdict(list)
    for card in cards:
        by_state[card.enrolment.state].append(card)
    return [
        Column(state, label, by_state[state][:SHOWN], len(by_state[state]), href(state)) for state, label in COLUMNS
    ]


def card_of(row: Any, *, today: date, may_move: bool = True) -> BoardCard:
    """One enrolment of `with_card_facts` as a card."""
    may_move = may_move and getattr(row, "movable", False)
    return BoardCard(
        enrolment=row,
        place=_place(row),
        step=_step(row, today),
        mark=late_mark(row, today),
        when=_when(row, today),
        acts=_acts(row) if may_move else [],
        moves=[Move(to, to.label) for to in State if to in MOVABLE and row.may_move_to(to)] if may_move else [],
        since=duration((today - row.state_since_on).days) if row.state_since_on < today else "",
        last_on=max(filter(None, (row.last_contact_on, row.last_session_on)), default=None),
        log_href=_log_href(row) if getattr(row, "loggable", False) else "",
    )


def _place(row: Any) -> str:
    place = str(row.company.municipality)
    if row.company.employees is None:
        return place
    employees = ngettext("%(n)s employee", "%(n)s employees", row.company.employees)
    return f"{place} · {employees % {'n': row.company.employees}}"


def _step(row: Any, today: date) -> str:
    if row.state in Enrolment.ENDED:
        return ""  # what was left to do when it ended is history
    if row.next_step or row.state in Enrolment.BEFORE_START:
        return row.next_step or _("No next step")
    month = month_now(row, today)
    if row.state == State.PAUSED:
        return _("Paused")
    return _("Month %(n)s") % {"n": month} if month else ""


def _log_href(row: Any) -> str:
    return f"{reverse('contact-log', args=[row.company_id])}?enrolment={row.pk}"


def late_on(today: date, states: Collection[str] = State.values) -> Q:
    """The enrolments that carry a delay mark on a day: what late_mark says, for a query; only of these states."""
    late = Q(state__in=(*Enrolment.BEFORE_START, *Enrolment.RUNNING), next_step_on__lt=today)
    if State.ADMITTED in states:
        late |= Q(state=State.ADMITTED, start_on__lt=today)
    if not set(NEEDS_STEP).isdisjoint(states):
        late |= Q(state__in=NEEDS_STEP, next_step_on=None, state_since_on__lt=today - timedelta(days=QUIET_DAYS))
    if State.ACTIVE in states:
        past = PlannedStage.objects.past_end_on(today)
        late |= Q(state=State.ACTIVE, pk__in=past.order_by().values("enrolment"))
    return late


def late_mark(row: Any, today: date) -> Mark | None:
    """How late the company is: its start, its next step, a next step that is missing, its stage."""
    if row.state in Enrolment.ENDED:
        return None
    if row.state == State.ADMITTED and row.start_on and row.start_on < today:
        late = duration((today - row.start_on).days)
        return Mark("stopp", "l-bad", _("Should have started %(duration)s ago") % {"duration": late})
    if row.next_step_on and row.next_step_on < today:
        days = (today - row.next_step_on).days
        word = _("Overdue %(duration)s") % {"duration": duration(days)}
        return Mark("stopp", "l-bad", word) if days > LATE_DAYS else Mark("efter", "l-warn", word)
    quiet = (today - row.state_since_on).days
    if row.state in NEEDS_STEP and not row.next_step_on and quiet > QUIET_DAYS:
        return Mark("efter", "l-warn", _("%(duration)s without a next step") % {"duration": duration(quiet)})
    if row.state == State.ACTIVE and row.now_ends_on and row.now_ends_on < today:
        behind = duration((today - row.now_ends_on).days)
        return Mark("efter", "l-warn", _("%(duration)s behind the plan") % {"duration": behind})
    return None


def _when(row: Any, today: date) -> str:
    if row.state in Enrolment.ENDED:
        return _("ended %(day)s") % {"day": row.ended_on.isoformat()}
    if row.next_step_on:
        return f"{weekday(row.next_step_on)} {short_day(row.next_step_on)}"
    if row.state == State.ADMITTED and row.start_on:
        return _("start %(day)s") % {"day": short_day(row.start_on)}
    return _("new") if (today - row.state_since_on).days <= 2 and row.state in Enrolment.BEFORE_START else ""


def _acts(row: Any) -> list[Act]:
    """The usual next one first, then a way to set the next step, to choose the day of a move, and out."""
    words = {
        "enrolment-move": _("Move, choose the day"),
        "enrolment-admit": _("Admit"),
        "enrolment-start": _("Start"),
        "enrolment-complete": _("Complete"),
        "enrolment-resume": _("Resume"),
        "enrolment-next-step": _("Next step"),
        "enrolment-withdraw": _("Leaves the programme"),
    }
    offered = {
        State.INTERESTED: ("enrolment-move", "enrolment-next-step", "enrolment-withdraw"),
        State.CONTACTED: ("enrolment-move", "enrolment-next-step", "enrolment-withdraw"),
        State.APPLIED: ("enrolment-admit", "enrolment-next-step", "enrolment-move", "enrolment-withdraw"),
        State.ADMITTED: ("enrolment-start", "enrolment-next-step", "enrolment-move", "enrolment-withdraw"),
        State.ACTIVE: ("enrolment-complete", "enrolment-next-step", "enrolment-withdraw"),
        State.PAUSED: ("enrolment-resume", "enrolment-next-step", "enrolment-withdraw"),
    }.get(State(row.state), ())
    return [Act(words[name], reverse(name, args=[row.pk])) for name in offered]
