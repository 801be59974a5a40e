"""What is known of a mail's way, in order: when it was made, tried, sent, and what somebody did about it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from programme.notices.models import Delivery
from programme.people.models import AuditEvent


@dataclass(frozen=True)
class Moment:
    """Something that happened to a mail."""

    at: datetime
    words: str


def history_of(delivery: Delivery) -> list[Moment]:
    """The moments that are known, the first one first. Of several tries the row knows the last, and how many."""
    moments = [Moment(delivery.created_at, _("Lined up"))]
    if delivery.tried_at:
        last = _("Tried, for the last of %(n)s times") % {"n": delivery.attempts}
        tries = last if delivery.attempts > 1 else _("Tried")
        moments.append(Moment(delivery.tried_at, tries))
    if delivery.sent_at and not delivery.settled_at:
        moments.append(Moment(delivery.sent_at, _("Taken by the mail server")))
    verbs = {"mail-sent-again": _("Sent again by %(name)s"), "mail-settled": _("Settled by hand by %(name)s")}
    events = AuditEvent.objects.about("delivery", delivery.pk).filter(verb__in=verbs).select_related("by")
    moments += [Moment(event.happened_at, verbs[event.verb] % {"name": event.by}) for event in events]
    return sorted(moments, key=lambda moment: moment.at)
