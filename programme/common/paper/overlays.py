"""Running heads and feet, drawn over finished pages as artifacts: nobody has to hear them on each page."""

from typing import Any

MM = 72 / 25.4
SIDE, EDGE = 20 * MM, 12 * MM  # from the page's side, and from its edge to the line's middle
GAP = 6 * MM  # between what stands left and right
INK, QUIET = b"0.0745 0.1412 0.1686 rg", b"0.298 0.3569 0.3804 rg"
# Where each stands: at the top or the bottom, at the right or the left; its font, size and colour (as in report.css).
PLACES = (
    ("top_left", True, False, "LyB", 7.5, QUIET),
    ("top_right", True, True, "LyB", 7.5, QUIET),
    ("bottom_left", False, False, "LyA", 7.5, QUIET),
    ("bottom_right", False, True, "LyC", 8.0, INK),
)


class Pen:
    """Writes lines in one font."""

    def __init__(self, told: dict[str, Any]) -> None:
        """told: widths by glyph (per 1000) and glyphs by sign, as typefaces.made tells them."""
        self._glyphs = told["signs"]
        self._widths = {int(glyph): width for glyph, width in told["widths"].items()}

    def width(self, words: str, size: float) -> float:
        """How long the words are, in points."""
        return float(sum(self._widths[self._glyphs[sign]] for sign in words if sign in self._glyphs) * size / 1000)

    def fitting(self, words: str, size: float, room: float) -> str:
        """The words, cut with an ellipsis where there is no room (points) for all of them."""
        if self.width(words, size) <= room:
            return words
        while words and self.width(words + "…", size) > room:
            words = words[:-1].rstrip()
        return words + "…"

    def codes(self, words: str) -> bytes:
        """The words as a PDF string of glyph numbers; signs that the font lacks are left out."""
        return b"<" + b"".join(b"%04x" % self._glyphs[sign] for sign in words if sign in self._glyphs) + b">"


def drawn(words: dict[str, str], pens: dict[str, Pen], size: list[float]) -> bytes:
    """What is drawn after a page's own content, whose state is restored first. size: width and height in points."""
    parts = [b"Q\n"]
    width, height = size
    room = width - 2 * SIDE - GAP
    for name, top, right, font, points, colour in PLACES:
        pen, said = pens[font], words.get(name, "")
        beside = words.get(name.replace("left", "right"), "") if not right else ""
        if beside:
            other = next(one for one in PLACES if one[0] == name.replace("left", "right"))
            room_here = room - min(pens[other[3]].width(beside, other[4]), room / 2)
        else:
            room_here = room / 2 if right else room
        said = pen.fitting(said, points, room_here)
        if not said:
            continue
        x = width - SIDE - pen.width(said, points) if right else SIDE
        y = (height - EDGE if top else EDGE) - points * 0.36
        kind = b"Header" if top else b"Footer"
        parts.append(
            b"/Artifact <</Type /Pagination/Subtype /%s>> BDC q BT %s /%s %.1f Tf 1 0 0 1 %.2f %.2f Tm %s Tj ET Q EMC\n"
            % (kind, colour, font.encode(), points, x, y, pen.codes(said))
        )
    return b"".join(parts)
