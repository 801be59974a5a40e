"""Verbs on reminders and mails."""

from programme.notices.actions.mails import post_letter, resend
from programme.notices.actions.wishes import set_wishes

__all__ = ["post_letter", "resend", "set_wishes"]
