"""Is this a file of ours, and which? By its sum alone: what is sent to be looked up is never kept."""

import hashlib
import io
import re
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from funding.models import Report, ReportFile
from programme.people.models import User

LARGEST = 200_000_000  # bytes
SUM = re.compile(r"[0-9a-f]{64}")


class SumOnly(FileUploadHandler):
    """Reads an upload bit by bit, keeps its sum, and throws the bits away.

    `sha256` is empty until a file came whole.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.sha256, self.is_too_large, self.size = "", False, 0
        self._sum = hashlib.sha256()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """The form sends one file; of several the last counts."""
        super().new_file(*args, **kwargs)
        self.sha256, self.size, self._sum = "", 0, hashlib.sha256()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """One bit. The rest of what is too large is not read."""
        self.size += len(raw_data)
        if self.size > LARGEST:
            self.is_too_large = True
            raise StopUpload(connection_reset=True)
        self._sum.update(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Stands in for the file, without its bytes."""
        self.sha256 = self._sum.hexdigest() if self.size else ""
        name, kind = self.file_name or "", self.content_type or ""
        return InMemoryUploadedFile(io.BytesIO(), self.field_name, name, kind, self.size, None)


@dataclass(frozen=True)
class Found:
    """What may be told of a file. Without `file` it is none of ours, or one that the asker may not know of.

    report: only for who may see it; the others learn that the file is genuine and released. newest: a later released
    version of the same period, only with report.
    """

    file: ReportFile | None = None
    report: Report | None = None
    newest: Report | None = None


def sum_of(typed: str) -> str:
    """The SHA-256 in what somebody pasted: the line of a list, spaced or in capitals too. Empty where there is none."""
    found = SUM.search(typed.lower()) or SUM.search("".join(typed.lower().split()))
    return found.group() if found else ""


def look_up(sha256: str, user: User | None) -> Found:
    """Whose file has this sum. A file of a draft is known only to who may see the draft."""
    rows = ReportFile.objects.filter(sha256=sha256).select_related("report__period__grant__programme")
    seen = rows.visible_to(user).order_by("-report__version").first() if user else None
    if seen is None:
        return Found(rows.released().first())
    report = seen.report
    later = report.period.reports.visible_to(user).released().filter(version__gt=report.version)  # type: ignore[arg-type]
    return Found(seen, report, later.order_by("-version").first())
