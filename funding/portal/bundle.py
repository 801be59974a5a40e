"""All released files of a period in one ZIP: the same files, the same bytes."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.text import slugify

from funding import files
from funding.models import Report, ReportingPeriod

ENDINGS = ("pdf", "xlsx", "json")
BEGINNING = (1980, 1, 1, 0, 0, 0)  # the oldest day that a ZIP knows: the same bytes whenever it is made


class Damaged(Exception):
    """A stored file is missing or is not the one that was stored."""

    def __init__(self, report: Report) -> None:
        super().__init__(f"report {report.pk}")
        self.report = report


@dataclass(frozen=True)
class Piece:
    """One file of a report: which, by its ending, and its name in the ZIP."""

    report: Report
    ending: str
    name: str
    content: bytes


def pieces_of(reports: Iterable[Report]) -> Iterator[Piece]:
    """The files of released reports, each checked against its sum. Raises Damaged."""
    for report in reports:
        for ending in ENDINGS:
            file = report.kept.get(ending)
            content = files.read(file.name, file.sha256) if file else None
            if content is None:
                raise Damaged(report)
            yield Piece(report, ending, files.download_name(report, ending), content)


def bundle(pieces: Iterable[Piece]) -> bytes:
    """The pieces as a ZIP. Not packed any further: they are packed already."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for piece in pieces:
            archive.writestr(zipfile.ZipInfo(piece.name, BEGINNING), piece.content)
    return packed.getvalue()


def bundle_name(period: ReportingPeriod) -> str:
    """What the ZIP is called on the reader's disk."""
    words = f"{period.grant.programme.name_sv} {period.grant.case_number} {period.starts_on} {period.ends_on}"
    return f"{slugify(words)}.zip"
