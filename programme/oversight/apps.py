"""The roof: home pages, lists, cards, search. Sees every room, owned by none."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "programme.oversight"
    label = "oversight"
