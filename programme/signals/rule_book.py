"""The rules in force: the director's rows, and the kinds' own defaults."""

from collections.abc import Iterable
from datetime import date

from programme.signals.kinds import Kind, Look, Rows, all_kinds, programmes_numbers
from programme.signals.models import SignalRule
from programme.signals.rules import Rule
from programme.structure.models import Programme


class RuleBook:
    """Which rule counts for a kind, and what it finds on a day. Two statements, when it is made."""

    def __init__(
        self, today: date, *, instead: Rule | None = None, programmes: Iterable[Programme] | None = None
    ) -> None:  # fmt: skip
        """Read the rows; `instead` counts as if it were saved, for previews. programmes: all that matter, if read."""
        self.today = today
        self._own = programmes_numbers(programmes)
        self._rules = {row.kind: row.as_rule() for row in SignalRule.objects.order_by("pk")}
        if instead is not None:
            self._rules[instead.kind] = instead

    def rule_of(self, kind: Kind) -> Rule:
        """The rule that counts."""
        return self._rules.get(kind.key) or kind.rule

    def found(self, kind: Kind) -> Rows:
        """What is true of the kind by its rule; nothing where it is switched off."""
        rule = self.rule_of(kind)
        rows = kind.find(Look(self.today, rule.number, self._own))
        return rows if rule.is_on else rows.none()

    def looked_for(self) -> list[Kind]:
        """The kinds that are switched on."""
        return [kind for kind in all_kinds().values() if self.rule_of(kind).is_on]
