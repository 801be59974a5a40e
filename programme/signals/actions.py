"""Verbs on signals: seen, handled, waived, taken back; and the director's rules."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from programme.people import audit
from programme.people.models import User
from programme.people.versions import Conflict, save_on_version
from programme.signals.kinds import all_kinds
from programme.signals.models import Signal, SignalRule
from programme.signals.models.signal import State
from programme.signals.rules import LONGEST_WAIVER_DAYS, Owner, Rule
from programme.signals.tasks import sweep
from programme.signals.visibility import may_set_rules

NOT_HANDLED: dict[str, Any] = {"handled_on": None, "handled_by": None, "handled_note": ""}
NOT_WAIVED: dict[str, Any] = {"waived_at": None, "waived_by": None, "waived_because": "", "waived_until_on": None}


class NoLongerTrue(Exception):
    """The signal is closed: there is nothing left to do about it."""


@transaction.atomic
def see(*, by: User, signals: Iterable[int], now: datetime, today: date) -> int:
    """Mark those of these signals (ids) that are new as seen. Returns how many were; the others are left as they are.

    A waiver that has run out, and what was handled long ago, give way: it is known anew. Three statements and an event
    for each signal, however many they are.
    """
    mine = Signal.objects.changeable_by(by).not_closed().filter(pk__in=list(signals)).order_by().values("pk")
    rows = Signal.objects.select_related("enrolment__company", "region").select_for_update(of=("self",))
    new = [row for row in rows.filter(pk__in=mine).order_by("pk") if row.state_on(today) == State.NEW]
    Signal.objects.filter(pk__in=[row.pk for row in new]).update(
        seen_at=now, seen_by=by, version=F("version") + 1, **NOT_HANDLED, **NOT_WAIVED
    )
    audit.record_many("signal-seen", [(row, _label(row)) for row in new], by=by)
    return len(new)


@transaction.atomic
def handle(*, by: User, signal: Signal, version: int, note: str, today: date) -> Signal:
    """Say what was done about it (note). What is still true after HANDLED_DAYS is new again.

    What is waived stays so for all but those who may waive. Raises PermissionDenied, ValidationError without a note,
    NoLongerTrue, and Conflict when somebody else did something about it since.
    """
    if not note:
        raise ValidationError(_("Write what was done."))
    row = _held(Signal.objects.changeable_by(by), signal)
    if row.state_on(today) == State.WAIVED and not Signal.objects.waivable_by(by).filter(pk=row.pk).exists():
        raise PermissionDenied
    values = {**NOT_WAIVED, "handled_on": today, "handled_by": by, "handled_note": note}
    save_on_version(row, values, version)
    audit.record("signal-handled", row, by=by, label=_label(row), changes={"handled_note": ["", note]})
    return row


@transaction.atomic
def waive(
    *, by: User, signal: Signal, version: int, reason: str, until: date, now: datetime, today: date
) -> Signal:  # fmt: skip
    """Let it stand until a day, with a reason; so does a report that asks the same, as long (funding/let_stand.py).

    Raises PermissionDenied, ValidationError, NoLongerTrue, and Conflict when somebody else did something since.
    """
    if not reason:
        raise ValidationError(_("Write why it may stand."))
    if not 0 <= (until - today).days <= LONGEST_WAIVER_DAYS:
        raise ValidationError(_("Choose a day from today and at most a year ahead."))
    row = _held(Signal.objects.waivable_by(by), signal)
    waived = {"waived_at": now, "waived_by": by, "waived_because": reason, "waived_until_on": until}
    save_on_version(row, {**NOT_HANDLED, **waived}, version)
    audit.record("signal-waive", row, by=by, label=_label(row), changes={"waived_because": ["", reason]})
    return row


@transaction.atomic
def reopen(*, by: User, signal: Signal, version: int) -> Signal:
    """Take back that it was handled or waived. A waiver is taken back by who may give one.

    Raises PermissionDenied, NoLongerTrue, and Conflict when somebody else did something about it since.
    """
    rows = Signal.objects.waivable_by(by) if signal.waived_at else Signal.objects.changeable_by(by)
    row = _held(rows, signal)
    reason = row.waived_because or row.handled_note
    save_on_version(row, {**NOT_HANDLED, **NOT_WAIVED}, version)
    audit.record("signal-reopen", row, by=by, label=_label(row), changes={"reason": [reason, ""]})
    return row


@transaction.atomic
def waive_matter(
    *, by: User, kind: str, subject: int, reason: str, until: date, now: datetime, today: date
) -> Signal | None:  # fmt: skip
    """What was waived elsewhere (in a report) is waived here too, if it is an open signal that nobody has waived.

    None where there is none, or where the person may not waive it: what was waived there stands all the same.
    """
    rows = Signal.objects.waivable_by(by).not_closed().filter(kind=kind, subject_id=subject)
    signal = rows.first()
    if signal is None or signal.state_on(today) == State.WAIVED:
        return None
    return waive(by=by, signal=signal, version=signal.version, reason=reason, until=until, now=now, today=today)


@transaction.atomic
def set_rule(*, by: User, rule: Rule, version: int) -> SignalRule:
    """Make this the rule of its kind. version: of the row that it was made from; 0 when there was none.

    A rule that stands already is left as it is. Raises PermissionDenied, ValidationError, and Conflict when it was set
    or changed since.
    """
    if not may_set_rules(by):
        raise PermissionDenied
    kind = all_kinds()[rule.kind]
    if rule.number is None and not kind.own:
        raise ValidationError(_("Write a number."))
    if rule.number is not None and not kind.least <= rule.number <= kind.most:
        raise ValidationError(
            _("Write a number from %(least)d to %(most)d.") % {"least": kind.least, "most": kind.most}
        )
    if rule.owner not in Owner.values:
        raise ValidationError(_("Choose whose it is."))
    row = SignalRule.objects.select_for_update().filter(kind=rule.kind).first()
    before = row.as_rule() if row else kind.rule
    if row and before == rule:
        return row
    values = {"is_on": rule.is_on, "number": rule.number, "owner": rule.owner}
    if row:
        save_on_version(row, values, version)
        SignalRule.objects.filter(pk=row.pk).update(changed_by=by)
    else:
        row = _made(rule, values, version, by)
    changes = {
        name: [getattr(before, name), getattr(rule, name)]
        for name in values
        if getattr(before, name) != getattr(rule, name)
    }
    audit.record("signal-rule-set", row, by=by, changes=changes)
    sweep.delay_on_commit()
    return row


def _made(rule: Rule, values: dict[str, Any], version: int, by: User) -> SignalRule:
    try:
        with transaction.atomic():
            return SignalRule.objects.create(kind=rule.kind, changed_by=by, **values)
    except IntegrityError:  # somebody made one at the same time
        raise Conflict(SignalRule.objects.get(kind=rule.kind), values) from None


def _held(rows: Any, signal: Signal) -> Signal:
    """The signal as it is now, held until the end of the transaction, if it is among these rows."""
    allowed = rows.filter(pk=signal.pk).exists()
    row = Signal.objects.select_for_update().filter(pk=signal.pk).first()
    if row is None or not allowed:
        raise PermissionDenied
    if row.closed_on is not None:
        raise NoLongerTrue
    return row


def _label(row: Signal) -> str:
    """Kind and name: the words of the matter are in the language of whoever reads them."""
    return f"{row.kind}: {row.name}"
