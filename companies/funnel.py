"""How far companies come and how long they stay: read from the rows that say when a state began (StateChange).

The companies that came into a state within a period are its cohort. A stay ends with the next change of state; a pause
does not end the time in the lift. Who has not moved on by the scope's day is not in the median.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    DateField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.utils.translation import gettext_lazy as _

from companies.figures import UNIT, name_then
from companies.models import Enrolment, StateChange
from companies.models.transfer import region_on
from programme.common.figures import Column, Figure, Median, Scope, distinct, middle
from programme.structure.models import Region

State = Enrolment.State
REACHED: tuple[State, ...] = (*Enrolment.BEFORE_START, State.ACTIVE, State.COMPLETED)
STAYED: tuple[State, ...] = (*Enrolment.BEFORE_START, State.ACTIVE)
FEWEST = 5  # a median of fewer companies would tell about single ones (TRUST.md)


def _came(enrolments: QuerySet[Enrolment], scope: Scope) -> QuerySet[Any]:
    """Changes into a state of the way within the period, each with its region then and the length of the stay."""
    same = StateChange.objects.filter(enrolment=OuterRef("enrolment"), changed_on__lte=scope.as_of)
    after = Q(changed_on__gt=OuterRef("changed_on")) | Q(changed_on=OuterRef("changed_on"), pk__gt=OuterRef("pk"))
    before = Q(changed_on__lt=OuterRef("changed_on")) | Q(changed_on=OuterRef("changed_on"), pk__lt=OuterRef("pk"))
    later = same.filter(after).order_by("changed_on", "pk")
    left_lift = Subquery(later.exclude(state__in=Enrolment.RUNNING).values("changed_on")[:1])
    left_on = Case(
        When(state=State.ACTIVE, then=left_lift),
        default=Subquery(later.values("changed_on")[:1]),
        output_field=DateField(),
    )
    was_running = same.filter(before, state__in=Enrolment.RUNNING)
    there = region_on(OuterRef("changed_on"), enrolment="enrolment", region="enrolment__region")
    rows = StateChange.objects.filter(enrolment__in=enrolments.order_by().values("pk"), state__in=REACHED)
    rows = rows.filter(changed_on__range=(scope.period.start, min(scope.period.end, scope.as_of)))
    rows = rows.exclude(Exists(was_running), state=State.ACTIVE)  # a company that goes on after a pause was there
    stays = ExpressionWrapper(F("left_on") - F("changed_on"), output_field=DurationField())
    found: QuerySet[Any] = rows.annotate(left_on=left_on, region_then=there).annotate(stay=stays)
    return found if scope.regions is None else found.filter(region_then__in=scope.regions)


def _within(rows: QuerySet[Enrolment], scope: Scope) -> QuerySet[Enrolment]:
    if scope.programme is not None:
        rows = rows.filter(programme_version__programme=scope.programme)
    if scope.enrolments is not None:
        rows = rows.filter(pk__in=scope.enrolments.order_by().values("pk"))
    return rows


def came(scope: Scope) -> QuerySet[Any]:
    """One row for each time that a company of the scope, seen by the viewer, came into a state in the period."""
    return _came(_within(Enrolment.objects.visible_to(scope.viewer), scope), scope)


def _rows(state: State, *, left: bool) -> Callable[[Scope], QuerySet[Any]]:
    """The rows of one state, with what its columns say; `left`: only stays that have ended."""

    def rows(scope: Scope) -> QuerySet[Any]:
        found = came(scope).filter(state=state)
        if left:
            found = found.exclude(left_on=None)
        region = Region.objects.filter(pk=OuterRef("region_then"))
        named = {f"region_{language}": Subquery(region.values(f"name_{language}")[:1]) for language in ("sv", "en")}
        related = ("enrolment__company__municipality__county", "enrolment__programme_version__programme")
        shown: QuerySet[Any] = (
            found.annotate(**named).select_related(*related).order_by("enrolment__company__name", "changed_on", "pk")
        )
        return shown

    return rows


def _days(row: Any) -> int | None:
    return None if row.stay is None else row.stay.days


COLUMNS = (
    Column("company", _("Company"), lambda row: row.enrolment.company.name, names_company=True),
    Column("number", _("Organisation number"), lambda row: row.enrolment.company.number, names_company=True),
    Column("region", _("Region"), lambda row: name_then(row, "region")),
    Column("municipality", _("Municipality"), lambda row: row.enrolment.company.municipality.name, names_company=True),
    Column("programme", _("Programme"), lambda row: str(row.enrolment.programme_version)),
    Column("state", _("State"), lambda row: row.get_state_display()),
    Column("came_on", _("Came there"), lambda row: row.changed_on),
    Column("left_on", _("Moved on"), lambda row: row.left_on),
    Column("days", _("Days"), _days),
)
SPLITS = {"region": "region_then", "county": "enrolment__company__municipality__county"}


def reached_key(state: str) -> str:
    """The key of the figure that counts who came into a state."""
    return f"companies_reached_{state}"


def days_key(state: str) -> str:
    """The key of the figure that says how long companies stay in a state."""
    return f"days_{state}"


_CAME = {
    State.INTERESTED: _("Companies that became interested"),
    State.CONTACTED: _("Companies that were contacted"),
    State.APPLIED: _("Companies that applied"),
    State.ADMITTED: _("Companies that came to be admitted"),
    State.ACTIVE: _("Companies that started"),
    State.COMPLETED: _("Companies that came to the end"),
}
_STAY = {
    State.INTERESTED: _("Days as interested, median"),
    State.CONTACTED: _("Days as contacted, median"),
    State.APPLIED: _("Days as applied, median"),
    State.ADMITTED: _("Days as admitted, median"),
    State.ACTIVE: _("Days in the lift, median"),
}

FIGURES: tuple[Figure, ...] = (
    *(
        Figure(
            reached_key(state),
            _CAME[state],
            UNIT,
            _("Companies that came into this state in the period, wherever they stand now. Each is counted once."),
            _rows(state, left=False),
            distinct("enrolment__company"),
            COLUMNS,
            splits=SPLITS,
        )
        for state in REACHED
    ),
    *(
        Figure(
            days_key(state),
            _STAY[state],
            _("days"),
            _("The middle number of days that those stayed who came in the period and have moved on since."),
            _rows(state, left=True),
            Median("stay"),
            COLUMNS,
            places=1,
            splits=SPLITS,
        )
        for state in STAYED
    ),
)


@dataclass(frozen=True)
class Move:
    """One company's coming into a state: where, and how many days it stayed; None when it is there still."""

    state: str
    region: int
    company: int
    days: int | None


def moves(scope: Scope) -> list[Move]:
    """What `came` holds, in short: enough for every count and median of a page, in one query."""
    return _moves(came(scope))


def _moves(rows: QuerySet[Any]) -> list[Move]:
    found: Iterable[tuple[str, int, int, timedelta | None]]
    found = rows.order_by().values_list("state", "region_then", "enrolment__company", "stay")
    return [Move(state, region, company, None if stay is None else stay.days) for state, region, company, stay in found]


def reached(found: Iterable[Move], state: str) -> int:
    """How many companies came into a state."""
    return len({move.company for move in found if move.state == state})


@dataclass(frozen=True)
class Stay:
    """How long companies stayed in a state: the median and how many companies it rests on."""

    median: Decimal | None
    companies: int

    @property
    def is_few(self) -> bool:
        """True when the median would tell about single companies."""
        return 0 < self.companies < FEWEST


def stay_of(found: Iterable[Move], state: str) -> Stay:
    """The median of those that have moved on from a state."""
    ended = [move for move in found if move.state == state and move.days is not None]
    return Stay(middle(move.days for move in ended if move.days is not None), len({move.company for move in ended}))


def country_stays(scope: Scope, known: Iterable[Move]) -> dict[str, Stay]:
    """The country's medians for the scope's programme and period, for everybody; no row leaves this function.

    `known` is what the reader sees by herself. A median that rests on too few companies, or on too few that she does
    not know, is left out, since she could work out the rest.
    """
    mine = list(known)
    all_over = Scope(scope.viewer, scope.period, scope.as_of, scope.programme)
    found = _moves(_came(_within(Enrolment.objects.all(), all_over), all_over))
    said = {}
    for state in STAYED:
        stay = stay_of(found, state)
        seen = {move.company for move in mine if move.state == state and move.days is not None}
        others = stay.companies - len(seen)
        said[state.value] = Stay(None, stay.companies) if stay.is_few or 0 < others < FEWEST else stay
    return said
