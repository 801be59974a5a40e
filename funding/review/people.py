"""Who had a hand in a report, and who may therefore approve it: somebody else.

Read from the trail, which nobody changes: what a row says of its author can be written over.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from funding.models import Report
from programme.notices.audiences import Directors
from programme.people.models import AuditEvent, User

# Verb of a report -> what it makes of who did it. Whoever did it once stays an author of this version.
AUTHORS: dict[str, Any] = {
    "report-made": _("made the report"),
    "report-written": _("wrote its texts"),
    "signal-waived": _("waived one of its signals"),
}
BUILT, BUILT_LAST = "report-built", _("built it last")  # only the last one: the others' figures are gone


@dataclass(frozen=True)
class Reviewers:
    """Who may approve a report as it is now, and what each of the others did."""

    may: tuple[User, ...]
    authors: dict[int, list[str]]  # id of who had a hand in it -> what she did, in words
    makers: int  # how many may make reports of its programme at all

    @property
    def is_alone(self) -> bool:
        """True when only one person may make reports: nobody can approve what she makes."""
        return self.makers < 2


def authors(report: Report) -> dict[int, list[str]]:
    """Id of each person who had a hand in the report -> what she did, in words of the active language."""
    return authors_of([report.pk]).get(report.pk, {})


def authors_of(reports: Iterable[int]) -> dict[int, dict[int, list[str]]]:
    """The same for many reports, by id."""
    verbs = [*AUTHORS, BUILT]
    events: QuerySet[AuditEvent] = AuditEvent.objects.filter(
        subject_kind="report", subject_id__in=list(reports), verb__in=verbs, by__isnull=False
    )
    found: dict[int, dict[int, list[str]]] = {}
    built: dict[int, int] = {}
    for report, verb, person in events.order_by("pk").values_list("subject_id", "verb", "by"):
        assert person is not None
        if verb == BUILT:
            built[report] = person
            continue
        did = found.setdefault(report, {}).setdefault(person, [])
        if str(AUTHORS[verb]) not in did:
            did.append(str(AUTHORS[verb]))
    for report, person in built.items():
        found.setdefault(report, {}).setdefault(person, []).append(str(BUILT_LAST))
    return found


def reviewers(report: Report, today: date) -> Reviewers:
    """Who may approve the report on a day: makers of its programme's reports, in force, who had no hand in it."""
    makers = Directors(today).of(report.period.grant.programme_id)
    had_a_hand = authors(report)
    others = [one for one in makers if one not in had_a_hand]
    people = User.objects.in_bulk(others)
    return Reviewers(tuple(people[one] for one in others), had_a_hand, len(makers))
