"""A figure is a queryset and a measure (DESIGN mechanism 3): what it counts can always be opened.

Every app states its figures in its own `figures.py`; pages, targets, reports and spreadsheets state figures
and nothing else, so that a number is the same everywhere. A scope says which part of the programme, when and
for whom.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, QuerySet, Sum
from django.db.models.expressions import BaseExpression, Combinable

from programme.common.dates import Period


@dataclass(frozen=True)
class Scope:
    """What a figure is stated for.

    viewer: whose rights the rows obey (a user). period: days that events are counted in. as_of: the day that
    states are read on. programme, regions: ids that narrow, None for all. enrolments: a queryset of enrolments
    that narrows further (a grant's, for instance), None for all; chosen: the same but for a grant's. county,
    municipality: official codes that narrow what is not an enrolment; empty for all. grant: id of the one whose money
    it is, None for all: its costs, its rates and its share of each company's time.
    """

    viewer: Any
    period: Period
    as_of: date
    programme: int | None = None
    regions: frozenset[int] | None = None
    enrolments: QuerySet[Any] | None = None
    county: str = ""
    municipality: str = ""
    grant: int | None = None
    chosen: QuerySet[Any] | None = None

    def during(self, period: Period) -> "Scope":
        """The same scope for another period; states are read on its last day."""
        return replace(self, period=period, as_of=period.end)

    def within(self, *regions: int) -> "Scope":
        """The same scope narrowed to these region ids."""
        return replace(self, regions=frozenset(regions))

    def among(self, those: QuerySet[Any]) -> "Scope":
        """The same scope narrowed to these enrolments, whoever pays for them."""

        def both(before: QuerySet[Any] | None) -> QuerySet[Any]:
            return those if before is None else those.filter(pk__in=before.order_by().values("pk"))

        return replace(self, enrolments=both(self.enrolments), chosen=both(self.chosen))


@dataclass(frozen=True)
class Column:
    """One column of a figure's rows: heading and how a row's cell is read.

    `names_company` marks what would tell a funder which company it is: left out of a report's rows unless the
    grant asks for a participant list (TRUST.md, first clarification).
    """

    key: str
    label: Any
    value: Callable[[Any], Any]
    names_company: bool = False


@dataclass(frozen=True)
class Median:
    """The middle of a column of durations, in days: a measure that no database of ours knows by name."""

    lookup: str

    def of(self, values: Iterable[timedelta | None]) -> Decimal:
        """The middle value, between two of them their mean; 0 where there are none."""
        return middle([value.days for value in values if value is not None]) or Decimal(0)


def middle(days: Iterable[int]) -> Decimal | None:
    """The middle of whole numbers, exact: between two of them their mean; None where there are none."""
    ordered = sorted(days)
    if not ordered:
        return None
    half = len(ordered) // 2
    return Decimal(ordered[half]) if len(ordered) % 2 else Decimal(ordered[half - 1] + ordered[half]) / 2


@dataclass(frozen=True)
class Figure:
    """A number that the programme can state.

    rows: the queryset that it counts, for a scope, ordered and with its relations selected.
    measure: an aggregate over those rows, or their median. per: what it is divided by (60 for minutes shown in hours).
    splits: names of dimensions it may be split by, to the lookup that gives the dimension's id.
    """

    key: str
    label: Any
    unit: Any
    counts: Any
    rows: Callable[[Scope], QuerySet[Any]]
    measure: BaseExpression | Combinable | Median
    columns: tuple[Column, ...]
    per: int = 1
    places: int = 0
    splits: Mapping[str, str] = field(default_factory=dict)

    def _plain(self, scope: Scope) -> QuerySet[Any]:
        return self.rows(scope).order_by().select_related(None)

    def _stated(self, value: Any) -> Decimal:
        return Decimal(value or 0) / self.per

    def value(self, scope: Scope) -> Decimal:
        """The number itself, exact; 0 where there are no rows."""
        if isinstance(self.measure, Median):
            return self.measure.of(self._plain(scope).values_list(self.measure.lookup, flat=True)) / self.per
        return self._stated(self._plain(scope).aggregate(stated=self.measure)["stated"])

    def by(self, scope: Scope, split: str) -> dict[Any, Decimal]:
        """The number for each value of a split that has rows, in one query. Raises KeyError for an unknown split."""
        if isinstance(self.measure, Median):
            return self._medians(scope, self.splits[split], self.measure)
        rows = self._plain(scope).values(split_by=F(self.splits[split])).annotate(stated=self.measure)
        return {row["split_by"]: self._stated(row["stated"]) for row in rows}

    def _medians(self, scope: Scope, split: str, median: Median) -> dict[Any, Decimal]:
        found: dict[Any, list[timedelta | None]] = {}
        for value, days in self._plain(scope).values_list(split, median.lookup):
            found.setdefault(value, []).append(days)
        return {value: median.of(days) / self.per for value, days in found.items()}


def distinct(lookup: str) -> Count:
    """Count each value once: a company is counted once however many rows it has."""
    return Count(lookup, distinct=True)


def total(lookup: str) -> Sum:
    """The sum of a column."""
    return Sum(lookup)
