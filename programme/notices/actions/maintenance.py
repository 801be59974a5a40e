"""Verbs on notices of maintenance: tell everybody, and take it back."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from programme.notices import upkeep
from programme.notices.models import Maintenance
from programme.people.audit import record
from programme.people.models import User
from programme.people.roles import Permission


@transaction.atomic
def enter_maintenance(
    *, by: User, text_sv: str, text_en: str, from_at: datetime, until_at: datetime, now: datetime
) -> Maintenance:
    """Tell everybody that the portal will be closed from a moment until another.

    Raises PermissionDenied without the right in all programmes, ValidationError when the times make no sense.
    """
    if not by.rights.national(Permission.SAY_MAINTENANCE):
        raise PermissionDenied
    if until_at <= from_at:
        raise ValidationError(_("It has to end after it begins."))
    if until_at <= now:
        raise ValidationError(_("That time is over already."))
    row = Maintenance.objects.create(
        text_sv=text_sv, text_en=text_en, from_at=from_at, until_at=until_at, entered_at=now, entered_by=by
    )
    record("maintenance-enter", row, by=by, changes={"text_sv": [None, text_sv], "text_en": [None, text_en]})
    transaction.on_commit(upkeep.forget)
    return row


@transaction.atomic
def withdraw_maintenance(*, by: User, maintenance: Maintenance, now: datetime) -> Maintenance:
    """Take a notice off every page. One that was withdrawn already stays as it is. Raises PermissionDenied."""
    row = Maintenance.objects.changeable_by(by).select_for_update(of=("self",)).filter(pk=maintenance.pk).first()
    if row is None:
        raise PermissionDenied
    if row.withdrawn_at is None:
        row.withdrawn_at = now
        row.save(update_fields=["withdrawn_at"])
        record("maintenance-withdraw", row, by=by, changes={"withdrawn_at": [None, now]})
        transaction.on_commit(upkeep.forget)
    return row
