"""How allauth is told that nobody signs up by themselves, and how its mails go out."""

from typing import Any
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from programme.people.models import User


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People come by invitation only; what went wrong at the door is said with what to do about it."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "The e-mail address and the password do not belong together. Try again, or choose a new password."
        ),
        "incorrect_password": _("That is not your password. Try again, or choose a new one."),
        "too_many_login_attempts": _("Too many attempts that failed. Wait five minutes, or choose a new password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link in the mail: from SITE_URL, never from the request's Host header."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL + path.replace("UID-KEY", quote(key))

    def format_email_subject(self, subject: str) -> str:
        """No prefix: the sender's name says it."""
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the language of who reads it, not of who asked for it."""
        person = context.get("user")
        with translation.override(person.language if isinstance(person, User) else get_language()):
            super().send_mail(template_prefix, email, context)
