"""Small pictures to lay side by side: the share still in a programme by months, and days in each stage."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from programme.common.charts import svg

WIDTH = 280.0
LEFT, RIGHT, TOP, FLOOR = 2.0, 206.0, 12.0, 96.0
ROW, BAR = 38.0, 12.0

Steps = Sequence[tuple[float, float]]  # months after the start, and the share still in from there on


def still_in(
    *, ident: str, title: str, finding: str, steps: Steps, others: Steps, months: int, end_label: str
) -> SafeString:
    """The share still in, from all to none; `others` is what it is compared with, dashed. Both end where nobody knows.

    end_label: what is said where the line ends.

    Give all of them the same `months`, so that they can be read side by side.
    """

    def x(month: float) -> float:
        return LEFT + (RIGHT - LEFT) * min(month, months) / max(months, 1)

    def y(share: float) -> float:
        return FLOOR - (FLOOR - TOP) * share

    def stairs(points: Steps) -> str:
        (month, share), *rest = points
        d = f"M{svg.short(x(month))},{svg.short(y(share))}"
        return d + "".join(f"H{svg.short(x(month))}V{svg.short(y(share))}" for month, share in rest)

    body: list[str] = [svg.line(0, FLOOR, RIGHT, FLOOR, stroke="ls"), svg.line(0, TOP, RIGHT, TOP, stroke="line")]
    if others:
        body.append(svg.path(stairs(others), stroke="d0", width=1.3, dash="3 3"))
    if steps:
        month, share = steps[-1]
        body.append(svg.path(stairs(steps), stroke="d1", width=2.4))
        body.append(svg.circle(x(month), y(share), 4, fill="d1"))
        y_said = min(max(y(share) + 5, TOP + 16), FLOOR - 5)
        body.append(svg.text(x(month) + 9, y_said, end_label, fill="ink", size=12.5, weight=600))
    body.append(svg.text(0, FLOOR + 16, _("Start")))
    body.append(svg.text(RIGHT, FLOOR + 16, _("%(month)s mo.") % {"month": months}, anchor="end"))
    return svg.chart(ident=ident, title=title, finding=finding, width=WIDTH, height=FLOOR + 20, body=body, kind="small")


@dataclass(frozen=True)
class StageBar:
    """One stage: the quartiles of its days, in words, and the median that it is compared with. None is not shown."""

    label: str
    text: str
    first: Decimal | None = None
    median: Decimal | None = None
    last: Decimal | None = None
    country: Decimal | None = None


def stage_bars(*, ident: str, title: str, finding: str, stages: Sequence[StageBar], most: Decimal) -> SafeString:
    """A bar a stage from its first quartile to its last, with a disc at the median and a tick for the country's.

    most: days at the right edge; give all of them the same.
    """

    def x(days: Decimal) -> float:
        return LEFT + (WIDTH - 8) * float(min(days, most) / most) if most else LEFT

    body: list[str] = []
    for place, stage in enumerate(stages):
        y = ROW * place + 13
        room = WIDTH - svg.width_of(stage.text, weight=600) - 12
        body.append(svg.text(0, y, svg.cut(stage.label, room)))
        known = stage.median is not None
        body.append(
            svg.text(WIDTH, y, stage.text, fill="ink" if known else "ink2", weight=600 if known else 400, anchor="end")
        )
        body.append(svg.line(LEFT, y + 14, WIDTH - 6, y + 14, stroke="line"))
        if stage.first is not None and stage.last is not None:
            wide = x(stage.last) - x(stage.first)
            body.append(svg.rect(x(stage.first), y + 14 - BAR / 2, max(wide, 2), BAR, fill="d3"))
        if stage.country is not None:
            at = x(stage.country)
            body += [svg.rect(at - 3, y + 5, 6, 18, fill="surface"), svg.rect(at - 1.2, y + 5, 2.5, 18, fill="ink")]
        if stage.median is not None:
            body.append(svg.circle(x(stage.median), y + 14, 4.5, fill="d1"))
    if not stages:
        body.append(svg.text(0, 18, _("Nothing to show yet")))
    height = max(ROW * len(stages), 24)
    return svg.chart(ident=ident, title=title, finding=finding, width=WIDTH, height=height, body=body, kind="small")
