"""Outcomes that lie further off their plan than the grant allows, and of which a report says nothing yet."""

from collections.abc import Iterable
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from funding.indicators.line import Off
from funding.models import Report, ReportFigure
from funding.red_signals import Found
from funding.told import rounded
from programme.common.numbers import as_text

CODE = "variance"


def variance_path(report: Report, target: int) -> str:
    """Where it is explained: the target's form on the report's page."""
    return f"{reverse('report-card', args=[report.pk])}#variance-{target}"


def unexplained(report: Report, figures: Iterable[ReportFigure]) -> list[Found]:
    """A red signal for each target off its plan without a comment. figures: of the report, as they were just stated."""
    said = set(report.variances.values_list("target", flat=True))
    return [
        Found(CODE, _what(figure)[:300], variance_path(report, figure.of_target_id))
        for figure in figures
        if figure.off_plan and figure.of_target_id and figure.of_target_id not in said
    ]


def _what(figure: ReportFigure) -> str:
    facts = {
        "figure": f"{figure.code} {figure.label}".strip(),
        "value": as_text(rounded(figure.value, figure.places), figure.places),
        "planned": as_text(figure.planned or Decimal(0)),
    }
    if figure.off_plan == Off.BELOW:
        return _("%(figure)s: %(value)s where the plan says %(planned)s. Explain why it lies below.") % facts
    return _("%(figure)s: %(value)s where the plan says %(planned)s. Explain why it lies above.") % facts
