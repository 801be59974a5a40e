"""One look at an enrolment: what was promised, what was done, who attends, and coach hours against plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from coaching.action_plan import PlanLine
from coaching.hours import HoursSoFar, hours_so_far, last_day
from coaching.models import Attendance, Goal
from programme.oversight.cards.enrolment import StageOnCard


@dataclass(frozen=True)
class Glance:
    """The numbers on the first tab and in the handover pack. They are what the figures of the enrolment state."""

    sessions: int
    women: int
    men: int
    not_stated: int
    own_minutes: int
    hours: HoursSoFar
    promised: tuple[PlanLine, ...]  # open actions, by their day
    done: tuple[PlanLine, ...]  # closed as done, the latest first
    goals: tuple[Goal, ...]

    @property
    def participants(self) -> int:
        """Those who came, added up over sessions."""
        return self.women + self.men + self.not_stated

    @property
    def each_time(self) -> Decimal | None:
        """How many came to a session, on average; None before the first."""
        return Decimal(self.participants) / self.sessions if self.sessions else None

    @property
    def late(self) -> int:
        """How many open actions are overdue."""
        return sum(1 for line in self.promised if line.is_late)

    @property
    def reached(self) -> int:
        """How many goals are reached."""
        return sum(1 for goal in self.goals if goal.reached_on)


def glance(
    enrolment: Any,
    stages: Sequence[StageOnCard],
    attended: Sequence[Attendance],
    lines: Sequence[PlanLine],
    goals: Sequence[Goal],
    *,
    today: date,
) -> Glance:
    """Put together from what the card has read: its stages, its sessions, its actions and goals.

    Sessions come as of today; a joint session's hours count whole, as in the figure.
    """
    until = [one for one in attended if one.session.held_on <= today]
    return Glance(
        sessions=len({one.session_id for one in until}),
        women=sum(one.women for one in until),
        men=sum(one.men for one in until),
        not_stated=sum(one.not_stated for one in until),
        own_minutes=sum(one.company_minutes for one in until),
        hours=hours_so_far(
            sum({one.session_id: one.session.coach_minutes for one in until}.values()),
            planned_hours=enrolment.programme_version.coach_hours,
            started_on=enrolment.started_on,
            end_on=stages[-1].planned.planned_end_on if stages else None,
            pauses=[(pause.paused_on, pause.resumed_on) for pause in enrolment.pauses.all()],
            day=last_day(enrolment.ended_on, today),
        ),
        promised=tuple(line for line in lines if not line.is_closed),
        done=tuple(line for line in lines if line.is_closed and not line.item.dropped_reason),
        goals=tuple(goals),
    )
