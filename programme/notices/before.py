"""Who was told of a matter before: so that a changed rule says nothing twice, and nobody is said to have been told."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.utils import timezone

from programme.common.batches import batches
from programme.notices.events import Event
from programme.notices.ladder import Said
from programme.notices.models import Notice


class Before:
    """What the ledger has told of some subjects so far. What no mail was meant for is left out."""

    def __init__(self, matters: Iterable[tuple[Event, int]]) -> None:
        """Read it, in one statement for each 500 subjects of an event."""
        self._told: defaultdict[tuple[str, int, date], list[tuple[int, str, date]]] = defaultdict(list)
        subjects: defaultdict[str, set[int]] = defaultdict(set)
        for event, subject in matters:
            subjects[event.key].add(subject)
        for key, wanted in subjects.items():
            for some in batches(sorted(wanted)):
                self._read(key, some)

    def _read(self, key: str, subjects: Sequence[int]) -> None:
        rows = Notice.objects.filter(event=key, subject_id__in=subjects, skipped="").order_by()
        for subject, happens_on, person, words, noticed_at in rows.values_list(
            "subject_id", "happens_on", "recipient", "rule", "noticed_at"
        ):
            self._told[key, subject, happens_on].append((person, words, timezone.localdate(noticed_at)))

    def has_told(self, event: Event, said: Said, subject: int, happens_on: date) -> bool:
        """The person was told the same of the same matter, on or after the day on which this step is to be said.

        The steps of one rule follow each other, so it is another rule that she was told by.
        """
        words = event.words_of(said.days)
        return any(
            (person, told) == (said.person, words) and noticed_on >= said.told_on
            for person, told, noticed_on in self._told[event.key, subject, happens_on]
        )

    def told_others(self, event: Event, person: int, subject: int, happens_on: date) -> bool:
        """Somebody else was told of the matter."""
        return any(other != person for other, _words, _on in self._told[event.key, subject, happens_on])
