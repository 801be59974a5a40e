"""The marks that stand on reports: the EU emblem, the portal's own mark, the programme's name as a mark.

The emblem is drawn from its official construction (Interinstitutional style guide, annex A1; Reg. (EU) 2021/1060, annex
IX): a rectangle 1.5 times as long as high; twelve stars on a circle of a third of the height around the middle, each
within a circle of an eighteenth of the height, one point upright, placed as the hours of a clock; Reflex Blue #003399
and Yellow #FFCC00. No other mark beside it may be larger, in height or in width.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

BLUE, YELLOW = "#003399", "#FFCC00"
HEIGHT = 540.0  # of the drawing; 540 makes thirds and eighteenths whole
STARS = 12


@dataclass(frozen=True)
class Logo:
    """A mark with its size on paper, in millimetres."""

    picture: SafeString
    width: float
    height: float
    is_flag: bool = False


def star(x: float, y: float, radius: float) -> str:
    """The corners of an upright five-pointed star within a circle, as an SVG path."""
    inner = radius * cos(2 * pi / 5) / cos(pi / 5)
    corners = [
        (x + (inner if n % 2 else radius) * sin(n * pi / 5), y - (inner if n % 2 else radius) * cos(n * pi / 5))
        for n in range(10)
    ]
    return "M" + "L".join(f"{a:.2f},{b:.2f}" for a, b in corners) + "Z"


def eu_emblem() -> SafeString:
    """The emblem as SVG. Its title is what is read aloud."""
    middle, ring = (HEIGHT * 0.75, HEIGHT / 2), HEIGHT / 3
    stars = "".join(
        star(middle[0] + ring * sin(n * pi / 6), middle[1] - ring * cos(n * pi / 6), HEIGHT / 18) for n in range(STARS)
    )
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img"><title>{}</title><rect width="{}" height="{}" fill="{}"/>'
        '<path d="{}" fill="{}"/></svg>',
        f"{HEIGHT * 1.5:g}",
        f"{HEIGHT:g}",
        _("The emblem of the European Union"),
        f"{HEIGHT * 1.5:g}",
        f"{HEIGHT:g}",
        BLUE,
        stars,
        YELLOW,
    )


def own_mark() -> SafeString:
    """The lift with the disc that stands where we are (as static/img/favicon.svg)."""
    return format_html(
        '<svg viewBox="0 0 28 28" role="img"><title>Lyftportalen</title><rect width="28" height="28" rx="6" fill="{}"/>'
        '<path d="{}" stroke="#fff" stroke-width="2.4" fill="none" stroke-linecap="round"/>'
        '<circle cx="21.6" cy="8.4" r="3.4" fill="{}"/></svg>',
        "#0b5560",
        "M5 21.5h4.2c2 0 1.6-5.5 3.8-5.5h2c2.2 0 1.8-5.5 4-5.5h1.6",
        "#ffcb3d",
    )


def logo_row(*, with_flag: bool) -> Sequence[Logo]:
    """The pictures of a report's row of marks, the flag first; the programme's name stands beside them as text."""
    own = Logo(own_mark(), 14, 14)
    return [Logo(eu_emblem(), 30, 20, is_flag=True), own] if with_flag else [own]
