"""What the director's home page says: the programme's health, who falls behind, what is due."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies.models import Enrolment
from funding.figures import CATALOGUE
from programme.common.charts.county_map import counties
from programme.common.charts.lift import companies_per_mark, programme_lift
from programme.common.dates import Period, add_months, month_before, month_start
from programme.common.figures import Scope
from programme.oversight.dashboards import lift, targets
from programme.oversight.dashboards.numbers import Number, Wanted, stated
from programme.oversight.dashboards.programmes import Programmes, programmes_for
from programme.oversight.dashboards.regions import (
    RegionLine,
    days_shown,
    lines_of,
    months_of,
    regions_with_leaders,
)
from programme.oversight.dashboards.signals import Signal, periods_due, signals
from programme.oversight.dashboards.spots import Spots, companies_by_county, spots
from programme.oversight.dashboards.waiting import Waiting, waiting
from programme.people.models import User
from programme.structure.models import Programme, Region

State = Enrolment.State
FEWEST_FOR_SHARE = 10  # no percentages of fewer than ten (LOOK.md section 13)


@dataclass(frozen=True)
class DirectorPage:
    """The director's home page for one programme, and the regions asked for."""

    programme: Programme | None
    programmes: list[Programme]
    regions_to_choose: list[Region]
    chosen_regions: frozenset[int]
    numbers: dict[str, Number]
    share: str  # of the companies in coaching that are on plan; empty when they are few
    next_period: Any | None
    days_left: int
    chart: SafeString
    companies_a_mark: int
    stage_rows: list[lift.StageRow]
    waiting: Waiting | None  # signals are of today: None on a past day
    signals: list[Signal]  # what waited on a past day, from dated facts; empty today
    silent: Number
    targets: list[targets.TargetLine]
    regions: list[RegionLine]
    spots: Spots


def director_page(user: User, *, programme: int | None, regions: frozenset[int], today: date) -> DirectorPage:
    """The page for one reader, in twelve queries however many companies there are.

    today: the day that it is read as of; of a past one it says what was the case then, from dated facts. Signals are of
    today: a past day lists what waited then by the same facts instead.
    """
    found = programmes_for(user, today=today)
    chosen = found.chosen(programme)
    scope = Scope(
        viewer=user,
        period=Period(month_start(today), today),
        as_of=today,
        programme=chosen.pk if chosen else None,
        regions=regions or None,
    )
    aims = list(targets.targets_of(user, programme=scope.programme, today=today))
    numbers = stated(_wanted(scope) | targets.all_wanted(aims, user, today=today))
    companies = lift.placed(scope, found.stages)
    way_in = _way_in(scope)
    all_regions = list(regions_with_leaders(today))
    periods = list(periods_due(user, programme=scope.programme, today=today))
    return _page(found, chosen, scope, numbers, companies, way_in, all_regions, periods, aims)


def _wanted(scope: Scope) -> dict[str, Wanted]:
    """The numbers of the sentence and the tiles."""
    today = scope.as_of
    before = scope.during(month_before(today))
    year = replace(scope, period=Period(add_months(today, -12), today))
    return {
        "in_coaching": Wanted("companies_in_coaching", scope),
        "on_plan": Wanted("companies_on_plan", scope),
        "behind": Wanted("companies_behind", scope),
        "paused": Wanted("companies_paused", scope),
        "way_in": Wanted("companies_on_the_way_in", scope),
        "year_ago": Wanted("companies_in_coaching", replace(scope, as_of=add_months(today, -12))),
        "completed": Wanted("companies_completed", year),
        "sessions": Wanted("sessions_held", scope),
        "sessions_before": Wanted("sessions_held", before),
        "company_hours": Wanted("company_hours", scope),
        "company_hours_before": Wanted("company_hours", before),
        "coach_hours": Wanted("coach_hours", scope),
        "coach_hours_before": Wanted("coach_hours", before),
    }


@dataclass(frozen=True)
class WayIn:
    """Companies on the way in, each counted once, by state, region and county."""

    by_state: dict[str, int]
    by_region: dict[int, int]
    by_county: dict[str, int]


def _way_in(scope: Scope) -> WayIn:
    rows = CATALOGUE["companies_on_the_way_in"].rows(scope).order_by()
    states: dict[str, set[int]] = defaultdict(set)
    regions: dict[int, set[int]] = defaultdict(set)
    places: dict[str, set[int]] = defaultdict(set)
    found = rows.values_list("company", "state_then", "region_then", "company__municipality__county")
    for company, state, region, county in found:
        states[state].add(company)
        regions[region].add(company)
        places[county].add(company)
    return WayIn(
        {state: len(companies) for state, companies in states.items()},
        {region: len(companies) for region, companies in regions.items()},
        {county: len(companies) for county, companies in places.items()},
    )


def _page(
    found: Programmes,
    chosen: Programme | None,
    scope: Scope,
    numbers: dict[str, Number],
    companies: list[lift.Placed],
    way_in: WayIn,
    all_regions: list[Region],
    periods: list[Any],
    aims: list[Any],
) -> DirectorPage:
    today, user = scope.as_of, scope.viewer
    is_past = today < timezone.localdate()
    steps = lift.steps_of(found.stages_of(chosen), companies)
    table = lift.table_of(companies, steps, scope)
    silent = {one.company for one in companies if one.silent_since_on}
    in_scope = [region for region in all_regions if scope.regions is None or region.pk in scope.regions]
    codes = {county.pk for region in in_scope for county in region.counties.all()} if scope.regions else set(counties())
    return DirectorPage(
        programme=chosen,
        programmes=found.choices,
        regions_to_choose=all_regions,
        chosen_regions=scope.regions or frozenset(),
        numbers=numbers,
        share=_share(numbers),
        next_period=periods[0] if periods else None,
        days_left=(periods[0].due_on - today).days if periods else 0,
        chart=programme_lift(
            ident="programme-lift",
            title=ngettext("The lift: %(n)s company", "The lift: %(n)s companies", numbers["in_coaching"].count)
            % {"n": numbers["in_coaching"].text},
            finding=lift.finding_of(table),
            steps=steps,
            marks=lift.marks_of(companies, steps),
            way_in=[(str(State(state).label), way_in.by_state.get(state, 0)) for state in Enrolment.BEFORE_START],
            completed=int(numbers["completed"].value),
        ),
        companies_a_mark=companies_per_mark(len(companies)),
        stage_rows=table,
        waiting=None
        if is_past
        else waiting(user, programme=scope.programme, regions=scope.regions, today=today, known=found.choices),
        signals=signals(periods, companies, regions=all_regions, today=today, reports_by=str(user)) if is_past else [],
        silent=Wanted("companies_silent", scope).stated(len(silent)),
        targets=targets.lines_of(aims, numbers),
        regions=lines_of(
            all_regions,
            scope=scope,
            months=months_of(scope, days_shown(today)),
            companies=companies,
            way_in=way_in.by_region,
        ),
        spots=spots(scope=scope, codes=codes, now=companies_by_county(companies), way_in=way_in.by_county),
    )


def _share(numbers: dict[str, Number]) -> str:
    whole = numbers["in_coaching"].value
    if whole < FEWEST_FOR_SHARE:
        return ""
    return _("%(percent)s %%") % {"percent": round(100 * numbers["on_plan"].value / whole)}
