"""A person's wishes: how often mails come about what."""

from collections.abc import Collection, Mapping

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
        _write(by, wishes, verb="notice-wishes-changed", by=by)
    return by


def switch_off(*, by: None, person: User, topics: Collection[str]) -> User:
    """Send a person no more mails about these topics, by a mail's own link: nobody has logged in.

    A second time changes nothing. Raises PermissionDenied when one of them is a duty.
    """
    if not all(duties.may_switch_off(topic, person) for topic in topics):
        raise PermissionDenied
    with transaction.atomic():
        _write(person, dict.fromkeys(topics, Frequency.OFF.value), verb="notice-mails-off-by-link", by=by)
    return person


def switch_on(*, by: None, person: User, topics: Collection[str]) -> User:
    """The way back from `switch_off`: at once, for those of the topics that are switched off."""
    with transaction.atomic():
        off = NoticePreference.objects.filter(person=person, topic__in=topics, frequency=Frequency.OFF)
        wishes = dict.fromkeys(off.values_list("topic", flat=True), Frequency.AT_ONCE.value)
        _write(person, wishes, verb="notice-mails-on-by-link", by=by)
    return person


def _write(person: User, wishes: Mapping[str, str], *, verb: str, by: User | None) -> None:
    """Write the wishes that are new, with a trace; mails that wait and were never tried are made anew by them.

    A change of nothing leaves no trace.
    """
    User.objects.select_for_update().get(pk=person.pk)  # one at a time: a link may be clicked twice at once
    held = dict(NoticePreference.objects.filter(person=person).values_list("topic", "frequency"))
    changes = {
        topic: [held.get(topic, Frequency.AT_ONCE.value), wish]
        for topic, wish in wishes.items()
        if held.get(topic, Frequency.AT_ONCE) != wish
    }
    if not changes:
        return
    for topic, (_old, wish) in changes.items():
        NoticePreference.objects.update_or_create(person=person, topic=topic, defaults={"frequency": wish})
    waiting = Delivery.objects.select_for_update().filter(recipient=person, state=Delivery.State.PENDING, attempts=0)
    pks = list(waiting.values_list("pk", flat=True))
    Notice.objects.open().filter(delivery__in=pks, topic__in=changes).update(delivery=None)
    audit.record(verb, person, by=by, changes=changes)
