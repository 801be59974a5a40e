"""The refresh: what is true today becomes signals, and signals that are no longer true are closed.

One transaction; a second refresh on the same day changes nothing. What people did about a signal is never touched.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from coaching.models import CoachAssignment
from programme.notices.audiences import leaders_by_region
from programme.signals.models import Signal
from programme.signals.rule_book import RuleBook
from programme.signals.rules import Owner

FACTS = ("enrolment_id", "region_id", "programme_id", "owner_id", "named", "day_on")
AT_ONCE = 500


@dataclass(frozen=True)
class Refreshed:
    """What a refresh did."""

    made: int
    changed: int
    closed: int


@transaction.atomic
def refresh(*, today: date) -> Refreshed:
    """Bring the signals up to date. The open ones are held meanwhile, in the order of their keys as in every
    verb, so that two refreshes come one after another and none waits for the other in a ring."""
    open_now = {
        (row.kind, row.subject_id): row for row in Signal.objects.not_closed().select_for_update().order_by("pk")
    }
    facts = true_on(today)
    new = [
        Signal(kind=kind, subject_id=subject, first_seen_on=today, **facts[kind, subject])
        for kind, subject in facts.keys() - open_now.keys()
    ]
    gone = [row for key, row in open_now.items() if key not in facts]
    changed = [row for key, row in open_now.items() if key in facts and _take(row, facts[key])]
    for row in gone:
        row.closed_on = max(today, row.first_seen_on)
    Signal.objects.bulk_update(gone, ["closed_on"], batch_size=AT_ONCE)
    Signal.objects.bulk_update(changed, [name.removesuffix("_id") for name in FACTS], batch_size=AT_ONCE)
    Signal.objects.bulk_create(new, batch_size=AT_ONCE, ignore_conflicts=True)
    return Refreshed(len(new), len(changed), len(gone))


def true_on(today: date) -> dict[tuple[str, int], dict[str, Any]]:
    """Everything that is true by the rules in force: (kind, subject) -> the facts of its signal."""
    book, owners = RuleBook(today), _Owners(today)
    facts: dict[tuple[str, int], dict[str, Any]] = {}
    for kind in book.looked_for():
        owner = book.rule_of(kind).owner
        for row in book.found(kind):
            facts[kind.key, row["subject_id"]] = {
                "enrolment_id": row["of_enrolment"],
                "region_id": row["of_region"],
                "programme_id": row["of_programme"],
                "owner_id": owners.of(owner, row["of_enrolment"], row["of_region"]),
                "named": row["named"][:200],
                "day_on": row["day_on_"],
            }
    return facts


def _take(row: Signal, facts: dict[str, Any]) -> bool:
    """Set the facts; True when any was another."""
    before = [getattr(row, name) for name in FACTS]
    for name in FACTS:
        setattr(row, name, facts[name])
    return before != [facts[name] for name in FACTS]


class _Owners:
    """Who leads which region and which company on a day. The programme office is nobody in particular: None."""

    def __init__(self, today: date) -> None:
        self._leaders = leaders_by_region(today)
        led = CoachAssignment.objects.in_force(today).filter(kind=CoachAssignment.Kind.LEAD, coach__is_active=True)
        self._coaches: dict[int, int] = dict(led.order_by("-pk").values_list("enrolment", "coach"))

    def of(self, owner: str, enrolment: int | None, region: int | None) -> int | None:
        """The person's id: the lead coach, else the region's first leader, else None."""
        if owner == Owner.OFFICE:
            return None
        if owner == Owner.COACH and enrolment in self._coaches:
            return self._coaches[enrolment]
        leaders = self._leaders.get(region or 0, ())
        return leaders[0] if leaders else None
