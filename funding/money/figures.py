"""Every number about money: time at rates, costs booked, used and left of grants, co-financing.

Amounts are added up as whole öre. Money of grants belongs to no region, county or company: a scope narrowed to one
of them has none of it, while time at rates follows the companies.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, ExtractYear, TruncMonth
from django.utils.translation import gettext_lazy as _

from coaching.figures import HOURS, PLACES, attendances
from funding.models import Certificate, CoFinancing, Cost, Grant, Rate
from funding.money.columns import (
    CERTIFICATE_COLUMNS,
    COMPANIES,
    COST_COLUMNS,
    GRANT_COLUMNS,
    PROMISE_COLUMNS,
    RATE_COLUMNS,
    TIME_COLUMNS,
)
from funding.money.time import NOTHING, charged, coach_time_of_each, hundredths
from programme.common.dates import Period
from programme.common.figures import Figure, Scope, total
from programme.common.forms import EARLIEST

KRONOR = _("kr")
COMPANY_HOUR, COACH_HOUR = Rate.Kind.COMPANY_HOUR, Rate.Kind.COACH_HOUR


def grants_of(scope: Scope) -> QuerySet[Grant]:
    """Grants of the scope that its viewer sees; none where it is narrowed to a place: money has none."""
    rows = Grant.objects.visible_to(scope.viewer)
    if scope.regions is not None or scope.county or scope.municipality:
        return rows.none()
    if scope.programme is not None:
        rows = rows.filter(programme=scope.programme)
    return rows if scope.grant is None else rows.filter(pk=scope.grant)


def valued(scope: Scope, kind: str) -> QuerySet[Any]:
    """Companies at sessions of the period, with what the time of a kind comes to; of a grant, within its own time.

    A grant's shares say whom it pays, day by day, and its activities are open to companies that it does not name: so
    of the scope's enrolments only those hold that were chosen otherwise.
    """
    if scope.grant is None:
        return charged(attendances(scope), kind, None)
    day = OuterRef("session__held_on")
    own = Grant.objects.visible_to(scope.viewer).filter(pk=scope.grant, starts_on__lte=day, ends_on__gte=day)
    return charged(attendances(replace(scope, enrolments=scope.chosen)).filter(Exists(own)), kind, scope.grant)


def charged_so_far(scope: Scope) -> QuerySet[Any]:
    """Coach time from the first day of a grant that charges it until the scope's day; without a grant, all of it."""
    rows = valued(replace(scope, period=Period(EARLIEST, max(scope.as_of, EARLIEST))), COACH_HOUR)
    return (
        rows
        if scope.grant is None
        else rows.filter(Exists(Grant.objects.filter(pk=scope.grant, staff_by_unit_cost=True)))
    )


def _of_kind(kind: str, *, unrated: bool = False) -> Callable[[Scope], QuerySet[Any]]:
    def rows(scope: Scope) -> QuerySet[Any]:
        found = valued(scope, kind)
        return found.filter(rate=None) if unrated else found

    return rows


def costs_so_far(scope: Scope) -> QuerySet[Cost]:
    """Costs of the scope's grants that were booked by its day and not taken back."""
    return costs_of(replace(scope, period=Period(EARLIEST, max(scope.as_of, EARLIEST))))


def costs_of(scope: Scope) -> QuerySet[Cost]:
    """Costs of the scope's grants that were booked in the period and not taken back."""
    return (
        Cost.objects.visible_to(scope.viewer)
        .standing()
        .filter(grant__in=grants_of(scope).order_by().values("pk"))
        .filter(booked_on__range=(scope.period.start, scope.period.end))
        .annotate(ore=hundredths("amount"), month=TruncMonth("booked_on"), year=ExtractYear("booked_on"))
        .select_related("grant__funder")
        .order_by("-booked_on", "-pk")
    )


def grants_with_sums(scope: Scope) -> QuerySet[Any]:
    """The scope's grants that have begun, with `booked`, `time`, `used` and `remaining` on its day, in öre."""
    day = scope.as_of
    booked = Cost.objects.filter(grant=OuterRef("pk"), withdrawn_on=None, booked_on__lte=day).order_by()
    sums = booked.values("grant").annotate(sum=Sum(hundredths("amount"))).values("sum")
    return (
        grants_of(scope)
        .filter(starts_on__lte=day)
        .annotate(booked=Coalesce(Subquery(sums), NOTHING), time=coach_time_of_each(day))
        .annotate(used=F("booked") + F("time"))
        .annotate(remaining=hundredths("amount") - F("used"))
        .select_related("funder", "programme")
        .order_by("funder__name", "-starts_on", "pk")
    )


def promises(scope: Scope) -> QuerySet[CoFinancing]:
    """Lines of co-financing of the scope's grants, promised by its day; one without a day counts always."""
    return (
        CoFinancing.objects.visible_to(scope.viewer)
        .filter(Q(promised_on=None) | Q(promised_on__lte=scope.as_of))
        .filter(grant__in=grants_of(scope).order_by().values("pk"))
        .annotate(ore=hundredths("promised"))
        .select_related("grant__funder")
        .order_by("grant", "partner", "kind", "pk")
    )


def certified(scope: Scope) -> QuerySet[Certificate]:
    """Certificates of the scope's grants with a day up to its own, not taken back."""
    return (
        Certificate.objects.visible_to(scope.viewer)
        .standing()
        .filter(certified_on__lte=scope.as_of)
        .filter(co_financing__grant__in=grants_of(scope).order_by().values("pk"))
        .annotate(ore=hundredths("amount"))
        .select_related("co_financing__grant__funder")
        .order_by("-certified_on", "-pk")
    )


TIME_SPLITS = {**PLACES, "month": "month"}


def _kronor(key: str, label: Any, counts: Any, rows: Any, columns: Any, splits: Any, lookup: str = "ore") -> Figure:
    """An amount: öre are added up, kronor are stated."""
    return Figure(key, label, KRONOR, counts, rows, total(lookup), columns, per=100, splits=splits)


FIGURES: tuple[Figure, ...] = (
    _kronor(
        "company_time_value",
        _("Companies' own time in money"),
        _(
            "The companies' own hours at sessions in the period, times the rate of each day, the grant's own before "
            "the programme's; a day without a rate counts 0. Of a grant with shares its share of the day counts: of "
            "the session's activity where any grant pays for it, else of the company. A grant without shares is given "
            "what others leave."
        ),
        _of_kind(COMPANY_HOUR),
        (*TIME_COLUMNS, *RATE_COLUMNS),
        TIME_SPLITS,
    ),
    _kronor(
        "coach_time_cost",
        _("Coaches' time in money"),
        _(
            "On site, remote, preparation and travel at sessions in the period, divided equally among the companies "
            "there, times the rate of each day; a day without a rate counts 0. Of a grant with shares its share of the "
            "day counts: of the session's activity where any grant pays for it, else of the company. A grant without "
            "shares is given what others leave."
        ),
        _of_kind(COACH_HOUR),
        (*TIME_COLUMNS, COMPANIES, *RATE_COLUMNS),
        TIME_SPLITS,
    ),
    Figure(
        "company_time_unrated",
        _("Companies' own hours without a rate"),
        HOURS,
        _("The companies' own hours at sessions in the period on days that no rate holds for: they count 0 in money."),
        _of_kind(COMPANY_HOUR, unrated=True),
        total("minutes"),
        TIME_COLUMNS,
        per=60,
        places=1,
        splits=TIME_SPLITS,
    ),
    Figure(
        "coach_time_unrated",
        _("Coaches' hours without a rate"),
        HOURS,
        _(
            "Coaches' hours at sessions in the period on days that no rate holds for: they count 0 in money. The hours "
            "of a session count once for each company there."
        ),
        _of_kind(COACH_HOUR, unrated=True),
        total("minutes"),
        TIME_COLUMNS,
        per=60,
        places=1,
        splits=TIME_SPLITS,
    ),
    _kronor(
        "costs_booked",
        _("Costs booked"),
        _("Costs that were booked on the grants in the period, credits taken off; not those that were taken back."),
        costs_of,
        COST_COLUMNS,
        {"cost_type": "cost_type", "month": "month", "year": "year"},
    ),
    _kronor(
        "costs_total",
        _("Costs booked so far"),
        _("Costs that were booked on the grants by the day, credits taken off; not those that were taken back."),
        costs_so_far,
        COST_COLUMNS,
        {"cost_type": "cost_type", "year": "year"},
    ),
    _kronor(
        "coach_time_charged",
        _("Coaches' time charged so far"),
        _(
            "Coaches' time in money from the grant's first day until the day, where the grant charges it at a unit "
            "cost: counted as coaches' time in money is."
        ),
        charged_so_far,
        (*TIME_COLUMNS, COMPANIES, *RATE_COLUMNS),
        PLACES,
    ),
    _kronor(
        "grant_used",
        _("Used of the grants"),
        _(
            "Costs booked by the day, and where the grant charges coaches' time at a unit cost, that time from the "
            "grant's first day until then."
        ),
        grants_with_sums,
        GRANT_COLUMNS,
        {},
        "used",
    ),
    _kronor(
        "grant_left",
        _("Left of the grants"),
        _("The amounts of grants that have begun, less what is used of them by the day."),
        grants_with_sums,
        GRANT_COLUMNS,
        {},
        "remaining",
    ),
    _kronor(
        "cofinancing_promised",
        _("Co-financing promised"),
        _("What partners had promised by the day, cash and in kind."),
        promises,
        PROMISE_COLUMNS,
        {"kind": "kind", "sector": "sector"},
    ),
    _kronor(
        "cofinancing_certified",
        _("Co-financing certified"),
        _("What partners had certified by the day, cash and in kind, by the certificates' days."),
        certified,
        CERTIFICATE_COLUMNS,
        {"kind": "co_financing__kind", "sector": "co_financing__sector"},
    ),
)
# Read on one day (funding.figures.STATES).
STATES = frozenset(
    {
        "costs_total",
        "coach_time_charged",
        "grant_used",
        "grant_left",
        "cofinancing_promised",
        "cofinancing_certified",
    }
)
