"""Verbs on the files of reports: keeping a dossier, asking for one, and noting that a file was looked up."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from funding.files import StoredFile
from funding.models import Report, ReportFile
from funding.reports import title_of
from programme.jobs.actions import enqueue
from programme.jobs.models import Job
from programme.people import audit
from programme.people.models import User

DOSSIER = "dossier"  # a key of settings.JOB_KINDS


@transaction.atomic
def keep_dossier(*, by: User, report: Report, file: StoredFile) -> list[str]:
    """Give a released report its dossier, once. Returns the names of files no longer needed.

    Raises PermissionDenied, also for a report that is not released.
    """
    row = Report.objects.select_for_update().filter(pk=report.pk, state=Report.State.RELEASED).first()
    if row is None or not Report.objects.changeable_by(by).filter(pk=report.pk).exists():
        raise PermissionDenied
    if row.files.filter(kind=file.kind).exists():
        return [file.name]
    ReportFile.objects.create(report=row, kind=file.kind, name=file.name, sha256=file.sha256, size=file.size)
    audit.record("dossier-kept", row, by=by, changes={file.kind: [None, file.sha256]})
    return []


@transaction.atomic
def ask_for_dossier(*, by: User, report: Report) -> Job | None:
    """The job that keeps the dossier of a released report; None when it has one. Raises PermissionDenied."""
    row = Report.objects.select_for_update().filter(pk=report.pk, state=Report.State.RELEASED).first()
    if row is None or not Report.objects.changeable_by(by).filter(pk=report.pk).exists():
        raise PermissionDenied
    if row.files.filter(kind=ReportFile.Kind.ZIP).exists():
        return None
    going = Job.objects.filter(
        kind=DOSSIER, state__in=[Job.State.QUEUED, Job.State.RUNNING], arguments__report=row.pk
    ).first()
    title = _("Dossier: %(title)s") % {"title": title_of(row)}
    return going or enqueue(by=by, kind=DOSSIER, title=title, arguments={"report": row.pk})


@transaction.atomic
def note_verified(*, by: User | None, file: ReportFile) -> Report:
    """Write down that somebody holds a file of ours and asked whether it is. by: None for who is not logged in."""
    audit.record("file-verified", file.report, by=by, changes={file.kind: [None, file.sha256]})
    return file.report


@transaction.atomic
def note_unknown(*, by: User, sha256: str) -> User:
    """Write down that a person asked about a file that is none of ours."""
    audit.record("unknown-file-verified", by, by=by, changes={"sha256": [None, sha256]})
    return by
