"""System checks: the project's own conventions, made executable."""

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from django.db import models

OURS = ("programme.", "companies", "coaching", "funding")


@register()
def field_names(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """DateTime fields end in `_at`, dates in `_on`, so that a reader knows which it is (STYLE rule 3)."""
    found: list[CheckMessage] = []
    for model in apps.get_models():
        if not model.__module__.startswith(OURS):
            continue
        for field in model._meta.local_fields:
            ending = None
            if isinstance(field, models.DateTimeField):
                ending = "_at"
            elif isinstance(field, models.DateField):
                ending = "_on"
            if ending and not field.name.endswith(ending) and field.name != "last_login":
                found.append(Error(f"{model._meta.label}.{field.name} should end in {ending}", id="lyft.E001"))
    return found
