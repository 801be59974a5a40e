"""Cohorts: how long companies stay, by the year that they started and by region, and how long each stage takes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies.funnel import FEWEST, came, reached_key
from companies.models import Enrolment
from companies.stage_days import country_stages, stage_stays
from companies.ways import Country, Started, country, spell_of, started
from programme.common.charts.shares import still_in
from programme.common.dates import Period
from programme.common.figures import Scope
from programme.common.numbers import as_text
from programme.common.survival import MONTH, Outcome, Spell, at, curve, half_through, longest
from programme.common.ways import outcome_of
from programme.oversight.dashboards.funnel import sees_others
from programme.oversight.dashboards.numbers import Number, Wanted
from programme.oversight.dashboards.programmes import programmes_for
from programme.oversight.dashboards.stage_days import RegionStages, of_country, stage_regions, stages_named
from programme.people.models import User
from programme.structure.models import Programme, Region

YEARS = 8  # of start that are shown, the last ones
FEWEST_FOR_SHARE = 10  # no percentages of fewer than ten (LOOK.md section 13)
COUNTED = {
    Outcome.RUNNING: "companies_in_coaching",
    Outcome.COMPLETED: "companies_completed",
    Outcome.LEFT: "companies_withdrawn",
}


@dataclass(frozen=True)
class Cohort:
    """Companies that started in one year, or in one region: how many, what became of them, how long they stayed."""

    key: str
    label: str
    started: Number
    running: Number
    completed: Number
    left: Number
    half: str  # when half of them had ended, in words: `18.7 months`, or why that is not said
    half_sentence: str
    has_curve: bool  # ten companies or more
    chart: SafeString
    region: int | None = None


@dataclass(frozen=True)
class CohortsPage:
    """Everything that the page says."""

    programme: Programme | None
    programmes: list[Programme]
    regions_to_choose: list[Region]
    chosen_regions: frozenset[int]
    sentence: str
    years: list[Cohort]
    regions: list[Cohort]
    stages: list[str]
    stage_regions: list[RegionStages]
    country: list[str]
    first_year: int
    hides: bool  # small numbers from this reader, who sees other regions' figures

    @property
    def years_drawn(self) -> list[Cohort]:
        """Years of start that have a curve."""
        return [one for one in self.years if one.has_curve]

    @property
    def regions_drawn(self) -> list[Cohort]:
        """Regions that have a curve."""
        return [one for one in self.regions if one.has_curve]

    @property
    def rows(self) -> int:
        """Lines of the spreadsheet."""
        return len(self.years) + len(self.regions)


def cohorts_page(
    user: User, *, programme: int | None, regions: frozenset[int], today: date, regions_seen: Sequence[Region]
) -> CohortsPage:
    """The page for one reader, in nine queries however many companies there are."""
    found = programmes_for(user, today=today)
    chosen = found.chosen(programme)
    period = Period(date(today.year - YEARS + 1, 1, 1), today)
    scope = Scope(user, period, today, programme=chosen.pk if chosen else None, regions=regions or None)
    seen = [one for one in started(scope) if one.way.started_on in period]
    mine = [one for one in seen if scope.regions is None or one.region_at_start in scope.regions]
    all_over, stays = country(scope), stage_stays(replace(scope, regions=None))
    hides = sees_others(user)
    begun = list(came(replace(scope, regions=None)).filter(state=Enrolment.State.ACTIVE).order_by().values_list(
        "changed_on", "region_then", "enrolment__company"))  # fmt: skip
    shown = [region for region in regions_seen if scope.regions is None or region.pk in scope.regions]
    stages = stages_named(found.stages_of(chosen))
    known = country_stages(scope, stays)
    months = max([stage.end_month for stage in found.stages_of(chosen)] or [18]) + 6
    drawn = _Drawn(scope, _compared(all_over, seen), months, begun)
    return CohortsPage(
        programme=chosen,
        programmes=found.choices,
        regions_to_choose=list(regions_seen),
        chosen_regions=scope.regions or frozenset(),
        sentence=_sentence(mine, today),
        years=_years(drawn, seen),
        regions=[_region(drawn, region, seen) for region in shown],
        stages=[label for _order, label in stages],
        stage_regions=stage_regions(shown, stages, stays, known, scope, hides=hides),
        country=[of_country(known.get(order)) for order, _label in stages],
        first_year=period.start.year,
        hides=hides,
    )


@dataclass(frozen=True)
class _Drawn:
    """What every cohort of the page is stated with."""

    scope: Scope
    others: Sequence[Spell]
    months: int
    begun: list[tuple[date, int, int]]  # day, region then, company

    @property
    def years(self) -> str:
        """The years of start, as an address says them."""
        return f"{self.scope.period.start.year}-{self.scope.period.end.year}"


def _compared(found: Country, seen: Sequence[Started]) -> Sequence[Spell]:
    """The country's times; none where the reader could work out the few that she does not see."""
    others = found.companies - len({one.company for one in seen})
    return () if len(found.spells) < FEWEST_FOR_SHARE or 0 < others < FEWEST else found.spells


def _years(drawn: _Drawn, seen: Sequence[Started]) -> list[Cohort]:
    found = []
    for year in range(drawn.scope.period.end.year, drawn.scope.period.start.year - 1, -1):
        among = [one for one in seen if one.way.started_on.year == year]
        days = Period(date(year, 1, 1), min(date(year, 12, 31), drawn.scope.as_of))
        cohort = _cohort(drawn, f"year-{year}", str(year), among, replace(drawn.scope, period=days), str(year))
        if cohort.started.value:
            found.append(cohort)
    return found


def _region(drawn: _Drawn, region: Region, seen: Sequence[Started]) -> Cohort:
    found = _cohort(drawn, f"region-{region.pk}", str(region), seen, drawn.scope.within(region.pk), drawn.years)
    return replace(found, region=region.pk)


def _cohort(drawn: _Drawn, key: str, label: str, among: Sequence[Started], scope: Scope, years: str) -> Cohort:
    """Of those that started in the scope's period: numbers by the region of their day, as their figures count, the
    curve by the region of the start."""
    on, where = scope.as_of, scope.regions
    begun = (one for one in drawn.begun if one[0] in scope.period and (where is None or one[1] in where))
    began = {company for _day, _region, company in begun}
    whole = replace(scope, period=Period(scope.period.start, on))
    counts = {outcome: set[int]() for outcome in Outcome}
    for one in among:
        outcome = outcome_of(one.way)
        there = one.region if outcome == Outcome.RUNNING else one.region_at_end
        if where is None or there in where:
            counts[outcome].add(one.company)
    rows = [one for one in among if where is None or one.region_at_start in where]
    numbers = {
        outcome: Wanted(COUNTED[outcome], whole, started=years).stated(len(companies))
        for outcome, companies in counts.items()
    }
    spells = [spell_of(one.way, on) for one in rows]
    half = _half(spells)
    return Cohort(
        key=key,
        label=label,
        started=Wanted(reached_key(Enrolment.State.ACTIVE), scope).stated(len(began)),
        running=numbers[Outcome.RUNNING],
        completed=numbers[Outcome.COMPLETED],
        left=numbers[Outcome.LEFT],
        half=half,
        half_sentence=_half_sentence(spells, half),
        has_curve=len(spells) >= FEWEST_FOR_SHARE,
        chart=still_in(
            ident=f"still-{key}",
            title=_("%(cohort)s: share still in the programme, by months") % {"cohort": label},
            finding=_finding(spells, drawn.months, _half_sentence(spells, half)),
            steps=_steps(spells, drawn.months),
            others=_steps(drawn.others, drawn.months),
            months=drawn.months,
            end_label=_end(spells, drawn.months),
        ),
    )


def _steps(spells: Sequence[Spell], months: int) -> list[tuple[float, float]]:
    """The curve as it is drawn, up to as far as anybody has come; nothing of fewer than ten."""
    if len(spells) < FEWEST_FOR_SHARE:
        return []
    points = curve(spells)
    end = min(longest(spells) / MONTH, months)
    inside = [(point.days / MONTH, point.inside) for point in points if point.days / MONTH <= end]
    return [(0.0, 1.0), *inside, (end, at(points, end * MONTH).inside)]


def _end(spells: Sequence[Spell], months: int) -> str:
    """What is said where the line ends: how many have completed, or while most are there, how many are still in."""
    now = at(curve(spells), min(longest(spells), months * MONTH))
    if now.inside > 0.5:
        return _("%(percent)s %% in") % {"percent": round(100 * now.inside)}
    return _("%(percent)s %% completed") % {"percent": round(100 * now.completed)}


def _half(spells: Sequence[Spell]) -> str:
    if len(spells) < FEWEST_FOR_SHARE:
        return _("fewer than 10 companies")
    days = half_through(curve(spells))
    if days is None:
        return _("more than half are still in")
    return _("%(months)s months") % {"months": as_text(Decimal(days) / Decimal(str(MONTH)), 1)}


def _half_sentence(spells: Sequence[Spell], half: str) -> str:
    """The same as a sentence of its own."""
    if len(spells) < FEWEST_FOR_SHARE or half_through(curve(spells)) is None:
        return half[:1].upper() + half[1:]
    return _("Half had ended after %(months)s") % {"months": half}


def _finding(spells: Sequence[Spell], months: int, half: str) -> str:
    if len(spells) < FEWEST_FOR_SHARE:
        return _("Fewer than 10 companies: no shares are shown.")
    end = min(longest(spells), months * MONTH)
    now = at(curve(spells), end)
    return _(
        "After %(months)s months %(inside)s %% were still in, %(completed)s %% had completed and %(left)s %% had left. "
        "%(half)s."
    ) % {
        "months": round(end / MONTH),
        "inside": round(100 * now.inside),
        "completed": round(100 * now.completed),
        "left": round(100 * now.left),
        "half": half,
    }


def _sentence(mine: Sequence[Started], today: date) -> str:
    spells = [spell_of(one.way, today) for one in mine]
    if len(spells) < FEWEST_FOR_SHARE:
        return ngettext(
            "%(n)s company has started: too few to say how long they stay.",
            "%(n)s companies have started: too few to say how long they stay.",
            len(spells),
        ) % {"n": len(spells)}
    points = curve(spells)
    days = half_through(points)
    end = at(points, longest(spells))
    left = _("%(percent)s %% leave early") % {"percent": round(100 * end.left)}
    if days is None:
        return _("More than half of those that have started are still in, and %(left)s.") % {"left": left}
    months = as_text(Decimal(days) / Decimal(str(MONTH)), 1)
    return _("Half of the companies have ended after %(months)s months, and %(left)s.") % {
        "months": months,
        "left": left,
    }
