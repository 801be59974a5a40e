"""The list of lost leads: companies that left before their start, as the address asks for them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import QueryDict
from django.utils.translation import gettext as _

from companies.models import Enrolment, StateChange
from funding.figures import CATALOGUE
from programme.common.dates import Period, add_months
from programme.common.figures import Scope
from programme.oversight.parameters import Asked
from programme.people.models import User

FIGURE = CATALOGUE["companies_lost"]
Reason = Enrolment.WithdrawalReason


def year_until(today: date) -> Period:
    """The twelve months that end today."""
    return Period(add_months(today, -12) + timedelta(days=1), today)


def period_asked(asked: Asked, today: date) -> Period:
    """The period of an address; a start that is not said is twelve months before the end, an end today."""
    start, end, default = asked.day("from"), asked.day("until"), year_until(today)
    if start and end and end < start:
        asked.problems.append(_("The period ended before it began. The last twelve months are shown instead."))
        return default
    end = end or (max(start, today) if start else today)
    return Period(start or year_until(end).start, end)


@dataclass(frozen=True)
class Filters:
    """What the address asks the list for."""

    scope: Scope
    reason: str = ""

    @property
    def any(self) -> bool:
        """True when the list is narrowed by more than time."""
        return bool(self.reason or self.scope.regions or self.scope.programme)


def filters_from(params: QueryDict, *, viewer: User, today: date) -> tuple[Filters, list[str]]:
    """The filters of an address, and what could not be read in it."""
    asked = Asked(params)
    scope = Scope(
        viewer=viewer,
        period=period_asked(asked, today),
        as_of=today,
        programme=asked.id("programme"),
        regions=asked.ids("region") or None,
    )
    return Filters(scope, asked.one_of("reason", frozenset(Reason.values))), asked.problems


def lost_rows(filters: Filters) -> QuerySet[Any]:
    """The rows of the figure for the reason asked for, latest first, each with how far it had come."""
    before = StateChange.objects.filter(enrolment=OuterRef("pk")).exclude(state=Enrolment.State.WITHDRAWN)
    rows: QuerySet[Any] = FIGURE.rows(filters.scope)
    if filters.reason:
        rows = rows.filter(withdrawal_reason=filters.reason)
    rows = rows.annotate(left_from=Subquery(before.order_by("-changed_on", "-pk").values("state")[:1]))
    return rows.order_by("-ended_on", "company__name", "pk")


def reasons_of(scope: Scope) -> list[tuple[str, str, int]]:
    """How many companies left for each reason that occurs, most first: code, words, companies."""
    counted = {reason: int(n) for reason, n in FIGURE.by(scope, "reason").items()}
    found = [(code, str(Reason(code).label), counted[code]) for code in counted]
    return sorted(found, key=lambda one: (-one[2], one[1]))


def left_from(row: Any) -> str:
    """How far the company had come, in words."""
    return str(Enrolment.State(row.left_from).label) if row.left_from else "–"
