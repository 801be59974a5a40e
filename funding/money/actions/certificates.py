"""Verbs on certificates of co-financing: enter, take back. Each holds the grant; nothing is deleted."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from funding.grants.actions.rules import lock_grant
from funding.models import Certificate, CoFinancing, Grant
from programme.people.audit import record
from programme.people.models import User


@transaction.atomic
def add_certificate(
    *, by: User, line: CoFinancing, certified_on: date, amount: Decimal, reference: str, today: date
) -> Certificate:
    """Enter what a partner certifies of a line. More than was promised may be certified: the page says so.

    Raises PermissionDenied, ValidationError by field.
    """
    grant = lock_grant(Grant(pk=line.grant_id), by=by)
    row = CoFinancing.objects.filter(pk=line.pk, grant=grant).first()
    if row is None:
        raise PermissionDenied
    wrong = {}
    if amount <= 0:
        wrong["amount"] = _("Write an amount above 0.")
    if certified_on > today:
        wrong["certified_on"] = _("Choose today or an earlier day.")
    if wrong:
        raise ValidationError(wrong)
    new = Certificate.objects.create(
        co_financing=row, certified_on=certified_on, amount=amount, reference=reference, entered_by=by
    )
    values = {"certified_on": certified_on, "amount": amount, "reference": reference}
    record("certificate-add", new, by=by, changes={name: [None, value] for name, value in values.items()})
    return new


@transaction.atomic
def withdraw_certificate(*, by: User, certificate: Certificate, because: str, today: date) -> Certificate:
    """Take a certificate back, with a reason that stays. Raises PermissionDenied, ValidationError."""
    lock_grant(Grant(pk=certificate.co_financing.grant_id), by=by)
    row = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    if row.is_withdrawn:
        raise ValidationError(_("The certificate was taken back on %(day)s.") % {"day": row.withdrawn_on})
    row.withdrawn_on, row.withdrawn_by, row.withdrawn_because = today, by, because
    row.save(update_fields=["withdrawn_on", "withdrawn_by", "withdrawn_because"])
    changes = {"withdrawn_because": ["", because], "amount": [row.amount, None]}
    record("certificate-withdraw", row, by=by, changes=changes)
    return row
