"""Verbs on rates: add, change, end, remove. On no day do two rates of a kind hold for one programme or one grant.

Each holds the programme or the grant whose rate it is, so that two at once see each other.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from funding.grants.actions.rules import lock_grant
from funding.models import Grant, Rate, Report, ReportFigure
from funding.visibility import programmes_granted
from programme.common.numbers import kronor
from programme.people.audit import differences, record
from programme.people.models import User
from programme.people.versions import Conflict, save_on_version
from programme.structure.models import Programme

Owner = Programme | Grant
# Figures that multiply by a rate: those of the days that they cover, and those from the grant's first day on.
IN_PERIOD = {Rate.Kind.COMPANY_HOUR: ("company_time_value",), Rate.Kind.COACH_HOUR: ("coach_time_cost",)}
SINCE_START = {Rate.Kind.COMPANY_HOUR: (), Rate.Kind.COACH_HOUR: ("coach_time_charged", "grant_used", "grant_left")}


@transaction.atomic
def add_rate(
    *, by: User, owner: Owner, kind: str, amount: Decimal, from_on: date, until_on: date | None, basis: str
) -> Rate:
    """Enter what an hour is worth from a day on. Raises PermissionDenied, ValidationError by field."""
    held = _held(owner, by=by)
    whose: dict[str, Any] = {"grant": held} if isinstance(held, Grant) else {"programme": held}
    new = Rate(**whose, kind=kind, amount=amount, from_on=from_on, until_on=until_on, basis=basis)
    _check(new)
    new.save(force_insert=True)
    values = {"amount": amount, "from_on": from_on, "until_on": until_on, "basis": basis}
    record("rate-add", new, by=by, changes={name: [None, value] for name, value in values.items()})
    return new


@transaction.atomic
def change_rate(
    *, by: User, rate: Rate, version: int, amount: Decimal, from_on: date, until_on: date | None, basis: str
) -> Rate:
    """Change a rate. Raises ValidationError when a released report counts with it, Conflict when somebody was first."""
    row = _own(rate, by=by)
    values = {"amount": amount, "from_on": from_on, "until_on": until_on, "basis": basis}
    told = last_told(row)
    if row.version == version and told is not None and differences(row, values):
        raise ValidationError(
            _("A released report counts with this rate until %(day)s. End it, then enter a new one.") % {"day": told}
        )
    return _save(row, values, version, "rate-change", by=by)


@transaction.atomic
def end_rate(*, by: User, rate: Rate, version: int, until_on: date) -> Rate:
    """Let a rate end on a day. Raises ValidationError at `until_on` for one before the last day that a released report
    counts with it, Conflict when somebody was first."""
    row = _own(rate, by=by)
    told = last_told(row)
    if row.version == version:
        if row.until_on is not None and until_on > row.until_on:
            raise ValidationError({"until_on": _("It ends on %(day)s already.") % {"day": row.until_on}})
        if told is not None and until_on < told:
            words = _("A released report counts with this rate until %(day)s. Choose that day or a later one.")
            raise ValidationError({"until_on": words % {"day": told}})
    return _save(row, {"until_on": until_on}, version, "rate-end", by=by)


@transaction.atomic
def remove_rate(*, by: User, rate: Rate) -> Owner:
    """Take away a rate that was entered by mistake. Raises ValidationError when a released report counts with it."""
    row = _own(rate, by=by)
    if last_told(row) is not None:
        raise ValidationError(_("A released report counts with this rate. End it instead."))
    values = {"amount": row.amount, "from_on": row.from_on, "until_on": row.until_on, "basis": row.basis}
    record("rate-remove", row, by=by, changes={name: [value, None] for name, value in values.items()})
    owner = row.owner
    row.delete()
    return owner


def last_told(rate: Rate) -> date | None:
    """The last day of the rate that a released report counts with; None when none does.

    A programme's rate is taken to be counted with by every report of its grants that states such a figure.
    """
    figures = ReportFigure.objects.filter(report__in=Report.objects.released(), until_on__gte=rate.from_on)
    if rate.grant_id is not None:
        figures = figures.filter(report__period__grant=rate.grant_id)
    else:
        figures = figures.filter(report__period__grant__programme=rate.programme_id)
    kind = Rate.Kind(rate.kind)
    there = Q(key__in=IN_PERIOD[kind], since_on__lte=rate.until_on or date.max)
    there |= Q(key__in=SINCE_START[kind], report__period__grant__starts_on__lte=rate.until_on or date.max)
    told: date | None = figures.filter(there).aggregate(last=Max("until_on"))["last"]
    return min(told, rate.until_on) if told is not None and rate.until_on is not None else told


def _held(owner: Owner, *, by: User) -> Owner:
    """Whose rate it is, held until the end of the transaction. Raises PermissionDenied."""
    if isinstance(owner, Grant):
        return lock_grant(owner, by=by)
    if not programmes_granted(by).filter(pk=owner.pk).exists():
        raise PermissionDenied
    return Programme.objects.select_for_update().get(pk=owner.pk)


def _own(rate: Rate, *, by: User) -> Rate:
    """The rate as it is now, with its programme or grant held before it. Raises PermissionDenied."""
    owner = _held(rate.owner, by=by)
    row = Rate.objects.select_for_update(of=("self",)).filter(pk=rate.pk).first()
    if row is None:
        raise PermissionDenied
    if isinstance(owner, Grant):
        row.grant = owner
    else:
        row.programme = owner
    return row


def _save(row: Rate, values: Mapping[str, Any], version: int, verb: str, *, by: User) -> Rate:
    if row.version != version:
        raise Conflict(row, values)
    changes = differences(row, values)
    for name, value in values.items():
        setattr(row, name, value)
    _check(row)
    save_on_version(row, values, version)
    record(verb, row, by=by, changes=changes)
    return row


def _check(row: Rate) -> None:
    """Raises ValidationError, by field, for days that contradict themselves or another rate of the same."""
    if row.until_on is not None and row.until_on < row.from_on:
        raise ValidationError({"until_on": _("The last day may not lie before the first.")})
    same = Rate.objects.filter(grant=row.grant, programme=row.programme, kind=row.kind).exclude(pk=row.pk)
    near = same.filter(Q(until_on=None) | Q(until_on__gte=row.from_on)).order_by("from_on")
    if row.until_on is not None:
        near = near.filter(from_on__lte=row.until_on)
    other = near.first()
    if other is None:
        return
    said = {"amount": kronor(other.amount), "first": other.from_on, "last": other.until_on or "…"}
    raise ValidationError(
        {"from_on": _("%(amount)s an hour holds %(first)s – %(last)s already. End or change that rate first.") % said}
    )
