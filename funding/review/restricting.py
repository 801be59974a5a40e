"""What the release of a later period does to corrections that are under way."""

from django.utils.translation import gettext as _

from funding.artefacts.keeping import let_go
from funding.models import Report, ReportingPeriod
from funding.review.reopening import holding, open_corrections_before, source_of
from programme.people import audit
from programme.people.models import User


def restrict_earlier(period: ReportingPeriod, *, by: User) -> list[str]:
    """Corrections of earlier periods that state figures anew may from now on change texts only.

    They go back to draft without what was counted, and take the former version's figures when they are built again.
    A release is not refused for their sake: a funder's day does not wait for a correction that somebody left open, and
    what such a correction would have counted is told by the later reports as late. Called within the release, which
    holds the grant. Returns the names of files no longer needed.
    """
    unneeded = []
    for one in open_corrections_before(period).select_related("period").select_for_update(of=("self",)):
        former = holding(one.period)
        assert former is not None  # what is corrected was released
        unneeded += let_go(one)
        changes = {
            "reopened": [one.reopened, Report.Reopened.TEXT.value],
            "state": [one.state, Report.State.DRAFT.value],
        }
        one.figures.all().delete()
        one.signals.all().delete()
        one.reopened, one.figures_from = Report.Reopened.TEXT, source_of(former)
        one.state, one.content, one.built_at = Report.State.DRAFT, {}, None
        drop_approval(one)
        one.save()
        audit.record("report-restricted", one, by=by, changes=changes)
    return unneeded


def drop_approval(row: Report) -> dict[str, list[object]]:
    """Take the approval away from a report that is not saved yet. Returns what changes, for the trail."""
    if row.approved_by is None:
        return {}
    changes: dict[str, list[object]] = {"approved_by": [row.approved_by, None]}
    row.approved_by = row.approved_at = None
    row.approved_note = row.approved_sha256 = ""
    return changes


def not_approved(row: Report) -> str:
    """In words, why the report may not be released for want of an approval; empty when it may."""
    if row.approved_by is None:
        return _("Somebody else than its author has to approve the report first.")
    if row.approved_sha256 != row.built_sha256:
        return _("The report is not the one that was approved. Take it back to draft, and send it to review again.")
    return ""
