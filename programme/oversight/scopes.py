"""From an address to a scope and back: a number and the page of its rows are stated for the same scope."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from companies.figures import SIZES, in_stage
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
    scope = of_stage(scope, stage_asked(asked))
    scope = begun(scope, version=asked.id("version"), since=asked.day("started_from"), until=asked.day("started_until"))
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


@dataclass(frozen=True)
class StageAsked:
    """A place in the order of stages; or_later: with those after it, as the last stage of the line is drawn."""

    order: int
    or_later: bool = False

    @property
    def text(self) -> str:
        """As an address has it: `2`, or `3-` for the third and what comes after."""
        return f"{self.order}-" if self.or_later else str(self.order)


STAGES = {one.text: one for order in range(1, 33) for one in (StageAsked(order), StageAsked(order, or_later=True))}


def stage_asked(asked: Asked) -> StageAsked | None:
    """The stage of an address, None for all."""
    return STAGES.get(asked.one_of("stage", frozenset(STAGES)))


def of_stage(scope: Scope, stage: StageAsked | None) -> Scope:
    """The same scope narrowed to who was in the stage on its day; unchanged without one."""
    if stage is None:
        return scope
    seen = Enrolment.objects.visible_to(scope.viewer)
    return scope.among(in_stage(seen, stage.order, day=scope.as_of, or_later=stage.or_later))


def begun(scope: Scope, *, version: int | None, since: date | None, until: date | None) -> Scope:
    """The same scope narrowed to who follows a version, and started from a day until a day; each may be left out."""
    wanted = {"programme_version": version, "started_on__gte": since, "started_on__lte": until}
    found = {name: value for name, value in wanted.items() if value is not None}
    return scope.among(Enrolment.objects.visible_to(scope.viewer).filter(**found)) if found else scope


def of_starters(scope: Scope, years: tuple[int, int] | None) -> Scope:
    """The same scope narrowed to those that started in these years, both included; unchanged for None."""
    if years is None:
        return scope
    first, last = years
    those = Enrolment.objects.visible_to(scope.viewer)
    return scope.among(those.filter(started_on__range=(date(first, 1, 1), date(last, 12, 31))))


# What narrows a scope's enrolments, by its name in an address: the scope itself does not say it in words.
NARROWING = ("county", "municipality", "size", "stage", "version", "started_from", "started_until", "started")


def scope_query(scope: Scope, *, grant: int | None = None, **narrowed: str) -> str:
    """The parameters that give this scope again, as `programme=1&from=…`.

    narrowed: what of NARROWING the scope was narrowed by. A grant that is not said is the scope's own.
    """
    pairs: list[tuple[str, Any]] = []
    grant = grant if grant is not None else scope.grant
    if grant is not None:
        pairs.append(("grant", grant))
    elif scope.programme is not None:
        pairs.append(("programme", scope.programme))
    pairs += [("region", region) for region in sorted(scope.regions or ())]
    pairs += [("from", scope.period.start), ("until", scope.period.end), ("as_of", scope.as_of)]
    pairs += [(name, narrowed[name]) for name in NARROWING if narrowed.get(name)]
    return urlencode(pairs)


def rows_path(key: str, scope: Scope, *, grant: int | None = None, **narrowed: str) -> str:
    """Where the rows behind a figure are shown; `narrowed` as in scope_query."""
    query = scope_query(scope, grant=grant, **narrowed)
    return f"{reverse('figure-rows', args=[key])}?{query}"
