"""The forecast page: what will start and be completed, month by month, as it is to be foreseen on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies.models import Enrolment
from companies.ways import Started, started
from funding.indicators.forecast import Pace, tempo_of
from funding.indicators.outlook import BACK
from programme.common.charts.fan import Ahead, fan
from programme.common.charts.words import full_day, month_year
from programme.common.coming import FEWEST_COMPLETED, Coming, Intake, Month, Range, coming
from programme.common.dates import Period, add_months, month_of, month_start
from programme.common.figures import Scope
from programme.common.ways import Way, starts_by_month
from programme.oversight.dashboards import targets
from programme.oversight.dashboards.forecast_months import (
    SHOWN_BACK,
    Row,
    between,
    months_past,
    number_of,
    past_of,
    rows_ahead,
    rows_past,
)
from programme.oversight.dashboards.numbers import Number, Wanted, stated
from programme.oversight.dashboards.programmes import programmes_for
from programme.people.models import User
from programme.structure.models import Programme, Region, Stage

State = Enrolment.State
DAY = timedelta(days=1)
AHEAD, MOST_AHEAD = 18, 36  # months, where no programme's end says it


@dataclass(frozen=True)
class Told:
    """Starts or completions: what has been, and what is foreseen or why nothing is."""

    label: str
    months: tuple[Month, ...]
    why_not: str
    chart: SafeString
    a_year_ago: Range | None  # what would have been foreseen then until the day
    since_then: Number  # and what came

    @property
    def last(self) -> Range | None:
        """What is foreseen in all by the last day."""
        return self.months[-1].total if self.months else None

    @property
    def last_text(self) -> str:
        """Its range: `48–52`."""
        return between(self.last)

    @property
    def year_ago_text(self) -> str:
        """The range of a year ago."""
        return between(self.a_year_ago)

    @property
    def held(self) -> bool:
        """True when what came lies in the range of a year ago."""
        return bool(self.a_year_ago and self.a_year_ago.low <= self.since_then.value <= self.a_year_ago.high)


@dataclass(frozen=True)
class ForecastPage:
    """The forecast for one programme and the regions asked for, as of a day."""

    programme: Programme | None
    programmes: list[Programme]
    regions_to_choose: list[Region]
    chosen_regions: frozenset[int]
    until: date
    programme_ends: bool  # the last day is the programme's own
    in_coaching: Number
    starts: Told
    completions: Told
    rows: list[Row]
    targets: list[targets.TargetLine]
    completed_before: int
    look_back: int = BACK

    @property
    def both(self) -> tuple[Told, Told]:
        """Starts, then completions."""
        return self.starts, self.completions

    @property
    def tells(self) -> bool:
        """True when anything is foreseen."""
        return bool(self.starts.months or self.completions.months)


def forecast_page(
    user: User,
    *,
    programme: int | None,
    regions: frozenset[int],
    on: date,
    is_today: bool,
    regions_seen: Iterable[Region],
) -> ForecastPage:
    """The page for one reader, in six queries however many companies there are.

    on: the day that the forecast is made; of a past one only what was known then is used. is_today: whether it may ask
    which editions are open, which nobody has dated.
    """
    found = programmes_for(user, today=on)
    chosen = found.chosen(programme)
    scope = Scope(
        viewer=user,
        period=Period(add_months(month_start(on), -SHOWN_BACK), on),
        as_of=on,
        programme=chosen.pk if chosen else None,
        regions=regions or None,
    )
    rows = started(scope)
    here = [one for one in rows if one.within(scope.regions)]
    past = past_of(scope)
    until, programme_ends = _until(chosen, found.stages_of(chosen), on)
    why = _why_no_starts(chosen, found.stages_of(chosen), on, is_today=is_today)
    told = _coming(here, rows, on, until, is_open=not why)
    year_ago = add_months(on, -12)
    # An ended programme is not held against its past: nobody asks any more.
    then = Coming((), (), 0) if _ended(chosen, on) else _coming(here, rows, year_ago, on, is_open=True)
    aims = list(targets.targets_of(user, programme=scope.programme, today=on))
    lines = targets.lines_of(aims, stated(targets.all_wanted(aims, user, today=on))) if aims else []
    since = Period(year_ago + DAY, on)
    kinds = {
        State.ACTIVE: (_("New starts"), told.starts, then.starts, why or _too_early()),
        State.COMPLETED: (_("Completions"), told.completions, then.completions, _too_few(told)),
    }
    both = [
        Told(
            label=label,
            months=months,
            why_not="" if months else _ended(chosen, on) or why_not,
            chart=_chart(state, label, past[state], months, scope),
            a_year_ago=before[-1].total if before else None,
            since_then=number_of(state, past[state], scope, since),
        )
        for state, (label, months, before, why_not) in kinds.items()
    ]
    return ForecastPage(
        programme=chosen,
        programmes=found.choices,
        regions_to_choose=list(regions_seen),
        chosen_regions=scope.regions or frozenset(),
        until=until,
        programme_ends=programme_ends,
        in_coaching=Wanted("companies_in_coaching", scope).stated(
            len({one.company for one in here if one.way.ended_on is None})
        ),
        starts=both[0],
        completions=both[1],
        rows=[*rows_past(past, scope), *rows_ahead([told.months for told in both], on)],
        targets=lines,
        completed_before=told.completed_before,
    )


def _until(programme: Programme | None, stages: Sequence[Stage], on: date) -> tuple[date, bool]:
    """The last day that is looked ahead to, and whether the programme ends then."""
    longest = min(max([stage.end_month for stage in stages] or [AHEAD]), MOST_AHEAD)
    if programme and programme.ends_on and programme.ends_on <= add_months(on, MOST_AHEAD):
        return programme.ends_on, True
    return month_of(add_months(month_start(on), longest)).end, False


def _coming(here: Iterable[Started], everybody: Iterable[Started], on: date, until: date, *, is_open: bool) -> Coming:
    """The forecast of a day: how long it takes is read from everybody that the reader sees, the pace from here."""
    ways = [one.way for one in here]
    return coming(
        ways,
        on=on,
        until=until,
        intake=intake_of(ways, on) if is_open else None,
        past=[one.way for one in everybody],
    )


def intake_of(ways: Sequence[Way], on: date) -> Intake | None:
    """The pace of starts of the last six months, as the targets' forecast reads it; None where it is too early."""
    months = starts_by_month(ways, on, BACK)
    if months is None:
        return None
    since = add_months(month_start(on), 1 - BACK)
    begun = sum(since <= way.started_on <= on for way in ways)
    whole = months if month_start(on + DAY) > month_start(on) else months[1:]
    pace = Pace(Decimal(begun), (on - since).days + 1, [Decimal(n) for n in whole])
    tempo = tempo_of(pace, counts=True)
    return Intake(max(tempo.each, tempo.least), tempo.chance, tempo.drift, tempo.looked)


def _chart(state: str, label: str, past: list[tuple[date, int]], months: Sequence[Month], scope: Scope) -> SafeString:
    counted, points = 0, [(scope.period.start, 0)]
    for period in months_past(scope.as_of):
        counted += len({company for day, company in past if day in period})
        points.append((period.end, counted))
    ahead = [
        Ahead(one.ends_on, counted + one.total.low, counted + one.total.middle, counted + one.total.high)
        for one in months
    ]
    finding = _("%(n)s since %(month)s.") % {"n": counted, "month": month_year(scope.period.start)}
    if ahead:
        said = {"middle": ahead[-1].middle, "low": ahead[-1].low, "high": ahead[-1].high}
        month = month_year(ahead[-1].on)
        finding += " " + _("By %(month)s %(middle)s are expected, between %(low)s and %(high)s.") % (
            said | {"month": month}
        )
    return fan(
        ident=f"fan-{state}",
        title=_("%(what)s since %(month)s, counted up") % {"what": label, "month": month_year(scope.period.start)},
        finding=finding,
        past=points,
        ahead=ahead,
        now_label=month_year(scope.as_of),
    )


def _ended(programme: Programme | None, on: date) -> str:
    if programme and programme.ends_on and programme.ends_on <= on:
        return _("The programme ended on %(day)s, so there is nothing left to foresee.") % {
            "day": full_day(programme.ends_on)
        }
    return ""


def _why_no_starts(programme: Programme | None, stages: Iterable[Any], on: date, *, is_today: bool) -> str:
    """Why nobody is foreseen to start, in words; empty when somebody may."""
    if programme is None or _ended(programme, on):
        return _ended(programme, on) or _("There is no programme to foresee anything of.")
    if is_today and not any(stage.version.open_for_enrolment for stage in stages):
        return _("No edition of the programme is open for new companies, so no starts are foreseen.")
    return ""


def _too_early() -> str:
    return _(
        "It is less than %(months)s whole months since the first start here. That is too short to tell a pace."
    ) % {"months": BACK}


def _too_few(told: Coming) -> str:
    said = ngettext(
        "%(n)s company has completed so far.", "%(n)s companies have completed so far.", told.completed_before
    ) % {"n": told.completed_before}
    rest = _("It takes at least %(fewest)s to tell how long it takes, so no completions are foreseen.")
    return f"{said} {rest % {'fewest': FEWEST_COMPLETED}}"
