"""Opens a register file, zipped or not, and hands its bytes on in whole lines. A bomb is refused, not unpacked."""

import re
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

CHUNK = 1 << 16  # bytes; what is made of it fits into the processor's cache
LONGEST_LINE = 1 << 16
LARGEST = 4 << 30  # unpacked; the register has about half a gigabyte
HIGHEST_RATIO = 100
MOST_MEMBERS = 10
_DAY_IN_NAME = re.compile(r"(?<!\d)(20\d\d)-?(\d\d)-?(\d\d)(?!\d)")


class BadFile(ValueError):
    """The file cannot be the register; says why and what to do."""


@dataclass(frozen=True)
class Source:
    """An opened register file: its name, its day, its unpacked size, and its bytes."""

    name: str
    day: date
    size: int
    stream: BinaryIO


def day_of(name: str, otherwise: date) -> date:
    """The day in a file's name, `scb_20261120.txt` or `register-2026-11-20.zip`; else the other one."""
    match = _DAY_IN_NAME.search(name)
    try:
        return date(*map(int, match.groups())) if match else otherwise
    except ValueError:
        return otherwise


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """The register in a zip with one text file, or the text file itself. Raises BadFile, OSError."""
    changed = datetime.fromtimestamp(path.stat().st_mtime).date()  # noqa: DTZ006  the file's day on this machine
    with ExitStack() as stack:
        file = stack.enter_context(path.open("rb"))
        if file.read(4) != b"PK\x03\x04":
            file.seek(0)
            yield Source(path.name, day_of(path.name, changed), path.stat().st_size, file)
            return
        try:
            archive = stack.enter_context(zipfile.ZipFile(file))
            member = _only_text(archive)
            stream = stack.enter_context(archive.open(member))
            inside = day_of(path.name, day_of(member.filename, date(*member.date_time[:3])))
            yield Source(path.name, inside, member.file_size, stream)  # type: ignore[arg-type]
        except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
            if isinstance(error, BadFile):
                raise
            raise BadFile(_("The zip file is damaged. Download it again. (%(error)s)") % {"error": error}) from error


def _only_text(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(archive.infolist()) > MOST_MEMBERS or len(members) != 1:
        raise BadFile(_("The zip file should hold one text file and holds %(n)d files.") % {"n": len(members)})
    (member,) = members
    if member.flag_bits & 1:
        raise BadFile(_("The zip file is locked with a password."))
    if member.file_size > LARGEST or member.file_size > HIGHEST_RATIO * max(member.compress_size, 1):
        raise BadFile(_("The zip file unpacks to far more than the register holds. It was not opened."))
    return member


def chunks(stream: BinaryIO, size: int = CHUNK) -> Iterator[bytes]:
    """The bytes of a stream, cut after whole lines, without the last line feed. Raises BadFile at an endless line."""
    kept = b""
    while block := stream.read(size):
        whole, feed, rest = block.rpartition(b"\n")
        if feed:
            yield kept + whole
            kept = rest
        else:
            kept += block
        if len(kept) > max(LONGEST_LINE, size):
            raise BadFile(_("A line is longer than any in the register. Is this the right file?"))
    if kept:
        yield kept


def first_line(stream: BinaryIO) -> bytes:
    """The header line, or as much of it as a header may hold."""
    return stream.readline(LONGEST_LINE)
