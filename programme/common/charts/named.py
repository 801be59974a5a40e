"""The lift of one region: few companies, each with its name."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from programme.common.charts import svg
from programme.common.charts.marks import Mark, Step, axis, linked, shape, stand, treads

WIDTH = 1200.0  # the sheet that it stands in, so that 12 stays 12
LEFT, RIGHT = 8.0, 1160.0
UP = 62.0  # from one tread up to the next
LINE = 15.0  # from one name to the next above or below it
SIZE, STAGE_SIZE = 12.5, 12.0


@dataclass(frozen=True)
class Box:
    """A part of the drawing that something stands on."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """True when the two share a point."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


@dataclass(frozen=True)
class Placed:
    """A company's mark: where it stands and how far its name is wide."""

    mark: Mark
    level: int
    state: str
    x: float
    y: float
    width: float


def named(steps: Sequence[Step], marks: Sequence[Mark], months: int) -> tuple[float, float, list[str]]:
    """Width, height and parts. Names that would meet anything are moved: up above the line, down below it."""
    scale = (RIGHT - LEFT) / (months + 1.5)
    base = 44.0 + max(len(steps), 1) * UP
    placed = _placed(steps, marks, months, scale, base)
    late = {one.level for one in placed if one.state == "behind"}
    at_foot = sum(1 for one in placed if one.state == "behind" and one.level == 0)
    foot = base + 22 + LINE * max(0, at_foot - 1)
    end = LEFT + months * scale
    body: list[str] = axis(months, left=LEFT, scale=scale, y=foot, past=RIGHT)
    body.append(svg.path(treads(steps, left=LEFT, scale=scale, base=base, up=UP, end=end), stroke="d1", width=3.5))
    taken = _line(steps, scale, base)
    for level, step in enumerate(steps):
        x = LEFT + step.start_month * scale + (12 if level else 0)
        room = max((step.end_month - step.start_month) * scale, 60) if level in late else WIDTH - x
        words, y = svg.cut(f"{step.order} {step.name}", room), base - level * UP + 18
        body.append(svg.text(x, y, words))
        taken.append(Box(x, y - 11, x + svg.width_of(words, size=STAGE_SIZE), y + 3))
    taken += [Box(one.x - 7, one.y - 7, one.x + 7, one.y + 7) for one in placed]
    names: list[str] = []
    for one in sorted(placed, key=lambda one: (-one.level, one.x)):
        name = _behind(one, taken) if one.state == "behind" else _above(one, taken)
        taken.append(name)
        if one.state == "behind":
            from_x, tread = LEFT + steps[one.level].end_month * scale, base - one.level * UP
            body.append(svg.line(from_x, tread, one.x + 8, tread, stroke="warn", width=1.5, dash="3 4"))
        elif name.bottom < one.y - 15:
            body.append(svg.line(one.x, one.y - 8, one.x, name.bottom, stroke="ls"))
        names.append(_drawn(one, name))
    body += names
    highest = min([name.top for name in taken] + [base - len(steps) * UP + UP - 16])
    return (
        WIDTH,
        foot + 34 - highest + 4,
        [svg.element("g", {"transform": f"translate(0,{svg.short(4 - highest)})"}, *body)],
    )


def _placed(steps: Sequence[Step], marks: Sequence[Mark], months: int, scale: float, base: float) -> list[Placed]:
    """Each mark in its month; several of one month stand beside each other."""
    slots: dict[tuple[int, int], int] = defaultdict(int)
    found: list[Placed] = []
    for mark in sorted(marks, key=lambda mark: (mark.stage_order, mark.month)):
        place = stand(mark, steps, months)
        if not place:
            continue
        x = LEFT + min(place.slot + 0.5 + 0.36 * slots[place.level, place.slot], months + 1) * scale
        slots[place.level, place.slot] += 1
        tread = base - place.level * UP
        y = tread + 12.5 if place.state == "behind" else tread - 13
        width = svg.width_of(mark.label, size=SIZE, weight=600)
        found.append(Placed(mark, place.level, place.state, x, y, width))
    return found


def _line(steps: Sequence[Step], scale: float, base: float) -> list[Box]:
    """What the line itself covers: its treads and the risers between them."""
    half = min(18.0, scale * 0.44)
    found: list[Box] = []
    for level, step in enumerate(steps):
        y, end = base - level * UP, LEFT + step.end_month * scale
        found.append(Box(LEFT + step.start_month * scale, y - 2, end, y + 2))
        if level + 1 < len(steps):
            found.append(Box(end - half, y - UP, end + half, y))
    return found


def _above(one: Placed, taken: Sequence[Box]) -> Box:
    """Over the mark, as low as there is room."""
    left = max(LEFT, min(one.x - one.width / 2, WIDTH - 4 - one.width))
    y = one.y - 15
    for _try in range(40):
        name = Box(left - 4, y - 11, left + one.width + 4, y + 3)
        if not any(name.meets(other) for other in taken):
            break
        y -= LINE / 3
    return name


def _behind(one: Placed, taken: Sequence[Box]) -> Box:
    """Beside the mark that hangs under the line, where there is room."""
    left = one.x + 9 if one.x + 9 + one.width < WIDTH else one.x - 13 - one.width
    y = one.y + 4
    for _try in range(10):
        name = Box(left - 1, y - 11, left + one.width + 4, y + 3)
        if not any(name.meets(other) for other in taken):
            break
        y += LINE
    return name


def _drawn(one: Placed, name: Box) -> str:
    """The mark and its name; a name hides the leader of the name above it."""
    inset = 1 if one.state == "behind" else 4
    words = svg.joined(
        [
            svg.rect(name.left + inset, name.top, one.width, 14, fill="surface"),
            svg.text(name.left + inset, name.bottom - 3, one.mark.label, fill="ink", size=SIZE, weight=600),
        ]
    )
    return linked(one.mark, svg.joined([shape(one.state, one.x, one.y, 6.5), words]))
