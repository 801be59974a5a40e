"""What a waiver of a signal of the programme means for a report that asks the same.

It counts as long as it holds, and is looked up each time somebody asks: one that has run out or was taken back opens no
gate. The report keeps it for good when it is released. Where the question is only a similar one it is shown beside.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from funding.models import Report, ReportSignal
from programme.people.models import User
from programme.signals.actions import waive_matter
from programme.signals.live import waivers
from programme.signals.models import Signal

# Red signals of a report that ask the very question of a kind of signal. A session within a period is another question
# than whether the last one lies too far back.
SAME_QUESTION = {"region_silent": "text-overdue"}
WAIVED_BY_REPORT_DAYS = 30  # a reason that was good enough for a report is looked at anew after so long


@dataclass(frozen=True)
class Beside:
    """A red signal of a report, and the waived signal of the programme about its matter, if there is one."""

    red: ReportSignal
    waived: Signal | None

    @property
    def counts(self) -> bool:
        """Whether the waiver there lets it stand here."""
        return self.waived is not None and asks_the_same(self.red)

    @property
    def is_open(self) -> bool:
        """Whether it stands in the way of a release."""
        return self.red.waived_at is None and not self.counts


def asks_the_same(red: ReportSignal) -> bool:
    """Whether the red signal asks the very question of its matter's kind."""
    return red.matter_id is not None and SAME_QUESTION.get(red.code) == red.matter_kind


def beside(rows: Iterable[ReportSignal], *, today: date) -> list[Beside]:
    """The red signals, each with what is waived today about its matter. One statement beside that of the rows."""
    reds = list(rows)
    matters = {(red.matter_kind, red.matter_id) for red in reds if red.matter_id is not None}
    found = waivers(matters, today=today)
    return [Beside(red, found.get((red.matter_kind, red.matter_id or 0))) for red in reds]


def in_the_way(report: Report, *, today: date) -> list[ReportSignal]:
    """Red signals that neither a reason in the report nor a waiver that holds today lets stand."""
    return [one.red for one in beside(report.signals.filter(waived_at=None), today=today) if one.is_open]


def keep_for_good(report: Report, *, today: date) -> None:
    """Write the waivers that count today into the report, which is released now and never changes. Called within it."""
    for one in beside(report.signals.filter(waived_at=None), today=today):
        if one.counts and one.waived is not None:
            red, waived = one.red, one.waived
            red.waived_by, red.waived_at, red.waived_because = waived.waived_by, waived.waived_at, waived.waived_because
            red.save(update_fields=["waived_by", "waived_at", "waived_because"])


def waive_beside(red: ReportSignal, *, by: User) -> None:
    """What was waived in a report is waived among the signals too, for so many days, if that asks the same."""
    if not asks_the_same(red) or red.matter_id is None or red.waived_at is None:
        return
    today = timezone.localdate(red.waived_at)
    until = today + timedelta(days=WAIVED_BY_REPORT_DAYS)
    given = {"reason": red.waived_because, "until": until, "now": red.waived_at, "today": today}
    waive_matter(by=by, kind=red.matter_kind, subject=red.matter_id, **given)  # type: ignore[arg-type]
