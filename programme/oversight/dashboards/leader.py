"""What a regional leader's home page says: what to do today, who is in the lift, who is on the way in."""

from dataclasses import dataclass, replace
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from programme.common.charts.lift import programme_lift
from programme.common.dates import month_of
from programme.common.figures import Scope
from programme.oversight.dashboards import board, lift
from programme.oversight.dashboards.kinds import Ask
from programme.oversight.dashboards.numbers import Number, Wanted, stated
from programme.oversight.dashboards.programmes import Programmes, programmes_for
from programme.oversight.dashboards.spots import companies_by_county, white_in_words
from programme.oversight.dashboards.todo import Todo, todo
from programme.oversight.pipeline import Filters, list_href
from programme.people.models import User
from programme.people.roles import Permission
from programme.structure.models import County, HostPeriod, Region

NAMED = 12  # names of more would cover each other


@dataclass(frozen=True)
class LeaderPage:
    """The home page of the people who run one or more regions."""

    regions: list[Region]
    hosts: list[HostPeriod]
    numbers: dict[str, Number]
    white: str
    todo: Todo
    chart: SafeString | None
    stage_rows: list[lift.StageRow]
    companies: int
    columns: list[board.Column]
    may_add: bool


def leader_page(user: User, *, today: date) -> LeaderPage:
    """The page for one reader, in six queries however many companies there are."""
    regions = [a.region for a in user.rights.appointments if a.region_id in _own(user)]
    regions = list({region.pk: region for region in regions}.values())
    scope = Scope(viewer=user, period=month_of(today), as_of=today, regions=_own(user))
    programmes = programmes_for(user, today=today)
    numbers = stated(
        {
            "in_coaching": Wanted("companies_in_coaching", scope),
            "on_plan": Wanted("companies_on_plan", scope),
            "behind": Wanted("companies_behind", scope),
            "paused": Wanted("companies_paused", scope),
            "way_in": Wanted("companies_on_the_way_in", scope),
        }
    )
    companies = lift.placed(scope, programmes.stages)
    may_move = user.may(Permission.MOVE_ENROLMENTS)
    cards = board.cards_of(board.on_the_way_in(scope), today=today, may_move=may_move)
    chart, rows = _lift(programmes, companies, scope)
    listed = Filters(regions=_own(user))
    return LeaderPage(
        regions=regions,
        hosts=_hosts(regions, today),
        numbers=numbers,
        white=_white(regions, companies),
        todo=todo(ask_of(user, programmes, today=today)),
        chart=chart,
        stage_rows=rows,
        companies=len(companies),
        columns=board.columns_of(cards, href=lambda state: list_href(listed, state)),
        may_add=user.may(Permission.CHANGE_COMPANIES),
    )


def ask_of(user: User, programmes: Programmes, *, today: date) -> Ask:
    """What the person's tasks are asked for: her own regions, under the rules of their programmes."""
    return Ask(user, _own(user), today, tuple(programmes.choices))


def _own(user: User) -> frozenset[int]:
    """The regions whose home this is."""
    return user.rights.regions(Permission.SEE_REGION_HOME)


def _hosts(regions: list[Region], today: date) -> list[HostPeriod]:
    """The organisations that house the regions today."""
    houses = HostPeriod.objects.filter(region__in=regions, from_on__lte=today).order_by("region", "-from_on")
    return [host for host in houses if host.until_on is None or host.until_on >= today]


def _white(regions: list[Region], companies: list[lift.Placed]) -> str:
    """The region's counties without a company in coaching, in a sentence."""
    covered = companies_by_county(companies)
    names = [county.name for county in County.objects.filter(region__in=regions) if not covered.get(county.pk)]
    return white_in_words(names)


def _lift(
    programmes: Programmes, companies: list[lift.Placed], scope: Scope
) -> tuple[SafeString | None, list[lift.StageRow]]:
    """The line of the programme that most of the region's companies follow, with their names."""
    if not companies:
        return None, []
    counted: dict[int, int] = {}
    for one in companies:
        counted[one.programme] = counted.get(one.programme, 0) + 1
    most = max(counted, key=lambda pk: (counted[pk], -pk))
    shown = [one for one in companies if one.programme == most]
    programme = next((p for p in programmes.choices if p.pk == most), None)
    steps = lift.steps_of(programmes.stages_of(programme), shown)
    table = lift.table_of(shown, steps, replace(scope, programme=most))
    chart = programme_lift(
        ident="region-lift",
        title=ngettext("The lift: %(n)s company", "The lift: %(n)s companies", len(shown)) % {"n": len(shown)},
        finding=lift.finding_of(table),
        steps=steps,
        marks=lift.marks_of(shown, steps),
        way_in=[],
        completed=0,
        named=len(shown) <= NAMED,
    )
    return chart, table
