"""Signals: what is wrong in the programme, whose it is, what was done about it."""

from django.apps import AppConfig


class SignalsConfig(AppConfig):
    name = "programme.signals"
    label = "signals"
