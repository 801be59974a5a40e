"""Verbs on shares: add, change, end, remove, and many by a rule. Never over 100 % of one thing on any day.

Each holds the grant and then the enrolment or activity, so that two at once, also of different grants, see each other.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from coaching.models import Activity
from companies.models import Enrolment
from funding.grants.actions.calendar import Changed
from funding.grants.actions.rules import lock_grant
from funding.grants.bulk import Plan, ShareRule, candidates, common, days_of, one_percent, plan_of, shares_of, spelled
from funding.grants.shares import Share, too_full
from funding.models import Allocation, Grant, Report
from programme.common.dates import Period
from programme.people.audit import differences, record
from programme.people.models import User
from programme.people.versions import Conflict, save_on_version


def reported_then(grant: Grant, days: Period) -> bool:
    """True when a report of the grant is released for some of the days: it stays, and the next one tells of changes."""
    released = Report.objects.released().filter(period__grant=grant)
    return released.filter(period__starts_on__lte=days.end, period__ends_on__gte=days.start).exists()


@transaction.atomic
def add_allocation(
    *,
    by: User,
    grant: Grant,
    enrolment: Enrolment | None = None,
    activity: Activity | None = None,
    percent: Decimal,
    from_on: date,
    until_on: date,
) -> Allocation:
    """Let a grant pay a share of one enrolment or one activity. Raises PermissionDenied, ValidationError by field."""
    row = lock_grant(grant, by=by)
    thing = _held(row, by=by, enrolment=enrolment, activity=activity)
    new = Allocation(
        grant=row,
        enrolment=thing if isinstance(thing, Enrolment) else None,
        activity=thing if isinstance(thing, Activity) else None,
        percent=percent,
        from_on=from_on,
        until_on=until_on,
    )
    _check(new, thing)
    new.save(force_insert=True)
    changes = {"percent": [None, percent], "from_on": [None, from_on], "until_on": [None, until_on]}
    record("allocation-add", new, by=by, changes=changes, label=_label(new, thing))
    return new


@transaction.atomic
def change_allocation(
    *, by: User, allocation: Allocation, version: int, percent: Decimal, from_on: date, until_on: date
) -> Allocation:
    """Change a share or its days. Raises ValidationError by field, Conflict when somebody saved first."""
    row, thing = _own(allocation, by=by)
    return _save(row, thing, {"percent": percent, "from_on": from_on, "until_on": until_on}, version, by=by)


@transaction.atomic
def end_allocation(*, by: User, allocation: Allocation, version: int, until_on: date) -> Allocation:
    """Let a share end on a day. Raises ValidationError at `until_on`, Conflict when somebody saved first."""
    row, thing = _own(allocation, by=by)
    if row.version == version and until_on > row.until_on:
        raise ValidationError({"until_on": _("It ends on %(day)s already.") % {"day": row.until_on}})
    return _save(row, thing, {"until_on": until_on}, version, by=by)


@transaction.atomic
def remove_allocation(*, by: User, allocation: Allocation) -> Grant:
    """Take away a share that was entered by mistake. Raises ValidationError when a released report counts it."""
    row, thing = _own(allocation, by=by)
    if reported_then(row.grant, days_of(row)):
        raise ValidationError(
            _("A released report counts this share. End it instead, on the day from which it is wrong.")
        )
    changes = {"percent": [row.percent, None], "from_on": [row.from_on, None], "until_on": [row.until_on, None]}
    record("allocation-remove", row, by=by, changes=changes, label=_label(row, thing))
    row.delete()
    return row.grant


@transaction.atomic
def lay_shares(*, by: User, grant: Grant, rule: ShareRule, seen: str) -> Grant:
    """Lay shares by a rule, as the preview with the fingerprint `seen` showed. Raises Changed if it is not so now."""
    row = lock_grant(grant, by=by)
    # In one order, so that two rules at once wait for each other instead of for ever.
    list(candidates(row, rule).select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    plan = plan_of(row, rule)
    if plan.fingerprint != seen:
        raise Changed(plan)
    new = [
        Allocation(
            grant=row, enrolment=line.enrolment, percent=rule.percent, from_on=line.days.start, until_on=line.days.end
        )
        for line in plan.laid
        if line.days
    ]
    Allocation.objects.bulk_create(new)
    said = [f"{one.enrolment}: {one.from_on} – {one.until_on}" for one in new]
    record("shares-lay", row, by=by, changes={"percent": [None, rule.percent], "shares": [[], said]})
    return row


def would_lay_shares(grant: Grant, rule: ShareRule) -> Plan:
    """What a rule does as things are now. Raises ValidationError for days outside the grant's time."""
    if rule.days.start < grant.starts_on:
        raise ValidationError({"from_on": _within(grant)})
    if rule.days.end > grant.ends_on:
        raise ValidationError({"until_on": _within(grant)})
    return plan_of(grant, rule)


def _within(grant: Grant) -> str:
    span = {"first": grant.starts_on, "last": grant.ends_on}
    return _("Choose a day within the grant's time, %(first)s – %(last)s.") % span


def _held(grant: Grant, *, by: User, enrolment: Enrolment | None, activity: Activity | None) -> Enrolment | Activity:
    """The thing to be paid, held; one of the grant's programme that the person sees. Raises PermissionDenied."""
    thing: Enrolment | Activity | None = None
    if enrolment is not None:
        seen: QuerySet[Any] = Enrolment.objects.visible_to(by).filter(programme_version__programme=grant.programme_id)
        if seen.filter(pk=enrolment.pk).exists():
            thing = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    elif activity is not None and (
        Activity.objects.visible_to(by).filter(pk=activity.pk, programme=grant.programme_id).exists()
    ):
        thing = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    if thing is None:
        raise PermissionDenied
    return thing


def _own(allocation: Allocation, *, by: User) -> tuple[Allocation, Enrolment | Activity]:
    """The allocation as it is now and what it pays, with grant and thing held. Raises PermissionDenied."""
    grant = lock_grant(Grant(pk=allocation.grant_id), by=by)
    thing = _held(grant, by=by, enrolment=allocation.enrolment, activity=allocation.activity)
    row = Allocation.objects.select_for_update().filter(pk=allocation.pk, grant=grant).first()
    if row is None:
        raise PermissionDenied
    row.grant = grant
    return row, thing


def _save(
    row: Allocation, thing: Enrolment | Activity, values: Mapping[str, Any], version: int, *, by: User
) -> Allocation:
    if row.version != version:
        raise Conflict(row, values)
    changes = differences(row, values)
    for name, value in values.items():
        setattr(row, name, value)
    _check(row, thing)
    save_on_version(row, values, version)
    record("allocation-change", row, by=by, changes=changes, label=_label(row, thing))
    return row


def _label(row: Allocation, thing: Enrolment | Activity) -> str:
    return f"{row.grant}: {thing}"


def _check(row: Allocation, thing: Enrolment | Activity) -> None:
    """Raises ValidationError, by field, unless the share fits its grant's time, the enrolment's, and the others."""
    grant, wrong = row.grant, {}
    if not 0 < row.percent <= 100:
        wrong["percent"] = _("Write a share above 0 and at most 100 per cent.")
    if row.until_on < row.from_on:
        wrong["until_on"] = _("The last day may not lie before the first.")
    if not grant.starts_on <= row.from_on <= grant.ends_on:
        wrong["from_on"] = _within(grant)
    if row.until_on > grant.ends_on:
        wrong["until_on"] = _within(grant)
    ended = thing.ended_on if isinstance(thing, Enrolment) else None
    if ended is not None and row.until_on > ended and "until_on" not in wrong:
        wrong["until_on"] = _("The company's time ended on %(day)s. Choose that day or an earlier one.") % {
            "day": ended
        }
    if wrong:
        raise ValidationError(wrong)
    _check_room(row, thing)


def _check_room(row: Allocation, thing: Enrolment | Activity) -> None:
    others = list(thing.allocations.exclude(pk=row.pk).select_related("grant__funder"))
    days = days_of(row)
    own = next((one for one in others if one.grant_id == row.grant_id and common(days_of(one), days)), None)
    if own is not None:
        said = {"percent": one_percent(own.percent), "first": own.from_on, "last": own.until_on}
        raise ValidationError(
            {"from_on": _("This grant pays %(percent)s already, %(first)s – %(last)s. Change that share.") % said}
        )
    full = too_full(shares_of(others), Share(row.percent, days))
    if full:
        near = [one for one in others if any(common(days_of(one), span) for span in full)]
        payers = ", ".join(f"{one.grant.funder} {one_percent(one.percent)}" for one in near[:4])
        said = {"days": spelled(full), "payers": payers}
        raise ValidationError(
            {
                "percent": _("There is no room for it on %(days)s: %(payers)s. Lower the share, or choose other days.")
                % said
            }
        )
