"""What of a released report a correction may change: everything of the grant's last reported period, of an older one
the texts only.

An older period's figures were gone on from: a later report told of what came late of it. Stated anew, they would tell
the same sessions a second time, and two released reports of one grant would contradict each other.
"""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from django.db.models import Q, QuerySet

from funding.models import Report, ReportFigure, ReportingPeriod, ReportRow
from funding.stating import Stated

ROWS_AT_ONCE = 2000
OWN = {"id", "report"}  # of a figure; everything else of it is copied


def later_release(period: ReportingPeriod) -> Report | None:
    """The newest released report of a period of the grant that comes after this one; None when this is the last."""
    rows = Report.objects.released().filter(_later("period", period), period__grant=period.grant_id)
    return rows.select_related("period").order_by("-period__starts_on", "-period", "-version").first()


def kind_of(period: ReportingPeriod) -> Report.Reopened:
    """What a correction of the period's report may change now. Hold the grant where it matters."""
    return Report.Reopened.FULL if later_release(period) is None else Report.Reopened.TEXT


def open_corrections_before(period: ReportingPeriod) -> QuerySet[Report]:
    """Corrections under way that state figures of earlier periods of the grant anew."""
    rows = Report.objects.filter(period__grant=period.grant_id, reopened=Report.Reopened.FULL)
    return rows.exclude(state=Report.State.RELEASED).filter(_earlier("period", period)).order_by("pk")


def holding(period: ReportingPeriod) -> Report | None:
    """The released report of the period that holds: its newest version."""
    return Report.objects.released().filter(period=period).order_by("-version").first()


def source_of(former: Report) -> Report:
    """The report that a former version's figures were first stated in: itself, unless it was a correction of texts."""
    return former.figures_from or former


def as_before(report: Report) -> tuple[list[Stated], dict[str, Any]]:
    """What a correction of texts states: figures, rows and what stands beside them, as in the report they are from."""
    source = report.figures_from
    assert source is not None  # correction_has_a_kind
    return [_copy(figure, report) for figure in source.figures.order_by("number")], deepcopy(source.content)


def _copy(figure: ReportFigure, report: Report) -> Stated:
    kept = {
        field.attname: deepcopy(getattr(figure, field.attname))
        for field in ReportFigure._meta.concrete_fields
        if field.name not in OWN
    }
    return Stated(ReportFigure(report=report, **kept), list(_rows(figure)))


def _rows(figure: ReportFigure) -> Iterator[list[Any]]:
    rows = ReportRow.objects.filter(figure=figure).order_by("ordinal").values_list("cells", flat=True)
    yield from rows.iterator(chunk_size=ROWS_AT_ONCE)


def _later(name: str, than: ReportingPeriod) -> Q:
    """Periods after one, in the order in which late sessions are told (funding.late)."""
    return Q(**{f"{name}__starts_on__gt": than.starts_on}) | Q(
        **{f"{name}__starts_on": than.starts_on, f"{name}__gt": than.pk}
    )


def _earlier(name: str, than: ReportingPeriod) -> Q:
    return Q(**{f"{name}__starts_on__lt": than.starts_on}) | Q(
        **{f"{name}__starts_on": than.starts_on, f"{name}__lt": than.pk}
    )
