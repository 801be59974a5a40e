"""Takes a section out of the PDF that WeasyPrint makes of it, as a fragment. Runs in the worker process.

WeasyPrint's document is taken over before it is written: fonts are left out, since one file needs each only once and
making them is the longest part of a short paper; links, ids and places in trees become tokens.
"""

import hashlib
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pydyf
from fontTools.ttLib import TTFont
from weasyprint import pdf as weasy_pdf
from weasyprint.pdf.fonts import Font

from .fragments import Face, Head, pack

LINKS = "https://section.invalid/"  # a link to this address and a key leads to that section, wherever it will stand
HEAD_FONTS = ("LyA", "LyB", "LyC")  # names of the fonts that heads and feet are drawn with, on every page
COMPRESSION = 6
ITALIC = 2  # pango's style
REFERENCE = re.compile(rb"\((?:[^\\()]|\\.)*\)|(\d+) 0 R", re.DOTALL)  # strings are passed over


class Taken(Exception):
    """The document is finished but for being written, and is not written."""


def leave_fonts_out() -> None:
    """Have WeasyPrint name the fonts without making them, and number missing glyphs the same way in every section."""

    def named(_pdf: Any, fonts: dict[Any, Any], *_options: Any) -> pydyf.Dictionary:
        names = {font.hash for font in fonts.values()} | set(HEAD_FONTS)
        return pydyf.Dictionary({name: f"\0F{name}\0" for name in sorted(names)})

    def missing(font: Any, codepoint: int) -> int:
        free = 0xFFFF - font.glyph_count
        return int(font.missing.setdefault(codepoint, font.glyph_count + codepoint % max(free, 1)))

    weasy_pdf.build_fonts_dictionary = named
    Font.get_unused_glyph_id = missing


class FontFiles:
    """Font files that were drawn with, by SHA-256, each read once."""

    def __init__(self) -> None:
        self.contents: dict[str, bytes] = {}
        self._known: dict[str, str] = {}  # WeasyPrint's name of the font to SHA-256: one process has one set of fonts
        self._axes: dict[str, list[tuple[str, float, float, float]]] = {}

    def face(self, fonts: list[Any]) -> Face:
        """The typeface of WeasyPrint's fonts of one name."""
        font = fonts[0]
        sha256 = self._known.get(font.hash) or hashlib.sha256(font.file_content).hexdigest()
        self._known[font.hash] = sha256
        if sha256 not in self.contents:
            self.contents[sha256] = font.file_content
            self._axes[sha256] = []
            if "fvar" in font.tables:
                read = TTFont(io.BytesIO(font.file_content), fontNumber=font.index, lazy=True)
                self._axes[sha256] = [
                    (axis.axisTag, axis.minValue, axis.defaultValue, axis.maxValue) for axis in read["fvar"].axes
                ]
        own = {"wght": float(font.weight), "opsz": float(font.font_size), "ital": float(font.style == ITALIC)}
        axes = {
            tag: min(max(font.variations.get(tag, own.get(tag, usual)), least), most)
            for tag, least, usual, most in self._axes[sha256]
        }
        texts = {str(glyph): text for one in fonts for glyph, text in one.to_unicode.items()}
        missing = sorted({glyph for one in fonts for glyph in one.missing.values()})
        return Face(sha256, font.index, axes, font.family, font.style == ITALIC, texts, missing)


def fragment_of(document: Any, files: FontFiles) -> bytes:
    """The laid out document as a fragment."""
    marks = list(_marks(document.make_bookmark_tree(0.75, transform_pages=True), 1))
    document.make_bookmark_tree = lambda *_args, **_kw: []
    taken: list[Any] = []

    def take(_document: Any, pdf: Any) -> None:
        taken.append(pdf)
        raise Taken

    with suppress(Taken):
        document.write_pdf(finisher=take, pdf_tags=True)
    return _cut(document, taken[0], marks, files)


def _marks(tree: list[Any], level: int) -> Iterator[list[Any]]:
    for text, (page, x, y), below, _state in tree:
        yield [level, text, page, x, y]
        yield from _marks(below, level + 1)


def _number(reference: Any) -> int:
    return int(reference.split()[0])


def _cut(document: Any, pdf: Any, marks: list[list[Any]], files: FontFiles) -> bytes:
    root = pdf.objects[_number(pdf.catalog["StructTreeRoot"])]
    top, tree = pdf.objects[_number(root["K"][0])], pdf.objects[_number(root["ParentTree"])]
    outside = {0, pdf.pages.number, pdf.catalog.number, root.number, top.number, tree.number}
    kept = [one for one in pdf.objects if one.number not in outside]
    kept.sort(key=lambda one: isinstance(one, pydyf.Stream))  # stable: the streams last
    local = {one.number: place for place, one in enumerate(kept)}
    tokens = {pdf.pages.number: b"\0P\0", top.number: b"\0D\0"}
    tokens |= {number: b"\0%d\0" % place for number, place in local.items()}

    def shifted(told: bytes) -> bytes:
        return REFERENCE.sub(lambda found: tokens[int(found[1])] if found[1] else found[0], told)

    page_numbers = [_number(one) for one in pdf.page_references]
    for place, number in enumerate(page_numbers):
        page = pdf.objects[number]
        page["Contents"] = f"[\0Q\0 {page['Contents'].decode()} \0O{place}\0]"
        page["StructParents"] = f"\0S{place}\0"
    ids = _prepared(pdf, kept)
    block = [shifted(one.data) for one in kept if not isinstance(one, pydyf.Stream)]
    streams = [_stream(one, shifted) for one in kept if isinstance(one, pydyf.Stream)]
    named: dict[str, list[Any]] = {}
    for font in document.fonts.values():
        named.setdefault(font.hash, []).append(font)
    head = Head(
        sizes=[[page.width * 0.75, page.height * 0.75] for page in document.pages],
        objects=len(kept),
        streams=[[len(told), len(data)] for told, data in streams],
        pages=[local[number] for number in page_numbers],
        tops=[local[_number(one)] for one in top["K"]],
        ids=[[name, local[number]] for name, number in sorted(ids)],
        parents=[shifted(pydyf._to_bytes(one)).decode() for one in tree["Nums"][1::2]],
        anchors=_anchors(document),
        marks=marks,
        faces={name: files.face(fonts) for name, fonts in named.items()},
    )
    return pack(head, block, streams)


def _prepared(pdf: Any, kept: list[Any]) -> list[tuple[str, int]]:
    """Put tokens into links and elements. Returns the ids of elements, with the objects' numbers."""
    names = pdf.catalog.get("Names", {}).get("Dests", {}).get("Names", [])
    places = {name.string: place for name, place in zip(names[::2], names[1::2], strict=True)}
    ids = []
    for one in kept:
        if not isinstance(one, pydyf.Dictionary):
            continue
        if one.get("Type") == "/Annot":
            one["F"] = 4  # printed, as PDF/A asks
            if "StructParent" in one:
                one["StructParent"] = f"\0S{one['StructParent']}\0"
            _link(one, places)
        elif one.get("Type") == "/StructElem":
            if "ID" in one:
                ids.append((one["ID"].string, one.number))
                one["ID"] = f"(\0I\0{one['ID'].string})"
            if "Headers" in one.get("A", {}):
                one["A"]["Headers"] = pydyf.Array(f"(\0I\0{name.string})" for name in one["A"]["Headers"])
    return ids


def _link(link: Any, places: dict[str, Any]) -> None:
    if "Dest" in link:
        link["Dest"] = places[link["Dest"].string]
        return
    address = link["A"]["URI"].string
    if address.startswith(LINKS):
        key = address.removeprefix(LINKS)
        del link["A"]
        link["Dest"], link["Contents"] = f"\0L{key}\0", f"\0T{key}\0"


def _stream(one: Any, shifted: Any) -> tuple[bytes, bytes]:
    data = b"\n".join(pydyf._to_bytes(item) for item in one.stream)
    extra = pydyf.Dictionary(one.extra.copy())
    if one.compress:
        data = zlib.compress(data, COMPRESSION)
        extra["Filter"] = "/FlateDecode"
    extra["Length"] = len(data)
    return shifted(extra.data), data


def _anchors(document: Any) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for number, page in enumerate(document.pages):
        for name, (x, y, *_rest) in page.anchors.items():
            found.setdefault(name, [number, x * 0.75, (page.height - y) * 0.75])
    return found
