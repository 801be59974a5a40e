"""Money that came late: costs and certificates entered, changed or taken back after the report of their period.

Told as late sessions are (funding.late): by the next report of the grant, once, each against what the report that
holds counted and what reports in between have told. A report keeps what it counted under their numbers, a
day, a kind and an amount each: its rows name no voucher, and not every template states them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.utils import timezone

from funding.late import days_covered, other_reports, reports_before
from funding.models import Certificate, Cost, Report, ReportingPeriod
from funding.money.time import hundredths
from programme.common.dates import Period
from programme.people.models import User

ROWS_AT_ONCE = 2000
Key = tuple[str, int]  # a Thing's value, and its number


class Thing(StrEnum):
    """What is told of."""

    COST = "cost"
    CERTIFICATE = "certificate"


class MoneyKind(StrEnum):
    """Why it is told of."""

    ENTERED = "entered"  # entered after the report
    BOOKED = "booked"  # of a day after the report, which was made before its period had ended
    CHANGED = "changed"  # its day, amount or kind was corrected after the report
    WITHDRAWN = "withdrawn"  # taken back after the report


@dataclass(frozen=True)
class Booked:
    """How a cost or a certificate counts: its day, its cost type or kind of co-financing, and öre."""

    on: date
    of: str
    ore: int

    def kept(self) -> list[Any]:
        """As JSON."""
        return [self.on.isoformat(), self.of, self.ore]


def _thawed(kept: Any) -> Booked | None:
    return None if kept is None else Booked(date.fromisoformat(kept[0]), kept[1], kept[2])


@dataclass(frozen=True)
class LateMoney:
    """One cost or certificate that a former period would count otherwise: as told, and as it is; None where it does
    not count. `on` is its day as it is, also when that lies in another period; `told_on` when the portal learned."""

    period: Period
    period_id: int
    thing: Thing
    number: int
    kind: MoneyKind
    was: Booked | None
    now: Booked | None
    on: date
    told_on: date

    @property
    def ore(self) -> int:
        """How much more the period would have shown; less is below zero."""
        return (self.now.ore if self.now else 0) - (self.was.ore if self.was else 0)

    def kept(self) -> dict[str, Any]:
        """As JSON, for the content of a report."""
        return {
            "period": [self.period_id, self.period.start.isoformat(), self.period.end.isoformat()],
            "thing": self.thing.value,
            "number": self.number,
            "kind": self.kind.value,
            "was": self.was and self.was.kept(),
            "now": self.now and self.now.kept(),
            "days": [self.on.isoformat(), self.told_on.isoformat()],
        }


def money_lines_of(content: Mapping[str, Any]) -> list[LateMoney] | None:
    """What a report told of late money, from its frozen content; None where it told nothing of it, or could not."""
    kept = content.get("late_money")
    return None if kept is None else [_line(one) for one in kept]


def _line(kept: Mapping[str, Any]) -> LateMoney:
    period_id, start, end = kept["period"]
    return LateMoney(
        Period(date.fromisoformat(start), date.fromisoformat(end)),
        period_id,
        Thing(kept["thing"]),
        kept["number"],
        MoneyKind(kept["kind"]),
        _thawed(kept["was"]),
        _thawed(kept["now"]),
        *(date.fromisoformat(day) for day in kept["days"]),
    )


def booked_now(period: ReportingPeriod, viewer: User) -> dict[Key, Booked]:
    """Costs and certificates of a period as they count today, for who makes its report."""
    days = (period.starts_on, period.ends_on)
    costs = Cost.objects.visible_to(viewer).standing().filter(grant=period.grant_id, booked_on__range=days)
    papers = Certificate.objects.visible_to(viewer).standing()
    papers = papers.filter(co_financing__grant=period.grant_id, certified_on__range=days)
    asked = (
        (Thing.COST, costs, ("pk", "booked_on", "cost_type")),
        (Thing.CERTIFICATE, papers, ("pk", "certified_on", "co_financing__kind")),
    )
    found: dict[Key, Booked] = {}
    for thing, rows, names in asked:
        told = rows.order_by("pk").annotate(ore=hundredths("amount")).values_list(*names, "ore")
        for number, day, of, ore in told.iterator(chunk_size=ROWS_AT_ONCE):
            found[thing.value, number] = Booked(day, of, ore)
    return found


def kept_of(booked: Mapping[Key, Booked]) -> list[list[Any]]:
    """What a report keeps of what it counted, as JSON."""
    return [[*key, *one.kept()] for key, one in booked.items()]


def late_money(period: ReportingPeriod, viewer: User) -> list[LateMoney] | None:
    """What a report of the period has to tell of those before it, by period, then day; None when none is reported."""
    others = list(other_reports(period))
    former = reports_before(period, others)
    found = []
    for report in former:
        now = booked_now(report.period, viewer)
        was: dict[Key, Booked | None] = {**_counted_in(report, viewer), **_told_after(report, others)}
        keys = [key for key in {**was, **now} if was.get(key) != now.get(key)]
        found += _differences(report, keys, was, now)
    return found if former else None


def _counted_in(report: Report, viewer: User) -> dict[Key, Booked]:
    """What a report counted. Of one that kept nothing: what stands today and was entered by then."""
    kept = report.content.get("booked")
    if kept is not None:
        return {(thing, number): Booked(date.fromisoformat(day), of, ore) for thing, number, day, of, ore in kept}
    now = booked_now(report.period, viewer)
    built_at = report.built_at
    return {key: now[key] for key, row in _rows(now).items() if built_at is None or row.entered_at <= built_at}


def _told_after(report: Report, others: Iterable[Report]) -> dict[Key, Booked | None]:
    """How money of a report's period counts after what other reports told of it that were built later."""
    later = [one for one in others if one.built_at and report.built_at and one.built_at > report.built_at]
    told: dict[Key, Booked | None] = {}
    for one in sorted(later, key=lambda one: (one.built_at, one.pk)):
        for line in money_lines_of(one.content) or ():
            if line.period_id == report.period_id:
                told[line.thing.value, line.number] = line.now
    return told


def _rows(keys: Iterable[Key]) -> dict[Key, Any]:
    """Costs and certificates by their keys. Neither is ever deleted."""
    wanted = list(keys)
    found: dict[Key, Any] = {}
    for thing, model in ((Thing.COST, Cost), (Thing.CERTIFICATE, Certificate)):
        rows = model._default_manager.in_bulk([number for name, number in wanted if name == thing.value])
        found |= {(thing.value, number): row for number, row in rows.items()}
    return found


def _differences(
    report: Report, keys: list[Key], was: Mapping[Key, Booked | None], now: Mapping[Key, Booked]
) -> list[LateMoney]:
    rows = _rows(keys)
    lines = [_late(report, key, was.get(key), now.get(key), rows[key]) for key in keys]
    return sorted(lines, key=lambda line: (_day_of(line), line.thing.value, line.number))


def _day_of(line: LateMoney) -> date:
    counted = line.was or line.now
    assert counted  # a line says something
    return counted.on


def _late(report: Report, key: Key, was: Booked | None, now: Booked | None, row: Any) -> LateMoney:
    day: date = row.booked_on if isinstance(row, Cost) else row.certified_on
    changed_at: datetime = getattr(row, "changed_at", None) or row.entered_at
    kind, told_on = MoneyKind.CHANGED, timezone.localdate(changed_at)
    if row.is_withdrawn:
        kind, told_on = MoneyKind.WITHDRAWN, row.withdrawn_on
    elif was is None and report.built_at and row.entered_at > report.built_at:
        kind = MoneyKind.ENTERED if day <= days_covered(report).end else MoneyKind.BOOKED
        told_on = timezone.localdate(row.entered_at)
    period = Period(report.period.starts_on, report.period.ends_on)
    return LateMoney(period, report.period_id, Thing(key[0]), key[1], kind, was, now, day, told_on)
