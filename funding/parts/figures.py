"""Parts that show the report's own figures: summary, charts, participants, and the list of all with their rows."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from funding.parts.kinds import FrozenPart, PartKind

if TYPE_CHECKING:
    from funding.reports import ReportDocument


def _always(document: "ReportDocument", part: FrozenPart) -> Any:
    return True


def _participants(document: "ReportDocument", part: FrozenPart) -> Any:
    return document.participants or None


def _late(document: "ReportDocument", part: FrozenPart) -> Any:
    return document.late


SUMMARY = PartKind(
    "summary",
    _("Summary"),
    _("The first figures in a sentence and as large numbers, and how they are counted."),
    _always,
)
CHARTS = PartKind("charts", _("Charts"), _("Companies by region and stage, sessions and hours by month."), _always)
PARTICIPANTS = PartKind(
    "participants",
    _("Participants"),
    _("Companies with organisation number. Only where the grant asks for a participant list."),
    _participants,
)
LATE = PartKind("late", _("Late and corrected"), _("What came late of periods that were reported before."), _late)
ROWS = PartKind("rows", _("All figures"), _("Every figure with its number, its rows and how it is counted."), _always)
