"""The regions side by side: companies in coaching month by month, against the country's median."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from companies.models import Enrolment
from programme.common.charts.lines import step_line
from programme.common.dates import add_months, month_start
from programme.common.figures import Scope
from programme.oversight.dashboards.lift import BEHIND, Placed
from programme.oversight.dashboards.numbers import Number, Wanted
from programme.people.models import Appointment
from programme.people.roles import Role
from programme.structure.models import County, Region

MONTHS = 18


@dataclass(frozen=True)
class RegionLine:
    """One region: who leads it, how many companies now, on the way in and behind, and the months before."""

    region: Region
    leader: str
    now: Number
    way_in: Number
    behind: Number
    chart: SafeString


def days_shown(today: date) -> list[date]:
    """The last day of each of the seventeen months before, and today."""
    ends = [add_months(month_start(today), -back) - timedelta(days=1) for back in range(MONTHS - 2, -1, -1)]
    return [*ends, today]


def regions_with_leaders(on: date) -> QuerySet[Region]:
    """The regions from south to north with their counties, each with its `leader`'s name on the day, or None."""
    leads = Appointment.objects.in_force(on).filter(role=Role.REGIONAL_LEADER, region=OuterRef("pk"))
    name = Subquery(leads.order_by("from_on", "pk").values("person__name")[:1])
    return Region.objects.annotate(leader=name).prefetch_related(Prefetch("counties", County.objects.order_by("code")))


def months_of(scope: Scope, days: list[date]) -> dict[int, list[int]]:
    """Region id -> companies in coaching on each of the days, a company counted once; one query."""
    rows = Enrolment.objects.visible_to(scope.viewer).filter(started_on__lte=days[-1])
    rows = rows.filter(Q(ended_on=None) | Q(ended_on__gt=days[0]))
    if scope.programme is not None:
        rows = rows.filter(programme_version__programme=scope.programme)
    found: dict[int, list[set[int]]] = defaultdict(lambda: [set() for _day in days])
    times = rows.order_by().values_list("region", "company", "started_on", "ended_on")
    for region, company, started_on, ended_on in times:
        for place, day in enumerate(days):
            if started_on and started_on <= day and (ended_on is None or ended_on > day):
                found[region][place].add(company)
    return {region: [len(companies) for companies in months] for region, months in found.items()}


def lines_of(
    regions: Iterable[Region],
    *,
    scope: Scope,
    months: dict[int, list[int]],
    companies: list[Placed],
    way_in: dict[int, int],
) -> list[RegionLine]:
    """One line a region; the median is of all regions, also those that are not shown.

    way_in: region id -> companies on the way in.
    """
    all_regions = list(regions)
    if not all_regions:  # a new installation
        return []
    days = days_shown(scope.as_of)
    none = [0] * len(days)
    middle = [
        Decimal(str(median([months.get(region.pk, none)[place] for region in all_regions])))
        for place in range(len(days))
    ]
    top = max([1, *(max(counts) for counts in months.values())])
    shown = [region for region in all_regions if scope.regions is None or region.pk in scope.regions]
    return [
        _line(region, scope, days, months.get(region.pk, none), middle, top, companies, way_in.get(region.pk, 0))
        for region in shown
    ]


def _line(
    region: Region,
    scope: Scope,
    days: list[date],
    counts: list[int],
    middle: list[Decimal],
    top: int,
    companies: list[Placed],
    way_in: int,
) -> RegionLine:
    here = scope.within(region.pk)
    there = {one.company for one in companies if one.region == region.pk}
    behind = {one.company for one in companies if one.region == region.pk and one.state == BEHIND}
    values = {"first": counts[0], "last": counts[-1], "median": middle[-1].normalize()}
    return RegionLine(
        region=region,
        leader=str(getattr(region, "leader", None) or ""),
        now=Wanted("companies_in_coaching", here).stated(len(there)),
        way_in=Wanted("companies_on_the_way_in", here).stated(way_in),
        behind=Wanted("companies_behind", here).stated(len(behind)),
        chart=step_line(
            ident=f"region-{region.pk}",
            title=_("%(region)s: companies in coaching, eighteen months") % {"region": region},
            finding=_("From %(first)s to %(last)s; the country's median is %(median)s.") % values,
            points=list(zip(days, counts, strict=True)),
            median=list(zip(days, middle, strict=True)),
            top=top,
        ),
    )
