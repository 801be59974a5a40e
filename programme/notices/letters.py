"""Mails to people outside the portal, such as who filled in a public form. They go the way of every mail: outbox.py.

A delivery of this kind has no recipient with an account: it names a letter and the row that the letter is about, and
holds nothing about the person. Address and words are read from the row when the mail is sent, so that a row which has
been removed is written to no more. settings.LETTERS says who writes each letter, so that this room knows no higher one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.module_loading import import_string

from programme.common.text import clean_line
from programme.notices.models import Delivery


@dataclass(frozen=True)
class CalendarEntry:
    """A calendar entry that goes with a letter: iCalendar with its method, REQUEST or CANCEL."""

    content: str
    method: str
    file_name: str


@dataclass(frozen=True)
class Letter:
    """To whom, in which language, and what the templates emails/<name>.* are told; an answer goes to `reply_to`."""

    to: str
    language: str
    context: Mapping[str, Any] = field(default_factory=dict)
    reply_to: str = ""
    calendar: CalendarEntry | None = None


def compose(delivery: Delivery, *, server: BaseEmailBackend | None = None) -> EmailMultiAlternatives | None:
    """The mail, in the language of who reads it; None when there is nothing to say any more."""
    letter: Letter | None = import_string(settings.LETTERS[delivery.letter])(delivery.about_id)
    if letter is None:
        return None
    name = delivery.letter
    with translation.override(letter.language):
        context = {"language": letter.language, "site": settings.SITE_URL, **letter.context}
        mail = EmailMultiAlternatives(
            clean_line(render_to_string(f"emails/{name}_subject.txt", context)),
            render_to_string(f"emails/{name}.txt", context),
            to=[letter.to],
            reply_to=[letter.reply_to] if letter.reply_to else None,
            headers={"Message-ID": delivery.message_id, "Auto-Submitted": "auto-generated"},
            connection=server,
        )
        mail.attach_alternative(render_to_string(f"emails/{name}.html", context), "text/html")
        if letter.calendar:
            # As an alternative, which calendars read by themselves, and as a file for those that do not.
            mail.attach_alternative(letter.calendar.content, f"text/calendar; method={letter.calendar.method}")
            mail.attach(letter.calendar.file_name, letter.calendar.content.encode(), "application/ics")
    return mail
