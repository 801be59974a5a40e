"""Files made to bring a reader down: small to send, huge to open (TRUST.md T8). Each is made in a moment."""

import io
import struct
import zipfile
from collections.abc import Callable, Iterable

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CONTENT_TYPES = """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"""
ROOT = f"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>"""
WORKBOOK = f"""<workbook {MAIN} xmlns:r="{LINKS}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>"""
WORKBOOK_LINKS = f"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="{LINKS}/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="r2" Type="{LINKS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>"""
SHEET = "xl/worksheets/sheet1.xml"


def book(
    sheet: Iterable[bytes], strings: Iterable[bytes] = (b"<sst/>",), extra: dict[str, bytes] | None = None
) -> bytes:
    """A workbook with one sheet, written piece by piece so that the maker does not need the room either."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("_rels/.rels", ROOT)
        archive.writestr("xl/workbook.xml", WORKBOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", WORKBOOK_LINKS)
        for name, pieces in ((SHEET, sheet), ("xl/sharedStrings.xml", strings)):
            with archive.open(name, "w") as part:
                for piece in pieces:
                    part.write(piece)
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return target.getvalue()


def around(cells: bytes) -> list[bytes]:
    """A sheet around its rows."""
    return [f"<worksheet {MAIN}><sheetData>".encode(), cells, b"</sheetData></worksheet>"]


def million_rows() -> bytes:
    return book(around(b'<row><c t="n"><v>1</v></c></row>' * 1_000_000))


def enormous_cell() -> bytes:
    start, end = around(b"")[0], around(b"")[2]
    filling = (b"x" * 1_000_000 for _n in range(300))
    return book([start, b'<row r="1"><c r="A1" t="inlineStr"><is><t>', *filling, b"</t></is></c></row>", end])


def far_corner() -> bytes:
    return book(around(b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))


def billion_laughs() -> bytes:
    entities = b'<!DOCTYPE z [<!ENTITY a "ha">' + b"".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">'.encode() for a, b in zip("abcdefghi", "bcdefghij", strict=True)
    )
    return book([entities + b"]>", *around(b'<row r="1"><c r="A1" t="str"><v>&j;</v></c></row>')])


def many_members() -> bytes:
    return book(around(b""), extra={f"xl/media/{n}": b"" for n in range(10_000)})


def lying_index() -> bytes:
    """The index promises 100 bytes for a sheet of 40 MB."""
    cells = b"<row><c><v>1</v></c></row>" * 1_600_000
    content = bytearray(book(around(cells)))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        size = archive.getinfo(SHEET).file_size
    honest, lie = struct.pack("<L", size), struct.pack("<L", 100)
    return bytes(content).replace(honest, lie)


def one_text_in_every_cell() -> bytes:
    """300,000 cells that all point at one text of 32,000 characters: 9.6 GB when each gets its own."""
    letters = [chr(65 + n) for n in range(26)] + [f"A{chr(65 + n)}" for n in range(26)]
    rows = b"".join(
        b'<row r="%d">' % n + b"".join(b'<c r="%s%d" t="s"><v>0</v></c>' % (a.encode(), n) for a in letters) + b"</row>"
        for n in range(1, 5_001)
    )
    return book(around(rows), [f"<sst {MAIN}><si><t>".encode(), b"x" * 32_000, b"</t></si></sst>"])


def deep_nest() -> bytes:
    return book([b"<a>" * 1_600_000])


def many_merges() -> bytes:
    merges = b"".join(b'<mergeCell ref="A%d:A%d"/>' % (n, n + 1) for n in range(1, 40_000, 2))
    start, cells, _end = around(b'<row r="1"><c r="A1"><v>1</v></c></row>')
    return book([start, cells, b"</sheetData><mergeCells>", merges, b"</mergeCells></worksheet>"])


BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "million rows": (million_rows, "unpacked"),
    "enormous cell": (enormous_cell, "unpacked"),
    "far corner": (far_corner, "rows"),
    "billion laughs": (billion_laughs, "entities"),
    "many members": (many_members, "members"),
    "lying index": (lying_index, "broken"),
    "one text in every cell": (one_text_in_every_cell, "text"),
    "deep nest": (deep_nest, "broken"),
    "many merges": (many_merges, "merges"),
}
