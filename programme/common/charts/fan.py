"""What has been, as a line, and what may come, as a band that widens: one quantity counted up month by month."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from programme.common.charts import svg, words

WIDTH, LEFT, RIGHT = 600.0, 4.0, 500.0
TOP, FLOOR = 40.0, 250.0
APART = 17.0  # between the numbers at the end


@dataclass(frozen=True)
class Ahead:
    """A day to come: the middle, and between which numbers four outcomes of five fall."""

    on: date
    low: int
    middle: int
    high: int


def fan(
    *,
    ident: str,
    title: str,
    finding: str,
    past: Sequence[tuple[date, int]],
    ahead: Sequence[Ahead],
    now_label: str,
) -> SafeString:
    """`past` ends on the day that the forecast was made; `ahead` counts on from there. Either may be empty."""
    days = [day for day, _value in past] + [one.on for one in ahead]
    if not days:
        none = svg.text(0, TOP, _("Nothing to show yet"))
        return svg.chart(ident=ident, title=title, finding=finding, width=WIDTH, height=60, body=[none], kind="fan")
    first, last = min(days), max(days)
    most = max([1, *(value for _day, value in past), *(one.high for one in ahead)])
    span = max((last - first).days, 1)

    def x(day: date) -> float:
        return LEFT + (RIGHT - LEFT) * (day - first).days / span

    def y(value: int) -> float:
        return FLOOR - (FLOOR - TOP) * value / most

    body: list[str] = [svg.line(LEFT, FLOOR, RIGHT, FLOOR, stroke="ls")]
    if ahead:
        body += _ahead(past, ahead, x, y)
    if past:
        now, reached = past[-1]
        d = f"M{svg.short(x(past[0][0]))},{svg.short(y(past[0][1]))}"
        d += "".join(f"H{svg.short(x(day))}V{svg.short(y(value))}" for day, value in past[1:])
        body += [
            svg.line(x(now), TOP - 12, x(now), FLOOR, stroke="nowe"),
            svg.path(d, stroke="d1", width=2.4),
            svg.circle(x(now), y(reached), 4, fill="d1"),
            svg.pill(min(max(x(now), 46), WIDTH - 46), 2, now_label),
        ]
        above = y(reached) - 10 if y(reached) > TOP + 20 else y(reached) + 18
        body.append(svg.text(x(now) - 8, above, str(reached), fill="ink", size=13, weight=600, anchor="end"))
    body.append(svg.text(LEFT, FLOOR + 18, words.month_year(first)))
    if span > 40:
        body.append(svg.text(RIGHT, FLOOR + 18, words.month_year(last), anchor="end"))
    return svg.chart(ident=ident, title=title, finding=finding, width=WIDTH, height=FLOOR + 24, body=body, kind="fan")


def _ahead(
    past: Sequence[tuple[date, int]],
    ahead: Sequence[Ahead],
    x: Callable[[date], float],
    y: Callable[[int], float],
) -> list[str]:
    """The band, its middle, and the three numbers at its end."""
    start = [(past[-1][0], past[-1][1])] if past else []
    upper = [(x(day), y(value)) for day, value in start] + [(x(one.on), y(one.high)) for one in ahead]
    lower = [(x(one.on), y(one.low)) for one in reversed(ahead)]
    middle = [(x(day), y(value)) for day, value in start] + [(x(one.on), y(one.middle)) for one in ahead]
    end = ahead[-1]
    parts: list[str] = [
        svg.path(_through([*upper, *lower]) + "Z", fill="d3"),
        svg.path(_through(middle), stroke="d2", width=2, dash="5 4"),
        svg.circle(x(end.on), y(end.middle), 4, fill="surface", stroke="d2"),
    ]
    at = [y(end.high), y(end.middle), y(end.low)]
    at[1] = max(at[1], at[0] + APART)
    at[2] = max(at[2], at[1] + APART)
    over = max(at[2] - (FLOOR - 2), 0)
    said = [
        (_("up to %(n)s") % {"n": end.high}, 400, 13.0),
        (str(end.middle), 600, 15.0),
        (_("at least %(n)s") % {"n": end.low}, 400, 13.0),
    ]
    for place, (text, weight, size) in zip(at, said, strict=True):
        parts.append(svg.text(RIGHT + 10, place - over + 5, text, fill="ink", size=size, weight=weight))
    return parts


def _through(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{svg.short(a)},{svg.short(b)}" for a, b in points)
