"""Common ground: no models, knows no other room."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "programme.common"
    label = "common"

    def ready(self) -> None:
        from programme.common import checks  # noqa: F401  app ready: registers the system checks
