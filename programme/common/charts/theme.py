"""Colours of the charts: each is a class (the theme of the page) and an attribute (the palette of print).

The browser lets the class win, so a chart turns dark with the page; the PDF renderer reads only the attribute.
"""

from collections.abc import Mapping
from typing import Literal

Colour = Literal[
    "ink", "ink2", "line", "ls", "surface", "paper", "sunk", "tint", "brand", "d0", "d1", "d2", "d3",
    "ok", "warn", "bad", "now", "nowe", "onnow", "spot", "spot-edge", "ond1",
]  # fmt: skip

# The light tokens of static/css/tokens.css.
PRINT: Mapping[Colour, str] = {
    "ink": "#13242b",
    "ink2": "#4c5b61",
    "line": "#dedbd1",
    "ls": "#7b8583",
    "surface": "#ffffff",
    "paper": "#f7f6f2",
    "sunk": "#efede6",
    "tint": "#dcebea",
    "brand": "#0b5560",
    "d0": "#7b8583",
    "d1": "#0b5560",
    "d2": "#3f7f86",
    "d3": "#a9cccd",
    "ok": "#1b7340",
    "warn": "#9a4a00",
    "bad": "#b0162e",
    "now": "#ffcb3d",
    "nowe": "#8a6a00",
    "onnow": "#13242b",
    "spot": "#ffffff",
    "spot-edge": "#13242b",
    "ond1": "#ffffff",
}


def paint(*, fill: Colour | None = None, stroke: Colour | None = None, width: float | None = None) -> dict[str, str]:
    """The class and the attributes for a fill, a stroke, or both. `width` is the stroke's, in units of the chart."""
    classes = [f"k-{fill}"] * (fill is not None) + [f"s-{stroke}"] * (stroke is not None)
    given = {"class": " ".join(classes), "fill": PRINT[fill] if fill else "none"}
    if stroke:
        given["stroke"] = PRINT[stroke]
        given["stroke-width"] = f"{1 if width is None else width:g}"
    return given
