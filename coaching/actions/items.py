"""What was agreed: added, changed, done, opened again. By the company's coaches, or who runs it as leader."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coaching.models import ActionItem
from coaching.visibility import enrolments_open_to_actions
from companies.models import Enrolment
from programme.people import audit
from programme.people.models import User
from programme.people.once import once
from programme.people.versions import save_on_version

FIELDS = ("what", "owner_name", "due_on", "effect")


def add_action(*, by: User, enrolment: Enrolment, values: Mapping[str, Any], key: UUID | None = None) -> ActionItem:
    """Agree on a step with a company. Values: what, owner_name, due_on, effect. Raises PermissionDenied."""
    if not enrolments_open_to_actions(by).filter(pk=enrolment.pk).exists():
        raise PermissionDenied

    def act() -> ActionItem:
        kept = {name: values[name] for name in FIELDS if name in values}
        item = ActionItem.objects.create(enrolment=enrolment, added_by=by, **kept)
        audit.record("action-add", item, by=by, changes={name: [None, new] for name, new in kept.items() if new})
        return item

    with transaction.atomic():
        return once(key, "action-add", ActionItem, by=by, act=act)[0]


@transaction.atomic
def change_action(*, by: User, item: ActionItem, version: int, values: Mapping[str, Any]) -> ActionItem:
    """Reword a step or move its day. Raises PermissionDenied, and Conflict when it was changed since `version`."""
    _may_change(by, item)
    kept = {name: values[name] for name in FIELDS if name in values}
    item.refresh_from_db()
    changes = audit.differences(item, kept)
    save_on_version(item, kept, version)
    audit.record("action-change", item, by=by, changes=changes)
    return item


@transaction.atomic
def close_action(*, by: User, item: ActionItem, on: date) -> ActionItem:
    """Note that a step was done on a day. One that is done already stays as it is. Raises PermissionDenied."""
    _may_change(by, item)
    item.refresh_from_db()
    if item.closed_on is not None:
        return item
    if on > timezone.localdate():
        raise ValidationError({"closed_on": _("The day lies ahead.")})
    save_on_version(item, {"closed_on": on, "closed_by": by}, item.version)
    audit.record("action-close", item, by=by, changes={"closed_on": [None, on]})
    return item


@transaction.atomic
def reopen_action(*, by: User, item: ActionItem) -> ActionItem:
    """Take a step up again that was noted as done. An open one stays as it is. Raises PermissionDenied."""
    _may_change(by, item)
    item.refresh_from_db()
    if item.closed_on is None:
        return item
    earlier = item.closed_on
    save_on_version(item, {"closed_on": None, "closed_by": None}, item.version)
    audit.record("action-reopen", item, by=by, changes={"closed_on": [earlier, None]})
    return item


def _may_change(by: User, item: ActionItem) -> None:
    if not ActionItem.objects.changeable_by(by).filter(pk=item.pk).exists():
        raise PermissionDenied
