"""What a killed worker leaves behind: stored files that no row names, and half-written workbooks."""

import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.core.files.storage import default_storage

from funding.models import ReportFile
from programme.common.xlsx import MAKING

OLD = timedelta(days=1)  # younger ones may be named by a row in a moment
FOLDER = "reports"


def _stored(folder: str) -> Iterator[str]:
    """Names of everything that is stored there."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for inner in folders:
        yield from _stored(f"{folder}/{inner}")
    for name in files:
        yield f"{folder}/{name}"


def sweep_files(*, now: datetime) -> int:
    """Remove stored files of reports that no row names and that are older than a day. Returns how many."""
    removed = 0
    for name in _stored(FOLDER):
        if default_storage.get_modified_time(name) < now - OLD and not ReportFile.objects.filter(name=name).exists():
            default_storage.delete(name)
            removed += 1
    return removed


def sweep_half_made(*, now: datetime) -> int:
    """Remove this machine's folders of workbooks that were being written more than a day ago. Returns how many."""
    removed = 0
    for folder in Path(tempfile.gettempdir()).glob(f"{MAKING}*"):
        try:
            if datetime.fromtimestamp(folder.stat().st_mtime, UTC) >= now - OLD:
                continue
        except FileNotFoundError:  # it is ready by now
            continue
        shutil.rmtree(folder, ignore_errors=True)
        removed += 1
    return removed
