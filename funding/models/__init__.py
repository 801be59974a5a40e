from funding.models.aid import AidAward
from funding.models.grant import Allocation, CoFinancing, Grant, ReportingPeriod, Target
from funding.models.report import Report, ReportFigure, ReportRow, ReportSignal

__all__ = [
    "AidAward",
    "Allocation",
    "CoFinancing",
    "Grant",
    "Report",
    "ReportFigure",
    "ReportRow",
    "ReportSignal",
    "ReportingPeriod",
    "Target",
]
