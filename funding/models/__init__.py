from funding.models.aid import AidAward
from funding.models.allocation import Allocation
from funding.models.grant import Grant, Target
from funding.models.money import BudgetLine, CoFinancing, GrantDecision
from funding.models.period import ReportingPeriod
from funding.models.report import Report, ReportFigure, ReportRow, ReportSignal
from funding.models.template import ReportTemplate, TemplatePart
from funding.models.text import ReportText

__all__ = [
    "AidAward",
    "Allocation",
    "BudgetLine",
    "CoFinancing",
    "Grant",
    "GrantDecision",
    "Report",
    "ReportFigure",
    "ReportRow",
    "ReportSignal",
    "ReportTemplate",
    "ReportText",
    "ReportingPeriod",
    "Target",
    "TemplatePart",
]
