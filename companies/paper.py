"""What a file really is, told from its content alone (TRUST.md T23). Pure: bytes come in, a format comes out.

A file that is two things at once (a picture with a page behind it, an archive behind a PDF's head) is refused.
"""

import io
import re
import struct
import zipfile

from companies.models.document import LARGEST, Document

Format = Document.Format
ENDINGS = {
    "pdf": Format.PDF,
    "docx": Format.DOCX,
    "xlsx": Format.XLSX,
    "png": Format.PNG,
    "jpg": Format.JPEG,
    "jpeg": Format.JPEG,
}
CONTENT_TYPES: dict[str, str] = {
    Format.PDF: "application/pdf",
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.PNG: "image/png",
    Format.JPEG: "image/jpeg",
}
PNG_HEAD = b"\x89PNG\r\n\x1a\n"
PAGE = re.compile(rb"<!doctype|<html|<script|<svg[\s/>]|<\?php|<iframe", re.IGNORECASE)
MAIN_PARTS = {"word/document.xml": Format.DOCX, "xl/workbook.xml": Format.XLSX}
MOST_PARTS, MOST_UNPACKED, MOST_TYPES = 3000, 200_000_000, 1_000_000


class BadPaper(Exception):
    """The file is refused. `reason` is a key of companies.wording's file errors."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def format_of(name: str, content: bytes) -> str:
    """The Document.Format of a file. Raises BadPaper when it is none of them, or not what its name says."""
    if not content:
        raise BadPaper("empty")
    if len(content) > LARGEST:
        raise BadPaper("large")
    if "/" in name or "\\" in name or "\x00" in name:
        raise BadPaper("path")
    said = ENDINGS.get(name.rpartition(".")[2].lower()) if "." in name else None
    if said is None:
        raise BadPaper("ending")
    found = _found(content)
    if found is None:
        raise BadPaper("content")
    if found != said:
        raise BadPaper("other")
    return found


def _found(content: bytes) -> str | None:
    if content.startswith(b"%PDF-"):
        return Format.PDF if _is_pdf(content) else None
    if content.startswith(PNG_HEAD):
        return Format.PNG if _is_png(content) and not PAGE.search(content) else None
    if content.startswith(b"\xff\xd8\xff"):
        return Format.JPEG if content.rstrip(b"\x00").endswith(b"\xff\xd9") and not PAGE.search(content) else None
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    return None


def _is_pdf(content: bytes) -> bool:
    """A PDF ends as one, and no page hides in its first or last lines."""
    ends_well = b"%%EOF" in content[-1024:]
    return ends_well and not PAGE.search(content[:1024]) and not PAGE.search(content[content.rfind(b"%%EOF") :])


def _is_png(content: bytes) -> bool:
    """Chunk after chunk to IEND, and nothing behind it."""
    place: int = len(PNG_HEAD)
    first = True
    while place + 12 <= len(content):
        length, kind = struct.unpack(">I4s", content[place : place + 8])
        if first and kind != b"IHDR":
            return False
        first = False
        place += 12 + length
        if kind == b"IEND":
            return bool(place == len(content))
    return False


def _office(content: bytes) -> str | None:
    """A Word or Excel file: an archive with the right parts and nothing before, behind or beside them."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if archive.comment or content.rfind(b"PK\x05\x06") != len(content) - 22:
                return None
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                return None
            names = {part.filename for part in parts}
            if any(_is_odd(part) for part in parts) or "[Content_Types].xml" not in names:
                return None
            types = archive.getinfo("[Content_Types].xml")
            if types.file_size > MOST_TYPES or b"macroenabled" in archive.read(types).lower():
                return None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
        return None
    found = [kind for part, kind in MAIN_PARTS.items() if part in names]
    return found[0] if len(found) == 1 else None


def _is_odd(part: zipfile.ZipInfo) -> bool:
    """A part that leads out of the archive, is encrypted, or is a macro."""
    name = part.filename
    leads_out = name.startswith("/") or "\\" in name or ".." in name.split("/")
    return leads_out or bool(part.flag_bits & 1) or name.lower().endswith("vbaproject.bin")
