"""The lift as a promise: a programme's stages on the line, without companies. For those who have not begun."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from programme.common.charts import svg

WIDE, NARROW = 1240.0, 328.0
TOP = 22.0  # the disc's middle


@dataclass(frozen=True)
class Shape:
    """Sizes of one of the two drawings, in units."""

    width: float
    up: float  # from one tread to the next
    indent: float  # of the words from the tread's beginning
    curve: float  # half the width of a rise
    last: float  # how far before the edge the line begins its last rise
    disc: float
    stroke: float
    size: float  # of a stage's name


DESK = Shape(WIDE, up=62, indent=30, curve=40, last=110, disc=12, stroke=6, size=15)
PHONE = Shape(NARROW, up=72, indent=19, curve=18, last=52, disc=10, stroke=5, size=15)


def stage_lift(
    *, ident: str, title: str, finding: str, stages: Sequence[tuple[str, str, int]], narrow: bool = False
) -> SafeString:
    """`stages`: name, length in words, length in months. `narrow` is the drawing for a phone, which is a stair."""
    shape = PHONE if narrow else DESK
    begins = _stair(len(stages), shape) if narrow else _treads([months for _n, _w, months in stages], shape)
    levels = [TOP + (len(stages) - place) * shape.up for place in range(len(stages))]
    body: list[str] = [svg.path(_line(begins, levels, shape), stroke="d1", width=shape.stroke)]
    for (name, length, _months), x, y, end in zip(stages, begins, levels, [*begins, shape.width][1:], strict=True):
        start = x + (shape.indent if x else 0)
        room = shape.width - start if narrow else end - start
        body.append(svg.text(start, y + 28, svg.cut(name, room, size=shape.size, weight=600), fill="ink",
                             size=shape.size, weight=600))  # fmt: skip
        body.append(svg.text(start, y + 47, length, size=13.5))
    body.append(svg.circle(shape.width - shape.last / 3, TOP, shape.disc, fill="now", stroke="nowe", width=1.5))
    height = (levels[0] if levels else TOP) + 56
    return svg.chart(ident=ident, title=title, finding=finding, width=shape.width, height=height, body=body)


def _treads(months: Sequence[int], shape: Shape) -> list[float]:
    """Where each stage begins: half of the width is shared alike and half by months, so that a short one has room."""
    whole, each = max(sum(months), 1), 1 / max(len(months), 1)
    shares = [(each + length / whole) / 2 for length in months]
    return [shape.width * sum(shares[:place]) for place in range(len(shares))]


def _stair(count: int, shape: Shape) -> list[float]:
    """On a phone the words stand under their tread and to the right of the rise, so the treads are short."""
    step = min(56.0, 150.0 / max(count - 1, 1))
    return [step * place for place in range(count)]


def _line(begins: Sequence[float], levels: Sequence[float], shape: Shape) -> str:
    """The line from the first tread to the disc."""
    if not levels:
        return f"M0,{svg.short(TOP)}"
    drawn = f"M2,{svg.short(levels[0])}"
    ends = [(x, y, shape.curve) for x, y in zip(begins[1:], levels[1:], strict=True)]
    ends.append((shape.width - shape.last * 0.66, TOP, shape.last * 0.33))
    y0 = levels[0]
    for x, y1, half in ends:
        before, after = svg.short(x - half), svg.short(x + half)
        drawn += f"H{before}C{svg.short(x)},{svg.short(y0)} {svg.short(x)},{svg.short(y1)} {after},{svg.short(y1)}"
        y0 = y1
    return drawn
