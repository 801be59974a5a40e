"""Writes a typeface into a PDF: the dictionaries, the font file, and which text its glyphs stand for."""

from pathlib import Path
from typing import Any

from .writer import Writer

ENCODING = b"/Type /CMap/CMapName /Lyft-0/CIDSystemInfo <</Registry (Adobe)/Ordering (Identity)/Supplement 0>>"
BEGIN = (
    b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
    b"/CIDSystemInfo << /Registry (Adobe) /Ordering (%s) /Supplement 0 >> def\n"
    b"/CMapName /%s def\n/CMapType %d def\n1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
)
END = b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"


def add_face(out: Writer, first: int, face: dict[str, Any]) -> None:
    """A font: the dictionary, the descendant, the descriptor, the file, and which text its glyphs stand for."""
    own, below, descriptor, file, texts = range(first, first + 5)
    told, content = face["told"], Path(face["path"]).read_bytes()
    name = b"/%s+%s" % (face["tag"].encode(), face["name"].encode())
    widths = {int(glyph): width for glyph, width in told["widths"].items()}
    missing = set(face["missing"])
    usual = widths.get(0, 500)
    everything = {**widths, **dict.fromkeys(missing, usual)}
    runs = b" ".join(b"%d [%d]" % (glyph, everything[glyph]) for glyph in sorted(everything))
    kind, key = (b"CIDFontType2", b"FontFile2") if told["outlines"] == "TrueType" else (b"CIDFontType0", b"FontFile3")
    encoding = b"/Identity-H"
    if missing:
        mapped = out.reserve()
        out.squeeze(mapped, _encoding(sorted({int(one) for one in face["texts"]} - missing), sorted(missing)), ENCODING)
        encoding = b"%d 0 R" % mapped
    out.add(
        own,
        b"<</Type /Font/Subtype /Type0/BaseFont %s/Encoding %s/ToUnicode %d 0 R/DescendantFonts [%d 0 R]>>"
        % (name, encoding, texts, below),
    )
    out.add(
        below,
        b"<</Type /Font/Subtype /%s/BaseFont %s/CIDSystemInfo <</Registry (Adobe)/Ordering (Identity)/Supplement 0>>"
        b"/CIDToGIDMap /Identity/W [%s]/FontDescriptor %d 0 R>>" % (kind, name, runs, descriptor),
    )
    flags = 4 | (64 if face["italic"] else 0)
    box = (0, told["descent"], max(everything.values()), told["ascent"])
    out.add(
        descriptor,
        b"<</Type /FontDescriptor/FontName %s/Flags %d/FontBBox [%d %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d"
        b"/CapHeight %d/StemV 80/%s %d 0 R>>"
        % (name, flags, *box, told["ascent"], told["descent"], told["ascent"], key, file),
    )
    extra = b"/Length1 %d" % len(content) if key == b"FontFile2" else b"/Subtype /OpenType"
    out.squeeze(file, content, extra)
    out.squeeze(texts, _texts({int(glyph): words for glyph, words in face["texts"].items()}))


def _texts(texts: dict[int, str]) -> bytes:
    lines = [
        b"<%04x> <%s>" % (glyph, words.encode("utf-16-be").hex().encode()) for glyph, words in sorted(texts.items())
    ]
    return BEGIN % (b"UCS", b"Adobe-Identity-UCS", 2) + _hundreds(lines, b"bfchar") + END


def _encoding(glyphs: list[int], missing: list[int]) -> bytes:
    """Which glyph a number draws where some are in no font: those draw the box for a missing sign."""
    lines = [b"<%04x> %d" % (glyph, glyph) for glyph in glyphs] + [b"<%04x> 0" % glyph for glyph in missing]
    return BEGIN % (b"Identity", b"Lyft-0", 1) + _hundreds(sorted(lines), b"cidchar") + END


def _hundreds(lines: list[bytes], what: bytes) -> bytes:
    parts = [lines[at : at + 100] for at in range(0, len(lines), 100)]
    return b"".join(b"%d begin%s\n%s\nend%s\n" % (len(one), what, b"\n".join(one), what) for one in parts)
