"""Signals over time: how many were open, a line for all of them and one for each kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from programme.common.charts.lines import step_line
from programme.signals.kinds import all_kinds
from programme.signals.models.signal import SignalQuerySet
from programme.signals.over_time import days_shown, open_by_kind


@dataclass(frozen=True)
class Course:
    """One line: of a kind ("" for all), its chart, the days with their counts, and what it says."""

    key: str
    label: str
    counts: list[int]
    chart: SafeString
    rows: list[tuple[str, int, str]]  # day, how many, and where they are listed

    @property
    def now(self) -> int:
        """How many are open today."""
        return self.counts[-1]

    @property
    def href(self) -> str:
        """Where those of today are listed."""
        return self.rows[-1][2]


def courses(rows: SignalQuerySet, *, today: date, asked: QueryDict) -> list[Course]:
    """All signals first, then every kind that had any, each on its own scale: what counts is the course.

    asked: the address that narrowed the rows; every number leads to the list of its rows, narrowed alike.
    """
    days = days_shown(today)
    found = open_by_kind(rows, days)
    whole = [sum(counts[n] for counts in found.values()) for n in range(len(days))]
    lines = [_course("", _("All signals"), days, whole, asked)]
    lines += [
        _course(key, str(kind.label), days, found[key], asked)
        for key, kind in all_kinds().items()
        if any(found.get(key, ()))
    ]
    return lines


def _course(key: str, label: str, days: Sequence[date], counts: list[int], asked: QueryDict) -> Course:
    return Course(
        key=key,
        label=label,
        counts=counts,
        chart=step_line(
            ident=f"signals-{key or 'all'}",
            title=label,
            finding=finding_of(counts),
            points=list(zip(days, counts, strict=True)),
            median=(),
        ),
        rows=[(day.isoformat(), n, _listed(key, day, asked)) for day, n in zip(days, counts, strict=True)],
    )


def _listed(key: str, day: date, asked: QueryDict) -> str:
    params = asked.copy()
    for name in ("page", "state", "age"):
        params.pop(name, None)
    if key:
        params["kind"] = key
    params["on"] = day.isoformat()
    return f"{reverse('signal-list')}?{params.urlencode()}"


def finding_of(counts: Sequence[int]) -> str:
    """What a line says, in words."""
    now, then = counts[-1], counts[0]
    said = _("%(n)d open now") % {"n": now}
    if now == then:
        return _("%(said)s, as many as 13 weeks ago") % {"said": said}
    more = _("%(said)s, %(n)d more than 13 weeks ago") if now > then else _("%(said)s, %(n)d fewer than 13 weeks ago")
    values: dict[str, Any] = {"said": said, "n": abs(now - then)}
    return more % values
