"""What a change of a version would do, before it is saved: who stays where, where new companies begin, what moves.

Nothing is written. Companies stay on the version that they began with (DESIGN section 2), so the numbers by the new
stages say where today's companies would be if they had begun on them: the size of what is changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from funding.figures import CATALOGUE
from programme.common.dates import add_months, month_of
from programme.common.figures import Scope
from programme.oversight.dashboards.numbers import Number
from programme.oversight.scopes import begun, rows_path
from programme.oversight.structure.actions.programmes import StageValues
from programme.oversight.together import together
from programme.people.models import User
from programme.structure.models import ProgrammeVersion

IN_COACHING, WAY_IN = "companies_in_coaching", "companies_on_the_way_in"


@dataclass(frozen=True)
class Stays:
    """A version of the programme, and its companies, which stay on it."""

    version: ProgrammeVersion
    is_this: bool
    now: Number
    way_in: Number


@dataclass(frozen=True)
class StagePreview:
    """A stage as it is and as it would be, None where there is none; and how many companies it would hold by time."""

    order: int
    before: StageValues | None
    after: StageValues | None
    held: Number | None  # by the stages as they are
    would_hold: Number | None  # by the new ones


@dataclass(frozen=True)
class Preview:
    """The whole of it."""

    begins_before: str
    begins_after: str
    stays: list[Stays]
    stages: list[StagePreview]
    past_before: Number | None  # companies beyond the last month of the stages as they are, and of the new ones
    past_after: Number | None
    length: str

    @property
    def moves_the_beginning(self) -> bool:
        """True when new companies would begin on another version than today."""
        return self.begins_before != self.begins_after


Span = tuple[str, date | None, date | None]


def preview(
    row: ProgrammeVersion,
    *,
    name: str,
    is_open: bool,
    before: Sequence[StageValues],
    after: Sequence[StageValues] | None,
    user: User,
    today: date,
) -> Preview:
    """What saving would do. after: the new stages, None when the version is in use and its stages are frozen."""
    scope = Scope(viewer=user, period=month_of(today), as_of=today, programme=row.programme_id)
    versions = list(row.programme.versions.order_by("-pk"))
    stages_now, stages_then = list(before), list(before if after is None else after)
    changed = stages_now != stages_then
    asked: dict[str, tuple[str, Span | None, int | None]] = {}
    for version in versions:
        asked[f"now {version.pk}"] = (IN_COACHING, None, version.pk)
        asked[f"way {version.pk}"] = (WAY_IN, None, version.pk)
    for when, stages in (("before", stages_now), ("after", stages_then)) if changed else ():
        for span in _spans(stages, today):
            asked[f"{when} {span[0]}"] = (IN_COACHING, span, None)
    numbers = _stated(asked, scope)
    open_then = [one for one in versions if (is_open if one.pk == row.pk else one.open_for_enrolment)]
    return Preview(
        begins_before=next((one.name for one in versions if one.open_for_enrolment), ""),
        begins_after=next((name if one.pk == row.pk else one.name for one in open_then), ""),
        stays=[Stays(one, one.pk == row.pk, numbers[f"now {one.pk}"], numbers[f"way {one.pk}"]) for one in versions],
        stages=_stages(stages_now, stages_then, numbers) if changed else [],
        past_before=numbers.get("before past"),
        past_after=numbers.get("after past"),
        length=_length(stages_now, stages_then),
    )


def _spans(stages: Sequence[StageValues], today: date) -> list[Span]:
    """From which day until which a company has started that is in each stage by time; `past` is beyond the last."""
    spans: list[Span] = []
    for order, stage in enumerate(stages, start=1):
        since = add_months(today, -stage.end_month) + timedelta(days=1)
        spans.append((str(order), since, add_months(today, -stage.start_month)))
    end = max((stage.end_month for stage in stages), default=0)
    return [*spans, ("past", None, add_months(today, -end))]


def _stated(asked: dict[str, tuple[str, Span | None, int | None]], scope: Scope) -> dict[str, Number]:
    """All the numbers in one statement, each with the address of its rows."""
    scopes = {
        name: begun(scope, version=version, since=span[1] if span else None, until=span[2] if span else None)
        for name, (_key, span, version) in asked.items()
    }
    values = together({name: (CATALOGUE[key], scopes[name]) for name, (key, _s, _v) in asked.items()})
    return {
        name: Number(key, values[name], rows_path(key, scope, grant=None, **_narrowing(span, version)))
        for name, (key, span, version) in asked.items()
    }


def _narrowing(span: Span | None, version: int | None) -> dict[str, str]:
    since, until = (span[1], span[2]) if span else (None, None)
    told = {"version": version, "started_from": since, "started_until": until}
    return {name: str(value) for name, value in told.items() if value is not None}


def _stages(
    before: Sequence[StageValues], after: Sequence[StageValues], numbers: dict[str, Number]
) -> list[StagePreview]:
    rows = []
    for place in range(max(len(before), len(after))):
        order = place + 1
        rows.append(
            StagePreview(
                order=order,
                before=before[place] if place < len(before) else None,
                after=after[place] if place < len(after) else None,
                held=numbers.get(f"before {order}"),
                would_hold=numbers.get(f"after {order}"),
            )
        )
    return rows


def _length(before: Sequence[StageValues], after: Sequence[StageValues]) -> str:
    """How the planned end of a company that begins on it would move, in a sentence; empty when it does not."""
    was, will = (max((stage.end_month for stage in stages), default=0) for stages in (before, after))
    if was == will:
        return ""
    moved = abs(will - was)
    said = ngettext("%(n)s month", "%(n)s months", moved) % {"n": moved}
    words = _("The planned end comes %(time)s later.") if will > was else _("The planned end comes %(time)s earlier.")
    return words % {"time": said}
