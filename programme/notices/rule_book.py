"""The rules in force: the director's rows, and the defaults of events that have none."""

from programme.notices.events import Event
from programme.notices.models import ReminderRule
from programme.notices.rules import Rule


def default_of(event: Event) -> Rule:
    """The rule of an event as long as nobody has set another."""
    return Rule(event.key, event.steps, is_on=event.is_on, quiet=event.quiet)


def as_rule(row: ReminderRule) -> Rule:
    """A row with its steps (which are fetched unless they were prefetched) as a value."""
    return Rule(
        event=row.event,
        steps=row.rungs,
        programme=row.programme_id,
        is_on=row.is_on,
        stop=row.stop,
        quiet=row.quiet,
        too_old_days=row.too_old_days,
    )


class RuleBook:
    """Which rule counts for an event in a programme: the programme's own, the one for all, or the event's default."""

    def __init__(self, *, instead: Rule | None = None) -> None:
        """Read the rows, in two statements; `instead` counts as if it were saved, for previews."""
        rows = [as_rule(row) for row in ReminderRule.objects.prefetch_related("steps")]
        self._rules = {(rule.event, rule.programme): rule for rule in [*rows, *([instead] if instead else [])]}

    def rule_of(self, event: Event, programme: int | None) -> Rule:
        """The rule that counts."""
        own = self._rules.get((event.key, programme)) or self._rules.get((event.key, None))
        return own or default_of(event)

    def rule_without(self, event: Event, programme: int | None) -> Rule:
        """The rule that counts once a programme's own, or the one for all (None), is taken away."""
        general = None if programme is None else self._rules.get((event.key, None))
        return general or default_of(event)

    def all_of(self, event: Event) -> list[Rule]:
        """Every rule that some programme goes by."""
        rows = [rule for (key, _programme), rule in self._rules.items() if key == event.key]
        return rows if any(rule.programme is None for rule in rows) else [*rows, default_of(event)]
