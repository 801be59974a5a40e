"""Approving a report that somebody else made, and sending it back to her."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.actions import NotReady, lock_report, running_job
from funding.let_stand import in_the_way
from funding.models import Report
from funding.review.people import authors
from funding.review.restricting import drop_approval
from programme.people import audit
from programme.people.models import User


@transaction.atomic
def approve(*, by: User, report: Report, seen: str, note: str = "") -> Report:
    """Say of a report in review that it may be released as it is now. Pressed again by the same person, it stands.

    `seen` is the report's built_sha256 as it was read. Raises NotReady for who had a hand in it, for what is not in
    review, was built again since, or was approved by somebody else, and while a red signal is not waived.
    """
    row = lock_report(by, report)
    if row.state != Report.State.IN_REVIEW:
        raise NotReady(_("Only a report in review can be approved. Load the page again."))
    if row.approved_by is not None:
        if row.approved_by == by:
            return row
        raise NotReady(_("%(who)s has already approved the report.") % {"who": row.approved_by.name})
    did = authors(row).get(by.pk, [])
    if did:
        raise NotReady(_("You %(did)s, so somebody else has to approve it.") % {"did": ", ".join(did)})
    if row.built_at is None or row.built_sha256 != seen:
        raise NotReady(_("The report was built again since you opened it. Read it as it is now, then approve it."))
    if in_the_way(row, today=timezone.localdate()):
        raise NotReady(_("A red signal stands: whoever made the report mends it, or waives it with a reason."))
    row.approved_by, row.approved_at, row.approved_note = by, timezone.now(), note
    row.approved_sha256 = row.built_sha256
    row.save(update_fields=["approved_by", "approved_at", "approved_note", "approved_sha256"])
    changes = {"approved_by": [None, by], "note": [None, note], "sha256": [None, row.approved_sha256]}
    audit.record("report-approved", row, by=by, changes=changes)
    return row


@transaction.atomic
def send_back(*, by: User, report: Report, because: str) -> Report:
    """Give a report in review back to its author, who reads why. An approval is gone with it. Raises NotReady."""
    row = lock_report(by, report)
    if row.state != Report.State.IN_REVIEW:
        raise NotReady(_("Only a report in review can be sent back. Load the page again."))
    if running_job(row) is not None:
        raise NotReady(_("The report is being released."))
    if not because:
        raise NotReady(_("Say what has to be changed."))
    row.state = Report.State.DRAFT
    row.sent_back_by, row.sent_back_at, row.sent_back_because = by, timezone.now(), because
    changes = drop_approval(row) | {
        "state": [Report.State.IN_REVIEW.value, row.state.value],
        "because": [None, because],
    }
    row.save()
    audit.record("report-sent-back", row, by=by, changes=changes)
    return row
