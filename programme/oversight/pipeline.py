"""The flow from first interest to completion, a board of bounded columns and a list: what the address asks for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When, Window
from django.db.models.functions import Coalesce, Greatest, RowNumber
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy

from companies.models import Enrolment
from companies.models.company import named
from companies.models.logged_contact import last_contact_on
from programme.common.pages import InTurn
from programme.oversight.dashboards import board
from programme.oversight.parameters import Asked
from programme.people.models import User
from programme.people.roles import Permission

State = Enrolment.State
COLUMNS: tuple[tuple[str, Any], ...] = (
    *board.COLUMNS,
    (State.ACTIVE, gettext_lazy("In the lift")),
    (State.COMPLETED, gettext_lazy("Completed")),
)
# The rows of each column, and those that left, which only the list shows.
GROUPS: dict[str, tuple[str, ...]] = {
    **{str(state): (state,) for state, _label in COLUMNS},
    "active": Enrolment.RUNNING,
    "withdrawn": (State.WITHDRAWN,),
}
IN_FLOW = tuple(state for state, _label in COLUMNS for state in GROUPS[state])
SORTS = ("name", "state", "since", "step", "owner", "contact")
OPEN = (*Enrolment.BEFORE_START, *Enrolment.RUNNING)
NOBODY = "none"


@dataclass(frozen=True)
class Filters:
    """What the address asks the flow for."""

    words: str = ""
    regions: frozenset[int] = frozenset()
    programme: int | None = None
    owner: int | None = None
    unowned: bool = False
    late: bool = False
    state: str = ""  # in the list only
    sort: str = "step"
    as_list: bool = False

    @property
    def any(self) -> bool:
        """True when the flow is narrowed."""
        narrowed = self.words or self.regions or self.programme or self.owner or self.unowned or self.late
        return bool(narrowed or self.state)


def filters_from(params: QueryDict) -> tuple[Filters, list[str]]:
    """The filters of an address, and what could not be read in it."""
    asked = Asked(params)
    unowned = params.get("owner") == NOBODY
    filters = Filters(
        words=asked.words("q"),
        regions=asked.ids("region"),
        programme=asked.id("programme"),
        owner=None if unowned else asked.id("owner"),
        unowned=unowned,
        late=asked.one_of("late", frozenset({"1"})) == "1",
        state=asked.one_of("state", frozenset(GROUPS)),
        sort=asked.one_of("sort", frozenset(SORTS) | {f"-{name}" for name in SORTS}, "step"),
        as_list=asked.one_of("view", frozenset({"list", "board"})) == "list",
    )
    return filters, asked.problems


def flow_rows(
    user: User, filters: Filters, *, today: date, states: Sequence[str] = State.values
) -> QuerySet[Enrolment]:
    """The enrolments in these states that the filters leave, in no order."""
    rows = Enrolment.objects.visible_to(user)
    if len(states) < len(State):
        rows = rows.filter(state__in=states)
    for narrowed in _conditions(filters, today, states):
        rows = rows.filter(narrowed)
    return rows.order_by()


def _conditions(filters: Filters, today: date, states: Sequence[str]) -> Iterator[Q]:
    if filters.words:
        yield named(filters.words, at="company__")
    if filters.regions:
        yield Q(region__in=filters.regions)
    if filters.programme is not None:
        yield Q(programme_version__programme=filters.programme)
    if filters.owner is not None:
        yield Q(owner=filters.owner)
    if filters.unowned:
        yield Q(owner=None)
    if filters.late:
        yield board.late_on(today, states)


def totals(rows: QuerySet[Enrolment]) -> dict[str, int]:
    """How many enrolments stand in each column, in one query."""
    counted = dict(rows.values_list("state").annotate(n=Count("pk")))
    return {state: sum(counted.get(one, 0) for one in GROUPS[state]) for state, _label in COLUMNS}


def columns(user: User, filters: Filters, *, today: date, moved: int | None = None) -> list[board.Column]:
    """The board: at most SHOWN cards a column, and the one that was just moved.

    Those that are late come first, then by the day of the next step; of the completed the latest. What the cards say
    is looked up when it is known which they are.
    """
    # Nothing that has ended is late: then only the others are looked through.
    narrowed = flow_rows(user, filters, today=today, states=OPEN if filters.late else State.values)
    ended = flow_rows(user, filters, today=today, states=[State.COMPLETED]).order_by("-ended_on", "-pk")
    latest = ended.values_list("pk", flat=True)[: board.SHOWN]
    shown = Q(pk__in=[*_first_before_the_end(user, filters, today), *latest])
    if moved:
        shown |= Q(pk=moved) & Q(pk__in=narrowed.filter(state__in=IN_FLOW).values("pk"))
    facts = board.with_card_facts(Enrolment.objects.visible_to(user).filter(shown), user, today=today)
    cards = board.cards_of(facts.order_by("state_since_on", "pk"), today=today)
    counted = totals(narrowed)
    return [
        board.Column(state, label, _of(state, cards), counted[state], list_href(filters, state))
        for state, label in COLUMNS
    ]


def _first_before_the_end(user: User, filters: Filters, today: date) -> list[int]:
    """The keys of the first SHOWN in each column but the last, all columns at once."""
    late_first = [Case(When(board.late_on(today, OPEN), then=Value(0)), default=Value(1), output_field=IntegerField())]
    place = Window(
        RowNumber(),
        partition_by=Case(When(state__in=GROUPS["active"], then=Value("active")), default=F("state")),
        order_by=[
            *([] if filters.late else late_first),
            F("next_step_on").asc(nulls_last=True),
            "state_since_on",
            "pk",
        ],
    )
    rows = flow_rows(user, filters, today=today, states=OPEN).annotate(place=place)
    return list(rows.filter(place__lte=board.SHOWN).values_list("pk", flat=True))


def _of(state: str, cards: list[board.BoardCard]) -> list[board.BoardCard]:
    mine = [card for card in cards if card.enrolment.state in GROUPS[state]]
    if state == State.COMPLETED:
        mine.sort(key=lambda card: (card.enrolment.ended_on, card.enrolment.pk), reverse=True)
    return mine


def in_order(user: User, filters: Filters, *, today: date) -> QuerySet[Enrolment]:
    """The list in its order."""
    states = GROUPS[filters.state] if filters.state else IN_FLOW
    rows = flow_rows(user, filters, today=today, states=states).alias(contacted_on=last_contact_on())
    return rows.order_by(*_order(filters.sort), *_then(filters.sort))


def in_turn(user: User, filters: Filters, *, today: date) -> InTurn | None:
    """The list by next step in parts: those with a day, as its index gives them, then those without; else None.

    Not for who sees a part of the companies: theirs are found faster than the order is followed past those of others.
    """
    if filters.sort.removeprefix("-") != "step" or not user.rights.national(Permission.SEE_COMPANIES):
        return None
    states = GROUPS[filters.state] if filters.state else IN_FLOW
    rows = flow_rows(user, filters, today=today, states=states)
    keyed = rows.annotate(sorted_by=F("next_step_on"))
    dated, others = keyed.filter(next_step_on__isnull=False), keyed.filter(next_step_on=None)
    return InTurn(dated, others, descending=filters.sort.startswith("-"), then=_then(filters.sort))


def list_rows(user: User, filters: Filters, *, today: date) -> QuerySet[Any]:
    """The list in its order, with what its lines say."""
    return board.with_card_facts(in_order(user, filters, today=today), user, today=today)


def _order(sort: str) -> list[Any]:
    name, descending = sort.removeprefix("-"), sort.startswith("-")
    key: Any = {
        "name": F("company__name"),
        "state": Case(*(When(state=state, then=Value(n)) for n, state in enumerate((*IN_FLOW, State.WITHDRAWN)))),
        "since": F("state_since_on"),
        "step": F("next_step_on"),
        "owner": F("owner__name"),
        "contact": _last_on(),
    }[name]
    if name == "since":  # more days means an earlier day
        descending = not descending
    return [key.desc(nulls_last=True) if descending else key.asc(nulls_last=True)]


def _then(sort: str) -> tuple[str, ...]:
    """What follows the order asked for: of steps on one day, or of none, the longest in its state, as on the board."""
    return ("state_since_on" if sort.removeprefix("-") == "step" else "company__name", "pk")


def _last_on() -> Greatest:
    """The later of the latest contact and the latest session; one alone is enough."""
    contact, session = F("contacted_on"), F("coaching_so_far__last_session_on")
    return Greatest(Coalesce(contact, session), Coalesce(session, contact))


def list_href(filters: Filters, state: str) -> str:
    """The rows of one column as a list, narrowed as the board is."""
    pairs: list[tuple[str, Any]] = [("view", "list"), ("state", state)]
    pairs += [("q", filters.words)] if filters.words else []
    pairs += [("region", region) for region in sorted(filters.regions)]
    pairs += [("programme", filters.programme)] if filters.programme else []
    pairs += [("owner", filters.owner or NOBODY)] if filters.owner or filters.unowned else []
    pairs += [("late", 1)] if filters.late else []
    return f"{reverse('pipeline')}?{urlencode(pairs)}"
