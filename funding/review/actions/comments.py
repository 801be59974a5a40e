"""Comments on a report in the making: written, answered, settled, opened again. A release ends the talk."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.actions import NotReady, lock_report
from funding.models import Report, ReportComment
from funding.review.discussion import Place, name_of
from programme.people import audit
from programme.people.models import User
from programme.people.once import once


@transaction.atomic
def comment(*, by: User, report: Report, place: Place, text: str, key: UUID | None = None) -> ReportComment:
    """Remark on a report, on one of its parts or of its figures.

    Raises PermissionDenied, and NotReady once it is released or where it has no such part or figure.
    """
    row = _in_the_making(by, report)

    def act() -> ReportComment:
        about = name_of(row, place)
        if about is None:
            raise NotReady(_("The report has no such part any more. Comment on the whole report."))
        said = ReportComment.objects.create(
            report=row,
            part=place.part,
            figure=place.figure,
            about=about[:200],
            text=text,
            written_by=by,
            written_at=timezone.now(),
        )
        audit.record("report-commented", row, by=by, changes={"about": [None, about]} if about else None)
        return said

    return once(key, "report-comment", ReportComment, by=by, act=act)[0]


@transaction.atomic
def answer(*, by: User, comment: ReportComment, text: str, key: UUID | None = None) -> ReportComment:
    """Answer a comment; an answer to an answer stands under the same comment. Raises PermissionDenied and NotReady."""
    row = _in_the_making(by, comment.report)

    def act() -> ReportComment:
        said = ReportComment.objects.create(
            report=row,
            answers_id=comment.answers_id or comment.pk,
            text=text,
            written_by=by,
            written_at=timezone.now(),
        )
        audit.record("report-comment-answered", row, by=by)
        return said

    return once(key, "report-comment-answer", ReportComment, by=by, act=act)[0]


@transaction.atomic
def settle(*, by: User, comment: ReportComment) -> ReportComment:
    """Nothing more is to be done about it. One that is settled stays as it is. Raises PermissionDenied and NotReady."""
    row = _in_the_making(by, comment.report)
    said = _own(comment)
    if said.settled_at is None:
        said.settled_by, said.settled_at = by, timezone.now()
        said.save(update_fields=["settled_by", "settled_at"])
        audit.record("report-comment-settled", row, by=by)
    return said


@transaction.atomic
def reopen(*, by: User, comment: ReportComment) -> ReportComment:
    """It is not settled after all. Raises PermissionDenied and NotReady."""
    row = _in_the_making(by, comment.report)
    said = _own(comment)
    if said.settled_at is not None:
        said.settled_by = said.settled_at = None
        said.save(update_fields=["settled_by", "settled_at"])
        audit.record("report-comment-reopened", row, by=by)
    return said


def _in_the_making(by: User, report: Report) -> Report:
    row = lock_report(by, report)
    if row.state == Report.State.RELEASED:
        raise NotReady(_("The report is released: what was said about it stands still."))
    return row


def _own(comment: ReportComment) -> ReportComment:
    """The comment as it is now. An answer is settled with the comment that it answers."""
    return ReportComment.objects.select_for_update().get(pk=comment.answers_id or comment.pk)
