"""What a page shows of a report's files."""

from dataclasses import dataclass

from funding.models import Report, ReportFile
from programme.people.models import User


@dataclass(frozen=True)
class DossierState:
    """A released report's dossier for one person: the file, or that she may have it made."""

    file: ReportFile | None
    may_be_made: bool


def dossier_state(user: User, report: Report) -> DossierState:
    """The dossier as far as the person may have it."""
    file = ReportFile.objects.visible_to(user).filter(report=report, kind=ReportFile.Kind.ZIP).first()
    lacks = report.released_at is not None and file is None
    return DossierState(file, lacks and Report.objects.changeable_by(user).filter(pk=report.pk).exists())
