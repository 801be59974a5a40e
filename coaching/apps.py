"""Coaches on companies, sessions, actions."""

from django.apps import AppConfig


class CoachingConfig(AppConfig):
    name = "coaching"
    label = "coaching"
