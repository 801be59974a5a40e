"""Verbs on costs: enter one or many, change, take back. Each holds the grant; nothing is deleted."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.grants.actions.calendar import Changed
from funding.grants.actions.rules import lock_grant
from funding.models import Cost, Grant
from funding.money.sheet import plan_of
from funding.money.values import CostValues, check_cost
from programme.people.audit import differences, record
from programme.people.models import User
from programme.people.versions import Conflict, save_on_version

COUNTS = ("cost_type", "booked_on", "amount")  # what changes a sum; the words beside it do not
ROWS_AT_ONCE = 500


@transaction.atomic
def add_cost(*, by: User, grant: Grant, values: CostValues, today: date) -> Cost:
    """Enter a cost. Raises PermissionDenied, ValidationError by field."""
    row = lock_grant(grant, by=by)
    check_cost(row, values.booked_on, values.amount, today=today)
    cost = Cost.objects.create(grant=row, entered_by=by, **asdict(values))
    record("cost-add", cost, by=by, changes={name: [None, value] for name, value in asdict(values).items()})
    return cost


@transaction.atomic
def import_costs(*, by: User, grant: Grant, rows: Sequence[Sequence[str]], seen: str, today: date) -> Grant:
    """Enter the costs of rows, as the preview with the fingerprint `seen` showed, all or none, with one event.

    Raises Changed if it is not so now, ValidationError for rows that are to be mended first.
    """
    row = lock_grant(grant, by=by)
    plan = plan_of(row, rows, today=today)
    if plan.fingerprint != seen:
        raise Changed(plan)
    if plan.bad or not plan.new:
        raise ValidationError(_("Mend the rows that are marked first."))
    costs = [Cost(grant=row, entered_by=by, **asdict(one)) for one in plan.new]
    Cost.objects.bulk_create(costs, batch_size=ROWS_AT_ONCE)
    record("costs-import", row, by=by, changes={"costs": [[], [str(one) for one in plan.new]]})
    return row


@transaction.atomic
def change_cost(*, by: User, cost: Cost, version: int, values: CostValues, today: date) -> Cost:
    """Correct a cost. Raises ValidationError by field or for one that was taken back, Conflict."""
    row = _own(cost, by=by)
    given = asdict(values)
    if row.version != version:
        raise Conflict(row, given)
    _must_stand(row)
    check_cost(row.grant, values.booked_on, values.amount, today=today)
    changes = differences(row, given)
    if any(name in changes for name in COUNTS):
        given["changed_at"] = timezone.now()
    save_on_version(row, given, version)
    record("cost-change", row, by=by, changes=changes)
    return row


@transaction.atomic
def withdraw_cost(*, by: User, cost: Cost, version: int, because: str, today: date) -> Cost:
    """Take a cost back, with a reason that stays: it counts nowhere any more. Raises ValidationError, Conflict."""
    row = _own(cost, by=by)
    values: Mapping[str, Any] = {"withdrawn_because": because}
    if row.version != version:
        raise Conflict(row, values)
    _must_stand(row)
    given = {"withdrawn_on": today, "withdrawn_by": by, "withdrawn_because": because}
    save_on_version(row, given | {"changed_at": timezone.now()}, version)
    record("cost-withdraw", row, by=by, changes={"withdrawn_because": ["", because], "amount": [row.amount, None]})
    return row


def _own(cost: Cost, *, by: User) -> Cost:
    """The cost as it is now, with its grant held before it. Raises PermissionDenied."""
    grant = lock_grant(Grant(pk=cost.grant_id), by=by)
    row = Cost.objects.select_for_update(of=("self",)).filter(pk=cost.pk, grant=grant).first()
    if row is None:
        raise PermissionDenied
    row.grant = grant
    return row


def _must_stand(row: Cost) -> None:
    if row.is_withdrawn:
        raise ValidationError(_("The cost was taken back on %(day)s.") % {"day": row.withdrawn_on})
