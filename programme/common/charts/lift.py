"""The lift: a programme as a line that rises through its stages. The line is the plan."""

from collections import defaultdict
from collections.abc import Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.common.charts import svg
from programme.common.charts.company import PlanStep, company_lift
from programme.common.charts.marks import (
    Mark,
    Stand,
    Step,
    axis,
    companies_per_mark,
    crowd,
    one_or_five,
    riser,
    stand,
    treads,
)
from programme.common.charts.named import named as names_on_the_line

__all__ = ["Mark", "PlanStep", "Step", "companies_per_mark", "company_lift", "programme_lift", "small_lift"]

TREAD = 74  # from one stage up to the next


def programme_lift(
    *,
    ident: str,
    title: str,
    finding: str,
    steps: Sequence[Step],
    marks: Sequence[Mark],
    way_in: Sequence[tuple[str, int]],
    completed: int,
    named: bool = False,
) -> SafeString:
    """All companies of a programme on its line; `named` is the small picture of one region, with names."""
    steps = sorted(steps, key=lambda step: step.order)
    months = max([step.end_month for step in steps] + [1])
    links = any(mark.href for mark in marks) and (named or companies_per_mark(len(marks)) == 1)
    if named:
        width, height, body = names_on_the_line(steps, marks, months)
    else:
        width, height, body = _all(steps, marks, months, way_in, completed)
    return svg.chart(ident=ident, title=title, finding=finding, width=width, height=height, body=body, links=links)


def _all(
    steps: Sequence[Step], marks: Sequence[Mark], months: int, way_in: Sequence[tuple[str, int]], completed: int
) -> tuple[float, float, list[str]]:
    """The director's picture: the way in to the left, the line in the middle, who is done to the right."""
    left, right = 236.0, 1046.0
    scale = (right - left) / (months + 2)
    levels = max(len(steps), 1)
    base = 110.0 + levels * TREAD
    each = companies_per_mark(len(marks))
    places: dict[Stand, list[Mark]] = defaultdict(list)
    for mark in marks:
        place = stand(mark, steps, months + 1)
        if place:
            places[place].append(mark)
    drawn, highest = crowd(one_or_five(places, each), steps, left=left, scale=scale, base=base, up=TREAD)
    body: list[str] = axis(months, left=left, scale=scale, y=base + 62, past=right)
    top = base - (levels - 1) * TREAD
    end = left + months * scale
    rise = riser(end, top, min(18.0, scale * 0.44), 62) + f"H{svg.short(end + 36)}"
    line = treads(steps, left=left, scale=scale, base=base, up=TREAD, end=end - min(18.0, scale * 0.44))
    late = {place.level: place.slot for place in sorted(places, key=lambda p: p.slot) if place.state == "behind"}
    for level, slot in late.items():
        y, begin = base - level * TREAD, steps[level].end_month
        body.append(
            svg.line(left + begin * scale, y, left + (slot + 1) * scale, y, stroke="warn", width=1.5, dash="3 4")
        )
    body.append(svg.path(line + rise, stroke="d1", width=4))
    body += drawn
    body += _stage_names(steps, set(late), left=left, scale=scale, base=base)
    body += _side(way_in, base=base, each=each)
    if completed or marks:
        done = ngettext("%(count)s company", "%(count)s companies", completed) % {"count": completed}
        body.append(svg.text(end + 46, top - 70, _("Completed the programme"), fill="ink", size=13, weight=600))
        body.append(svg.text(end + 46, top - 53, done))
    if late:
        level = max(late)
        x = left + (late[level] + 1) * scale + 12
        y = base - level * TREAD + 17
        if level < levels - 1 and x < right - 60:
            body.append(svg.text(x, y, _("Below the line: behind plan"), fill="warn", size=12.5, weight=600))
    lift = min(0.0, highest - 8, top - 88)
    moved = svg.element("g", {"transform": f"translate(0,{svg.short(-lift)})"}, *body)
    return 1248, base + 92 - lift, [moved]


def _stage_names(steps: Sequence[Step], late: set[int], *, left: float, scale: float, base: float) -> list[str]:
    """Each stage's name under its tread, cut where the next one begins."""
    parts: list[str] = []
    for index, step in enumerate(steps):
        x = left + (step.start_month * scale + (14 if index else 0))
        y = base - index * TREAD
        beyond = 0.5 * scale - 26 if index in late else 60  # those behind plan hang after the end of the tread
        room = max(step.end_month * scale + left + beyond - x, 90)
        name, *more = _two_lines(f"{step.order} {step.name}", room)
        count = ngettext("%(count)s company", "%(count)s companies", step.count) % {"count": step.count}
        when = _("month %(first)s–%(last)s") % {"first": step.start_month + 1, "last": step.end_month}
        parts.append(svg.text(x, y + 22, name, fill="ink", size=13, weight=600))
        for words in more:
            y += 16
            parts.append(svg.text(x, y + 22, words, fill="ink", size=13, weight=600))
        parts.append(svg.text(x, y + 39, f"{when} · {count}" if index else count))
    return parts


def _two_lines(words: str, room: float) -> list[str]:
    """A stage's name on one line, or broken between two words, cut only when even that is too long."""
    if svg.width_of(words, size=13, weight=600) <= room or words.count(" ") < 2:
        return [svg.cut(words, room, size=13, weight=600)]
    first, *rest = words.split(" ")
    while rest and svg.width_of(f"{first} {rest[0]}", size=13, weight=600) <= room:
        first = f"{first} {rest.pop(0)}"
    return [svg.cut(first, room, size=13, weight=600), svg.cut(" ".join(rest), room, size=13, weight=600)]


def _side(way_in: Sequence[tuple[str, int]], *, base: float, each: int) -> list[str]:
    """To the left of the line: what it means, and who is on the way in."""
    parts: list[str] = [
        svg.text(0, 26, _("The line is the plan."), fill="ink", size=15, weight=600),
        svg.text(0, 47, _("Companies on the line follow it, those"), size=13),
        svg.text(0, 65, _("below it have not reached the next stage."), size=13),
    ]
    if each > 1:
        parts.append(svg.text(0, 83, _("One mark is %(number)s companies.") % {"number": each}, size=13))
    if not way_in:
        return parts
    total = sum(count for _label, count in way_in)
    most = max([count for _label, count in way_in] + [1])
    top = base - 2 - 23 * len(way_in) - 22
    said = ngettext("%(count)s company", "%(count)s companies", total) % {"count": total}
    parts.append(svg.text(0, top - 15, _("On the way in"), fill="ink", size=13, weight=600))
    parts.append(svg.text(0, top + 3, said))
    for index, (label, count) in enumerate(way_in):
        y = top + 32 + 23 * index
        parts.append(svg.text(0, y, svg.cut(label, 80)))
        parts.append(svg.rect(82, y - 11, 100 * count / most, 14, fill="d3", radius=1))
        parts.append(svg.text(88 + 100 * count / most, y + 0.5, str(count), fill="ink", size=12.5, weight=600))
    parts.append(svg.path(f"M{196},{svg.short(base)}h28m-6,-5l6,5-6,5", stroke="d1", width=1.6))
    return parts


def small_lift(*, ident: str, title: str, steps: Sequence[Step], month: int, behind: bool) -> SafeString:
    """The coach's card: where on the line a company is. `month` counts from 1, as people say it."""
    steps = sorted(steps, key=lambda step: step.order)
    months = max([step.end_month for step in steps] + [1])
    left, right = 4.0, 282.0
    scale = (right - left) / months
    up = 20.0 / max(len(steps) - 1, 1)
    line = treads(steps, left=left, scale=scale, base=28.0, up=up, end=right)
    at = left + scale * min(max(month, 0), months)
    late = [index for index, step in enumerate(steps) if step.end_month < month] if behind else []
    level = next((index for index, step in enumerate(steps) if month <= step.end_month), max(len(steps) - 1, 0))
    if late:
        level = late[-1]
    done = left + scale * steps[level].end_month - min(18, scale * 0.44) if late else at
    y = 28.0 - level * up
    body: list[str] = [
        svg.path(line, stroke="ls", width=1.6),
        svg.clip(f"{ident}-c", done, 36),
        svg.path(line, stroke="d1", width=3.2, clip=f"{ident}-c"),
    ]
    if behind:
        x = max(at, done + 10)
        body.append(svg.line(done, y, min(x, 280), y, stroke="warn", width=1.8, dash="2 3"))
        body.append(svg.triangle(min(x, 278), y - 0.5, size=13))
    elif steps:
        body.append(svg.circle(at, y, 6, fill="now", stroke="nowe", width=1.5))
    return svg.chart(ident=ident, title=title, finding=title, width=286, height=42, body=body, kind="small")
