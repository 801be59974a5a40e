"""Signals looked at live: what stopped being true since the last refresh is not shown. And which are waived."""

from collections.abc import Collection
from datetime import date

from programme.signals.kinds import all_kinds
from programme.signals.models import Signal
from programme.signals.models.signal import SignalQuerySet
from programme.signals.rule_book import RuleBook


def still_true(rows: SignalQuerySet, *, book: RuleBook, kinds: Collection[str] = ()) -> SignalQuerySet:
    """Of the open ones those that are true at this moment, by the rules of the book.

    kinds: only these; all of them if none is said. One statement, which asks each kind for itself which of its open
    signals hold no more: few, as the refresh closes them within minutes. So neither a count nor a page asks again.
    """
    looked_for = [kind for kind in book.looked_for() if not kinds or kind.key in kinds]
    ended = [
        Signal.objects.not_closed()
        .filter(kind=kind.key)
        .exclude(subject_id__in=book.found(kind).values("subject_id"))
        .order_by()
        .values_list("pk", flat=True)
        for kind in looked_for
    ]
    gone = list(ended[0].union(*ended[1:], all=True)) if ended else []
    return rows.not_closed().filter(kind__in=[kind.key for kind in looked_for]).exclude(pk__in=gone)


def is_still_true(signal: Signal, *, today: date) -> bool:
    """Whether this one is true at this moment; never when it is closed."""
    kind = all_kinds().get(signal.kind)
    if kind is None or signal.closed_on is not None:
        return False
    return bool(RuleBook(today).found(kind).filter(subject_id=signal.subject_id).exists())


def waivers(matters: Collection[tuple[str, int]], *, today: date) -> dict[tuple[str, int], Signal]:
    """Which of these matters (kind, subject) are waived today, each with its signal."""
    if not matters:
        return {}
    kinds = {kind for kind, _subject in matters} & all_kinds().keys()
    rows = Signal.objects.waived_on(today).filter(kind__in=kinds, subject_id__in={pk for _kind, pk in matters})
    found = {(row.kind, row.subject_id): row for row in rows.select_related("waived_by").defer("waived_by__password")}
    return {matter: found[matter] for matter in matters if matter in found}
