"""What a file is, by its content; the ending of its name is not believed."""

from companies.imports.reader.limits import Refused

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of .xls, and of encrypted .xlsx
ZIP = b"PK\x03\x04"
_OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"PK\x05\x06", b"{\\rtf")
_MARKUP = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta", b"<head", b"<svg", b"<workbook")


def kind_of(content: bytes) -> str:
    """`xlsx` or `text`. Raises Refused for everything else that can be told apart."""
    if not content.strip():
        raise Refused("empty")
    if content.startswith(OLE):
        raise Refused("encrypted" if "EncryptedPackage".encode("utf-16-le") in content else "xls")
    if content.startswith(ZIP):
        return "xlsx"
    if content.startswith(_OTHERS):
        raise Refused("other")
    start = content[:400].removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"").lstrip(b"\xff\xfe \t\r\n").lower()
    if start.startswith(_MARKUP):
        raise Refused("html")
    return "text"
