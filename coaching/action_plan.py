"""A company's action plan: goals with their actions, how old they are and what they gave, for page and paper."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coaching.models import ActionComment, ActionItem, Goal
from companies.models import Enrolment
from programme.common.numbers import as_text
from programme.people.models import User

Status = ActionItem.Status
Unit = ActionItem.Unit
# Marks of the status vocabulary: mark, colour class, word. An open one whose day has passed is overdue instead.
MARKS = {
    Status.OPEN: ("kommande", ""),
    Status.UNDER_WAY: ("granskas", ""),
    Status.DONE: ("klar", "l-ok"),
    Status.DROPPED: ("avhopp", ""),
}


@dataclass(frozen=True)
class PlanLine:
    """One action on a day."""

    item: ActionItem
    today: date
    comments: tuple[ActionComment, ...] = ()

    @property
    def is_late(self) -> bool:
        """Open although its day has passed."""
        return self.item.is_late_on(self.today)

    @property
    def is_closed(self) -> bool:
        """Done or dropped."""
        return self.item.closed_on is not None

    @property
    def shape(self) -> str:
        """The status mark."""
        return "stopp" if self.is_late else MARKS[self.item.status][0]

    @property
    def tone(self) -> str:
        """The colour of mark and word."""
        return "l-bad" if self.is_late else MARKS[self.item.status][1]

    @property
    def word(self) -> str:
        """The status in a word; an overdue one says so."""
        if not self.is_late:
            return str(self.item.status.label)
        begun = self.item.status == Status.UNDER_WAY
        return _("Under way, overdue") if begun else _("Overdue")

    @property
    def age(self) -> str:
        """How long it has been open, or took."""
        days = self.item.days_open_on(self.today)
        if self.item.closed_on is None and days == 0:
            return _("agreed today")
        if self.item.closed_on is None:
            return ngettext("open for %(days)s day", "open for %(days)s days", days) % {"days": days}
        if self.item.dropped_reason:
            return _("dropped %(day)s: %(reason)s") % {"day": self.item.closed_on, "reason": self.item.dropped_reason}
        return _("done %(day)s") % {"day": self.item.closed_on}

    @property
    def expected(self) -> str:
        """What it is meant to give, in words."""
        return effect_text(self.item.expected_amount, self.item.effect_unit, self.item.effect_per)

    @property
    def reached(self) -> str:
        """What it gave, in words."""
        return effect_text(self.item.reached_amount, self.item.effect_unit, self.item.effect_per)

    @property
    def on_the_wall(self) -> str:
        """The effect as the wall shows it: what it gave, or what it is meant to give, else words."""
        if self.reached:
            return self.reached
        if self.expected:
            return _("aims at %(effect)s") % {"effect": self.expected}
        return self.item.effect


@dataclass(frozen=True)
class PlanGoal:
    """A goal with its actions; None gathers those that lead to no goal in particular."""

    goal: Goal | None
    lines: tuple[PlanLine, ...]
    today: date

    @property
    def is_late(self) -> bool:
        """Not reached although its day has passed."""
        return self.goal is not None and self.goal.is_late_on(self.today)

    @property
    def target(self) -> str:
        """How far, as a number with its unit and in words."""
        if self.goal is None:
            return ""
        number = ""
        if self.goal.target_amount is not None:
            number = f"{as_text(self.goal.target_amount, places=2)}\xa0{self.goal.target_unit}"
        return ", ".join(part for part in (number, self.goal.target_words) if part)

    @property
    def on_the_wall(self) -> list[PlanLine]:
        """What hangs on the company's wall: everything but what was dropped."""
        return [line for line in self.lines if line.item.status != Status.DROPPED]

    @property
    def done(self) -> int:
        """How many of its actions are done."""
        return sum(1 for line in self.lines if line.item.status == Status.DONE)

    @property
    def kept(self) -> int:
        """How many actions it has, without those that were dropped."""
        return len(self.on_the_wall)


@dataclass(frozen=True)
class EffectSum:
    """What actions are meant to give and gave, in one unit. Percent of different things are told one by one."""

    unit: str
    per: str
    expected: tuple[Decimal, ...]
    reached: tuple[Decimal, ...]

    @property
    def label(self) -> str:
        """The unit, as a heading."""
        label = str(Unit(self.unit).label)
        return f"{label} {ActionItem.Per(self.per).label}" if self.unit != Unit.PERCENT else label

    @property
    def adds_up(self) -> bool:
        """False for percent: they are of different things."""
        return self.unit != Unit.PERCENT

    @property
    def expected_text(self) -> str:
        """The sum that is expected; percent one by one."""
        return self._text(self.expected)

    @property
    def reached_text(self) -> str:
        """The sum that was reached; percent one by one."""
        return self._text(self.reached)

    def _text(self, amounts: tuple[Decimal, ...]) -> str:
        if not amounts:
            return "–"
        if self.adds_up:
            return as_text(sum(amounts, Decimal(0)), places=2)
        return "; ".join(as_text(amount, places=2) for amount in amounts)


@dataclass(frozen=True)
class ActionPlan:
    """The plan of one enrolment on a day: goals with their actions, the actions without a goal last."""

    enrolment: Enrolment
    today: date
    goals: tuple[PlanGoal, ...]
    loose: PlanGoal
    sums: tuple[EffectSum, ...]

    @property
    def groups(self) -> tuple[PlanGoal, ...]:
        """Goals, then what leads to no goal, when there is any."""
        return (*self.goals, self.loose) if self.loose.lines else self.goals

    @property
    def lines(self) -> list[PlanLine]:
        """All actions."""
        return [line for group in self.groups for line in group.lines]

    @property
    def is_empty(self) -> bool:
        """Nothing agreed yet."""
        return not self.groups

    @property
    def given(self) -> list[str]:
        """What the actions gave so far, in words, one a unit."""
        return [f"{one.reached_text}\xa0{one.label}" for one in self.sums if one.reached]

    @property
    def open(self) -> int:
        """How many actions are open."""
        return sum(1 for line in self.lines if not line.is_closed)

    @property
    def late(self) -> int:
        """How many of them are overdue."""
        return sum(1 for line in self.lines if line.is_late)

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(1 for line in self.lines if line.item.status == Status.DONE)

    @property
    def reached(self) -> int:
        """How many goals are reached."""
        return sum(1 for group in self.goals if group.goal and group.goal.reached_on)


def action_plan(enrolment: Enrolment, user: User, *, today: date) -> ActionPlan:
    """The plan for one reader, in three queries however long it is."""
    comments = Prefetch("comments", ActionComment.objects.visible_to(user).select_related("written_by"))
    rows = ActionItem.objects.visible_to(user).filter(enrolment=enrolment).prefetch_related(comments)
    items = sorted(rows, key=_consequence)
    lines = [PlanLine(item, today, tuple(item.comments.all())) for item in items]
    goals = Goal.objects.visible_to(user).filter(enrolment=enrolment)
    return ActionPlan(
        enrolment=enrolment,
        today=today,
        goals=tuple(
            PlanGoal(goal, tuple(line for line in lines if line.item.goal_id == goal.pk), today) for goal in goals
        ),
        loose=PlanGoal(None, tuple(line for line in lines if line.item.goal_id is None), today),
        sums=effect_sums(items),
    )


def plan_lines(enrolment: Enrolment, user: User, *, today: date) -> list[PlanLine]:
    """The plan's actions without their comments, in its order: one query, for pages that show the plan in short."""
    rows = ActionItem.objects.visible_to(user).filter(enrolment=enrolment)
    return [PlanLine(item, today) for item in sorted(rows, key=_consequence)]


def _consequence(item: ActionItem) -> tuple[int, date, int]:
    """Open ones by their day, without a day last; then what was done, the latest first; then what was dropped."""
    if item.closed_on is None:
        return 0, item.due_on or date.max, item.pk
    return (2 if item.dropped_reason else 1), date.max - (item.closed_on - date.min), item.pk


def effect_sums(items: Iterable[ActionItem]) -> tuple[EffectSum, ...]:
    """What these actions are meant to give and gave, one line a unit. Dropped ones are meant to give nothing more."""
    told: dict[tuple[str, str], tuple[list[Decimal], list[Decimal]]] = {}
    for item in items:
        if not item.effect_unit or item.status == Status.DROPPED:
            continue
        per = ActionItem.Per.ONCE if item.effect_unit == Unit.PERCENT else item.effect_per
        expected, reached = told.setdefault((item.effect_unit, per), ([], []))
        expected += [] if item.expected_amount is None else [item.expected_amount]
        reached += [] if item.reached_amount is None else [item.reached_amount]
    order = {unit: place for place, unit in enumerate(Unit.values)}
    return tuple(
        EffectSum(unit, per, tuple(expected), tuple(reached))
        for (unit, per), (expected, reached) in sorted(told.items(), key=lambda pair: (order[pair[0][0]], pair[0][1]))
        if expected or reached
    )


def effect_text(amount: Decimal | None, unit: str, per: str) -> str:
    """An effect in words: `120 000 kr per year`, `7,5 hours`, `20 %`; empty for none."""
    if amount is None or not unit:
        return ""
    number = as_text(amount, places=2)
    if unit == Unit.PERCENT:
        return f"{number}\xa0%"
    label = f"{number}\xa0{Unit(unit).label}"
    return f"{label} {ActionItem.Per.YEAR.label}" if per == ActionItem.Per.YEAR else label
