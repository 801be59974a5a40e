"""The stage plan as arithmetic. Pure: the start day and the stages come in, dates come out (TRUST.md F6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from programme.common.dates import add_months
from programme.structure.models import Stage


@dataclass(frozen=True)
class PlannedDates:
    """One stage of a plan; a stage begins on the day on which the one before it ends."""

    stage: Stage
    start_on: date
    end_on: date


def planned_dates(stages: Iterable[Stage], start_on: date) -> list[PlannedDates]:
    """The plan of an enrolment that starts on a day, in the stages' order.

    Each date is the start day plus whole months, never stepped from the date before it:
    2026-08-31 + 18 months is 2028-02-29.
    """
    return [
        PlannedDates(stage, add_months(start_on, stage.start_month), add_months(start_on, stage.end_month))
        for stage in sorted(stages, key=lambda stage: stage.order)
    ]


def shifted(day: date, *, paused_on: date, resumed_on: date) -> date:
    """A planned date after a pause: moved by the pause's days when it lay ahead on the day the pause began.

    A date that was already past stays: a company that was late before it paused is still late after.
    The order of dates is kept.
    """
    return day if day < paused_on else day + (resumed_on - paused_on)


def extended(start_on: date, end_on: date, *, entered: bool, by: timedelta) -> tuple[date, date]:
    """A stage's planned dates after an extension: one that is entered gets the time, one ahead moves as a whole."""
    return (start_on if entered else start_on + by), end_on + by
