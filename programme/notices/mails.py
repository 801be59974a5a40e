"""A mail about one or more notices, in the recipient's language. Links only; nothing confidential."""

import hashlib
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
from programme.notices import texts
from programme.notices.models import Delivery, Notice
from programme.people.models import User

SHOWN = 50  # notices in one digest; the rest is a number and a link


def message_id(key: str) -> str:
    """The Message-ID of a delivery: the same for ever, so that a receiver knows a second copy."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{urlsplit(settings.SITE_URL).hostname}>"


def compose(
    delivery: Delivery, notices: list[Notice], *, on: date, server: BaseEmailBackend | None = None
) -> EmailMultiAlternatives:
    """The mail for these notices of one person; one notice is a reminder, more are a digest."""
    person = delivery.recipient
    assert person is not None
    name = "notice" if len(notices) == 1 and "|digest|" not in delivery.key else "digest"
    with translation.override(person.language):
        role = _role(person, on)
        lines = [
            {
                "subject": clean_line(texts.subject(notice.rule, notice.subject_label)),
                "sentence": notice.sentence,
                "reason": texts.reason(notice.rule, role, is_escalation=notice.is_escalation),
                "due_on": notice.due_on,
                "topic": notice.get_topic_display(),
                "link": settings.SITE_URL + notice.path,
            }
            for notice in notices[:SHOWN]
        ]
        context: dict[str, Any] = {
            "language": person.language,
            "person": person,
            "role": role,
            "lines": lines,
            "line": lines[0],
            "count": len(notices),
            "more": len(notices) - len(lines),
            "all_link": settings.SITE_URL + reverse("notice-list"),
            "wishes_link": settings.SITE_URL + reverse("notice-preferences"),
        }
        mail = EmailMultiAlternatives(
            clean_line(render_to_string(f"emails/{name}_subject.txt", context)),
            render_to_string(f"emails/{name}.txt", context),
            to=[person.email],
            headers={"Message-ID": delivery.message_id, "Auto-Submitted": "auto-generated"},
            connection=server,
        )
        mail.attach_alternative(render_to_string(f"emails/{name}.html", context), "text/html")
    return mail


def _role(person: User, on: date) -> str:
    """What the person is, in words within a sentence: `regionledare (Mellersta Norrland)`."""
    appointment = next(iter(person.rights_on(on).appointments), None)
    if appointment is None:
        return _("a person with an account in Lyftportalen")
    return f"{appointment.get_role_display().lower()} ({appointment.place})"
