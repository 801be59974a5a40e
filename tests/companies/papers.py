"""Files as people send them: real small ones of every kind that is accepted, and those that must be refused."""

import io
import struct
import zipfile
import zlib

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
PAGE = b"<html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def png(*, behind: bytes = b"") -> bytes:
    """One grey pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\x00\x00")) + chunk(b"IEND", b"") + behind


def office(part: str, **more: bytes) -> bytes:
    """A Word or Excel file with one main part and what else is asked for."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", more.pop("types", b"<Types/>"))
        archive.writestr(part, b"<x/>")
        for name, content in more.items():
            archive.writestr(name.replace("__", "/"), content)
    return made.getvalue()


DOCX, XLSX = office("word/document.xml"), office("xl/workbook.xml")
GOOD = [
    ("avtal.pdf", PDF, "pdf"),
    ("Avtal signerat.PDF", PDF, "pdf"),
    ("intyg.docx", DOCX, "docx"),
    ("intyg.xlsx", XLSX, "xlsx"),
    ("bild.png", png(), "png"),
    ("bild.jpg", JPEG, "jpeg"),
    ("bild.jpeg", JPEG, "jpeg"),
]
# name, content, the reason of BadPaper
BAD = [
    ("tom.pdf", b"", "empty"),
    ("stor.pdf", PDF + b"0" * 10_000_001, "large"),
    ("../../etc/passwd.pdf", PDF, "path"),
    ("C:\\avtal.pdf", PDF, "path"),
    ("avtal.pdf\x00.html", PDF, "path"),
    ("avtal", PDF, "ending"),
    ("avtal.html", PAGE, "ending"),
    ("bild.svg", SVG, "ending"),
    ("avtal.exe", b"MZ\x90\x00", "ending"),
    ("avtal.xlsm", XLSX, "ending"),
    ("avtal.doc", b"\xd0\xcf\x11\xe0", "ending"),
    ("avtal.pdf", PAGE, "content"),
    ("avtal.pdf", b"GIF89a" + PAGE, "content"),
    ("avtal.pdf", b"%PDF-1.4 " + PAGE + b"%%EOF", "content"),
    ("avtal.pdf", PDF + PAGE, "content"),
    ("avtal.pdf", b"\n" + PDF, "content"),
    ("avtal.pdf", PDF[:-7], "content"),
    ("bild.png", SVG, "content"),
    ("bild.png", png(behind=PAGE), "content"),
    ("bild.png", png(behind=DOCX), "content"),
    ("bild.png", png()[:-12], "content"),
    ("bild.png", png()[:30], "content"),
    ("bild.jpg", JPEG + PAGE, "content"),
    ("bild.jpg", JPEG[:-2] + PAGE + b"\xff\xd9", "content"),
    ("avtal.docx", PAGE + DOCX, "content"),
    ("avtal.docx", DOCX + PAGE, "content"),
    ("avtal.docx", DOCX[: len(DOCX) // 2], "content"),
    ("avtal.docx", b"PK\x03\x04" + b"\x00" * 40, "content"),
    ("avtal.docx", office("word/document.xml", **{"xl/workbook.xml": b"<x/>"}), "content"),
    ("avtal.docx", office("index.html"), "content"),
    ("avtal.docx", office("word/document.xml", **{"../evil.html": PAGE}), "content"),
    ("avtal.docx", office("word/document.xml", **{"/etc/passwd": PAGE}), "content"),
    ("avtal.docx", office("word/document.xml", **{"word/vbaProject.bin": b"x"}), "content"),
    ("avtal.xlsx", office("xl/workbook.xml", types=b"<Types>macroEnabled.main+xml</Types>"), "content"),
    ("avtal.pdf", DOCX, "other"),
    ("avtal.docx", PDF, "other"),
    ("avtal.docx", XLSX, "other"),
    ("bild.jpg", png(), "other"),
]
