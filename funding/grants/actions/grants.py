"""Verbs on funders and grants: enter, change."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from funding.grants.actions.rules import check_grant, lock_grant
from funding.models import Grant
from funding.visibility import may_enter_funders, programmes_granted
from programme.people.audit import differences, record
from programme.people.models import User
from programme.people.versions import Conflict, save_on_version
from programme.structure.models import Funder


@transaction.atomic
def add_funder(*, by: User, code: str, name: str) -> Funder:
    """Enter a funder. Raises IntegrityError when another has the code."""
    if not may_enter_funders(by):
        raise PermissionDenied
    funder = Funder.objects.create(code=code, name=name)
    record("funder-add", funder, by=by, changes={"code": [None, code], "name": [None, name]})
    return funder


@transaction.atomic
def change_funder(*, by: User, funder: Funder, seen: Mapping[str, str], code: str, name: str) -> Funder:
    """Change a funder's code and name, if it still has the values that were `seen`; else raises Conflict.

    Raises IntegrityError when another has the code.
    """
    if not may_enter_funders(by):
        raise PermissionDenied
    row = Funder.objects.select_for_update().get(pk=funder.pk)
    values = {"code": code, "name": name}
    if dict(seen) != {"code": row.code, "name": row.name}:
        raise Conflict(row, values)
    changes = differences(row, values)
    row.code, row.name = code, name
    row.save(update_fields=["code", "name"])
    record("funder-change", row, by=by, changes=changes)
    return row


@transaction.atomic
def add_grant(*, by: User, values: Mapping[str, Any]) -> Grant:
    """Enter a grant of a programme of one's own. Raises ValidationError by field."""
    if not programmes_granted(by).filter(pk=values["programme"].pk).exists():
        raise PermissionDenied
    check_grant(None, values)
    grant = Grant.objects.create(**values)
    record("grant-add", grant, by=by, changes={name: [None, value] for name, value in values.items()})
    return grant


@transaction.atomic
def change_grant(*, by: User, grant: Grant, version: int, values: Mapping[str, Any]) -> Grant:
    """Change what was decided. Raises ValidationError by field, Conflict when somebody saved first.

    Released reports hold what was true when they were built; nothing in them moves.
    """
    row = lock_grant(grant, by=by)
    if row.version != version:
        raise Conflict(row, values)
    if not programmes_granted(by).filter(pk=values["programme"].pk).exists():
        raise PermissionDenied
    check_grant(row, values)
    changes = differences(row, values)
    save_on_version(row, values, version)
    record("grant-change", row, by=by, changes=changes)
    return row
