"""The cover's picture: the companies along the months of the programme, on petrol (LOOK sections 1 and 10)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.common.charts import svg

WIDTH, HEIGHT = 840, 600
LEFT, RIGHT = 80.0, 800.0  # where month 0 and the last month stand
FLOOR, TOP = 450.0, 230.0  # the first and the last tread
APART = 27.0
LEVELS = 6  # so many dots may stand on each other before one means several


def cover_picture(lift: Mapping[str, Any], *, ident: str) -> SafeString:
    """The lift of a report. One dot is a company, or several where they would not fit; no names, no links."""
    stages: Sequence[Sequence[int]] = lift["stages"] or [[0, 18]]
    months = max(stages[-1][1], 1)
    scale = (RIGHT - LEFT) / months
    treads = [FLOOR - (FLOOR - TOP) * n / max(len(stages) - 1, 1) for n in range(len(stages))]
    body = [svg.rect(0, 0, WIDTH, HEIGHT, fill="d1"), *_axis(months, scale)]
    body.append(svg.path(_line(stages, treads, scale), stroke="surface", width=9))
    body += _dots(lift["months"], stages, treads, scale)
    body.append(svg.circle(RIGHT, treads[-1] - 64, 17, fill="now"))
    body.append(svg.text(LEFT, 96, "Lyftportalen", fill="surface", size=22, weight=600))
    count = len(lift["months"])
    finding = ngettext("%(n)s company in coaching", "%(n)s companies in coaching", count) % {"n": count}
    title = _("The companies along the months of the programme")
    return svg.chart(ident=ident, title=title, finding=finding, width=WIDTH, height=HEIGHT, body=body)


def _axis(months: int, scale: float) -> list[str]:
    parts: list[str] = []
    for month in range(months + 1):
        x = LEFT + scale * month
        long = month % 3 == 0
        parts.append(svg.line(x, 520, x, 540 if long else 530, stroke="d3", width=1.4))
        if long:
            words = str(month) if month else _("Start")
            parts.append(svg.text(x, 566, words, fill="tint", size=15, anchor="middle"))
    return parts


def _line(stages: Sequence[Sequence[int]], treads: Sequence[float], scale: float) -> str:
    """The plan: flat within a stage, rising where the next begins, and on towards the corner after the last."""
    way = [f"M0,{treads[0]:.0f}"]
    for (before, after), stage in zip(zip(treads, treads[1:], strict=False), stages[1:], strict=True):
        way.append(_rise(LEFT + scale * stage[0], before, after, 35))
    way.append(_rise(RIGHT + 5, treads[-1], treads[-1] - 90, 35))
    return "".join(way)


def _rise(x: float, before: float, after: float, half: float) -> str:
    return f"H{x - half:.0f}C{x + 10:.0f},{before:.0f} {x - 10:.0f},{after:.0f} {x + half:.0f},{after:.0f}"


def _dots(standing: Sequence[int], stages: Sequence[Sequence[int]], treads: Sequence[float], scale: float) -> list[str]:
    last = stages[-1][1] - 1
    places = Counter(min(max(month, 0), last) for month in standing)
    each = max(1, -(-max(places.values(), default=0) // LEVELS))
    parts: list[str] = []
    for month, count in sorted(places.items()):
        stage = max(n for n, bounds in enumerate(stages) if bounds[0] <= month or n == 0)
        x = LEFT + scale * (month + 0.5)
        for level in range(-(-count // each)):
            parts.append(svg.circle(x, treads[stage] - 26 - APART * level, 10, fill="d3"))
    return parts
