"""Rendered sections and fonts, kept between papers under the hash of all that they were made from.

A folder on this machine's disk. Losing it, or a part of it, costs time and nothing else. An entry begins with its own
SHA-256, so that a cut or changed one is thrown away and never used. The folder is bounded by size and age; the sweep,
with which each paper begins, also clears what killed renderers left.
"""

import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings

LEFT_AFTER = 3600  # seconds after which a temporary file of another machine's process is taken to be left over
MARK = 64  # letters of the SHA-256 that an entry begins with


class Kept:
    """The folder: entries by key, and working folders of the papers that are being made."""

    def __init__(self, folder: Path | None = None, *, limit: int | None = None, days: float | None = None) -> None:
        """limit in bytes, days since an entry was last used; both have a setting."""
        self.folder = folder or Path(settings.PAPER_KEPT_DIR)
        self.limit = settings.PAPER_KEPT_BYTES if limit is None else limit
        self.days = settings.PAPER_KEPT_DAYS if days is None else days

    def _path(self, key: str) -> Path:
        return self.folder / "kept" / key[:2] / key

    def get(self, key: str, *, now: float | None = None) -> bytes | None:
        """What was kept under the key, or None. Something cut or changed is removed."""
        path = self._path(key)
        try:
            content = path.read_bytes()
        except OSError:
            return None
        mark, body = content[:MARK], content[MARK:]
        if hashlib.sha256(body).hexdigest().encode() != mark:
            path.unlink(missing_ok=True)
            return None
        now = time.time() if now is None else now
        with suppress(OSError):  # another process swept it meanwhile; what was read is whole
            os.utime(path, (now, now))
        return body

    def put(self, key: str, body: bytes) -> None:
        """Keep it: under a temporary name first, so that nobody reads half of it. A full disk keeps nothing."""
        path = self._path(key)
        temporary = self.folder / "new" / f"{os.getpid()}-{secrets.token_hex(8)}"
        try:
            for folder in (path.parent, temporary.parent):
                folder.mkdir(parents=True, exist_ok=True)
            with temporary.open("xb") as file:
                file.write(hashlib.sha256(body).hexdigest().encode() + body)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except OSError:
            temporary.unlink(missing_ok=True)

    def working_folder(self) -> Path:
        """A new folder for one paper's parts, on the same disk."""
        path = self.folder / "work" / f"{os.getpid()}-{secrets.token_hex(8)}"
        path.mkdir(parents=True)
        return path

    def sweep(self, *, now: float | None = None) -> int:
        """Remove what is old, then what was used longest ago until the rest fits; and what the killed left behind.

        Returns how many entries went.
        """
        now = time.time() if now is None else now
        for left in [*self._in("new"), *self._in("work")]:
            if _left(left, now):
                shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)
        entries = []
        for path in (self.folder / "kept").glob("*/*"):
            try:
                seen = path.stat()
            except OSError:
                continue
            entries.append((seen.st_mtime, seen.st_size, path))
        entries.sort(key=lambda entry: (-entry[0], entry[2].name))
        removed, total = 0, 0
        for used, size, path in entries:
            total += size
            if now - used > self.days * 86400 or total > self.limit:
                path.unlink(missing_ok=True)
                removed += 1
        return removed

    def _in(self, name: str) -> Iterator[Path]:
        try:
            yield from list((self.folder / name).iterdir())
        except OSError:
            return


def _left(path: Path, now: float) -> bool:
    """Whether the process that wrote it is gone."""
    try:
        old = now - path.stat().st_mtime > LEFT_AFTER
        os.kill(int(path.name.partition("-")[0]), 0)
    except (ProcessLookupError, ValueError):
        return True
    except OSError:
        return False  # gone already, or a process of somebody else
    return old
