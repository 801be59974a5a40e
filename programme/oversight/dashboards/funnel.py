"""The funnel: how many came to each state in a period and how long they stayed, beside the country's median."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies.funnel import (
    REACHED,
    STAYED,
    Move,
    Stay,
    country_stays,
    days_key,
    moves,
    reached,
    reached_key,
    stay_of,
)
from companies.models import Enrolment
from programme.common.charts.funnel import FunnelStep
from programme.common.charts.funnel import funnel as drawn
from programme.common.figures import Scope
from programme.common.numbers import as_text
from programme.oversight.dashboards.numbers import Number, Wanted
from programme.people.models import User
from programme.people.roles import Permission
from programme.structure.models import Region

State = Enrolment.State


@dataclass(frozen=True)
class StayShown:
    """A median as the reader may see it: a number that opens its rows, or words that say why there is none."""

    number: Number | None
    words: str

    @property
    def text(self) -> str:
        """What stands in the cell."""
        return self.number.text if self.number else self.words


@dataclass(frozen=True)
class StateLine:
    """One state: who came, how long they stayed, and how long in the country."""

    label: str
    reached: Number
    stay: StayShown
    country: str
    country_days: Decimal | None


@dataclass(frozen=True)
class RegionRow:
    """One region: the median in each state."""

    region: Region
    stays: list[StayShown]


@dataclass(frozen=True)
class FunnelPage:
    """The funnel of one scope."""

    scope: Scope
    lines: list[StateLine]
    chart: SafeString
    regions: list[RegionRow]
    country: list[str]
    stayed: list[str]
    hides: bool  # small medians from this reader, who sees other regions' figures

    @property
    def is_empty(self) -> bool:
        """True when nobody came anywhere."""
        return all(line.reached.count == 0 for line in self.lines)


def sees_others(user: User) -> bool:
    """True for who sees other regions' figures: to them small medians are words, not numbers."""
    door = Permission.SEE_FIGURES
    return user.rights.national(door) or bool(user.rights.programmes(door))


def funnel_page(scope: Scope, *, regions: Iterable[Region]) -> FunnelPage:
    """The page, in one query for who sees the whole country and two for others.

    `regions` are those to compare: the ones that the reader may see the rows of.
    """
    seen = moves(replace(scope, regions=None))
    mine = [move for move in seen if scope.regions is None or move.region in scope.regions]
    country = country_stays(scope, seen)
    hides = sees_others(scope.viewer)
    lines = [_line(state, mine, scope, country, hides=hides) for state in REACHED]
    compared = [
        RegionRow(region, _stays([move for move in seen if move.region == region.pk], scope.within(region.pk), hides))
        for region in regions
    ]
    return FunnelPage(
        scope=scope,
        lines=lines,
        chart=_chart(lines),
        regions=compared,
        country=[_country(country[state]) for state in STAYED],
        stayed=[str(state.label) for state in STAYED],
        hides=hides,
    )


def _stays(found: list[Move], scope: Scope, hides: bool) -> list[StayShown]:  # noqa: FBT001  the last of three
    return [_shown(stay_of(found, state), state, scope, hides=hides) for state in STAYED]


def _line(state: State, found: list[Move], scope: Scope, country: dict[str, Stay], *, hides: bool) -> StateLine:
    stayed = state in STAYED
    return StateLine(
        label=str(state.label),
        reached=Wanted(reached_key(state), scope).stated(reached(found, state)),
        stay=_shown(stay_of(found, state), state, scope, hides=hides) if stayed else StayShown(None, ""),
        country=_country(country[state]) if stayed else "",
        country_days=country[state].median if stayed else None,
    )


def _shown(stay: Stay, state: State, scope: Scope, *, hides: bool) -> StayShown:
    if stay.median is None:
        return StayShown(None, "–")
    if hides and stay.is_few:
        return StayShown(None, few())
    return StayShown(Wanted(days_key(state), scope).stated(stay.median), "")


def few() -> str:
    """What stands where a median would tell about single companies."""
    return _("fewer than 5 companies")


def hidden() -> str:
    """What stands where the reader could work out the median of the few that she does not see."""
    return _("not shown")


def _country(stay: Stay) -> str:
    if stay.companies == 0:
        return "–"
    if stay.median is None:
        return few() if stay.is_few else hidden()
    return as_text(stay.median, 1)


def _chart(lines: list[StateLine]) -> SafeString:
    steps = [
        FunnelStep(
            label=line.label,
            reached=line.reached.count,
            reached_text=line.reached.text,
            days=line.stay.number.value if line.stay.number else None,
            days_text=line.stay.text,
            country=line.country_days,
        )
        for line in lines
    ]
    parts = [f"{line.label}: {_said(line)}" for line in lines]
    return drawn(
        ident="funnel",
        title=_("The funnel"),
        finding="; ".join(parts) + ".",
        steps=steps,
        country_label=_("the country's median"),
    )


def _said(line: StateLine) -> str:
    """A state in words; a median that is no number is not said to be of so many days."""
    companies = ngettext("%(n)s company", "%(n)s companies", line.reached.count) % {"n": line.reached.text}
    if not line.stay.text:
        return companies
    days = line.stay.text if line.stay.number else hidden()
    country = line.country if line.country_days is not None else hidden()
    return _("%(companies)s, median in days %(days)s, in the country %(country)s") % {
        "companies": companies,
        "days": days,
        "country": country,
    }
