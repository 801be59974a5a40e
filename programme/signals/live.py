"""Signals looked at live: what stopped being true since the last refresh is not shown. And which are waived."""

from collections.abc import Collection
from datetime import date
from typing import TypeVar

from django.db.models import Q

from programme.signals.kinds import all_kinds
from programme.signals.models import Signal
from programme.signals.models.signal import SignalQuerySet
from programme.signals.rule_book import RuleBook

Matter = TypeVar("Matter", bound=tuple[str, int])


def still_true(rows: SignalQuerySet, *, today: date, kinds: Collection[str] = ()) -> SignalQuerySet:
    """Of the open ones those that are true at this moment, in the statement that reads them.

    kinds: only these; all of them if none is said.
    """
    book = RuleBook(today)
    still = Q(pk__in=[])
    for kind in book.looked_for():
        if not kinds or kind.key in kinds:
            still |= Q(kind=kind.key, subject_id__in=book.found(kind).values("subject_id"))
    return rows.not_closed().filter(still)


def waivers(matters: Collection[tuple[str, int]], *, today: date) -> dict[tuple[str, int], Signal]:
    """Which of these matters (kind, subject) are waived today, each with its signal."""
    kinds = {kind for kind, _subject in matters} & all_kinds().keys()
    rows = Signal.objects.waived_on(today).filter(kind__in=kinds, subject_id__in={pk for _kind, pk in matters})
    found = {(row.kind, row.subject_id): row for row in rows}
    return {matter: found[matter] for matter in matters if matter in found}
