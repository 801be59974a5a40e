"""The verbs on reports: make, build, write, review, waive, release (DESIGN mechanism 5)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.artefacts.keeping import complete, take_files
from funding.files import StoredFile
from funding.grants.actions.rules import lock_period
from funding.indicators.taking_over import take_over_variances
from funding.let_stand import keep_for_good, waive_beside
from funding.models import (
    Grant,
    Report,
    ReportFigure,
    ReportFile,
    ReportingPeriod,
    ReportRow,
    ReportSignal,
    ReportText,
)
from funding.red_signals import Found, is_stale, save_signals, standing
from funding.reports import TEMPLATE_VERSION, title_of
from funding.review.people import authors
from funding.review.reopening import kind_of, source_of
from funding.review.restricting import drop_approval, not_approved, restrict_earlier
from funding.stating import Stated
from programme.jobs.actions import enqueue
from programme.jobs.models import Job
from programme.people import audit
from programme.people.models import User

BUILD, RELEASE = "report", "release"  # keys of settings.JOB_KINDS
ROWS_AT_ONCE = 2000


class NotReady(Exception):
    """The act does not fit the report as it is now; says why in words."""


def lock_report(by: User, report: Report) -> Report:
    """The report as it is now, held until the end of the transaction. Raises PermissionDenied."""
    row = Report.objects.select_for_update().filter(pk=report.pk).first()
    if row is None or not Report.objects.changeable_by(by).filter(pk=report.pk).exists():
        raise PermissionDenied
    return row


def _must_be_asked_for(period: int) -> None:
    """Raises NotReady for a period that is skipped by now."""
    if not ReportingPeriod.objects.asked_for().filter(pk=period).exists():
        raise NotReady(_("The period is skipped: no report is asked for. Take that back first."))


def _move(row: Report, *, by: User, verb: str, start: str, to: str) -> Report:
    if row.state != start:
        raise NotReady(_("The report is not in the state that this needs. Load the page again."))
    row.state = to
    changes = drop_approval(row) | {"state": [start, to]}
    row.save()
    audit.record(verb, row, by=by, changes=changes)
    return row


@transaction.atomic
def make_report(*, by: User, period: ReportingPeriod, because: str = "", kind: str = "") -> Report:
    """The period's open report, or a new draft: version 1, or after a release the next version, a correction.

    because: why it is corrected. kind: what its maker was told that it may change, one of Report.Reopened. Raises
    PermissionDenied, and NotReady for a skipped period, a correction without a reason, or one of another kind by now.
    """
    locked = lock_period(period, by=by)  # and its grant: a release of a later period changes what may be corrected
    _must_be_asked_for(locked.pk)
    open_one = locked.reports.exclude(state=Report.State.RELEASED).first()
    if open_one is not None:
        return open_one
    former = locked.reports.order_by("-version").first()
    report = Report(period=locked, version=former.version + 1 if former else 1, made_by=by)
    if former is not None:
        _correct(report, former, because, kind)
    report.save(force_insert=True)
    if former is not None:
        ReportText.objects.bulk_create(
            ReportText(report=report, key=one.key, text=one.text) for one in former.texts.all()
        )
        take_over_variances(former, report)
    changes = {"version": [None, report.version]} | ({"because": [None, because]} if former else {})
    audit.record("report-made", report, by=by, changes=changes)
    return report


def _correct(report: Report, former: Report, because: str, kind: str) -> None:
    if not because:
        raise NotReady(_("Say why the report is corrected."))
    report.reopened, report.corrected_because = kind_of(former.period), because
    if kind and kind != report.reopened:
        raise NotReady(_("Another report of the grant was released meanwhile. Read what may be changed now."))
    if report.is_texts_only:
        report.figures_from = source_of(former)


def running_job(report: Report) -> Job | None:
    """The job that builds or releases the report at this moment, whoever asked for it."""
    going = Job.objects.filter(kind__in=[BUILD, RELEASE], state__in=[Job.State.QUEUED, Job.State.RUNNING])
    return going.filter(arguments__report=report.pk).first()


@transaction.atomic
def build(*, by: User, report: Report) -> Job:
    """Ask for the draft to be built; fifty clicks are one job. Raises NotReady for what is no draft."""
    row = lock_report(by, report)
    if row.state != Report.State.DRAFT:
        raise NotReady(_("Only a draft can be built. Take the report back to draft first."))
    _must_be_asked_for(row.period_id)
    title = _("Report: %(title)s") % {"title": title_of(row)}
    return running_job(row) or enqueue(by=by, kind=BUILD, title=title, arguments={"report": row.pk})


@transaction.atomic
def put_content(
    *,
    by: User,
    report: Report,
    texts: Mapping[str, str],
    stated: Sequence[Stated],
    signals: Iterable[Found],
    files: Sequence[StoredFile],
    pages: int,
) -> list[str]:
    """Replace what the draft holds by what was stated and rendered. Returns the names of files no longer needed.

    `texts` are what `written_in` gave when the files were rendered. A report that was sent on or written meanwhile is
    left as it is: the new files are then the ones no longer needed.
    """
    row = lock_report(by, report)
    if (row.state, row.reopened) != (Report.State.DRAFT, report.reopened) or written_in(row) != texts:
        return [file.name for file in files]
    row.figures.all().delete()
    for one in stated:
        one.figure.pk = None
        one.figure.report = row
        one.figure.save(force_insert=True)
        rows = (ReportRow(figure=one.figure, ordinal=n, cells=cells) for n, cells in enumerate(one.rows, start=1))
        ReportRow.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    save_signals(row, signals)
    row.content, row.built_at = report.content, report.built_at
    former = take_files(row, files, pages)
    row.template_version = TEMPLATE_VERSION
    row.save()
    audit.record("report-built", row, by=by, changes={"figures": [None, len(stated)]})
    return former


def texts_of(report: Report) -> dict[str, str]:
    """What the programme office wrote in a report, by the key of the part."""
    return {one.key: one.text for one in report.texts.all()}


def written_in(report: Report) -> dict[str, str]:
    """All that was written in a report and stands in its files: texts, and why outcomes lie off their plan."""
    whys = {f"variance {one.target_id}": one.text for one in report.variances.all()}
    return {**texts_of(report), **whys}


@transaction.atomic
def write_texts(*, by: User, report: Report, texts: Mapping[str, str]) -> Report:
    """Set texts of a draft by the keys of their parts; an empty one is taken away.

    The draft must be built again, since they stand in its PDF. Raises NotReady for what is no draft.
    """
    row = lock_report(by, report)
    if row.state != Report.State.DRAFT:
        raise NotReady(_("Only a draft can be changed. Take the report back to draft first."))
    before = texts_of(row)
    changes = {key: [before.get(key, ""), text] for key, text in texts.items() if before.get(key, "") != text}
    for key, (_old, text) in changes.items():
        if text:
            ReportText.objects.update_or_create(report=row, key=key, defaults={"text": text})
        else:
            row.texts.filter(key=key).delete()
    if changes:
        row.built_at = None
        row.save(update_fields=["built_at"])
        audit.record("report-written", row, by=by, changes=changes)
    return row


@transaction.atomic
def send_to_review(*, by: User, report: Report) -> Report:
    """The draft is complete: somebody else is to read and approve it. Raises NotReady when it was not built of late."""
    row = lock_report(by, report)
    if row.built_at is None or running_job(row) is not None:
        raise NotReady(_("Build the report first."))
    if is_stale(row, timezone.now()):
        raise NotReady(_("The figures are older than 24 hours. Build the report again."))
    row.sent_by, row.sent_at = by, timezone.now()
    row.sent_back_by, row.sent_back_at, row.sent_back_because = None, None, ""
    return _move(row, by=by, verb="report-sent-to-review", start=Report.State.DRAFT, to=Report.State.IN_REVIEW)


@transaction.atomic
def back_to_draft(*, by: User, report: Report) -> Report:
    """Its author takes it back, to build and write it again; an approval is gone with it.

    Raises NotReady for who had no hand in it: she sends it back with a reason (funding.review.actions).
    """
    row = lock_report(by, report)
    if by.pk not in authors(row):
        raise NotReady(_("Send it back with a reason: its author has to know what to change."))
    if running_job(row) is not None:
        raise NotReady(_("The report is being released."))
    return _move(row, by=by, verb="report-back-to-draft", start=Report.State.IN_REVIEW, to=Report.State.DRAFT)


@transaction.atomic
def waive_signal(*, by: User, signal: ReportSignal, reason: str) -> ReportSignal:
    """Let a red signal stand, with a reason that stays. Raises NotReady once the report is released."""
    row = lock_report(by, signal.report)
    if row.state == Report.State.RELEASED:
        raise NotReady(_("A released report never changes."))
    signal = ReportSignal.objects.select_for_update().get(pk=signal.pk)
    if signal.waived_at is None:
        signal.waived_by, signal.waived_at, signal.waived_because = by, timezone.now(), reason
        signal.save(update_fields=["waived_by", "waived_at", "waived_because"])
        audit.record("signal-waived", row, by=by, changes={signal.code: [signal.what, reason]})
        waive_beside(signal, by=by)
    return signal


@transaction.atomic
def release(*, by: User, report: Report) -> Job:
    """Ask for the release. Raises NotReady while the report is not in review, not approved, or a red signal stands."""
    row = lock_report(by, report)
    _check_ready(row, timezone.now())
    title = _("Release: %(title)s") % {"title": title_of(row)}
    return running_job(row) or enqueue(by=by, kind=RELEASE, title=title, arguments={"report": row.pk})


def _check_ready(row: Report, now: datetime) -> None:
    if row.state != Report.State.IN_REVIEW:
        if row.is_texts_only and row.built_at is None:
            raise NotReady(_("A later period was reported meanwhile: only texts can be corrected now. Build it again."))
        raise NotReady(_("Only a report in review can be released."))
    _must_be_asked_for(row.period_id)
    in_the_way = [words for words in (not_approved(row), *standing(row, now)) if words]
    if in_the_way:
        raise NotReady(" ".join(in_the_way))


@transaction.atomic
def mark_released(
    *,
    by: User,
    report: Report,
    built_at: datetime | None,
    files: Sequence[StoredFile],
    pages: int,
    now: datetime,
) -> list[str]:
    """Freeze the report with its final files, rendered from what was built at `built_at` and approved as in `report`.

    Returns the names of files no longer needed. Whoever comes second changes nothing. Raises NotReady.
    """
    # One release of a grant at a time: two reports that tell of the same late sessions must see each other, and so must
    # a correction and the report of a later period. Held before the report, as whoever makes a report does.
    Grant.objects.select_for_update().get(pk=report.period.grant_id)
    row = lock_report(by, report)
    if row.state == Report.State.RELEASED:
        return [file.name for file in files]
    _check_ready(row, now)
    if (row.built_at, row.approved_at) != (built_at, report.approved_at):
        raise NotReady(_("The report was built again meanwhile."))
    keep_for_good(row, today=timezone.localdate(now))
    complete(files)
    former = take_files(row, files, pages)
    row.template_version = TEMPLATE_VERSION
    row.state, row.released_by, row.released_at = Report.State.RELEASED, by, now
    row.save()
    changes = {"state": [Report.State.IN_REVIEW, row.state], **{file.kind: [None, file.sha256] for file in files}}
    audit.record("report-released", row, by=by, changes=changes)
    return former + restrict_earlier(row.period, by=by)


@transaction.atomic
def note_download(*, by: User, report: Report, ending: str) -> Report:
    """Write down who took which file (TRUST.md, first clarification)."""
    file = ReportFile.objects.visible_to(by).filter(report=report, kind=ending).first()
    if file is None:
        raise PermissionDenied
    audit.record("downloaded", report, by=by, changes={ending: [None, file.sha256]})
    return report


def figure_of(report: Report, number: int) -> ReportFigure | None:
    """A report's figure by the number that stands in its PDF."""
    return report.figures.filter(number=number).first()
