"""Ground: programmes with versions and stages; regions, hosts, counties, municipalities; funders as organisations."""

from django.apps import AppConfig


class StructureConfig(AppConfig):
    name = "programme.structure"
    label = "structure"
