"""The targets of a grant on its card: what is asked, how far it has come today, and where the pace leads."""

from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from funding.figures import CATALOGUE
from funding.indicators.forecast import KINDS
from funding.indicators.line import off_plan, planned
from funding.indicators.narrowing import counted_until, label_of, target_scope, wording_in, words_of
from funding.indicators.outlook import outlook
from funding.models import Grant, Report, ReportFigure, Target
from funding.parts.kinds import in_language
from funding.told import Verdict, ranged, rounded, verdict
from programme.common.figures import Scope
from programme.common.numbers import as_text
from programme.people.models import User


@dataclass(frozen=True)
class TargetLine:
    """One target, ready to show. `text` and what follows are empty for one that is ended or has not begun."""

    target: Target
    code: str
    wording: str
    label: str
    method: str
    note: str
    text: str = ""
    href: str = ""
    planned: str = ""
    off_plan: str = ""
    forecast_range: str = ""
    forecast_method: str = ""
    verdict: Verdict | None = None
    is_stated: bool = False  # by a released report: it may be ended, not changed


def target_lines(grant: Grant, user: User, *, today: date) -> list[TargetLine]:
    """The grant's targets, those that stand first. Each is counted as the person sees it."""
    targets = sorted(
        Target.objects.visible_to(user).filter(grant=grant).select_related("region", "grant"),
        key=lambda one: (one.ended_on is not None, one.due_on, one.code, one.pk),
    )
    released = Report.objects.released().filter(period__grant=grant).order_by().values("pk")
    stated = set(
        ReportFigure.objects.filter(report__in=released, of_target__isnull=False).values_list("of_target", flat=True)
    )
    return [_line(one, user, is_stated=one.pk in stated, today=today) for one in targets]


def asked_of(grant: Grant) -> list[TargetLine]:
    """What the decision of a grant that the reader sees asks for, without any outcome."""
    return [as_asked(one) for one in grant.targets.standing().select_related("region")]


def as_asked(target: Target, *, is_stated: bool = False) -> TargetLine:
    """One target in the words of its decision, without any outcome."""
    figure = CATALOGUE.get(target.figure)
    words = words_of(target)
    return TargetLine(
        target=target,
        code=target.code,
        wording=wording_in(words),
        label=label_of(target),
        method=str(figure.counts) if figure else "",
        note=in_language(words, "note"),
        is_stated=is_stated,
    )


def _line(target: Target, user: User, *, is_stated: bool, today: date) -> TargetLine:
    """With its outcome today, if it is still asked for."""
    line, figure = as_asked(target, is_stated=is_stated), CATALOGUE.get(target.figure)
    if figure is None or target.ended_on is not None or target.grant.starts_on > today:
        return line
    until = counted_until(target, today)
    scope = target_scope(target, until, user)
    value = figure.value(scope)
    told = outlook(figure, scope, value, target.due_on)
    plan = planned(target.baseline, target.value, start=until.start, due=target.due_on, on=until.end)
    low, middle, high = (as_text(one) for one in (told.low, told.value, told.high))
    return replace(
        line,
        text=as_text(rounded(value, figure.places), figure.places),
        href=_rows(target, scope),
        planned=as_text(plan),
        off_plan=off_plan(value, plan, percent=target.grant.variance_percent, places=figure.places) or "",
        forecast_range=ranged(middle, low, high),
        forecast_method=str(KINDS[told.kind]),
        verdict=verdict(told.value, target.value, told.low, told.high),
    )


def _rows(target: Target, scope: Scope) -> str:
    """Where the rows that the outcome counts are shown."""
    asked = {"grant": target.grant_id, "from": scope.period.start, "until": scope.period.end, "as_of": scope.as_of}
    if target.region_id is not None:
        asked["region"] = target.region_id
    if target.size:
        asked["size"] = target.size
    return f"{reverse('figure-rows', args=[target.figure])}?{urlencode(asked)}"
