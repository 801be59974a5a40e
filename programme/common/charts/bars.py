"""Bars: lying (one a row), standing (one a month) and against a target."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from programme.common.charts import svg

WIDTH = 680
ROW = 27


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its value, the value in words, and what it is compared with (drawn as a tick)."""

    label: str
    value: Decimal
    text: str
    compare: Decimal | None = None


def _share(value: Decimal, most: Decimal) -> float:
    """How long a bar is, from 0 to 1; nothing is divided by nothing."""
    return max(0.0, min(1.0, float(value / most))) if most > 0 else 0.0


def bars(
    *, ident: str, title: str, finding: str, rows: Sequence[Bar], compare_label: str = "", width: int = WIDTH
) -> SafeString:
    """Lying bars in the order given. `compare_label` says what the ticks are; `width` is that of its place."""
    most = max([row.value for row in rows] + [row.compare or Decimal(0) for row in rows], default=Decimal(0))
    left = min(max((svg.width_of(row.label) for row in rows), default=80) + 22, 250, width * 0.4)
    values = max((svg.width_of(row.text, weight=600) for row in rows), default=0) + 16
    long = width - left - values
    has_ticks = any(row.compare is not None for row in rows)
    top = 26 if has_ticks and compare_label else 4
    height = top + ROW * max(len(rows), 1) + 4
    body: list[str] = []
    for index, row in enumerate(rows):
        y = top + ROW * index
        end = left + long * _share(row.value, most)
        label = svg.cut(row.label, left - 12)
        body.append(svg.text(left - 12, y + 18, label, fill="ink", anchor="end"))
        body.append(svg.rect(left, y + 5, end - left, 17, fill="d1"))
        after = end
        if row.compare is not None:
            x = left + long * _share(row.compare, most)
            body.append(svg.rect(x - 3, y + 1, 6, 25, fill="surface"))
            body.append(svg.rect(x - 1.2, y + 1, 2.5, 25, fill="ink"))
            after = x if abs(x - end) < values and x > end else end
        body.append(svg.text(after + 8, y + 18, row.text, fill="ink", weight=600))
    if has_ticks and compare_label:
        body.append(svg.rect(left, 3, 2.5, 14, fill="ink"))
        body.append(svg.text(left + 9, 14, compare_label))
    if rows:
        body.append(svg.line(left, top, left, height - 4, stroke="ink"))
    else:
        body.append(svg.text(0, top + 18, _("Nothing to show yet")))
    return svg.chart(ident=ident, title=title, finding=finding, width=width, height=height, body=body, kind="bars")


def columns(
    *,
    ident: str,
    title: str,
    finding: str,
    rows: Sequence[Bar],
    reference: tuple[str, Decimal] | None = None,
    width: int = WIDTH,
) -> SafeString:
    """Standing bars, one a month for instance, with a dashed line for a plan or a median."""
    level = reference[1] if reference else Decimal(0)
    most = max([row.value for row in rows] + [level], default=Decimal(0))
    aside = min(svg.width_of(reference[0]) + 16, 200) if reference else 4
    floor, tall, left = 158, 134, 8
    slot = (width - left - aside) / max(len(rows), 1)
    wide = min(52.0, slot * 0.66)
    right = left + slot * len(rows)
    body: list[str] = []
    every = 1 + int(max((svg.width_of(row.label) for row in rows), default=0) // slot)
    numbers_fit = all(svg.width_of(row.text, weight=600) <= slot for row in rows)
    for index, row in enumerate(rows):
        high = tall * _share(row.value, most)
        x = left + slot * (index + 0.5)
        body.append(svg.rect(x - wide / 2, floor - high, wide, high, fill="d1"))
        if numbers_fit:
            crossed = reference is not None and 0 <= high - tall * _share(level, most) <= 24
            inside = high >= 24 and svg.width_of(row.text, weight=600) < wide and not crossed
            at = floor - high + 17 if inside else floor - high - 6
            body.append(svg.text(x, at, row.text, fill="ond1" if inside else "ink", weight=600, anchor="middle"))
        if index % every == 0:
            body.append(svg.text(x, floor + 18, row.label, anchor="middle"))
    if reference and rows:
        y = floor - tall * _share(level, most)
        body.append(svg.rect(left, y - 1.5, right - left, 3, fill="surface"))
        body.append(svg.line(left, y, right, y, stroke="ink2", dash="3 3"))
        body.append(svg.text(right + 8, y + 4, svg.cut(reference[0], aside - 8)))
    body.append(svg.line(left, floor, max(right, left + 100), floor, stroke="ink"))
    if not rows:
        body.append(svg.text(left, floor - 10, _("Nothing to show yet")))
    return svg.chart(ident=ident, title=title, finding=finding, width=width, height=184, body=body, kind="bars")


def bullet(
    *, ident: str, title: str, value: Decimal, target: Decimal | None, forecast: Decimal | None = None
) -> SafeString:
    """A value against its target; the dotted line and the ring are where today's pace leads. Words stand outside."""
    width, long = 300, 294.0
    aim = (target or Decimal(0)) * Decimal(7) / 6
    most = max(aim, value, (forecast or Decimal(0)) * Decimal("1.03"))
    end = long * _share(value, most)
    body = [svg.rect(0, 8, long, 10, fill="sunk", radius=1), svg.rect(0, 8, end, 10, fill="d1", radius=1)]
    if forecast is not None and forecast > value:
        x = long * _share(forecast, most)
        body.append(svg.line(end, 13, x, 13, stroke="d2", width=2, dash="2 3"))
        body.append(svg.circle(x, 13, 4.5, fill="surface", stroke="d1"))
    if target:
        body.append(svg.rect(long * _share(target, most) - 1.2, 1, 2.5, 24, fill="ink"))
    return svg.chart(ident=ident, title=title, finding=title, width=width, height=26, body=body, kind="small")
