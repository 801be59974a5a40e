"""A person's wishes: how often mails come about what."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction

from programme.notices import duties
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
