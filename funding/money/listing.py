"""The lists of costs and of rates: the same rows on the page and in the spreadsheet."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from funding.models import BudgetLine, Cost, Grant, Rate
from funding.money.late import Told, late_ones, late_words, told_of
from funding.money.time import hundredths
from programme.common.numbers import as_kronor
from programme.common.text import clean_line
from programme.people.models import User
from programme.structure.models import Programme

SHOWN = {"all": _("Also those taken back"), "withdrawn": _("Only those taken back"), "late": _("After the report")}
TIMES = {"now": _("In force now"), "coming": _("Coming"), "past": _("Ended")}


@dataclass
class CostFilters:
    """Words, cost type, year, which of them; and what a report of the grant has told."""

    user: User
    q: str = ""
    cost_type: str = ""
    year: int | None = None
    show: str = ""
    years: list[int] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)

    @property
    def any(self) -> bool:
        """True when something narrows the list."""
        return bool(self.q or self.cost_type or self.year or self.show)


@dataclass(frozen=True)
class CostLine:
    """A cost, and whether it came after its period was reported."""

    cost: Cost
    late: str


def cost_filters(query: QueryDict, user: User, grant: Grant) -> CostFilters:
    """Read `?q=&type=&year=&show=`; what cannot be is left out."""
    found = CostFilters(user, q=clean_line(query.get("q", ""))[:100], told=told_of(grant))
    found.years = list(range(grant.starts_on.year, grant.ends_on.year + 1))
    found.cost_type = next((one for one in BudgetLine.CostType.values if one == query.get("type")), "")
    found.year = next((one for one in found.years if str(one) == query.get("year")), None)
    found.show = next((one for one in SHOWN if one == query.get("show")), "")
    return found


def cost_rows(grant: Grant, filters: CostFilters) -> QuerySet[Cost]:
    """The costs that the filters ask for, the last booked first; those taken back only where they are asked for."""
    rows = Cost.objects.visible_to(filters.user).filter(grant=grant)
    if filters.q:
        rows = rows.filter(Q(what__icontains=filters.q) | Q(reference__icontains=filters.q))
    if filters.cost_type:
        rows = rows.filter(cost_type=filters.cost_type)
    if filters.year:
        rows = rows.filter(booked_on__year=filters.year)
    if filters.show == "withdrawn":
        rows = rows.exclude(withdrawn_on=None)
    elif filters.show == "late":
        rows = rows.filter(late_ones(filters.told))
    elif not filters.show:
        rows = rows.standing()
    return rows.select_related("grant", "entered_by", "withdrawn_by").order_by("-booked_on", "-pk")


def cost_lines(costs: Iterable[Cost], filters: CostFilters) -> list[CostLine]:
    """Rows with what is said of them."""
    return [CostLine(cost, late_words(cost, filters.told)) for cost in costs]


def sum_of(rows: QuerySet[Cost]) -> Decimal:
    """SEK that the standing ones among them add up to."""
    return as_kronor(rows.standing().order_by().aggregate(ore=Sum(hundredths("amount")))["ore"] or 0)  # type: ignore[attr-defined]


@dataclass
class RateFilters:
    """Programme, kind, time, and whether grants' own rates are shown."""

    user: User
    programme: Programme | None = None
    grant: Grant | None = None
    kind: str = ""
    time: str = ""
    programmes: list[Programme] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)

    @property
    def any(self) -> bool:
        """True when something narrows the list."""
        return bool(self.programme or self.grant or self.kind or self.time)


def rate_filters(query: QueryDict, user: User) -> RateFilters:
    """Read `?programme=&grant=&kind=&time=`; what cannot be is left out."""
    seen = Rate.objects.visible_to(user).order_by()
    there = Q(pk__in=seen.values("programme")) | Q(pk__in=seen.values("grant__programme"))
    found = RateFilters(user, programmes=list(Programme.objects.filter(there)))
    own = Grant.objects.visible_to(user).filter(Exists(seen.filter(grant=OuterRef("pk"))))
    found.grants = list(own.select_related("funder"))
    found.programme = next((one for one in found.programmes if str(one.pk) == query.get("programme")), None)
    found.grant = next((one for one in found.grants if str(one.pk) == query.get("grant")), None)
    found.kind = next((one for one in Rate.Kind.values if one == query.get("kind")), "")
    found.time = next((one for one in TIMES if one == query.get("time")), "")
    return found


def rate_rows(filters: RateFilters, *, today: date) -> QuerySet[Rate]:
    """The rates that the filters ask for: programmes' before grants', by kind, the newest first."""
    rows = Rate.objects.visible_to(filters.user)
    if filters.programme:
        rows = rows.filter(Q(programme=filters.programme) | Q(grant__programme=filters.programme))
    if filters.grant:
        rows = rows.filter(grant=filters.grant)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    running = Q(until_on=None) | Q(until_on__gte=today)
    if filters.time == "now":
        rows = rows.filter(running, from_on__lte=today)
    elif filters.time == "coming":
        rows = rows.filter(from_on__gt=today)
    elif filters.time == "past":
        rows = rows.filter(until_on__lt=today)
    return rows.select_related("programme", "grant__funder", "grant__programme").order_by(
        F("programme").asc(nulls_last=True), "grant", "kind", "-from_on", "pk"
    )
