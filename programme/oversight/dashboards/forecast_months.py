"""The months of the forecast page: what has been, by numbers that open their rows, and what is foreseen."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from companies.funnel import came, reached_key
from companies.models import Enrolment
from programme.common.charts.words import month_year
from programme.common.coming import Month, Range
from programme.common.dates import Period, add_months, month_of, month_start
from programme.common.figures import Scope
from programme.common.numbers import as_text
from programme.oversight.dashboards.numbers import Number, Wanted

TO = "\u2060–\u2060"  # no line may end in a range
SHOWN_BACK = 12  # whole months before the one of the day
KINDS = (Enrolment.State.ACTIVE, Enrolment.State.COMPLETED)


def between(one: Range | None) -> str:
    """A range for people: `1–4`, one number where both ends are the same, a dash for none."""
    if one is None:
        return "–"
    return as_text(one.low) if one.low == one.high else f"{as_text(one.low)}{TO}{as_text(one.high)}"


@dataclass(frozen=True)
class Cell:
    """What a month says of starts or of completions: a number, or ranges, or nothing."""

    label: str
    number: Number | None
    within: Range | None = None
    total: Range | None = None

    @property
    def within_text(self) -> str:
        """What is foreseen in the month: `1–4`."""
        return between(self.within)

    @property
    def total_text(self) -> str:
        """What is foreseen in all, around its middle: `1–4`."""
        return between(self.total)


@dataclass(frozen=True)
class Row:
    """One month of the table: numbers of what has been, or what is foreseen in it and in all."""

    label: str
    numbers: tuple[Number, ...] = ()
    within: tuple[Range | None, ...] = ()
    total: tuple[Range | None, ...] = ()
    is_first_ahead: bool = False

    @property
    def cells(self) -> list[Cell]:
        """Starts and completions, as a table shows them."""
        labels = (_("New starts"), _("Completions"))
        if self.numbers:
            return [Cell(label, number) for label, number in zip(labels, self.numbers, strict=True)]
        return [Cell(label, None, *both) for label, *both in zip(labels, self.within, self.total, strict=True)]


Past = dict[str, list[tuple[date, int]]]


def past_of(scope: Scope) -> Past:
    """State -> day and company of each coming there in the scope's period, in one query."""
    found: Past = defaultdict(list)
    rows = came(scope).filter(state__in=KINDS).order_by("changed_on", "pk")
    for state, day, company in rows.values_list("state", "changed_on", "enrolment__company"):
        found[state].append((day, company))
    return found


def number_of(state: str, past: Iterable[tuple[date, int]], scope: Scope, period: Period) -> Number:
    """How many companies came there in the period: a figure that opens its rows."""
    companies = {company for day, company in past if day in period}
    return Wanted(reached_key(state), replace(scope, period=period)).stated(len(companies))


def months_past(on: date) -> list[Period]:
    """The whole months that are shown, and what has passed of the one that the day lies in."""
    begins = [add_months(month_start(on), -back) for back in range(SHOWN_BACK, -1, -1)]
    return [Period(begin, min(month_of(begin).end, on)) for begin in begins]


def rows_past(past: Past, scope: Scope) -> list[Row]:
    """A row for each month that has been, each number with its rows."""
    periods = months_past(scope.as_of)
    return [
        Row(
            label=month_year(period.start)
            if period.end == month_of(period.start).end
            else _("%(month)s until %(day)s") % {"month": month_year(period.start), "day": period.end.day},
            numbers=tuple(number_of(state, past[state], scope, period) for state in KINDS),
        )
        for period in periods
    ]


def rows_ahead(foreseen: Sequence[Sequence[Month]], on: date) -> list[Row]:
    """A row for each month that anything is foreseen for."""
    days = sorted({month.ends_on for months in foreseen for month in months})
    known = [{month.ends_on: month for month in months} for months in foreseen]
    return [
        Row(
            label=_("rest of %(month)s") % {"month": month_year(day)}
            if month_start(day) == month_start(on)
            else month_year(day),
            within=tuple(months[day].within if day in months else None for months in known),
            total=tuple(months[day].total if day in months else None for months in known),
            is_first_ahead=day == days[0],
        )
        for day in days
    ]
