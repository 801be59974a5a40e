"""Who hears what on a day, by a rule and an occasion. Pure: no clock, no database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from programme.common.working_days import is_working_day
from programme.notices.audiences import RANK, UPWARD
from programme.notices.events import Occasion
from programme.notices.rules import Quiet, Rule, Step

SATURDAY = 5
Rung = tuple[Step, list[tuple[str, int]]]  # a step with the audience and id of everybody whom it tells
QUIET_AT_MOST = 12  # days in a row that are searched for a day that is not quiet; Christmas has six


@dataclass(frozen=True, slots=True)
class Said:
    """One person is told of an occasion by a step.

    due_on: the matter's day and the step's days, which the ledger's identity is made of. told_on: the same, moved off
    quiet days. escalated: others, nearer to the matter, were told before, and this person was not.
    """

    person: int
    audience: str
    days: int
    due_on: date
    told_on: date
    path: str
    label: str
    escalated: bool


def is_quiet(day: date, quiet: str) -> bool:
    """Whether a rule says nothing new on a day."""
    if quiet == Quiet.HOLIDAYS:
        return not is_working_day(day)
    return quiet == Quiet.WEEKENDS and day.weekday() >= SATURDAY


def told_on(due_on: date, *, days: int, quiet: str) -> date:
    """The day on which a step is said: its own, or the nearest one that is not quiet.

    Steps before the matter move back, so that nobody gets a shorter notice; all others move on.
    """
    step = timedelta(days=-1 if days < 0 else 1)
    day = due_on
    for _day in range(QUIET_AT_MOST):
        if not is_quiet(day, quiet):
            return day
        day += step
    return due_on


def said(rule: Rule, occasion: Occasion, today: date) -> Iterator[Said]:
    """Each person who has to be told by today, with the latest step that names her: a matter is one line, not three."""
    if not rule.is_on or (rule.stop and rule.stop in occasion.stopped_by):
        return
    latest: dict[int, Said] = {}
    for one in all_steps(rule, occasion):
        if one.told_on <= today:
            latest[one.person] = one
    yield from latest.values()


def all_steps(rule: Rule, occasion: Occasion) -> Iterator[Said]:
    """Every step of the ladder with everybody whom it tells, in the order of days; the nearer audience comes last."""
    rungs = [(step, list(_people(step, occasion))) for step in rule.steps]
    rungs.sort(key=lambda rung: (rung[0].days, -RANK[rung[0].audience]))
    for step, people in rungs:
        due_on = occasion.on + timedelta(days=step.days)
        others = [[person for _audience, person in told] for told in _told_before(step, rungs)]
        for audience, person in people:
            path = occasion.paths.get(audience, occasion.path)
            label = occasion.labels.get(audience, occasion.label)
            on = told_on(due_on, days=step.days, quiet=rule.quiet)
            if occasion.not_before_on and on < occasion.not_before_on:
                on = told_on(occasion.not_before_on, days=0, quiet=rule.quiet)
            escalated = any(person not in told for told in others)
            yield Said(person, audience, step.days, due_on, on, path, label, escalated)


def _people(step: Step, occasion: Occasion) -> Iterator[tuple[str, int]]:
    """Those whom a step tells; where nobody holds the task, those above."""
    for audience in (step.audience, *UPWARD.get(step.audience, ())):
        people = occasion.parties.get(audience, ())
        if people:
            yield from ((str(audience), person) for person in people)
            return


def _told_before(step: Step, rungs: list[Rung]) -> Iterator[list[tuple[str, int]]]:
    """For each earlier day on which a nearer audience was told: all who were told on it. For steps after the matter."""
    days = {
        earlier.days
        for earlier, people in rungs
        if earlier.days < step.days and RANK[earlier.audience] < RANK[step.audience] and people
    }
    for day in days if step.days > 0 else ():
        yield [one for earlier, people in rungs if earlier.days == day for one in people]
