"""Reminders: the ledger, the mails, each person's preferences."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "programme.notices"
    label = "notices"
