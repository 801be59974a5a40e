"""The list of companies: one row a company with its present enrolment, the same on the page and in the spreadsheet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import (
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.http import QueryDict

from coaching.models import Attendance
from coaching.queries import last_session_on
from companies.models import Company, Enrolment, PlannedStage
from companies.models.enrolment import EnrolmentQuerySet
from programme.common.charts.municipality_map import municipalities
from programme.common.dates import months_between
from programme.oversight.parameters import Asked
from programme.oversight.status import Mark, marks_of
from programme.people.models import User

State = Enrolment.State
GROUPS: dict[str, tuple[str, ...]] = {
    "running": Enrolment.RUNNING,
    "way_in": Enrolment.BEFORE_START,
    **{state: (state,) for state in State.values},
}
UNENROLLED = "none"
KEPT = {"last": "last_session_on", "hours": "company_minutes"}  # orders by what is kept of sessions
SORTS = ("name", "region", "stage", "month", "last", "hours")
EXPORT_BATCH = 500


@dataclass(frozen=True)
class Filters:
    """What the address asks the list for."""

    words: str = ""
    regions: frozenset[int] = frozenset()
    programme: int | None = None
    stage: int | None = None  # order within its version
    state: str = ""  # a state, a group of states, or UNENROLLED
    behind: bool = False
    municipality: str = ""  # its official code
    sort: str = "name"  # one of SORTS, with a minus for descending

    @property
    def any(self) -> bool:
        """True when the list is narrowed."""
        where = self.regions or self.municipality
        return bool(self.words or where or self.programme or self.stage or self.state or self.behind)

    @property
    def municipality_name(self) -> str:
        """What the municipality is called; its code where there is none with it."""
        known = municipalities().get(self.municipality)
        return known.name if known else self.municipality

    @property
    def is_dear(self) -> bool:
        """True when it takes long to find which companies the list has, and they are few."""
        return bool(self.stage or self.behind)

    @property
    def only_open(self) -> bool:
        """True when what is asked for is only true of an enrolment that has not ended."""
        open_states = set(Enrolment.ENDED).isdisjoint(GROUPS.get(self.state, Enrolment.ENDED))
        return bool(self.stage or self.behind or open_states)


def filters_from(params: QueryDict) -> tuple[Filters, list[str]]:
    """The filters of an address, and what could not be read in it."""
    asked = Asked(params)
    sorts = frozenset(SORTS) | {f"-{name}" for name in SORTS}
    filters = Filters(
        words=asked.words("q"),
        regions=asked.ids("region"),
        programme=asked.id("programme"),
        stage=asked.id("stage"),
        state=asked.one_of("state", frozenset(GROUPS) | {UNENROLLED}),
        behind=asked.one_of("behind", frozenset({"1"})) == "1",
        municipality=asked.code("municipality", 4),
        sort=asked.one_of("sort", sorts, "name"),
    )
    return filters, asked.problems


def seen_enrolments(user: User, filters: Filters) -> EnrolmentQuerySet:
    """The enrolments that the list knows of."""
    seen = Enrolment.objects.visible_to(user).order_by()
    if filters.programme is not None:
        seen = seen.filter(programme_version__programme=filters.programme)
    return seen


def present_enrolments(user: User, filters: Filters, *, only_open: bool = False) -> QuerySet[Enrolment]:
    """The one of each company that counts now, of all companies at once: none goes before it.

    only_open: leave out those that have ended; before one that is open only another open one can go.
    """
    seen = seen_enrolments(user, filters)
    if only_open:
        seen = seen.filter(ended_on=None)
    return seen.exclude(pk__in=superseded(user, filters))


def by_company(seen: Iterable[Any]) -> dict[int, Any]:
    """The one of each company that counts among these."""
    return {row.company_id: row for row in sorted(seen, key=lambda row: row.precedence)}


def superseded(user: User, filters: Filters) -> QuerySet[Enrolment, Any] | list[int]:
    """Keys of those of the seen enrolments that another one of the same company goes before.

    Who sees all of them is told by their mark. For others it says which few companies to look at: the one that goes
    before may be out of sight. Open ones are gone before by open ones only.
    """
    seen = seen_enrolments(user, filters)
    marked = seen.filter(superseded=True)
    if not seen.query.has_filters():
        return marked.values("pk")
    there = seen.filter(company__in=list(marked.values_list("company", flat=True)))
    rows = list(there.only("company", "ended_on", "state_since_on"))
    counts = {row.pk for row in by_company(rows).values()}
    return [row.pk for row in rows if row.pk not in counts]


def company_rows(user: User, filters: Filters, *, today: date) -> QuerySet[Company]:
    """The companies of the list, not yet in its order."""
    rows = Company.objects.visible_to(user)
    if filters.words:
        rows = rows.matching(filters.words)
    if filters.municipality:
        rows = rows.filter(municipality=filters.municipality)
    for narrowed in _conditions(user, filters, today):
        rows = rows.filter(narrowed)
    return rows.select_related("municipality", "region").order_by("pk")


def _conditions(user: User, filters: Filters, today: date) -> Iterator[Q]:
    enrolled = Q(pk__in=seen_enrolments(user, filters).values("company"))
    asked = list(_of_enrolment(filters, today))
    if asked:
        matching = present_enrolments(user, filters, only_open=filters.only_open).filter(*asked)
        yield Q(pk__in=matching.values("company"))
    if filters.regions:
        there = present_enrolments(user, filters).filter(region__in=filters.regions)
        yield Q(pk__in=there.values("company")) | (Q(region__in=filters.regions) & ~enrolled)
    if filters.programme is not None:
        yield enrolled
    if filters.state == UNENROLLED:
        yield ~enrolled


def _of_enrolment(filters: Filters, today: date) -> Iterator[Q]:
    """What is asked of the present enrolment itself."""
    if filters.stage is not None:
        in_stage = PlannedStage.objects.entered().filter(order=filters.stage)
        yield Q(ended_on=None, pk__in=in_stage.order_by().values("enrolment"))
    if filters.state and filters.state != UNENROLLED:
        yield Q(state__in=GROUPS[filters.state])
    if filters.behind:
        past = PlannedStage.objects.past_end_on(today)
        yield Q(state=State.ACTIVE, pk__in=past.order_by().values("enrolment"))


@dataclass(frozen=True)
class Line:
    """One row of the list."""

    company: Company
    enrolment: Enrolment | None
    region: str
    stage: str
    month: int | None  # 1 is the first month; None before the start and after the end
    marks: tuple[Mark, ...]
    last_session_on: date | None
    own_minutes: int | None  # None before the start


def with_coaching(enrolments: QuerySet[Enrolment], user: User, *, today: date) -> QuerySet[Enrolment]:
    """Enrolments with their present stage (`now_in`), `last_session_on` and the company's `own_minutes`."""
    attended = Attendance.objects.visible_to(user).filter(enrolment=OuterRef("pk")).order_by()
    minutes = attended.values("enrolment").annotate(minutes=Sum("company_minutes")).values("minutes")
    now_in = PlannedStage.objects.current().select_related("stage")
    counted = enrolments.annotate(last_session_on=last_session_on(today), own_minutes=Subquery(minutes))
    return counted.prefetch_related(Prefetch("planned_stages", now_in, to_attr="now_in"))


def silent_since(enrolment: Any, *, today: date) -> date | None:
    """The last session, or the start, when that is longer ago than the programme allows for an active company."""
    if enrolment.state != State.ACTIVE:
        return None
    since: date | None = enrolment.last_session_on or enrolment.started_on
    allowed = enrolment.programme_version.programme.silent_after_days
    return since if since and (today - since).days > allowed else None


def lines_of(companies: Iterable[Company], user: User, filters: Filters, *, today: date) -> list[Line]:
    """Rows of `company_rows` as lines, each with its present enrolment; two more queries however many rows."""
    shown = list(companies)
    seen = seen_enrolments(user, filters).filter(company__in=[company.pk for company in shown])
    rows = with_coaching(seen.select_related("region", "programme_version__programme"), user, today=today)
    enrolments = by_company(rows)
    return [_line(company, enrolments.get(company.pk), today) for company in shown]


def all_lines(rows: QuerySet[Company], user: User, filters: Filters, *, today: date) -> Iterator[Line]:
    """Every line of the list, in batches, for the spreadsheet."""
    stream = rows.iterator(chunk_size=EXPORT_BATCH)
    while batch := list(islice(stream, EXPORT_BATCH)):
        yield from lines_of(batch, user, filters, today=today)


def _line(company: Company, enrolment: Any, today: date) -> Line:
    if enrolment is None:
        return Line(company, None, str(company.region), "", None, marks_of(None, today=today), None, None)
    stage = next(iter(enrolment.now_in), None)
    return Line(
        company=company,
        enrolment=enrolment,
        region=str(enrolment.region),
        stage=str(stage.stage) if stage else "",
        month=month_now(enrolment, today),
        marks=marks_of(
            enrolment.state,
            today=today,
            stage_ends_on=stage.planned_end_on if stage else None,
            silent_since_on=silent_since(enrolment, today=today),
        ),
        last_session_on=enrolment.last_session_on,
        own_minutes=(enrolment.own_minutes or 0) if enrolment.started_on else None,
    )


def month_now(enrolment: Enrolment, today: date) -> int | None:
    """Which month of the programme a running company is in, counted from 1."""
    if enrolment.state not in Enrolment.RUNNING or enrolment.started_on is None or enrolment.started_on > today:
        return None
    return months_between(enrolment.started_on, today) + 1
