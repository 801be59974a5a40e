"""Where the companies in coaching stand on the line: the rows of a figure, placed."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coaching.queries import last_session_kept
from companies.models import Enrolment
from funding.figures import CATALOGUE
from programme.common.charts.lift import Mark, Step
from programme.common.dates import months_between
from programme.common.figures import Scope
from programme.oversight.scopes import StageAsked, rows_path
from programme.structure.models import Stage

ON_PLAN, BEHIND, PAUSED = "on_plan", "behind", "paused"


@dataclass(frozen=True, slots=True)
class Placed:
    """One company on the line: its enrolment, and how it stands."""

    enrolment: int
    company: int
    name: str
    region: int  # on the day
    county: str  # the official code
    programme: int
    version: int
    state: str  # on_plan, behind, paused
    month: int  # whole months since the start
    stage: Stage | None
    stage_ends_on: date | None
    silent_since_on: date | None

    @property
    def href(self) -> str:
        """The card where it is mended."""
        return f"{_cards()}{self.enrolment}/"


@cache
def _cards() -> str:
    """Where the cards of enrolments begin: a page with thousands of marks asks for each."""
    return reverse("enrolment-card", args=[0]).removesuffix("0/")


COLUMNS = (
    "pk", "company", "company__name", "region_then", "company__municipality__county",
    "programme_version__programme", "programme_version",
    "state_then", "started_on", "current_stage", "stage_ends_on", "last_session_on",
    "programme_version__programme__silent_after_days",
)  # fmt: skip


def placed(scope: Scope, stages: dict[int, Stage]) -> list[Placed]:
    """The rows of companies_in_coaching, each with how it stands on the scope's day, in one query.

    `stages` are the programme's stages by id.
    """
    rows: QuerySet[Any] = CATALOGUE["companies_in_coaching"].rows(scope)
    rows = rows.annotate(last_session_on=last_session_kept(scope.as_of))
    return [_placed(row, stages, scope.as_of) for row in rows.values_list(*COLUMNS)]


def _placed(row: Sequence[Any], stages: dict[int, Stage], day: date) -> Placed:
    pk, company, name, region, county, programme, version, *facts = row
    state_then, started_on, current, ends_on, last_on, allowed = facts
    behind = ends_on is not None and ends_on < day
    since = (last_on or started_on) if state_then == Enrolment.State.ACTIVE else None
    return Placed(
        enrolment=pk,
        company=company,
        name=name,
        region=region,
        county=county,
        programme=programme,
        version=version,
        state=PAUSED if state_then == Enrolment.State.PAUSED else BEHIND if behind else ON_PLAN,
        month=months_between(started_on, day),
        stage=stages.get(current),
        stage_ends_on=ends_on,
        silent_since_on=since if since and (day - since).days > allowed else None,
    )


def steps_of(stages: Iterable[Stage], companies: list[Placed]) -> list[Step]:
    """The line's stages: of the version that most of the companies follow, else the newest."""
    by_version: dict[int, list[Stage]] = {}
    for stage in stages:
        by_version.setdefault(stage.version_id, []).append(stage)
    if not by_version:
        return []
    followed = Counter(one.version for one in companies)
    version = max(by_version, key=lambda pk: (followed[pk], pk))
    last = max(stage.order for stage in by_version[version])
    there = Counter(order_of(one, last) for one in companies)
    return [
        Step(stage.order, str(stage), stage.start_month, stage.end_month, there[stage.order])
        for stage in sorted(by_version[version], key=lambda stage: stage.order)
    ]


def order_of(one: Placed, last: int) -> int:
    """The stage that a company stands in; one that has closed all its stages stands in the last."""
    return min(one.stage.order, last) if one.stage else last


def marks_of(companies: list[Placed], steps: list[Step]) -> list[Mark]:
    """A mark for each company, with a link to its card."""
    last = max((step.order for step in steps), default=1)
    return [Mark(one.month, order_of(one, last), one.state, label=one.name, href=one.href) for one in companies]


@dataclass(frozen=True)
class StageRow:
    """One row of the table that says what the line shows; `hrefs` lead to the rows of each number, by its name."""

    name: str
    on_plan: int
    behind: int
    paused: int
    hrefs: dict[str, str]

    @property
    def total(self) -> int:
        """All of them."""
        return self.on_plan + self.behind + self.paused


OPENED = {
    ON_PLAN: "companies_on_plan", BEHIND: "companies_behind", PAUSED: "companies_paused",
    "total": "companies_in_coaching",
}  # fmt: skip


def table_of(companies: list[Placed], steps: list[Step], scope: Scope) -> list[StageRow]:
    """How many stand in each stage, and how; `scope` is what the companies were placed for."""
    last = max((step.order for step in steps), default=1)
    counted = Counter((order_of(one, last), one.state) for one in companies)
    rows = []
    for step in steps:
        stage = StageAsked(step.order, or_later=step.order == last).text
        hrefs = {name: rows_path(figure, scope, stage=stage) for name, figure in OPENED.items()}
        on_plan, behind, paused = (counted[step.order, state] for state in (ON_PLAN, BEHIND, PAUSED))
        rows.append(StageRow(f"{step.order} {step.name}", on_plan, behind, paused, hrefs))
    return rows


def finding_of(rows: list[StageRow]) -> str:
    """The table in a sentence for those who listen."""
    if not rows:
        return _("No company is in the lift.")
    parts = [
        ngettext(
            "%(stage)s: %(total)s company, %(behind)s behind, %(paused)s paused",
            "%(stage)s: %(total)s companies, %(behind)s behind, %(paused)s paused",
            row.total,
        )
        % {"stage": row.name, "total": row.total, "behind": row.behind, "paused": row.paused}
        for row in rows
    ]
    return "; ".join(parts) + "."
