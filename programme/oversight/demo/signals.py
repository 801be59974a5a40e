"""The demo's signals: what is true today, noticed when it began to be, what was true earlier this quarter and was
mended, and what people did about them."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from coaching.models import Attendance
from companies.models import Enrolment, PlannedStage
from programme.people.models import User
from programme.signals import actions
from programme.signals.models import Signal
from programme.signals.models.signal import WAITING
from programme.signals.refreshing import refresh

QUARTER = timedelta(days=91)
DAY = timedelta(days=1)
SEED = "559999-signals"
NOTES = (
    "Ringt vd, ny träff bokas i veckan.",
    "Coachen har fått en påminnelse.",
    "Avtalet är skickat för underskrift.",
)
REASONS = (
    "Företaget byter affärssystem och vill vänta till nästa månad.",
    "Produktionen står still för ombyggnad.",
)


def notice_signals(director: User, today: date) -> None:
    """Signals in every state, with a quarter's history that follows from what happened."""
    _earlier(today)
    refresh(today=today)
    _noticed_then(today)
    _what_people_did(Random(SEED), director, today)  # noqa: S311  a demo, not a secret


def _earlier(today: date) -> None:
    """Stages that were closed too late, and silences that a session ended, within the quarter."""
    rows = []
    late = PlannedStage.objects.filter(closed_on__gt=today - QUARTER, closed_on__lte=today)
    for stage in late.select_related("enrolment__programme_version").order_by("pk"):
        if stage.closed_on and stage.closed_on > stage.planned_end_on + DAY:
            first = max(stage.planned_end_on + DAY, today - QUARTER - DAY)
            due = stage.planned_end_on
            rows.append(_closed("stage-overdue", stage.pk, stage.enrolment, due, first, stage.closed_on))
    held: dict[int, list[date]] = defaultdict(list)
    days = Attendance.objects.filter(session__held_on__gt=today - 2 * QUARTER, session__held_on__lte=today)
    for enrolment, day in days.order_by("session__held_on").values_list("enrolment", "session__held_on"):
        held[enrolment].append(day)
    met = Enrolment.objects.filter(pk__in=held).select_related("programme_version__programme").order_by("pk")
    for one in met:
        allowed = timedelta(days=one.programme_version.programme.silent_after_days)
        for before, after in zip(held[one.pk], held[one.pk][1:], strict=False):
            if after > before + allowed + DAY and after > today - QUARTER:
                rows.append(_closed("silent", one.pk, one, before, max(before + allowed + DAY, today - QUARTER), after))
    Signal.objects.bulk_create(rows)


def _closed(kind: str, subject: int, about: Enrolment, day: date, first: date, closed: date) -> Signal:
    return Signal(
        kind=kind, subject_id=subject, enrolment=about, region_id=about.region_id, day_on=day, first_seen_on=first,
        programme_id=about.programme_version.programme_id, closed_on=max(closed, first),
    )  # fmt: skip


def _noticed_then(today: date) -> None:
    """What is true today was noticed on the day after it began, not on the day on which the demo was made."""
    rows = list(Signal.objects.not_closed().select_related("enrolment__programme_version__programme"))
    for row in rows:
        if row.day_on is None or row.day_on >= today:
            row.first_seen_on = today - timedelta(days=row.pk % 9)
            continue
        allowed = 0
        if row.kind == "silent" and row.enrolment:
            allowed = row.enrolment.programme_version.programme.silent_after_days
        row.first_seen_on = min(today, max(row.day_on + timedelta(days=allowed + 1), today - QUARTER - DAY))
    Signal.objects.bulk_update(rows, ["first_seen_on"], batch_size=500)


def _what_people_did(random: Random, director: User, today: date) -> None:
    """Most of the oldest are seen; some are handled by whose they are, some waived; one was handled too long ago."""
    now = timezone.make_aware(datetime.combine(today, time(8)))
    rows = list(Signal.objects.not_closed().filter(first_seen_on__lt=today - 5 * DAY).order_by("first_seen_on", "pk"))
    random.shuffle(rows)
    chosen = rows[: max(8, len(rows) // 3)]
    actions.see(by=director, signals=[row.pk for row in chosen], now=now, today=today)
    for place, row in enumerate(chosen):
        row.refresh_from_db()
        if place % 4 == 0:
            by = row.owner or director
            if not Signal.objects.changeable_by(by).filter(pk=row.pk).exists():
                by = director
            when = today - (30 if place == 0 else place % 5) * DAY
            note = NOTES[place % len(NOTES)]
            actions.handle(by=by, signal=row, version=row.version, note=note, today=when)
        elif place % 4 == 1 and row.state_on(today) in WAITING:
            until = today + timedelta(days=20 + place)
            reason = REASONS[place % len(REASONS)]
            actions.waive(
                by=director, signal=row, version=row.version, reason=reason, until=until, now=now, today=today
            )  # fmt: skip
