"""One instance of a font file with the glyphs that a whole paper draws: made once, when all sections are known.

HarfBuzz drops the glyphs that nobody draws (fontTools where it is missing, which takes longer), then fontTools makes
the instance. Glyphs keep their numbers, as the sections wrote them.
"""

import ctypes
import ctypes.util
import io
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

NO_HINTING, RETAIN_GIDS, PASSTHROUGH, DESUBROUTINIZE, NOTDEF_OUTLINE = 0x1, 0x2, 0x20, 0x4, 0x40
DROP_TABLES = 3  # HB_SUBSET_SETS_DROP_TABLE_TAG
DROPPED = ("BASE", "DSIG", "EBDT", "EBLC", "EBSC", "GPOS", "GSUB", "JSTF", "LTSH", "PCLT", "SVG ")


def made(
    path: str, *, index: int, axes: dict[str, float], glyphs: list[int], signs: str
) -> tuple[dict[str, Any], bytes]:
    """The font file, and what a PDF must say of it: widths by glyph, ascent and descent (per 1000), glyph by sign.

    path is the whole font; glyphs are drawn by number, signs by their letters.
    """
    whole = TTFont(path, fontNumber=index, lazy=True)
    letters, order = whole.getBestCmap(), whole.getReverseGlyphMap()
    by_sign = {sign: order[letters[ord(sign)]] for sign in sorted(set(signs)) if ord(sign) in letters}
    wanted = sorted({0, *(glyph for glyph in glyphs if glyph < len(order)), *by_sign.values()})
    content = Path(path).read_bytes()
    small = _with_harfbuzz(content, index, wanted) or _with_fonttools(content, index, wanted)
    font = TTFont(io.BytesIO(small))
    if "fvar" in font:
        font = instantiateVariableFont(font, axes, static=True)
    for table in ("STAT", "avar", "HVAR", "MVAR", "gvar", "fvar"):
        if table in font:
            del font[table]
    target = io.BytesIO()
    font.recalcTimestamp = False
    font.save(target)
    return _told(font, wanted, by_sign), target.getvalue()


def _told(font: Any, wanted: list[int], by_sign: dict[str, int]) -> dict[str, Any]:
    scale = 1000 / font["head"].unitsPerEm
    names, metrics = font.getGlyphOrder(), font["hmtx"]
    return {
        "widths": {glyph: round(metrics[names[glyph]][0] * scale) for glyph in wanted},
        "signs": by_sign,
        "ascent": round(font["hhea"].ascent * scale),
        "descent": round(font["hhea"].descent * scale),
        "outlines": "CFF" if "CFF " in font or "CFF2" in font else "TrueType",
    }


def _with_fonttools(content: bytes, index: int, wanted: list[int]) -> bytes:
    options = subset.Options(
        retain_gids=True,
        passthrough_tables=True,
        ignore_missing_glyphs=True,
        hinting=False,
        desubroutinize=True,
        notdef_outline=True,
    )
    options.drop_tables += ["GSUB", "GPOS", "SVG"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(gids=wanted)
    font = TTFont(io.BytesIO(content), fontNumber=index)
    subsetter.subset(font)
    target = io.BytesIO()
    font.save(target)
    return target.getvalue()


def _library() -> Any:
    """HarfBuzz's subsetter, or None where it is not installed."""
    for name in ("libharfbuzz-subset.so.0", ctypes.util.find_library("harfbuzz-subset") or ""):
        try:
            library = ctypes.CDLL(name) if name else None
        except OSError:
            continue
        if library is not None:
            return library
    return None


def _with_harfbuzz(content: bytes, index: int, wanted: list[int]) -> bytes | None:
    """The font with these glyphs only, under the same numbers; None where HarfBuzz cannot do it."""
    library = _library()
    if library is None:
        return None
    for name in (
        "hb_blob_create",
        "hb_face_create",
        "hb_subset_input_create_or_fail",
        "hb_subset_input_glyph_set",
        "hb_subset_input_set",
        "hb_subset_or_fail",
        "hb_face_reference_blob",
        "hb_blob_get_data",
    ):
        getattr(library, name).restype = ctypes.c_void_p
    pointer, number = ctypes.c_void_p, ctypes.c_uint
    blob = library.hb_blob_create(content, number(len(content)), number(0), None, None)
    face = library.hb_face_create(pointer(blob), number(index))
    library.hb_blob_destroy(pointer(blob))
    common = PASSTHROUGH | DESUBROUTINIZE | NOTDEF_OUTLINE
    first = _cut(library, face, wanted, common | RETAIN_GIDS)
    library.hb_face_destroy(pointer(face))
    if not first:
        return None
    # Once more without numbers kept: what stands behind the last glyph goes too.
    second = _cut(library, first, range(max(wanted) + 1), common | NO_HINTING)
    library.hb_face_destroy(pointer(first))
    if not second:
        return None
    blob, length = library.hb_face_reference_blob(pointer(second)), ctypes.c_uint()
    data = library.hb_blob_get_data(pointer(blob), ctypes.byref(length))
    result = ctypes.string_at(data, length.value) if data else None
    library.hb_blob_destroy(pointer(blob))
    library.hb_face_destroy(pointer(second))
    return result or None


def _cut(library: Any, face: int, glyphs: Any, flags: int) -> int | None:
    pointer, number = ctypes.c_void_p, ctypes.c_uint
    wish = library.hb_subset_input_create_or_fail()
    if not wish:
        return None
    chosen = library.hb_subset_input_glyph_set(pointer(wish))
    for glyph in glyphs:
        library.hb_set_add(pointer(chosen), number(glyph))
    library.hb_subset_input_set_flags(pointer(wish), number(flags))
    dropped = library.hb_subset_input_set(pointer(wish), ctypes.c_int(DROP_TABLES))
    for tag in DROPPED:
        library.hb_set_add(pointer(dropped), number(int.from_bytes(tag.encode(), "big")))
    cut: int | None = library.hb_subset_or_fail(pointer(face), pointer(wish))
    library.hb_subset_input_destroy(pointer(wish))
    return cut
