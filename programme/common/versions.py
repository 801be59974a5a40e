"""Two people, one row: who saves second sees both values and decides (TRUST.md T17)."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import F


class Versioned(models.Model):
    """A row that counts its changes, so that a form opened on an older one is noticed."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class Conflict(Exception):
    """Somebody saved first. `current` is the row as it is now, `typed` the values that were not saved."""

    def __init__(self, current: models.Model, typed: Mapping[str, Any]) -> None:
        super().__init__(f"{current} was changed meanwhile")
        self.current, self.typed = current, dict(typed)


def save_on_version(row: Versioned, values: Mapping[str, Any], version: int) -> None:
    """Write `values` if the row still has `version`, and count the version up. Raises Conflict otherwise."""
    manager = type(row)._default_manager
    if not manager.filter(pk=row.pk, version=version).update(**values, version=F("version") + 1):
        raise Conflict(manager.get(pk=row.pk), values)
    row.refresh_from_db()
