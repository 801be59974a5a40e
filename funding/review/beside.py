"""What stands on a report's page besides the report: its review, what was said of it, what it corrects."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from funding.models import Report, ReportFigure
from funding.reports import ReportDocument
from funding.review.discussion import discussion_of
from funding.review.forms import ApproveForm, SendBackForm
from funding.review.reopening import later_release
from funding.review.standing import standing_of
from programme.people.models import User


def of_review(
    user: User,
    report: Report,
    document: ReportDocument | None,
    figures: Sequence[ReportFigure],
    *,
    may_edit: bool,
    forms: Mapping[str, Any],
) -> dict[str, Any]:
    """Context for the report's page."""
    parts = {part.key: part.heading for part in document.parts} if document else {}
    found: dict[str, Any] = {
        "discussion": discussion_of(report, user, parts, figures),
        "correction": document.correction if document else None,
    }
    if may_edit:
        found |= {
            "standing": standing_of(report, user, timezone.localdate()),
            "approve": forms.get("approve") or ApproveForm(report=report),
            "send_back": forms.get("send_back") or SendBackForm(),
        }
    if may_edit and report.reopened:
        found |= {
            "later": later_release(report.period) if report.is_texts_only else None,
            "source": report.figures_from,
        }
    return found
