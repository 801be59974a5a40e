"""Verbs on reminders and mails."""

from programme.notices.actions.mails import post_letter, resend, settle
from programme.notices.actions.maintenance import enter_maintenance, withdraw_maintenance
from programme.notices.actions.rules import remove_rule, set_rule
from programme.notices.actions.wishes import set_wishes, switch_off, switch_on

__all__ = [
    "enter_maintenance",
    "post_letter",
    "remove_rule",
    "resend",
    "set_rule",
    "set_wishes",
    "settle",
    "switch_off",
    "switch_on",
    "withdraw_maintenance",
]
