"""A region's number of companies over time, as flat steps beside the median of all regions."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.safestring import SafeString

from programme.common.charts import svg, words

LEFT, RIGHT, FLOOR, TALL = 2.0, 248.0, 76.0, 67.5


def step_line(
    *,
    ident: str,
    title: str,
    finding: str,
    points: Sequence[tuple[date, int]],
    median: Sequence[tuple[date, Decimal]],
    top: int | None = None,
) -> SafeString:
    """A small multiple. Give all of them the same days and the same `top` (the highest value of any)."""
    days = sorted({day for day, _ in points} | {day for day, _ in median})
    most = max([top or 0] + [value for _, value in points] + [int(value) + 1 for _, value in median] + [1])
    span = (days[-1] - days[0]).days if days else 0

    def x(day: date) -> float:
        return LEFT + (RIGHT - LEFT) * (day - days[0]).days / span if span else RIGHT

    def y(value: int | Decimal) -> float:
        return FLOOR - TALL * float(value) / most

    body: list[str] = [svg.line(0, FLOOR, 250, FLOOR, stroke="ls")]
    if len(median) > 1:
        d = "L".join(f"{svg.short(x(day))},{svg.short(y(value))}" for day, value in median)
        body.append(svg.path(f"M{d}", stroke="d0", width=1.3, dash="3 3"))
    if points:
        first, *rest = points
        d = f"M{svg.short(x(first[0]))},{svg.short(y(first[1]))}"
        d += "".join(f"H{svg.short(x(day))}V{svg.short(y(value))}" for day, value in rest)
        last_day, last = points[-1]
        body.append(svg.path(d, stroke="d1", width=2.4))
        body.append(svg.circle(x(last_day), y(last), 4, fill="d1"))
        body.append(svg.text(257, y(last) + 5, str(last), fill="ink", size=15, weight=600))
        body.append(svg.text(0, 91, words.month_year(days[0])))
        body.append(svg.text(250, 91, words.month_year(days[-1]), anchor="end"))
    return svg.chart(ident=ident, title=title, finding=finding, width=280, height=94, body=body, kind="line")
