"""Targets against actuals as a released report states them: frozen, never live."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from funding.indicators.narrowing import wording_in
from funding.indicators.told import forecast_words, judged
from funding.models import Report, ReportFigure
from funding.overview import PeriodLine
from funding.parts.kinds import in_language
from funding.told import Verdict, rounded
from funding.wording import words_of
from programme.common.numbers import as_text

Figures = Mapping[int, Sequence[ReportFigure]]  # report id -> its figures that bear a target, by number


@dataclass(frozen=True)
class Outcome:
    """One target of a decision: what is asked for, by when, and how far it had come on the report's last day."""

    figure: ReportFigure
    label: str
    code: str
    wording: str
    note: str
    method: str
    unit: str
    text: str
    target: str
    target_on: date | None
    forecast: str
    as_of: date
    verdict: Verdict | None
    href: str


def target_figures(reports: Iterable[int]) -> Figures:
    """The figures of these reports that bear a target. The reports are ones that the reader sees. One statement."""
    found: defaultdict[int, list[ReportFigure]] = defaultdict(list)
    asked = set(reports)
    if asked:
        for figure in ReportFigure.objects.filter(report__in=asked, target__isnull=False).order_by("report", "number"):
            found[figure.report_id].append(figure)
    return found


def outcomes_of(figures: Iterable[ReportFigure]) -> tuple[Outcome, ...]:
    """The targets of one report, each opening its frozen rows."""
    return tuple(_outcome(figure) for figure in figures)


def _outcome(figure: ReportFigure) -> Outcome:
    words = words_of(figure)
    return Outcome(
        figure=figure,
        label=words.label,
        code=figure.code,
        wording=wording_in(figure.wording),
        note=in_language(figure.wording, "note"),
        method=words.method,
        unit=words.unit,
        text=as_text(rounded(figure.value, figure.places), figure.places),
        target=as_text(figure.target, 2),
        target_on=figure.target_on,
        forecast=forecast_words(figure),
        as_of=figure.until_on,
        verdict=judged(figure),
        href=reverse("report-figure", args=[figure.report_id, figure.number]),
    )


def last_released(lines: Iterable[PeriodLine]) -> PeriodLine | None:
    """Of one grant's periods the latest that has a released report: what holds today."""
    released = [line for line in lines if line.released]
    return max(released, key=lambda line: (line.period.ends_on, line.period.pk), default=None)


def former_of(report: Report, lines: Iterable[PeriodLine]) -> Report | None:
    """The released report that stood before this one did: the version before it, else the one of the period before.

    lines: of the same grant, as `periods_for` and `line_of` give them.
    """
    before: PeriodLine | None = None
    for line in sorted(lines, key=lambda one: (one.period.ends_on, one.period.pk)):
        seen: list[Report] = getattr(line.period, "seen_reports", [])
        if line.period.pk == report.period_id:
            older = [one for one in seen if one.state == Report.State.RELEASED and one.version < report.version]
            return max(older, key=lambda one: one.version, default=before.released if before else None)
        if line.released:
            before = line
    return None
