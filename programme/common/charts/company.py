"""The lift of one company: done, ahead, paused and today, on a calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.common.charts import svg
from programme.common.charts.words import full_day, month, short_day
from programme.common.dates import add_months, month_start, months_between

LEFT, RIGHT, UP, HALF = 8.0, 1150.0, 66.0, 13.0


@dataclass(frozen=True)
class PlanStep:
    """A stage of a company's own plan: the days planned (both included), and those on which it began and closed."""

    name: str
    planned_start_on: date
    planned_end_on: date
    entered_on: date | None = None
    closed_on: date | None = None


@dataclass(frozen=True)
class _Calendar:
    """A scale from days to places."""

    first: date
    last: date

    def x(self, day: date) -> float:
        """Where a day is; days outside are held at the edge."""
        share = (day - self.first).days / max((self.last - self.first).days, 1)
        return LEFT + (RIGHT - LEFT) * min(max(share, 0.0), 1.0)


def company_lift(
    *,
    ident: str,
    title: str,
    finding: str,
    today: date,
    start_on: date,
    stages: Sequence[PlanStep],
    pauses: Sequence[tuple[date, date | None]],
    sessions: Sequence[date],
) -> SafeString:
    """One company's line. A stage ends where it was closed, or where it is planned to."""
    ends = [stage.closed_on or stage.planned_end_on for stage in stages]
    over = bool(stages) and all(stage.closed_on for stage in stages)
    known = [start_on, *ends, *([] if over else [min(today, add_months(max([start_on, *ends]), 12))])]
    calendar = _Calendar(min(start_on, today) if not stages else start_on, max(known) + timedelta(days=3))
    base = 78.0 + UP * max(len(stages) - 1, 1)
    floor = base + 60
    here = next((index for index, stage in enumerate(stages) if not stage.closed_on), len(stages) - 1)
    body: list[str] = _months(calendar, floor)
    for begin, finish in pauses:
        body.append(_pause(calendar, begin, finish, today, floor))
    line = _line(calendar, ends, base)
    late = not over and bool(stages) and today > stages[here].planned_end_on
    reached = calendar.x(ends[here] if late else today) - (HALF if late else 0)
    if over:
        reached = RIGHT
    body.append(svg.path(line, stroke="ls", width=2))
    body.append(svg.clip(f"{ident}-c", reached if start_on <= today else -20, floor))
    body.append(svg.path(line, stroke="d1", width=5, clip=f"{ident}-c"))
    body += _milestones(calendar, start_on, stages, base, today)
    body += _ticks(calendar, sessions, today, floor)
    if start_on <= today <= calendar.last and not over:
        level = base - UP * max(here, 0)
        if late:
            body.append(svg.line(reached, level, calendar.x(today), level, stroke="warn", width=2.5, dash="3 4"))
        body += _today(calendar, start_on, today, level, floor)
    body += _labels(calendar, start_on, stages, base, None if over else today)
    body += _names(calendar, stages, base, here, None if over else today)
    return svg.chart(ident=ident, title=title, finding=finding, width=1200, height=floor + 44, body=body)


def _line(calendar: _Calendar, ends: Sequence[date], base: float) -> str:
    """The line through all stages, with a smooth rise where one ends."""
    d = f"M{svg.short(LEFT)},{svg.short(base)}"
    for index, day in enumerate(ends[:-1]):
        x, y = calendar.x(day), base - UP * index
        d += f"H{svg.short(x - HALF)}C{svg.short(x + 2)},{svg.short(y)} {svg.short(x - 2)},{svg.short(y - UP)} "
        d += f"{svg.short(x + HALF)},{svg.short(y - UP)}"
    return d + f"H{svg.short(calendar.x(ends[-1]) if ends else RIGHT)}"


def _months(calendar: _Calendar, floor: float) -> list[str]:
    """The axis: every month up to two years, every quarter beyond that, and the years."""
    parts: list[str] = [svg.line(LEFT, floor, RIGHT, floor, stroke="ls")]
    count = months_between(month_start(calendar.first), calendar.last) + 1
    every = 1 if count <= 24 else 3 if count <= 60 else 12
    begin = month_start(calendar.first)
    for number in range(0, count, every):
        day = add_months(begin, number)
        x = calendar.x(day)
        parts.append(svg.line(x, floor, x, floor + 5, stroke="ls"))
        following = calendar.x(add_months(begin, number + every))
        if following - x > 26:
            parts.append(svg.text(x + 3, floor + 17, month(day)))
        names_year = number == 0 or day.month <= every
        if names_year and (number or following - x > 26 or day.year == add_months(begin, every).year):
            parts.append(svg.text(x + 3, floor + 33, str(day.year), fill="ink", weight=600))
    return parts


def _pause(calendar: _Calendar, begin: date, finish: date | None, today: date, floor: float) -> str:
    """A sunken band with the length of the pause; one that has not ended lasts until today."""
    last = finish or max(today, begin)
    a, b = calendar.x(begin), calendar.x(last)
    weeks = max(round((last - begin).days / 7), 1)
    said = ngettext("%(count)s week", "%(count)s weeks", weeks) % {"count": weeks}
    return svg.joined(
        [
            svg.rect(a, 46, max(b - a, 3), floor - 46, fill="sunk"),
            svg.text((a + b) / 2, 62, _("Pause"), weight=500, anchor="middle"),
            svg.text((a + b) / 2, 77, said, anchor="middle"),
        ]
    )


def _milestones(calendar: _Calendar, start_on: date, stages: Sequence[PlanStep], base: float, today: date) -> list[str]:
    """The start and the end of each stage: a disc with a tick when done, a ring when it lies ahead."""
    begun = start_on <= today
    parts: list[str] = [svg.ticked(LEFT, base) if begun else svg.circle(LEFT, base, 7, fill="surface", stroke="ls")]
    for index, stage in enumerate(stages):
        x, y = _end(calendar, stages, index), base - UP * index
        parts.append(svg.ticked(x, y) if stage.closed_on else svg.circle(x, y, 7, fill="surface", stroke="ls"))
    return parts


def _end(calendar: _Calendar, stages: Sequence[PlanStep], index: int) -> float:
    """Where a stage's milestone stands: before the riser, or at the end of the line."""
    x = calendar.x(stages[index].closed_on or stages[index].planned_end_on)
    return x if index == len(stages) - 1 else x - HALF


def _labels(
    calendar: _Calendar, start_on: date, stages: Sequence[PlanStep], base: float, today: date | None
) -> list[str]:
    """What each milestone is, with its day; the line of today is broken behind the words."""
    parts: list[str] = []
    if not stages or calendar.x(stages[0].closed_on or stages[0].planned_end_on) > 170:  # else the two labels meet
        begun = max(svg.width_of(_("Start"), size=12.5, weight=600), svg.width_of(short_day(start_on)))
        if today and calendar.x(today) < begun + 4:
            parts.append(svg.rect(0, base - 45, begun + 4, 33, fill="surface"))
        parts.append(svg.text(1, base - 33, _("Start"), fill="ink", size=12.5, weight=600))
        parts.append(svg.text(1, base - 17, short_day(start_on)))
    for index, stage in enumerate(stages):
        last = index == len(stages) - 1
        x, y = _end(calendar, stages, index), base - UP * index
        words = _("Stage %(number)s closed") if stage.closed_on else _("Stage %(number)s ends")
        words = words % {"number": index + 1}
        if last:
            words = _("Completed") if stage.closed_on else _("Programme ends")
        edge = min(x + 8, 1196.0) if last else x + 2  # clear of the riser
        wide = svg.width_of(words, size=12.5, weight=600)
        if today and edge - wide < calendar.x(today) < edge + 3:
            parts.append(svg.rect(edge - wide, y - 45, wide + 3, 33, fill="surface"))
        parts.append(svg.text(edge, y - 33, words, fill="ink", size=12.5, weight=600, anchor="end"))
        parts.append(svg.text(edge, y - 17, full_day(stage.closed_on or stage.planned_end_on), anchor="end"))
    return parts


def _names(calendar: _Calendar, stages: Sequence[PlanStep], base: float, here: int, today: date | None) -> list[str]:
    """Each stage's name under its tread; when a stage ahead begins."""
    parts: list[str] = []
    begins = LEFT
    for index, stage in enumerate(stages):
        y = base - UP * index
        end = calendar.x(stage.closed_on or stage.planned_end_on)
        x = begins + (HALF + 5 if index else 0)
        name = svg.cut(
            f"{index + 1} {stage.name}", max(end - x + (60 if index == len(stages) - 1 else 0), 90), size=13, weight=600
        )
        wide = svg.width_of(name, size=13, weight=600)
        if today and x - 3 < calendar.x(today) < x + wide:  # the line of today is broken where a name stands
            parts.append(svg.rect(x - 3, y + 14, wide + 6, 18, fill="surface"))
        parts.append(svg.text(x, y + 27, name, fill="ink", size=13, weight=600))
        if index > here >= 0:
            words = _("begins %(day)s") % {"day": short_day(stage.planned_start_on)}
            parts.append(svg.text(x, y + 44, words))
        begins = end
    return parts


def _ticks(calendar: _Calendar, sessions: Sequence[date], today: date, floor: float) -> list[str]:
    """Each session as a short tick, and how many there were."""
    parts: list[str] = [svg.rect(calendar.x(day) - 1.5, floor - 16, 3, 12, fill="d2", radius=1) for day in sessions]
    words = ngettext("%(count)s session", "%(count)s sessions", len(sessions)) % {"count": len(sessions)}
    x = calendar.x(max([day for day in sessions if day <= calendar.last] + [min(today, calendar.last)])) + 12
    if x + svg.width_of(words) < 1196:
        parts.append(svg.text(x, floor - 6, words))
    else:  # above the ticks, and clear of the line of today
        now = calendar.x(today)
        edge = now - 7 if 1190 - svg.width_of(words) < now else 1196.0
        parts.append(svg.text(edge, floor - 22, words, anchor="end"))
    return parts


def _today(calendar: _Calendar, start_on: date, today: date, level: float, floor: float) -> list[str]:
    """Yellow means now: line, disc and pill."""
    x = calendar.x(today)
    words = _("Today, month %(month)s") % {"month": months_between(start_on, today) + 1}
    middle = min(max(x, svg.width_of(words, size=12.5, weight=600) / 2 + 12), 1126.0)
    return [
        svg.line(x, 26, x, floor, stroke="nowe", width=1.5),
        svg.circle(x, level, 9, fill="now", stroke="surface", width=2.5),
        svg.pill(middle, 4, words),
    ]
