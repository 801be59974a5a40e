"""People, their appointments, what a role may do, and the audit trail."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "programme.people"
    label = "people"

    def ready(self) -> None:
        from programme.people import checks  # noqa: F401  app ready: registers the system check
