"""The verbs of the funder's portal: ask, write, close, and mark news as read."""

from collections.abc import Collection
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from funding.models import Report, ReportFigure, ReportMessage, ReportQuestion, SeenNews
from funding.portal.visibility import askable_reports, side_of
from programme.people import audit
from programme.people.models import User
from programme.people.once import once

Side = ReportMessage.Side


class WrittenMeanwhile(Exception):
    """Somebody wrote in the thread after the page was opened on which it was to be closed."""


class StillWaits(Exception):
    """The office owes an answer, so it may not close the question."""


@transaction.atomic
def ask_question(
    *, by: User, report: Report, text: str, figure: ReportFigure | None = None, key: UUID | None = None
) -> ReportQuestion:
    """Open a thread about a released report, or about one of its figures.

    Raises PermissionDenied to whoever does not represent the grant's funder.
    """
    if not askable_reports(by).filter(pk=report.pk).exists():
        raise PermissionDenied
    if figure is not None and figure.report_id != report.pk:
        raise ValueError(f"figure {figure.pk} is not of report {report.pk}")

    def act() -> ReportQuestion:
        now = timezone.now()
        question = ReportQuestion.objects.create(
            report=report, figure=figure, asked_by=by, asked_at=now, waits_since_at=now
        )
        question.messages.create(side=Side.FUNDER, text=text, written_by=by, written_at=now)
        number = figure.number if figure else None
        _record("question-asked", question, by=by, changes={"figure": [None, number]})
        return question

    return once(key, "question-ask", ReportQuestion, by=by, act=act)[0]


@transaction.atomic
def write_message(
    *, by: User, question: ReportQuestion, text: str, close: bool = False, key: UUID | None = None
) -> ReportMessage:
    """Say something in a thread; a closed one is open again. What the funder writes waits for an answer of the office.

    close: the funder wants no answer, and closes the thread with it. Raises PermissionDenied.
    """
    row = _locked(by, question)

    def act() -> ReportMessage:
        now, side = timezone.now(), side_of(by, row.report)
        message = row.messages.create(side=side, text=text, written_by=by, written_at=now)
        was_closed = row.closed_at is not None
        row.closed_at, row.closed_by = None, None
        row.waits_since_at = None if side == Side.OFFICE else row.waits_since_at or now
        verb = "question-answered" if side == Side.OFFICE else "question-written"
        _record(verb, row, by=by, changes={"closed": [True, False]} if was_closed else None)
        if close and side == Side.FUNDER:
            _close(row, by)
        row.save(update_fields=["waits_since_at", "closed_at", "closed_by"])
        return message

    return once(key, "question-write", ReportMessage, by=by, act=act)[0]


@transaction.atomic
def close_question(*, by: User, question: ReportQuestion, last: int) -> ReportQuestion:
    """Close a thread. last: the id of the last message that the person has read.

    Raises WrittenMeanwhile when there is a newer one, StillWaits when the office owes an answer and would close it.
    """
    row = _locked(by, question)
    if row.closed_at is not None:
        return row
    if row.messages.filter(pk__gt=last).exists():
        raise WrittenMeanwhile
    if row.waits_since_at is not None and side_of(by, row.report) == Side.OFFICE:
        raise StillWaits
    _close(row, by)
    row.save(update_fields=["waits_since_at", "closed_at", "closed_by"])
    return row


@transaction.atomic
def mark_seen(*, by: User, keys: Collection[str]) -> int:
    """Mark news as read by their keys (portal/since.py, which says which keys there are). Returns how many were new.

    No event: what somebody has read is nobody else's business, and changes nothing that anybody else sees.
    """
    known = set(SeenNews.objects.filter(person=by, key__in=keys).values_list("key", flat=True))
    fresh = [key for key in dict.fromkeys(keys) if key not in known]
    SeenNews.objects.bulk_create([SeenNews(person=by, key=key) for key in fresh], ignore_conflicts=True)
    return len(fresh)


def _locked(by: User, question: ReportQuestion) -> ReportQuestion:
    """The thread as it is now, held until the end of the transaction. Raises PermissionDenied."""
    row = ReportQuestion.objects.select_for_update().filter(pk=question.pk).first()
    if row is None or not ReportQuestion.objects.changeable_by(by).filter(pk=question.pk).exists():
        raise PermissionDenied
    return row


def _close(row: ReportQuestion, by: User) -> None:
    row.waits_since_at, row.closed_at, row.closed_by = None, timezone.now(), by
    _record("question-closed", row, by=by)


def _record(verb: str, row: ReportQuestion, *, by: User, changes: dict[str, list[object]] | None = None) -> None:
    """That something was said; what it says stands in the thread."""
    audit.record(verb, row, by=by, changes=changes, label=str(row.report))
