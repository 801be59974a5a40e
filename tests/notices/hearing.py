"""What an event says on a day, by the rules in force: who hears what about which subject."""

from dataclasses import dataclass
from datetime import date

from programme.notices import ledger
from programme.notices.events import all_events
from programme.notices.rule_book import RuleBook


@dataclass(frozen=True)
class Heard:
    """One line of the ledger to be: `person` is an id, `words` a key of texts.TEXTS."""

    person: int
    words: str
    subject_id: int
    due_on: date
    path: str
    label: str
    escalated: bool


def heard(event_key: str, today: date, only: frozenset[int] | None = None) -> list[Heard]:
    """Everybody who has to be told of this event by a day, also on a quiet one; `only` of some subjects."""
    lines = ledger.lines_of(all_events()[event_key], RuleBook(), today, only)
    return [
        Heard(
            person=line.said.person,
            words=line.identity[1],
            subject_id=line.subject_id,
            due_on=line.said.due_on,
            path=line.said.path,
            label=line.said.label,
            escalated=line.said.escalated,
        )
        for line in lines
    ]
