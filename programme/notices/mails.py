"""A mail about one or more notices, in the recipient's language. Links only; nothing confidential."""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from programme.common.text import clean_line
from programme.notices import texts, unsubscribing
from programme.notices.models import Delivery, Notice
from programme.people.models import User

SHOWN = 50  # notices in one digest; the rest is a number and a link


def message_id(key: str) -> str:
    """The Message-ID of a delivery: the same for ever, so that a receiver knows a second copy."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{urlsplit(settings.SITE_URL).hostname}>"


@dataclass(frozen=True)
class Line:
    """One matter in a mail."""

    subject: str
    sentence: str
    link: str


@dataclass
class Part:
    """Matters of one topic that a person gets for the same reason, which is said once, under them."""

    topic: str
    reason: str
    lines: list[Line] = field(default_factory=list)


def compose(
    delivery: Delivery, notices: list[Notice], *, on: date, server: BaseEmailBackend | None = None
) -> EmailMultiAlternatives:
    """The mail for these notices of one person; one notice is a reminder, more are a digest.

    Where something in it may be switched off, it tells mail programs how (unsubscribing.py).
    """
    person = delivery.recipient
    assert person is not None
    is_collected = "|digest|" in delivery.key
    name = "notice" if len(notices) == 1 and not is_collected else "digest"
    with translation.override(person.language):
        parts = _parts(notices[:SHOWN], _role(person, on))
        context: dict[str, Any] = {
            "language": person.language,
            "person": person,
            "parts": parts,
            "reason": parts[0].reason,
            "line": parts[0].lines[0],
            "is_collected": is_collected,
            "count": len(notices),
            "more": max(0, len(notices) - SHOWN),
            "site": settings.SITE_URL,
            "all_link": settings.SITE_URL + reverse("notice-list"),
            "wishes_link": settings.SITE_URL + reverse("notice-preferences"),
        }
        headers = {"Message-ID": delivery.message_id, "Auto-Submitted": "auto-generated"}
        free = unsubscribing.topics_free(person, {notice.topic for notice in notices}, on=on)
        if free:
            context["off_link"] = unsubscribing.link(person, free)
            headers |= unsubscribing.headers(context["off_link"])
        mail = EmailMultiAlternatives(
            clean_line(render_to_string(f"emails/{name}_subject.txt", context)),
            render_to_string(f"emails/{name}.txt", context),
            to=[person.email],
            headers=headers,
            connection=server,
        )
        mail.attach_alternative(render_to_string(f"emails/{name}.html", context), "text/html")
    return mail


def _parts(notices: list[Notice], role: str) -> list[Part]:
    """The notices as they are said, in their order, those of one topic and reason together."""
    parts: dict[tuple[str, str], Part] = {}
    for notice in notices:
        reason = texts.reason(notice.rule, role, is_escalation=notice.is_escalation)
        part = parts.setdefault((notice.topic, reason), Part(notice.get_topic_display(), reason))
        subject = clean_line(texts.subject(notice.rule, notice.subject_label))
        part.lines.append(Line(subject, notice.sentence, settings.SITE_URL + notice.path))
    return list(parts.values())


def _role(person: User, on: date) -> str:
    """What the person is, in words within a sentence: `regionledare (Mellersta Norrland)`."""
    appointment = next(iter(person.rights_on(on).appointments), None)
    if appointment is None:
        return _("a person with an account in Lyftportalen")
    return f"{appointment.get_role_display().lower()} ({appointment.place})"
