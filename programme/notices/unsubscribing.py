"""The link that switches mails off without a login (RFC 8058): we have signed it, and it says whose mails, about what.

It opens nothing else, and works for a year: a mail is kept longer than a login, and the way back is on the same page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from programme.notices import duties
from programme.notices.models import Topic
from programme.people.models import User

SALT = "notices.unsubscribe"
WORKS_FOR = timedelta(days=365)
ONE_CLICK = "List-Unsubscribe=One-Click"


@dataclass(frozen=True)
class Asked:
    """Whose mails a link is about, and about which topics: those of its mail that may be switched off today."""

    person: User
    topics: tuple[Topic, ...]


def topics_free(person: User, topics: Iterable[str], *, on: date) -> tuple[Topic, ...]:
    """Those of the topics that are no duty of the person on a day, in the order of the topics."""
    wanted = set(topics)
    return tuple(topic for topic in Topic if topic in wanted and duties.may_switch_off(topic, person, on=on))


def link(person: User, topics: Iterable[str]) -> str:
    """The absolute address for one person's mails about these topics."""
    token = signing.dumps([person.pk, *topics], salt=SALT)
    return settings.SITE_URL + reverse("notice-unsubscribe", args=[token])


def headers(address: str) -> dict[str, str]:
    """What tells a mail program of the link. One click without a page is for https only, says RFC 8058."""
    told = {"List-Unsubscribe": f"<{address}>"}
    if address.startswith("https://"):
        told["List-Unsubscribe-Post"] = ONE_CLICK
    return told


def read(token: str, *, on: date) -> Asked | None:
    """What a link asks for; None when it is not ours, too old, or there is nobody and nothing left to switch off."""
    try:
        pk, *topics = signing.loads(token, salt=SALT, max_age=WORKS_FOR)
    except (signing.BadSignature, ValueError):
        return None
    person = User.objects.filter(pk=pk, is_active=True).first()
    free = topics_free(person, topics, on=on) if person else ()
    return Asked(person, free) if person and free else None
