from funding.models.aid import AidAward
from funding.models.allocation import Allocation
from funding.models.comment import ReportComment
from funding.models.cost import Cost
from funding.models.file import ReportFile
from funding.models.grant import Grant
from funding.models.money import BudgetLine, Certificate, CoFinancing, GrantDecision
from funding.models.period import ReportingPeriod
from funding.models.question import ReportMessage, ReportQuestion
from funding.models.rate import Rate
from funding.models.regional import RegionalText
from funding.models.report import Report, ReportFigure, ReportRow, ReportSignal
from funding.models.seen import SeenNews
from funding.models.story import ReportStory, Story
from funding.models.target import Target
from funding.models.template import ReportTemplate, TemplatePart
from funding.models.text import ReportText
from funding.models.variance import VarianceComment

__all__ = [
    "AidAward",
    "Allocation",
    "BudgetLine",
    "Certificate",
    "CoFinancing",
    "Cost",
    "Grant",
    "GrantDecision",
    "RegionalText",
    "Rate",
    "Report",
    "ReportComment",
    "ReportFigure",
    "ReportMessage",
    "ReportQuestion",
    "ReportFile",
    "ReportRow",
    "ReportSignal",
    "ReportStory",
    "ReportTemplate",
    "ReportText",
    "ReportingPeriod",
    "Story",
    "SeenNews",
    "Target",
    "TemplatePart",
    "VarianceComment",
]
