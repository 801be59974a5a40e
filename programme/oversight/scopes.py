"""From an address to a scope and back: a number and the page of its rows are stated for the same scope."""

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from companies.figures import SIZES
from companies.models import Enrolment
from funding.indicators.narrowing import of_size
from funding.models import Grant
from funding.scope import paid_enrolments
from programme.common.dates import Period, month_of
from programme.common.figures import Scope
from programme.oversight.parameters import Asked
from programme.people.models import User


def scope_from(params: QueryDict, *, viewer: User, today: date) -> tuple[Scope, list[str]]:
    """The scope that an address asks for, and what could not be read in it.

    Not said: all programmes and regions, this month, states as of today.
    """
    asked = Asked(params)
    period, as_of = _period(asked, today)
    scope = Scope(
        viewer=viewer,
        period=period,
        as_of=as_of,
        programme=asked.id("programme"),
        regions=asked.ids("region") or None,
    )
    scope = of_size(_of_grant(scope, asked), asked.one_of("size", frozenset(SIZES)))
    scope = in_municipality(in_county(scope, asked.code("county", 2)), asked.code("municipality", 4))
    scope = of_starters(scope, asked.years("started"))
    return scope, asked.problems


def _of_grant(scope: Scope, asked: Asked) -> Scope:
    """Narrowed to what a grant pays for, when the address names one that the viewer sees."""
    pk = asked.id("grant")
    if pk is None:
        return scope
    grant = Grant.objects.visible_to(scope.viewer).filter(pk=pk).first()
    if grant is None:
        asked.problems.append(_("There is no such grant for you; the numbers are for all."))
        return scope
    paid = paid_enrolments(grant, scope.period)
    return replace(scope, programme=grant.programme_id, enrolments=paid, grant=grant.pk)


def _period(asked: Asked, today: date) -> tuple[Period, date]:
    start, end, as_of = asked.day("from"), asked.day("until"), asked.day("as_of")
    default = month_of(today)
    if start and end and end < start:
        asked.problems.append(_("The period ended before it began. This month is shown instead."))
        start = end = None
    if start and not end:
        end = max(start, default.end)
    if end and not start:
        start = min(end, default.start)
    return Period(start or default.start, end or default.end), as_of or today


def in_county(scope: Scope, code: str) -> Scope:
    """The same scope narrowed to companies in one county, given by its official code; unchanged without a code."""
    if not code:
        return scope
    there = Enrolment.objects.visible_to(scope.viewer).filter(company__municipality__county=code)
    return replace(scope.among(there), county=code)


def in_municipality(scope: Scope, code: str) -> Scope:
    """The same scope narrowed to companies in one municipality, given by its official code."""
    if not code:
        return scope
    there = Enrolment.objects.visible_to(scope.viewer).filter(company__municipality=code)
    return replace(scope.among(there), municipality=code)


def of_starters(scope: Scope, years: tuple[int, int] | None) -> Scope:
    """The same scope narrowed to those that started in these years, both included; unchanged for None."""
    if years is None:
        return scope
    first, last = years
    those = Enrolment.objects.visible_to(scope.viewer)
    return scope.among(those.filter(started_on__range=(date(first, 1, 1), date(last, 12, 31))))


def scope_query(
    scope: Scope,
    *,
    county: str = "",
    grant: int | None = None,
    municipality: str = "",
    size: str = "",
    started: str = "",
) -> str:
    """The parameters that give this scope again, as `programme=1&from=…`.

    What narrows the scope's enrolments is not in the scope in words: say the county, the size, and the years of start
    (`2024` or `2019-2024`). A grant that is not said is the scope's own.
    """
    pairs: list[tuple[str, Any]] = []
    grant = grant if grant is not None else scope.grant
    if grant is not None:
        pairs.append(("grant", grant))
    elif scope.programme is not None:
        pairs.append(("programme", scope.programme))
    pairs += [("region", region) for region in sorted(scope.regions or ())]
    pairs += [("from", scope.period.start), ("until", scope.period.end), ("as_of", scope.as_of)]
    if county:
        pairs.append(("county", county))
    if municipality:
        pairs.append(("municipality", municipality))
    if size:
        pairs.append(("size", size))
    if started:
        pairs.append(("started", started))
    return urlencode(pairs)


def rows_path(key: str, scope: Scope, *, grant: int | None = None, **narrowed: str) -> str:
    """Where the rows behind a figure are shown; `narrowed` as in scope_query."""
    query = scope_query(scope, grant=grant, **narrowed)
    return f"{reverse('figure-rows', args=[key])}?{query}"
