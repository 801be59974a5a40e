"""What was agreed: added, changed, begun, done, dropped, opened again. By the company's coaches, or its leader."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coaching.actions.ties import check_ties, named
from coaching.models import ActionComment, ActionItem
from coaching.visibility import enrolments_open_to_actions
from companies.models import Enrolment
from programme.people import audit
from programme.people.models import User
from programme.people.once import once
from programme.people.versions import save_on_version

FIELDS = (
    "what", "goal", "owner_name", "owner_contact", "owner_coach", "due_on", "effect", "expected_amount",
    "reached_amount", "effect_unit", "effect_per",
)  # fmt: skip


def add_action(*, by: User, enrolment: Enrolment, values: Mapping[str, Any], key: UUID | None = None) -> ActionItem:
    """Agree on a step with a company. Values: any of FIELDS. Raises PermissionDenied and ValidationError."""
    if not enrolments_open_to_actions(by).filter(pk=enrolment.pk).exists():
        raise PermissionDenied

    def act() -> ActionItem:
        kept = _kept(enrolment, values)
        item = ActionItem.objects.create(enrolment=enrolment, added_by=by, **kept)
        audit.record("action-add", item, by=by, changes={name: [None, new] for name, new in kept.items() if new})
        return item

    with transaction.atomic():
        return once(key, "action-add", ActionItem, by=by, act=act)[0]


@transaction.atomic
def change_action(*, by: User, item: ActionItem, version: int, values: Mapping[str, Any]) -> ActionItem:
    """Reword a step, move its day, say its effect.

    Raises PermissionDenied, ValidationError, and Conflict when it was changed since `version`.
    """
    _may_change(by, item)
    item.refresh_from_db()
    kept = _kept(item.enrolment, values, before=item)
    changes = audit.differences(item, kept)
    save_on_version(item, kept, version)
    audit.record("action-change", item, by=by, changes=changes)
    return item


def _kept(enrolment: Enrolment, values: Mapping[str, Any], *, before: ActionItem | None = None) -> dict[str, Any]:
    kept = {name: values[name] for name in FIELDS if name in values}
    check_ties(enrolment, kept, before=before)
    return named(kept)


@transaction.atomic
def begin_action(*, by: User, item: ActionItem, on: date) -> ActionItem:
    """Note that somebody works on a step. One that is begun or closed stays as it is. Raises PermissionDenied."""
    _may_change(by, item)
    item.refresh_from_db()
    if item.begun_on is not None or item.closed_on is not None:
        return item
    _not_ahead("begun_on", on)
    save_on_version(item, {"begun_on": on}, item.version)
    audit.record("action-begin", item, by=by, changes={"begun_on": [None, on]})
    return item


@transaction.atomic
def close_action(*, by: User, item: ActionItem, on: date, reached: Mapping[str, Any] | None = None) -> ActionItem:
    """Note that a step was done on a day, and if wanted what it gave. One that is closed already stays as it is.

    reached: reached_amount, and effect_unit and effect_per where the action has none yet. Raises PermissionDenied
    and ValidationError.
    """
    _may_change(by, item)
    item.refresh_from_db()
    if item.closed_on is not None:
        return item
    _not_ahead("closed_on", on)
    gave = {} if reached is None or reached.get("reached_amount") is None else dict(reached)
    if item.effect_unit:  # what was expected and what was reached are of one kind
        gave = {name: value for name, value in gave.items() if name == "reached_amount"}
    _has_unit(gave.get("reached_amount"), gave.get("effect_unit") or item.effect_unit)
    changes = audit.differences(item, {"closed_on": on, **gave})
    save_on_version(item, {"closed_on": on, "closed_by": by, **gave}, item.version)
    audit.record("action-close", item, by=by, changes=changes)
    return item


@transaction.atomic
def drop_action(*, by: User, item: ActionItem, on: date, reason: str) -> ActionItem:
    """Note that a step will not be done, and why. One that is closed already stays as it is.

    Raises PermissionDenied and ValidationError.
    """
    _may_change(by, item)
    item.refresh_from_db()
    if item.closed_on is not None:
        return item
    _not_ahead("closed_on", on)
    if not reason:
        raise ValidationError({"reason": _("Say why it will not be done.")})
    save_on_version(item, {"closed_on": on, "closed_by": by, "dropped_reason": reason}, item.version)
    audit.record("action-drop", item, by=by, changes={"closed_on": [None, on], "dropped_reason": ["", reason]})
    return item


@transaction.atomic
def reopen_action(*, by: User, item: ActionItem) -> ActionItem:
    """Take a step up again that was noted as done or dropped; what it gave is no longer stated.

    An open one stays as it is. Raises PermissionDenied.
    """
    _may_change(by, item)
    item.refresh_from_db()
    if item.closed_on is None:
        return item
    opened = {"closed_on": None, "closed_by": None, "dropped_reason": "", "reached_amount": None}
    changes = audit.differences(item, {name: new for name, new in opened.items() if name != "closed_by"})
    save_on_version(item, opened, item.version)
    audit.record("action-reopen", item, by=by, changes=changes)
    return item


def comment_action(*, by: User, item: ActionItem, text: str, key: UUID | None = None) -> ActionComment:
    """Say something about a step, open or closed. It stays. Raises PermissionDenied."""
    _may_change(by, item)

    def act() -> ActionComment:
        comment = ActionComment.objects.create(item=item, text=text, written_by=by)
        audit.record("action-comment", item, by=by)  # that there is one; what it says stands with the action
        return comment

    with transaction.atomic():
        return once(key, "action-comment", ActionComment, by=by, act=act)[0]


def _not_ahead(name: str, on: date) -> None:
    if on > timezone.localdate():
        raise ValidationError({name: _("The day lies ahead.")})


def _has_unit(amount: Decimal | None, unit: str) -> None:
    if amount is not None and not unit:
        raise ValidationError({"effect_unit": _("Choose kr, hours or percent.")})


def _may_change(by: User, item: ActionItem) -> None:
    if not ActionItem.objects.changeable_by(by).filter(pk=item.pk).exists():
        raise PermissionDenied
