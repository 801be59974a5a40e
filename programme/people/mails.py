"""Mails about people's own accounts: in the reader's language, with links that come from settings, never a request."""

import smtplib
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from programme.people.models import Appointment, Invitation, User


class MailNotSent(Exception):
    """The mail server did not take the mail; what was saved is saved, and the mail can be sent again."""


def send_invitation(invitation: Invitation, token: str) -> None:
    """The personal link, to somebody who has no password yet. Raises MailNotSent."""
    link = settings.SITE_URL + reverse("invitation-accept", args=[token])
    context = {"invitation": invitation, "by": invitation.invited_by, "expires_on": _day(invitation)}
    _send("invitation", invitation.person, {**context, "appointment": invitation.appointment, "link": link})


def send_new_task(appointment: Appointment, by: User | None) -> None:
    """Word of a new task, to somebody who has an account. Raises MailNotSent."""
    link = settings.SITE_URL + reverse("home")
    _send("new_task", appointment.person, {"appointment": appointment, "by": by, "link": link})


def _day(invitation: Invitation) -> Any:
    return timezone.localtime(invitation.expires_at).date()


def _send(name: str, person: User, context: dict[str, Any]) -> None:
    with translation.override(person.language):
        context = {**context, "person": person, "language": person.language}
        mail = EmailMultiAlternatives(
            " ".join(render_to_string(f"emails/{name}_subject.txt", context).split()),
            render_to_string(f"emails/{name}.txt", context),
            to=[person.email],
            headers={"Auto-Submitted": "auto-generated"},
        )
        mail.attach_alternative(render_to_string(f"emails/{name}.html", context), "text/html")
    try:
        mail.send()
    except (OSError, smtplib.SMTPException) as error:
        raise MailNotSent(str(error)) from error
