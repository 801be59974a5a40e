"""Which files a report has: the rows that name them are changed here alone, within the transaction of an action."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from funding.models import ReportFile
from funding.models.file import NEEDED

if TYPE_CHECKING:
    from funding.files import StoredFile
    from funding.models import Report


def take_files(report: "Report", files: "Sequence[StoredFile]", pages: int) -> list[str]:
    """Give the report these files instead of those that it had. Returns the names of files no longer needed.

    pages: of the PDF. Call it with the report locked.
    """
    former = let_go(report)
    ReportFile.objects.bulk_create(
        ReportFile(
            report=report,
            kind=file.kind,
            name=file.name,
            sha256=file.sha256,
            size=file.size,
            pages=pages if file.kind == ReportFile.Kind.PDF else 0,
        )
        for file in files
    )
    return former


def let_go(report: "Report") -> list[str]:
    """Take a report's files from it; returns their names. Raises ValueError for a released report: its files stay."""
    if report.released_at is not None:
        raise ValueError("the files of a released report never change")
    former = list(report.files.values_list("name", flat=True))
    report.files.all().delete()
    return former


def complete(files: "Sequence[StoredFile]") -> None:
    """Raises ValueError when a file lacks that no report is released without."""
    lacking = NEEDED - {file.kind for file in files}
    if lacking:
        raise ValueError(f"no report is released without {sorted(lacking)}")
