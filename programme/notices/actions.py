"""Verbs on reminders and mails: a person's wishes, a letter to somebody outside, and sending a mail again."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from programme.notices import duties, mails, tasks
from programme.notices.models import Delivery, Frequency, Notice, NoticePreference
from programme.people import audit
from programme.people.models import User


def set_wishes(*, by: User, wishes: Mapping[str, str]) -> User:
    """Write how often this person wants mails about each topic; mails that wait follow the new wish.

    Raises PermissionDenied when a duty would be switched off.
    """
    if any(wish == Frequency.OFF and not duties.may_switch_off(topic, by) for topic, wish in wishes.items()):
        raise PermissionDenied
    with transaction.atomic():
        held = dict(NoticePreference.objects.filter(person=by).values_list("topic", "frequency"))
        changes = {
            topic: [held.get(topic, Frequency.AT_ONCE.value), wish]
            for topic, wish in wishes.items()
            if held.get(topic, Frequency.AT_ONCE) != wish
        }
        for topic, (_old, wish) in changes.items():
            NoticePreference.objects.update_or_create(person=by, topic=topic, defaults={"frequency": wish})
        waiting = Delivery.objects.select_for_update().filter(recipient=by, state=Delivery.State.PENDING, attempts=0)
        pks = list(waiting.values_list("pk", flat=True))
        Notice.objects.open().filter(delivery__in=pks, topic__in=changes).update(delivery=None)
        audit.record("notice-wishes-changed", by, by=by, changes=changes)
    return by


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
                state=Delivery.State.PENDING, resent=True, attempts=0, not_before_at=now, lease_key=None
            )
            tasks.sweep.delay_on_commit()
        row.refresh_from_db()
    return row
