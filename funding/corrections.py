"""What a correction states otherwise than the released version before it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from funding.models import Report, ReportFigure
from funding.told import rounded
from funding.wording import words_of
from programme.common.numbers import as_text


@dataclass(frozen=True)
class Difference:
    """One figure that a correction changed."""

    number: int
    label: str
    before: str
    after: str
    href: str


def differences(report: Report, figures: Sequence[ReportFigure]) -> tuple[Difference, ...]:
    """What this version states otherwise than the released one before it, figure by figure."""
    if report.version == 1:
        return ()
    former = Report.objects.filter(period=report.period_id, version__lt=report.version).released().first()
    if former is None:
        return ()
    said = {_what(figure): figure for figure in former.figures.all()}
    found = []
    for figure in figures:
        old = said.pop(_what(figure), None)
        if old is None or rounded(old.value, old.places) != rounded(figure.value, figure.places):
            found.append(_difference(report, figure, old, figure))
    found += [_difference(former, old, old, None) for old in said.values()]
    return tuple(found)


def _what(figure: ReportFigure) -> tuple[str, str]:
    return figure.key, figure.label


def _difference(report: Report, figure: ReportFigure, old: ReportFigure | None, new: ReportFigure | None) -> Difference:
    def shown(one: ReportFigure | None) -> str:
        return "–" if one is None else as_text(rounded(one.value, one.places), one.places)

    href = reverse("report-figure", args=[report.pk, figure.number])
    return Difference(figure.number, words_of(figure).label, shown(old), shown(new), href)
