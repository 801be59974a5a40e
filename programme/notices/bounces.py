"""Addresses that do not take our mails: shown where the address stands, until a later mail to it was sent."""

from collections.abc import Iterable

from programme.notices.models import Delivery
from programme.people.models import User

State = Delivery.State


def refused(mails: Iterable[Delivery]) -> Delivery | None:
    """The last refusal among the mails to one address that nobody has dealt with and no mail has come after.

    Give them in any order; only those that were sent or refused count.
    """
    told = [mail for mail in mails if mail.state in {State.SENT, State.BOUNCED} and mail.tried_at]
    last = max(told, key=lambda mail: (mail.tried_at, mail.pk), default=None)
    return last if last and last.state == State.BOUNCED and last.settled_at is None else None


def refused_to(person: User) -> Delivery | None:
    """The last mail to a person, when it was refused. For who sees the person: a server's answer tells no secret."""
    told = Delivery.objects.filter(recipient=person, state__in=[State.SENT, State.BOUNCED], tried_at__isnull=False)
    return refused(told.order_by("-tried_at", "-pk")[:1])
