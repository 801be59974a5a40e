"""The archive that an .xlsx file is, looked at by its index before anything is unpacked."""

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator

from companies.imports.reader import limits
from companies.imports.reader.limits import Refused

_END = b"PK\x05\x06"
_END_64 = b"PK\x06\x07"
CHUNK = 65_536
# What the library raises on a damaged archive, from headers, names and each way of packing.
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, KeyError, ValueError,
    NotImplementedError, RuntimeError,
)  # fmt: skip


def opened(content: bytes) -> zipfile.ZipFile:
    """The archive, when its index promises no more than we can hold and nothing that we do not want."""
    _check_end(content)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _DAMAGED:
        raise Refused("broken") from None
    members = archive.infolist()
    names = [member.filename for member in members]
    if len(members) > limits.MOST_MEMBERS:
        raise Refused("members", most=limits.MOST_MEMBERS)
    if any(member.flag_bits & 1 for member in members):
        raise Refused("encrypted")
    unpacked = sum(member.file_size for member in members)
    if unpacked > limits.MOST_UNPACKED or (
        unpacked > limits.SMALL_UNPACKED and unpacked > limits.MOST_RATIO * len(content)
    ):
        raise Refused("unpacked", megabytes=unpacked // 1_000_000)
    if len(set(names)) < len(names):
        raise Refused("broken")
    _check_names({name.lower() for name in names})
    return archive


def _check_end(content: bytes) -> None:
    """The index's own summary: how many members, how many bytes. A huge index is refused before it is read."""
    end = content.rfind(_END)
    if end < 0 or end + 22 > len(content):
        raise Refused("broken")
    members, size = struct.unpack_from("<HL", content, end + 10)
    if members > limits.MOST_MEMBERS or size > limits.MOST_DIRECTORY or content[end - 20 : end - 16] == _END_64:
        raise Refused("members", most=limits.MOST_MEMBERS)


def _check_names(names: set[str]) -> None:
    if any(name.endswith("vbaproject.bin") for name in names):
        raise Refused("macro")
    if any(name.startswith("xl/externallinks/") for name in names):
        raise Refused("external")
    if "xl/workbook.bin" in names:
        raise Refused("xlsb")
    if "mimetype" in names:
        raise Refused("ods")
    if "xl/workbook.xml" not in names or "[content_types].xml" not in names:
        raise Refused("other")


def chunks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A part, piece by piece; never more than the index promised. Raises Refused when the part is damaged."""
    try:
        with archive.open(name) as part:
            while chunk := part.read(CHUNK):
                yield chunk
    except _DAMAGED:
        raise Refused("broken") from None


def whole(archive: zipfile.ZipFile, name: str, most: int = 2_000_000) -> bytes:
    """A part of moderate size."""
    if name not in archive.NameToInfo:
        raise Refused("broken")
    if archive.getinfo(name).file_size > most:
        raise Refused("unpacked", megabytes=archive.getinfo(name).file_size // 1_000_000)
    return b"".join(chunks(archive, name))
