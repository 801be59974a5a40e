"""Verbs on mails: a letter to somebody outside, and sending a mail again."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from programme.notices import mails, tasks
from programme.notices.models import Delivery
from programme.people import audit
from programme.people.models import User


def post_letter(*, letter: str, about: int, now: datetime) -> Delivery:
    """Line a letter up (one of settings.LETTERS), once for each row that it is about, and wake a worker on commit."""
    key = f"letter|{letter}|{about}"
    made = {"letter": letter, "about_id": about, "not_before_at": now, "message_id": mails.message_id(key)}
    delivery, _made = Delivery.objects.get_or_create(key=key, defaults=made)
    tasks.sweep.delay_on_commit()
    return delivery


def resend(*, by: User, delivery: Delivery, now: datetime) -> Delivery:
    """Send a mail that is in doubt, refused or given up once more, with the same Message-ID.

    Nothing happens when it is on its way or sent. Raises PermissionDenied for anybody but the director.
    """
    if not Delivery.objects.changeable_by(by).filter(pk=delivery.pk).exists():
        raise PermissionDenied
    with transaction.atomic():
        row = Delivery.objects.select_for_update().get(pk=delivery.pk)
        if row.state in Delivery.UNSETTLED:
            audit.record("mail-sent-again", row, by=by, changes={"state": [row.state, Delivery.State.PENDING.value]})
            Delivery.objects.filter(pk=row.pk).update(
                state=Delivery.State.PENDING, resent=True, attempts=0, not_before_at=now, lease_key=None,
                settled_at=None, settled_by=None,
            )  # fmt: skip
            tasks.sweep.delay_on_commit()
        row.refresh_from_db()
    return row


def settle(*, by: User, delivery: Delivery, seen: str, now: datetime) -> bool:
    """Say by hand what became of a mail: one in doubt came, one that was refused or given up is dealt with.

    Nothing happens, and False, when it is no longer in the state `seen`, or settled already. Raises PermissionDenied
    for anybody but the director.
    """
    if not Delivery.objects.changeable_by(by).filter(pk=delivery.pk).exists():
        raise PermissionDenied
    with transaction.atomic():
        row = Delivery.objects.select_for_update().get(pk=delivery.pk)
        if row.state != seen or row.state not in Delivery.UNSETTLED or row.settled_at:
            return False
        changes: dict[str, list[object]] = {"settled_at": [None, now]}
        if row.state == Delivery.State.IN_DOUBT:  # it came when it was handed over
            changes |= {"state": [row.state, Delivery.State.SENT.value], "sent_at": [None, row.tried_at]}
        audit.record("mail-settled", row, by=by, changes=changes)
        Delivery.objects.filter(pk=row.pk).update(settled_by=by, **{name: new for name, (_old, new) in changes.items()})
    return True
