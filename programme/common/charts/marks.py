"""Where companies stand on the line of a programme, and how the line and its marks are drawn."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from programme.common.charts import svg

APART = 13.5  # from one mark to the next
MOST_MARKS = 120
STATES = ("on_plan", "paused", "behind")


@dataclass(frozen=True)
class Step:
    """A stage of the programme: when it begins and ends, in months from the start, and how many are in it."""

    order: int
    name: str
    start_month: int
    end_month: int
    count: int = 0


@dataclass(frozen=True)
class Mark:
    """One company: how many months since its start, the stage it is in, how it does (on_plan, behind, paused)."""

    month: int
    stage_order: int
    state: str
    label: str = ""
    href: str = ""


def companies_per_mark(count: int) -> int:
    """One up to 120 companies; above that a mark stands for five, and for more when there are very many."""
    if count <= MOST_MARKS:
        return 1
    return 5 * math.ceil(count / (5 * MOST_MARKS))


def treads(steps: Sequence[Step], *, left: float, scale: float, base: float, up: float, end: float) -> str:
    """The line itself; each riser is as wide as four fifths of a month, at most 36 units."""
    half = min(18.0, scale * 0.44)
    d = f"M{svg.short(left)},{svg.short(base)}"
    for index, step in enumerate(steps[:-1]):
        d += riser(left + step.end_month * scale, base - index * up, half, up)
    return d + f"H{svg.short(end)}"


def riser(x: float, y: float, half: float, up: float) -> str:
    """One smooth rise around x, from y to y - up."""
    turn = half * 0.22
    points = [(x - half, y), (x + half - 4 * turn + turn, y), (x + turn - half, y - up), (x + half, y - up)]
    first, *rest = [f"{svg.short(a)},{svg.short(b)}" for a, b in points]
    return f"H{svg.short(points[0][0])}C{' '.join(rest)}" if first else ""


def axis(months: int, *, left: float, scale: float, y: float, past: float) -> list[str]:
    """Months from the start; every third is named, every month has a tick."""
    parts: list[str] = [svg.line(left, y, past, y, stroke="ls")]
    every = 3 if months <= 24 else 6
    last = int((past - left) / scale)
    for month in range(last + 1):
        x = left + month * scale
        parts.append(svg.line(x, y, x, y + (8 if month % every == 0 else 4), stroke="ls"))
        if month % every == 0 and month <= months:
            words = _("Start") if month == 0 else str(month)
            if month + every > months and month:
                words = _("%(month)s mo.") % {"month": month}
            parts.append(svg.text(x, y + 24, words, anchor="start" if month == 0 else "middle"))
    return parts


@dataclass(frozen=True)
class Stand:
    """Where a company stands: months on the axis, the tread's index."""

    slot: int
    level: int
    state: str


def stand(mark: Mark, steps: Sequence[Step], last_slot: int) -> Stand | None:
    """The place of a mark: on its tread, or past its end when it is behind. None for a stage that is not there."""
    level = next((index for index, step in enumerate(steps) if step.order == mark.stage_order), None)
    if level is None:
        return None
    step = steps[level]
    if mark.state == "behind":
        return Stand(min(max(mark.month, step.end_month), last_slot), level, mark.state)
    slot = min(max(mark.month, step.start_month), max(step.end_month - 1, step.start_month))
    return Stand(slot, level, mark.state if mark.state == "paused" else "on_plan")


def one_or_five(places: dict[Stand, list[Mark]], each: int) -> dict[Stand, list[Mark | None]]:
    """The marks to draw: each company, or one nameless mark for so many of them."""
    if each == 1:
        return {place: list(marks) for place, marks in places.items()}
    return {place: [None] * max(1, round(len(marks) / each)) for place, marks in places.items()}


def shape(state: str, x: float, y: float, radius: float) -> SafeString:
    """The mark of a state: a triangle behind, two bars paused, a dot on plan."""
    if state == "behind":
        return svg.triangle(x, y - 5, size=12)
    if state == "paused":
        return svg.two_bars(x, y)
    return svg.circle(x, y, radius, fill="d1")


def linked(mark: Mark | None, shape: SafeString) -> SafeString:
    """The shape as a link to its company where the mark has one; its name where it has only that."""
    if mark is None or not mark.label:
        return shape
    if mark.href:
        return svg.link(mark.href, mark.label, shape)
    return svg.element("g", {}, svg.element("title", {}, mark.label), shape)


def crowd(
    drawn: dict[Stand, list[Mark | None]], steps: Sequence[Step], *, left: float, scale: float, base: float, up: float
) -> tuple[list[str], float]:
    """Marks standing on the line or hanging under it, and the highest point that they reach."""
    parts: list[str] = []
    highest = base
    side_by_side = max(1, min(3, int(scale // APART)))
    standing: dict[tuple[int, int], list[tuple[str, Mark | None]]] = defaultdict(list)
    hanging: dict[tuple[int, int], list[tuple[str, Mark | None]]] = defaultdict(list)
    for place, marks in sorted(drawn.items(), key=lambda item: STATES.index(item[0].state)):
        group = hanging if place.state == "behind" else standing
        group[place.level, place.slot] += [(place.state, mark) for mark in marks]
    for (level, slot), stack in [*standing.items(), *hanging.items()]:
        down = stack[0][0] == "behind"
        step = steps[level]
        most = 3 if down else 6
        wide = min(side_by_side, math.ceil(len(stack) / most))
        middle = slot + 0.5 if down else min(slot + 0.5, step.end_month - 0.6)
        # The last months' stacks grow away from the riser, so that the line stays free.
        shift = (wide - 1) * APART * (1 if not down and slot == step.end_month - 1 else 0.5)
        for index, (state, mark) in enumerate(stack):
            x = left + middle * scale - shift + (index % wide) * APART
            y = base - level * up + (12.5 + 14 * (index // wide) if down else -12 - APART * (index // wide))
            highest = min(highest, y - 8)
            parts.append(linked(mark, shape(state, x, y, 5.4)))
    return parts, highest
