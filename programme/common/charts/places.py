"""What the maps of counties and of municipalities share: outlines, classes of shade, their legend, numbers in areas."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from programme.common.charts import svg
from programme.common.charts.theme import Colour
from programme.common.numbers import as_text

Bounds = tuple[int, int, int]

SHADES: tuple[Colour, ...] = ("spot", "d3", "d2", "d1")
FEW: Bounds = (1, 3, 5)  # where the classes of companies begin: 1–2, 3–4, 5 or more (LOOK section 8)
FEW_AT_MOST = 20  # above that, three classes up to 5 say nothing
DASH = (3.0, 2.4)


@dataclass(frozen=True)
class Outline:
    """An outline in units of its file, the point where its number stands, and how far that is from an edge."""

    name: str
    d: str
    x: float
    y: float
    room: float


def bounds_for(largest: int) -> Bounds:
    """Where the classes begin when the largest number is this: by thirds, each a round number."""
    if largest <= FEW_AT_MOST:
        return FEW
    digits = 10 ** (len(str(largest // 3)) - 1)
    third = largest // 3 // digits * digits
    return 1, third, 2 * third


def class_of(count: int, bounds: Bounds = FEW) -> int:
    """Which class a number belongs to: 0 for nothing, then 1 to 3."""
    return sum(1 for bound in bounds if count >= bound)


def class_words(bounds: Bounds, nothing: str) -> list[str]:
    """The classes in words; `nothing` says the first."""
    first, second, third = bounds

    def span(a: int, b: int) -> str:
        return as_text(a) if a == b else f"{as_text(a)}–{as_text(b)}"

    more = _("%(n)s or more") % {"n": as_text(third)}
    return [nothing, span(first, second - 1), span(second, third - 1), more]


def swatch(x: float, y: float, shown: int) -> SafeString:
    """The little box of a class in the legend."""
    if shown:
        return svg.rect(x + 0.8, y, 20, 13, fill=SHADES[shown], radius=1)
    box = f"M{svg.short(x + 0.8)},{svg.short(y)}h20v13h-20z"
    return svg.path(box, fill="spot", stroke="spot-edge", width=1.3, dash="3 2.4")


def outline(place: Outline, colour: Colour, *, move: str, scale: float = 1) -> SafeString:
    """An area moved and scaled to its place in the drawing; a white spot is dashed. Lines are as wide at any scale."""
    if colour == "spot":
        dash = " ".join(f"{part / scale:g}" for part in DASH)
        drawn = svg.path(place.d, fill="spot", stroke="spot-edge", width=1.4 / scale, dash=dash)
    else:
        drawn = svg.path(place.d, fill=colour, stroke="surface", width=1.2 / scale)
    return svg.element("g", {"transform": move}, drawn)


def ink_on(shown: int) -> Colour:
    """The colour of words on an area of a class."""
    return ("onnow", "ink", "ond1", "ond1")[shown]  # type: ignore[return-value]


def said_count(count: int, classes: Sequence[str]) -> str:
    """A number as the name of a link says it: in words where the map has classes instead of numbers."""
    return classes[count] if classes else as_text(count)
