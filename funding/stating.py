"""States what a report holds: its figures with their rows, the outcomes of targets, and the names beside them.

Nothing is written here. The report's language is the active one (building.py sets Swedish: the funders' own).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any

from companies.models import Enrolment, PlannedStage
from funding.figures import CATALOGUE, REPORTED, STATES
from funding.frozen import Names, frozen_row, readable_columns
from funding.indicators.narrowing import counted_until, label_of, target_scope
from funding.indicators.stated import asked_for, of_target
from funding.late import MET, TIME, late_sessions
from funding.late_money import booked_now, kept_of, late_money
from funding.models import Grant, Report, ReportFigure, ReportingPeriod, Target
from funding.parts.companies import coached_in
from funding.parts.kinds import Making
from funding.parts.layout import freeze_parts, needed_figures
from funding.scope import grant_scope
from funding.splits import breakdown, white_spots
from funding.wording import since as since_words
from programme.common.dates import Period, add_months, months_between
from programme.common.figures import Figure, Scope
from programme.people.models import User
from programme.structure.models import Stage

EXACT = Decimal("0.000001")  # as the column keeps it
Step = Callable[[int, int], None]


@dataclass(frozen=True)
class Asked:
    """One number that the report is to state."""

    figure: Figure
    scope: Scope
    label: str
    target: Target | None = None


@dataclass(frozen=True)
class Stated:
    """A figure not yet saved, and its frozen rows."""

    figure: ReportFigure
    rows: list[list[Any]]


class Moved(Exception):
    """The data changed while they were counted, again and again."""


def days_of(period: ReportingPeriod, today: date) -> Period:
    """The days that a report of the period covers: all of it, or until today while it lasts."""
    return Period(period.starts_on, max(period.starts_on, min(period.ends_on, today)))


def reported(grant: Grant) -> Sequence[str]:
    """Keys of the figures that the grant's template states, in their order, the usual ones where it names none; then
    those that its parts show besides."""
    named = (grant.template.figures if grant.template else None) or REPORTED
    return list(dict.fromkeys([*named, *needed_figures(grant)]))


def questions(grant: Grant, covered: Period, viewer: User) -> list[Asked]:
    """What the report asks, in the order of its numbers: the period's figures, then outcomes of other targets."""
    scope = grant_scope(grant, covered, viewer)
    asked = [Asked(CATALOGUE[key], scope, str(CATALOGUE[key].label)) for key in reported(grant) if key in CATALOGUE]
    for target in asked_for(grant, covered):
        asked = _with_target(asked, target, covered, viewer)
    return asked


def _with_target(asked: list[Asked], target: Target, covered: Period, viewer: User) -> list[Asked]:
    figure = CATALOGUE[target.figure]
    since = counted_until(target, covered.end)
    scope = target_scope(target, since, viewer)
    for place, one in enumerate(asked):
        same_days = one.scope.period == since or (figure.key in STATES and one.scope.as_of == since.end)
        is_same = one.figure.key == figure.key and one.scope.regions == scope.regions and not target.size
        if is_same and same_days and one.target is None:
            return [*asked[:place], replace(one, target=target), *asked[place + 1 :]]
    label = label_of(target)
    if figure.key not in STATES:
        label = since_words(label, since.start)
    return [*asked, Asked(figure, scope, label, target)]


def state(report: Report, viewer: User, today: date, step: Step) -> tuple[list[Stated], dict[str, Any]]:
    """Figures with rows, and what stands beside them. Counted again when the data moved meanwhile; raises Moved."""
    grant = report.period.grant
    covered = days_of(report.period, today)
    asked = questions(grant, covered, viewer)
    for _attempt in range(3):
        booked = booked_now(report.period, viewer)
        stated, names = _state_once(report, asked, step)
        if booked == booked_now(report.period, viewer) and all(
            one.figure.value(one.scope).quantize(EXACT) == told.figure.value
            for one, told in zip(asked, stated, strict=True)
        ):
            return stated, beside(report, covered, viewer, names) | {"booked": kept_of(booked)}
    raise Moved


def _state_once(report: Report, asked: list[Asked], step: Step) -> tuple[list[Stated], Names]:
    named = report.period.grant.participant_list_required
    raw = []
    for number, one in enumerate(asked, start=1):
        step(number, len(asked))
        raw.append((one, one.figure.value(one.scope).quantize(EXACT), list(one.figure.rows(one.scope))))
    known = chain(_company_names(raw), (str(one.company) for one in coached_in(asked[0].scope))) if asked else ()
    # The same number in all versions of a period's report: what is corrected can be told from what is not.
    names = Names(known, period=report.period_id, shown=named)
    stated = []
    for number, (one, value, rows) in enumerate(raw, start=1):
        columns = readable_columns(one.figure, names=named)
        figure = ReportFigure(
            report=report,
            number=number,
            key=one.figure.key,
            label=one.label[:200],
            since_on=one.scope.period.start,
            until_on=one.scope.as_of,
            value=value,
            unit=str(one.figure.unit)[:20],
            places=one.figure.places,
            method=str(one.figure.counts)[:400],
            columns=[str(column.label) for column in columns],
            row_count=len(rows),
            breakdown=breakdown(one.figure, one.scope),
            **of_target(one, value),
        )
        stated.append(Stated(figure, [frozen_row(row, columns, names) for row in rows]))
    return stated, names


def _company_names(raw: list[tuple[Asked, Decimal, list[Any]]]) -> Iterator[str]:
    for one, _value, rows in raw:
        for column in one.figure.columns:
            if column.key == "company":
                yield from (str(column.value(row)) for row in rows)


def beside(report: Report, covered: Period, viewer: User, names: Names) -> dict[str, Any]:
    """What stands beside the figures and must not change with them: names, facts, white spots, the cover's picture,
    what came late of former periods, and which columns a later report is to measure against."""
    period, grant = report.period, report.period.grant
    scope = grant_scope(grant, covered, viewer)
    a_year_ago = Period(add_months(covered.start, -12), add_months(covered.end, -12))
    past = grant_scope(grant, a_year_ago, viewer)
    measured, money = late_sessions(period, viewer), late_money(period, viewer)
    compared = [key for key in ("companies_in_coaching", "companies_admitted", "company_hours") if key in CATALOGUE]
    return {
        "programme": str(grant.programme),
        "funder": str(grant.funder),
        "grant": str(grant),
        "kind": str(grant.get_kind_display()),
        "case_number": grant.case_number,
        "number": period.number,
        "of": grant.periods.count(),
        "publicity": grant.publicity_sv,
        "logo_set": grant.logo_set,
        "since": covered.start.isoformat(),
        "until": covered.end.isoformat(),
        "white_spots": white_spots(CATALOGUE["companies_in_coaching"], scope) if scope.enrolments is None else [],
        "participants": _participants(scope) if grant.participant_list_required else [],
        "before_on": a_year_ago.end.isoformat(),
        "before": {key: str(CATALOGUE[key].value(past).quantize(EXACT)) for key in compared},
        "before_by_region": breakdown(CATALOGUE["companies_in_coaching"], past).get("region", []),
        "lift": _lift(scope),
        "parts": freeze_parts(Making(report, covered, scope, names)),
        "late": None if measured.lines is None else [line.kept() for line in measured.lines],
        "late_money": None if money is None else [line.kept() for line in money],
        "against": measured.against,
        "columns": {
            key: [column.key for column in readable_columns(CATALOGUE[key], names=grant.participant_list_required)]
            for key in (MET, TIME)
        },
    }


def _running(scope: Scope) -> Any:
    rows = Enrolment.objects.visible_to(scope.viewer).in_coaching_on(scope.as_of)
    rows = rows.filter(programme_version__programme=scope.programme)
    return rows if scope.enrolments is None else rows.filter(pk__in=scope.enrolments.order_by().values("pk"))


def _participants(scope: Scope) -> list[list[str]]:
    """Companies in coaching on some day of the period: number, name, municipality."""
    rows = (
        Enrolment.objects.visible_to(scope.viewer)
        .filter(programme_version__programme=scope.programme, started_on__lte=scope.period.end)
        .exclude(ended_on__lt=scope.period.start)
        .select_related("company__municipality")
        .order_by("company__name", "pk")
    )
    if scope.enrolments is not None:
        rows = rows.filter(pk__in=scope.enrolments.order_by().values("pk"))
    once = {row.company_id: row.company for row in rows}
    return [[company.number, company.name, str(company.municipality)] for company in once.values()]


def _lift(scope: Scope) -> dict[str, Any]:
    """Where the companies stood: months into the programme, without names; and the stages of its newest version."""
    months = [
        months_between(start, scope.as_of)
        for start in _running(scope).values_list("start_on", flat=True)
        if start is not None
    ]
    newest = PlannedStage.objects.filter(enrolment__in=_running(scope).order_by().values("pk"))
    version = newest.order_by("-stage__version_id").values_list("stage__version_id", flat=True).first()
    stages = Stage.objects.filter(version=version).values_list("start_month", "end_month") if version else []
    return {"months": sorted(months), "stages": [list(stage) for stage in stages]}
