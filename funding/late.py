"""What came late: sessions logged or corrected after the report of their period was built.

A released report never changes. What its period would state otherwise today is told by the next report of the grant,
once: measured session by session against the frozen rows of the report that holds, and against what reports in between
have told already. A correction of the report states it itself; then it is late no more.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import override

from coaching.models import CoachingSession
from funding.figures import CATALOGUE
from funding.models import Grant, Report, ReportFigure, ReportingPeriod, ReportRow
from funding.scope import grant_scope
from funding.wording import LANGUAGE
from programme.common.dates import Period
from programme.people.models import User

MET, TIME = "sessions_held", "coach_hours"  # the figures whose rows tell how a session counts
HEADS = ("women", "men", "not_stated", "company_minutes")
MINUTES = ("on_site_minutes", "remote_minutes", "preparation_minutes", "travel_minutes")
ROWS_AT_ONCE = 2000
There = tuple[int, int, int, int]  # women, men, not stated, own minutes of one company


class Kind(StrEnum):
    """Why a session is told of."""

    LOGGED = "logged"  # logged after the report
    HELD = "held"  # held after the report, which was made before its period had ended
    CHANGED = "changed"  # corrected after the report
    COUNTED = "counted"  # neither: the grant came to pay for other companies


@dataclass(frozen=True)
class Counted:
    """How a session counts in a report: its day, the coach's minutes, and who came from each company, unnamed."""

    held_on: date
    coach_minutes: int
    there: tuple[There, ...]

    @property
    def participants(self) -> int:
        """How many came."""
        return sum(women + men + not_stated for women, men, not_stated, _own in self.there)

    @property
    def own_minutes(self) -> int:
        """The companies' own time."""
        return sum(own for *_heads, own in self.there)

    def kept(self) -> list[Any]:
        """As JSON."""
        return [self.held_on.isoformat(), self.coach_minutes, [list(one) for one in self.there]]


def _thawed(kept: Any) -> Counted | None:
    if kept is None:
        return None
    day, minutes, there = kept
    return Counted(date.fromisoformat(day), minutes, tuple((one[0], one[1], one[2], one[3]) for one in there))


@dataclass(frozen=True)
class Late:
    """One session that a former period would count otherwise: as it was told, and as it is; None where it is not."""

    period: Period
    period_id: int
    session: int
    kind: Kind
    was: Counted | None
    now: Counted | None
    held_on: date | None  # its day as it is, also when that lies in another period; None when the session is gone
    logged_on: date | None
    changed_on: date | None

    @property
    def coach_minutes(self) -> int:
        """How many more the period would have shown; fewer is below zero."""
        return (self.now.coach_minutes if self.now else 0) - (self.was.coach_minutes if self.was else 0)

    @property
    def sessions(self) -> int:
        """One more, one less, or none."""
        return (self.now is not None) - (self.was is not None)

    @property
    def participants(self) -> int:
        """How many more."""
        return (self.now.participants if self.now else 0) - (self.was.participants if self.was else 0)

    @property
    def own_minutes(self) -> int:
        """How many more."""
        return (self.now.own_minutes if self.now else 0) - (self.was.own_minutes if self.was else 0)

    def kept(self) -> dict[str, Any]:
        """As JSON, for the content of a report."""
        return {
            "period": [self.period_id, self.period.start.isoformat(), self.period.end.isoformat()],
            "session": self.session,
            "kind": self.kind.value,
            "was": self.was and self.was.kept(),
            "now": self.now and self.now.kept(),
            "days": [day and day.isoformat() for day in (self.held_on, self.logged_on, self.changed_on)],
        }


def lines_of(content: Mapping[str, Any]) -> list[Late]:
    """What a report told of late sessions, from its frozen content."""
    return [_line(kept) for kept in content.get("late") or []]


def _line(kept: Mapping[str, Any]) -> Late:
    period_id, start, end = kept["period"]
    held_on, logged_on, changed_on = (day and date.fromisoformat(day) for day in kept["days"])
    return Late(
        Period(date.fromisoformat(start), date.fromisoformat(end)),
        period_id,
        kept["session"],
        Kind(kept["kind"]),
        _thawed(kept["was"]),
        _thawed(kept["now"]),
        held_on,
        logged_on,
        changed_on,
    )


@dataclass(frozen=True)
class Measured:
    """What a report has to tell of former periods, None when none of them is reported; and the reports it was held
    against, by id."""

    lines: list[Late] | None
    against: list[int]


def other_reports(period: ReportingPeriod) -> QuerySet[Report]:
    """The reports that hold for the other periods of the grant: of each the newest released version."""
    newer = Report.objects.released().filter(period=OuterRef("period"), version__gt=OuterRef("version"))
    rows = Report.objects.released().filter(period__grant=period.grant_id).exclude(period=period.pk)
    return rows.filter(~Exists(newer)).select_related("period").order_by("period__starts_on", "period")


def reports_before(period: ReportingPeriod, others: Iterable[Report]) -> list[Report]:
    """Those of the reports that are of earlier periods."""
    return [one for one in others if (one.period.starts_on, one.period_id) < (period.starts_on, period.pk)]


def late_sessions(period: ReportingPeriod, viewer: User) -> Measured:
    """What a report of the period has to tell of those before it, by period, then day.

    Reports of the same period do not count as told: a correction tells all that its former version told, and what
    came since.
    """
    others = list(other_reports(period))
    former = reports_before(period, others)
    found = []
    for report in former:
        was = counted_in(report) | told_after(report, others)
        found += _differences(report, was, counted_now(period.grant, report.period, viewer), viewer)
    return Measured(found if former else None, [report.figures_from_id or report.pk for report in others])


def is_overtaken(report: Report) -> bool:
    """True when another period of the grant was reported since this report was built; mended by building again.

    The two might tell of the same late sessions, or the other is a correction that counts them itself. A correction of
    texts only tells nothing new, and one of another report leaves the figures that this one was held against.
    """
    if report.is_texts_only:
        return False
    against = report.content.get("against", [])
    stated_in = other_reports(report.period).values_list(Coalesce("figures_from", "pk"), flat=True)
    return report.built_at is not None and sorted(against) != sorted(stated_in)


def counted_in(report: Report) -> dict[int, Counted | None]:
    """How each session counts in a report, from its frozen rows."""
    minutes = {row["session"]: sum(row[name] for name in MINUTES) for row in _rows(report, TIME)}
    found: dict[int, tuple[date, list[There]]] = {}
    for row in _rows(report, MET):
        _day, there = found.setdefault(row["session"], (date.fromisoformat(row["held_on"]["day"]), []))
        there.append((row["women"], row["men"], row["not_stated"], row["company_minutes"]))
    return {
        session: Counted(day, minutes.get(session, 0), tuple(sorted(there))) for session, (day, there) in found.items()
    }


def _rows(report: Report, key: str) -> Iterable[dict[str, Any]]:
    """The frozen rows of a figure of the period, each cell under its column's key."""
    figure = report.figures.filter(key=key).order_by("number").first()
    if figure is None:
        return
    keys = _keys(figure, report.content)
    rows = ReportRow.objects.filter(figure=figure).order_by("ordinal").values_list("cells", flat=True)
    for cells in rows.iterator(chunk_size=ROWS_AT_ONCE):
        yield dict(zip(keys, cells, strict=True))


def _keys(figure: ReportFigure, content: Mapping[str, Any]) -> list[str]:
    """The keys of a figure's columns; of reports that did not keep them, known by their headings."""
    kept = content.get("columns", {}).get(figure.key)
    if kept:
        return list(kept)
    with override(LANGUAGE):
        by_heading = {str(column.label): column.key for column in CATALOGUE[figure.key].columns}
    return [by_heading.get(heading, heading) for heading in figure.columns]


def told_after(report: Report, others: Iterable[Report]) -> dict[int, Counted | None]:
    """How sessions of a report's period count after what other reports told of it that were built later."""
    later = [one for one in others if one.built_at and report.built_at and one.built_at > report.built_at]
    told: dict[int, Counted | None] = {}
    for one in sorted(later, key=lambda one: (one.built_at, one.pk)):
        told |= {line.session: line.now for line in lines_of(one.content) if line.period_id == report.period_id}
    return told


def counted_now(grant: Grant, period: ReportingPeriod, viewer: User) -> dict[int, Counted | None]:
    """How each session counts in a period today."""
    scope = grant_scope(grant, Period(period.starts_on, period.ends_on), viewer)
    columns = ("session", "session__held_on", *(f"session__{name}" for name in MINUTES), *HEADS)
    rows = CATALOGUE[MET].rows(scope).order_by().select_related(None).values_list(*columns)
    found: dict[int, tuple[date, int, list[There]]] = {}
    for session, day, *numbers in rows.iterator(chunk_size=ROWS_AT_ONCE):
        coach, heads = numbers[: len(MINUTES)], numbers[len(MINUTES) :]
        found.setdefault(session, (day, sum(coach), []))[2].append(tuple(heads))  # type: ignore[arg-type]
    return {key: Counted(day, minutes, tuple(sorted(there))) for key, (day, minutes, there) in found.items()}


def _differences(
    report: Report, was: Mapping[int, Counted | None], now: Mapping[int, Counted | None], viewer: User
) -> list[Late]:
    keys = [key for key in {**was, **now} if was.get(key) != now.get(key)]
    told_of = CoachingSession.objects.visible_to(viewer).only("held_on", "logged_at", "changed_at").in_bulk(keys)
    lines = [_late(report, key, was.get(key), now.get(key), told_of.get(key)) for key in keys]
    return sorted(lines, key=lambda line: (_day_of(line), line.session))


def _day_of(line: Late) -> date:
    counted = line.was or line.now
    assert counted  # a line says something
    return counted.held_on


def days_covered(report: Report) -> Period:
    """The days that a built report covers: all of its period, or until the day on which it was built."""
    period = report.period
    last = timezone.localdate(report.built_at) if report.built_at else period.ends_on
    return Period(period.starts_on, max(period.starts_on, min(period.ends_on, last)))


def _late(report: Report, key: int, was: Counted | None, now: Counted | None, session: CoachingSession | None) -> Late:
    period = Period(report.period.starts_on, report.period.ends_on)
    if session is None:
        return Late(period, report.period_id, key, Kind.CHANGED, was, now, None, None, None)
    kind, built_at = Kind.COUNTED, report.built_at
    if built_at and session.changed_at and session.changed_at > built_at:
        kind = Kind.CHANGED
    if built_at and session.logged_at > built_at and was is None:
        kind = Kind.LOGGED if session.held_on <= days_covered(report).end else Kind.HELD
    return Late(
        period,
        report.period_id,
        key,
        kind,
        was,
        now,
        session.held_on,
        timezone.localdate(session.logged_at),
        timezone.localdate(session.changed_at) if session.changed_at else None,
    )
