"""The verbs on reports: make, build, write, review, waive, release (DESIGN mechanism 5)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.files import StoredFile
from funding.models import Grant, Report, ReportFigure, ReportingPeriod, ReportRow, ReportSignal, ReportText
from funding.red_signals import Found, save_signals, standing
from funding.reports import TEMPLATE_VERSION, title_of
from funding.stating import Stated
from programme.jobs.actions import enqueue
from programme.jobs.models import Job
from programme.people import audit
from programme.people.models import User

BUILD, RELEASE = "report", "release"  # keys of settings.JOB_KINDS
ROWS_AT_ONCE = 2000


class NotReady(Exception):
    """The act does not fit the report as it is now; says why in words."""


def _locked(by: User, report: Report) -> Report:
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
    row.save(update_fields=["state"])
    audit.record(verb, row, by=by, changes={"state": [start, to]})
    return row


@transaction.atomic
def make_report(*, by: User, period: ReportingPeriod) -> Report:
    """The period's open report, or a new draft: version 1, or after a release the next version, a correction.

    Raises NotReady for a period that is skipped.
    """
    locked = ReportingPeriod.objects.select_for_update().get(pk=period.pk)
    if not ReportingPeriod.objects.changeable_by(by).filter(pk=period.pk).exists():
        raise PermissionDenied
    _must_be_asked_for(locked.pk)
    open_one = locked.reports.exclude(state=Report.State.RELEASED).first()
    if open_one is not None:
        return open_one
    last = locked.reports.aggregate(last=Max("version"))["last"] or 0
    former = locked.reports.filter(version=last).first()
    report = Report.objects.create(
        period=locked,
        version=last + 1,
        made_by=by,
    )
    if former is not None:
        ReportText.objects.bulk_create(
            ReportText(report=report, key=one.key, text=one.text) for one in former.texts.all()
        )
    audit.record("report-made", report, by=by, changes={"version": [None, report.version]})
    return report


def running_job(report: Report) -> Job | None:
    """The job that builds or releases the report at this moment, whoever asked for it."""
    going = Job.objects.filter(kind__in=[BUILD, RELEASE], state__in=[Job.State.QUEUED, Job.State.RUNNING])
    return going.filter(arguments__report=report.pk).first()


@transaction.atomic
def build(*, by: User, report: Report) -> Job:
    """Ask for the draft to be built; fifty clicks are one job. Raises NotReady for what is no draft."""
    row = _locked(by, report)
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
    files: tuple[StoredFile, StoredFile],
    pages: int,
) -> list[str]:
    """Replace what the draft holds by what was stated and rendered. Returns the names of files no longer needed.

    `texts` are those that the files were rendered with. A report that was sent on or written meanwhile is left as it
    is: the new files are then the ones no longer needed.
    """
    row = _locked(by, report)
    if row.state != Report.State.DRAFT or texts_of(row) != texts:
        return [file.name for file in files]
    former = [row.pdf, row.xlsx]
    row.figures.all().delete()
    for one in stated:
        one.figure.pk = None
        one.figure.report = row
        one.figure.save(force_insert=True)
        rows = (ReportRow(figure=one.figure, ordinal=n, cells=cells) for n, cells in enumerate(one.rows, start=1))
        ReportRow.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    save_signals(row, signals)
    row.content, row.built_at = report.content, report.built_at
    _take(row, files, pages)
    row.save()
    audit.record("report-built", row, by=by, changes={"figures": [None, len(stated)]})
    return former


def _take(row: Report, files: tuple[StoredFile, StoredFile], pages: int) -> None:
    pdf, xlsx = files
    row.pdf, row.pdf_sha256, row.pdf_bytes, row.pdf_pages = pdf.name, pdf.sha256, pdf.size, pages
    row.xlsx, row.xlsx_sha256, row.xlsx_bytes = xlsx.name, xlsx.sha256, xlsx.size
    row.template_version = TEMPLATE_VERSION


def texts_of(report: Report) -> dict[str, str]:
    """What the programme office wrote in a report, by the key of the part."""
    return {one.key: one.text for one in report.texts.all()}


@transaction.atomic
def write_texts(*, by: User, report: Report, texts: Mapping[str, str]) -> Report:
    """Set texts of a draft by the keys of their parts; an empty one is taken away.

    The draft must be built again, since they stand in its PDF. Raises NotReady for what is no draft.
    """
    row = _locked(by, report)
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
    """The draft is complete and may be read before it is released. Raises NotReady when it was not built."""
    row = _locked(by, report)
    if row.built_at is None or running_job(row) is not None:
        raise NotReady(_("Build the report first."))
    return _move(row, by=by, verb="report-sent-to-review", start=Report.State.DRAFT, to=Report.State.IN_REVIEW)


@transaction.atomic
def back_to_draft(*, by: User, report: Report) -> Report:
    """The review found something: the report may be built and written again."""
    row = _locked(by, report)
    if running_job(row) is not None:
        raise NotReady(_("The report is being released."))
    return _move(row, by=by, verb="report-back-to-draft", start=Report.State.IN_REVIEW, to=Report.State.DRAFT)


@transaction.atomic
def waive_signal(*, by: User, signal: ReportSignal, reason: str) -> ReportSignal:
    """Let a red signal stand, with a reason that stays. Raises NotReady once the report is released."""
    row = _locked(by, signal.report)
    if row.state == Report.State.RELEASED:
        raise NotReady(_("A released report never changes."))
    signal = ReportSignal.objects.select_for_update().get(pk=signal.pk)
    if signal.waived_at is None:
        signal.waived_by, signal.waived_at, signal.waived_because = by, timezone.now(), reason
        signal.save(update_fields=["waived_by", "waived_at", "waived_because"])
        audit.record("signal-waived", row, by=by, changes={signal.code: [signal.what, reason]})
    return signal


@transaction.atomic
def release(*, by: User, report: Report) -> Job:
    """Ask for the release. Raises NotReady while the report is not in review or a red signal stands."""
    row = _locked(by, report)
    _check_ready(row, timezone.now())
    title = _("Release: %(title)s") % {"title": title_of(row)}
    return running_job(row) or enqueue(by=by, kind=RELEASE, title=title, arguments={"report": row.pk})


def _check_ready(row: Report, now: datetime) -> None:
    if row.state != Report.State.IN_REVIEW:
        raise NotReady(_("Only a report in review can be released."))
    _must_be_asked_for(row.period_id)
    in_the_way = standing(row, now)
    if in_the_way:
        raise NotReady(" ".join(in_the_way))


@transaction.atomic
def mark_released(
    *,
    by: User,
    report: Report,
    built_at: datetime | None,
    files: tuple[StoredFile, StoredFile],
    pages: int,
    now: datetime,
) -> list[str]:
    """Freeze the report with its final files, rendered from what was built at `built_at`.

    Returns the names of files no longer needed. Whoever comes second changes nothing. Raises NotReady.
    """
    row = _locked(by, report)
    if row.state == Report.State.RELEASED:
        return [file.name for file in files]
    # One release of a grant at a time: two reports that tell of the same late sessions must see each other.
    Grant.objects.select_for_update().get(pk=row.period.grant_id)
    _check_ready(row, now)
    if row.built_at != built_at:
        raise NotReady(_("The report was built again meanwhile."))
    former = [row.pdf, row.xlsx]
    _take(row, files, pages)
    row.state, row.released_by, row.released_at = Report.State.RELEASED, by, now
    row.save()
    changes = {"state": [Report.State.IN_REVIEW, row.state], "sha256": [None, row.pdf_sha256]}
    audit.record("report-released", row, by=by, changes=changes)
    return former


@transaction.atomic
def note_download(*, by: User, report: Report, ending: str) -> Report:
    """Write down who took which file (TRUST.md, first clarification)."""
    if not Report.objects.visible_to(by).filter(pk=report.pk).exists():
        raise PermissionDenied
    digest = report.pdf_sha256 if ending == "pdf" else report.xlsx_sha256
    audit.record("downloaded", report, by=by, changes={ending: [None, digest]})
    return report


def figure_of(report: Report, number: int) -> ReportFigure | None:
    """A report's figure by the number that stands in its PDF."""
    return report.figures.filter(number=number).first()
