"""The funnel: how many came to each state, and beside it how long they stayed, against the country."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from programme.common.charts import svg

WIDTH, ROW, TOP = 760.0, 34.0, 34.0
LEFT, BETWEEN = 118.0, 44.0  # the names of the states; the gap between the two halves


@dataclass(frozen=True)
class FunnelStep:
    """One state: how many came there, and the days that they stayed, in words where there is no number."""

    label: str
    reached: int
    reached_text: str
    days: Decimal | None = None
    days_text: str = ""
    country: Decimal | None = None


def funnel(*, ident: str, title: str, finding: str, steps: Sequence[FunnelStep], country_label: str) -> SafeString:
    """Bars of companies to the left, bars of days to the right with a tick for the country's median."""
    half = (WIDTH - LEFT - BETWEEN) / 2
    right = LEFT + half + BETWEEN
    body: list[str] = [svg.text(LEFT, 14, _("Companies")), svg.text(right, 14, _("Days there, median"))]
    if any(step.country is not None for step in steps):
        at = right + svg.width_of(_("Days there, median")) + 22
        body += [svg.rect(at, 3, 2.5, 14, fill="ink"), svg.text(at + 9, 14, svg.cut(country_label, WIDTH - at - 9))]
    body += _companies(steps, half) + _days(steps, right, half)
    floor = TOP + ROW * max(len(steps), 1)
    if steps:
        body += [svg.line(x, TOP - 6, x, floor, stroke="ink") for x in (LEFT, right)]
    else:
        body.append(svg.text(0, TOP + 18, _("Nothing to show yet")))
    return svg.chart(ident=ident, title=title, finding=finding, width=WIDTH, height=floor + 4, body=body, kind="funnel")


def _companies(steps: Sequence[FunnelStep], half: float) -> list[str]:
    most = max((step.reached for step in steps), default=0)
    long = half - 16 - max((svg.width_of(step.reached_text, weight=600) for step in steps), default=0)
    body: list[str] = []
    for place, step in enumerate(steps):
        y = TOP + ROW * place
        wide = long * step.reached / most if most else 0
        label = svg.cut(step.label, LEFT - 14)
        body.append(svg.text(LEFT - 12, y + 17, label, fill="ink", anchor="end"))
        body.append(svg.rect(LEFT, y + 2, wide, 22, fill="d1"))
        body.append(svg.text(LEFT + wide + 8, y + 17, step.reached_text, fill="ink", weight=600))
    return body


def _days(steps: Sequence[FunnelStep], left: float, half: float) -> list[str]:
    known = [value for step in steps for value in (step.days, step.country) if value is not None]
    most = max(known, default=Decimal(0))
    numbers = [svg.width_of(step.days_text, weight=600) for step in steps if step.days is not None]
    long = half - 16 - max(numbers, default=0)
    body: list[str] = []
    for place, step in enumerate(steps):
        y = TOP + ROW * place
        end = left + (long * float(step.days / most) if step.days and most else 0)
        after = end
        body.append(svg.rect(left, y + 2, end - left, 22, fill="d3"))
        if step.country is not None:
            x = left + (long * float(step.country / most) if most else 0)
            body += [svg.rect(x - 3, y, 6, 26, fill="surface"), svg.rect(x - 1.2, y, 2.5, 26, fill="ink")]
            after = max(end, x) if x - end < svg.width_of(step.days_text, weight=600) + 16 else end
        words, weight = step.days_text, 600 if step.days is not None else 400
        body.append(svg.text(after + 8, y + 17, words, fill="ink" if step.days is not None else "ink2", weight=weight))
    return body
