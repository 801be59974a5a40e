"""The calendar of reports: a row a grant, a bar a period, a mark a report."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from programme.common.charts import svg, words
from programme.common.charts.theme import Colour
from programme.common.dates import add_months

WIDTH, LEFT, RIGHT, TOP, ROW = 1200, 236.0, 1170.0, 52, 68

# What a bar's state is called in its colour: told, being told, still ahead.
BARS: dict[str, Colour] = {
    "released": "d1",
    "corrected": "d1",
    "waived": "d1",
    "in_review": "d2",
    "draft": "d2",
    "open": "d2",
    "overdue": "d2",
}


@dataclass(frozen=True)
class CalendarRow:
    """A grant: name, a line under it, its periods and its reports (state: released, in_review, draft, overdue, …)."""

    name: str
    sub: str = ""
    bars: Sequence[tuple[date, date, str]] = field(default_factory=tuple)
    marks: Sequence[tuple[date, str, str]] = field(default_factory=tuple)


def _mark(x: float, y: float, state: str) -> SafeString:
    """A report's state as a shape: released is a square with a tick, overdue a diamond, coming a ring."""
    if state in ("released", "corrected", "waived"):
        tick = f"M{svg.short(x - 3.6)},{svg.short(y)}l2.6,2.6 4.6,-4.9"
        square = svg.rect(x - 7, y - 7, 14, 14, fill="d1", radius=1.5)
        return svg.joined([square, svg.path(tick, stroke="surface", width=1.8)])
    if state == "in_review":
        half = f"M{svg.short(x)},{svg.short(y - 6.5)}a6.5,6.5 0 0 1 0,13z"
        return svg.joined([svg.circle(x, y, 6.5, fill="surface", stroke="d1"), svg.path(half, fill="d1")])
    if state == "overdue":
        return svg.path(f"M{svg.short(x)},{svg.short(y - 8)}l8,8 -8,8 -8,-8z", fill="bad")
    if state == "draft":
        outline = f"M{svg.short(x - 6)},{svg.short(y - 6)}h12v12h-12z"
        return svg.path(outline, fill="surface", stroke="ls", width=1.6, dash="2.6 2.2")
    return svg.circle(x, y, 6.5, fill="surface", stroke="ls")


def report_calendar(*, ident: str, title: str, finding: str, today: date, rows: Sequence[CalendarRow]) -> SafeString:
    """Periods and their reports on one calendar, with today in yellow."""
    days = [day for row in rows for start, end, _state in row.bars for day in (start, end)]
    days += [day for row in rows for day, _state, _label in row.marks] + [today]
    start = date(min(days).year, (min(days).month - 1) // 3 * 3 + 1, 1)
    end = max(add_months(start, 12), max(days) + timedelta(days=45))
    span = (end - start).days

    def x(day: date) -> float:
        return LEFT + (RIGHT - LEFT) * (day - start).days / span

    height = TOP + ROW * max(len(rows), 1) + 8
    body: list[str] = []
    quarters = [add_months(start, 3 * n) for n in range(1 + (end.year - start.year) * 4 + 4)]
    quarters = [day for day in quarters if day < end]
    every = 1 if len(quarters) <= 12 else 4
    for index, day in enumerate(quarters):
        if every == 1 or day.month == 1:
            body.append(svg.line(x(day), 34, x(day), height - 8, stroke="line"))
            if every == 1 and abs(x(day) + 14 - x(today)) > 44:
                body.append(svg.text(x(day) + 4, 27, words.month(day)))
        if day.month == 1 or index == 0:
            body.append(svg.text(x(day) + 4, 11, str(day.year), fill="ink", size=12.5, weight=600))
    over: list[str] = []
    for index, row in enumerate(rows):
        y = TOP + ROW * index
        body.append(
            svg.text(0, y + 16, svg.cut(row.name, LEFT - 14, size=13, weight=600), fill="ink", size=13, weight=600)
        )
        body.append(svg.text(0, y + 34, svg.cut(row.sub, LEFT - 14)))
        for first, last, state in row.bars:
            a, b = x(first) + 1.5, x(last + timedelta(days=1)) - 1.5
            colour = BARS.get(state, "sunk")
            body.append(svg.rect(a, y, b - a, 14, fill=colour, radius=2))
        ends = sorted(last for _first, last, _state in row.bars)
        marks = sorted(row.marks)
        led: set[date] = set()  # ends that have their line to a report already
        for number, (day, state, label) in enumerate(marks):
            at = x(day)
            before = [last for last in ends if last <= day and last not in led]
            led.update(before)
            if before and at - 9 > x(before[-1]):
                d = f"M{svg.short(x(before[-1]))},{y + 17}V{y + 34}H{svg.short(at - 9)}"
                body.append(svg.path(d, stroke="ls", width=1))
            body.append(_mark(at, y + 34, state))
            following = x(marks[number + 1][0]) if number + 1 < len(marks) else RIGHT + 60
            wide = svg.width_of(label, weight=550)
            crosses_today = at + 10 < x(today) < at + 14 + wide
            if crosses_today or at + 12 + wide < following - 10:  # lines are broken where a label stands
                over.append(svg.rect(at + 10, y + 26, wide + 4, 17, fill="surface"))
                over.append(svg.text(at + 12, y + 38.5, label, fill="ink", weight=550))
            else:  # no room beside it, so under it
                body.append(svg.text(at, y + 56, label, fill="ink", weight=550, anchor="middle"))
    body.append(svg.line(x(today), 34, x(today), height - 8, stroke="nowe", width=1.5))
    body += [*over, svg.pill(x(today), 14, _("Today"))]
    return svg.chart(ident=ident, title=title, finding=finding, width=WIDTH, height=height, body=body)
