"""The page of rules: every event by topic, with the rule that counts and what some programmes have instead."""

from dataclasses import dataclass
from typing import Any

from programme.notices.events import Event, all_events
from programme.notices.models import ReminderRule, Topic
from programme.notices.rule_book import as_rule, default_of
from programme.notices.rule_words import quiet_in_words, steps_in_words, stop_in_words
from programme.notices.rules import Rule
from programme.notices.visibility import may_set_rule
from programme.people.models import User
from programme.structure.models import Programme


@dataclass(frozen=True)
class RuleLine:
    """A rule in words. row: where the director has set it; without one it is the event's own."""

    event: Event
    rule: Rule
    row: ReminderRule | None
    may_change: bool

    @property
    def programme(self) -> Programme | None:
        """Whose own it is."""
        return self.row.programme if self.row else None

    @property
    def steps(self) -> str:
        """Who is told when."""
        return steps_in_words(self.rule.steps)

    @property
    def quiet(self) -> str:
        """On which days."""
        return quiet_in_words(self.rule.quiet)

    @property
    def stop(self) -> str:
        """What ends it."""
        return stop_in_words(self.event, self.rule.stop)


@dataclass(frozen=True)
class EventLines:
    """An event: the rule for all, and programmes' own."""

    event: Event
    general: RuleLine
    own: list[RuleLine]


def lines_by_topic(user: User) -> list[tuple[Any, list[EventLines]]]:
    """Every event under its topic, both in the order of the settings."""
    rows = ReminderRule.objects.visible_to(user).select_related("programme", "changed_by").prefetch_related("steps")
    by_event: dict[str, list[ReminderRule]] = {}
    for row in rows.order_by("event", "programme__name_sv", "programme"):
        by_event.setdefault(row.event, []).append(row)
    topics: dict[str, list[EventLines]] = {}
    for event in all_events().values():
        held = by_event.get(event.key, [])
        general = next((row for row in held if row.programme_id is None), None)
        own = [_line(user, event, row) for row in held if row.programme_id is not None]
        topics.setdefault(event.topic, []).append(EventLines(event, _line(user, event, general), own))
    return [(Topic(topic).label, lines) for topic, lines in topics.items()]


def _line(user: User, event: Event, row: ReminderRule | None) -> RuleLine:
    rule = as_rule(row) if row else default_of(event)
    return RuleLine(event, rule, row, may_set_rule(user, rule.programme))
