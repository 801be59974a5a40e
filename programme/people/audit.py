"""Leaving a trace: each action writes one event through here, in its own transaction."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

from programme.people.models import AuditEvent, User

HIDDEN = "•••"  # stands for text that only some may read: that it changed is told, not what it says


def _plain(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, models.Model):
        return str(value)
    return value


def differences(row: models.Model, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Fields of `row` that `values` would change, each with old and new value."""
    return {
        name: [_plain(getattr(row, name)), _plain(new)] for name, new in values.items() if getattr(row, name) != new
    }


def record_many(verb: str, subjects: Iterable[tuple[models.Model, str]], *, by: User | None) -> None:
    """Write that `by` did `verb` to each of these subjects, given with its label: an event each, in one statement."""
    AuditEvent.objects.bulk_create(
        AuditEvent(
            by=by,
            verb=verb,
            subject_kind=str(subject._meta.model_name),
            subject_id=subject.pk,
            subject_label=label[:200],
        )
        for subject, label in subjects
    )


def record(
    verb: str,
    subject: models.Model,
    *,
    by: User | None,
    changes: Mapping[str, Any] | None = None,
    label: str | None = None,
) -> AuditEvent:
    """Write that `by` did `verb` to `subject` (None for the portal itself). Changes: field -> [old, new]."""
    return AuditEvent.objects.create(
        by=by,
        verb=verb,
        subject_kind=str(subject._meta.model_name),
        subject_id=subject.pk,
        subject_label=(label or str(subject))[:200],
        changes={name: [_plain(v) for v in pair] for name, pair in (changes or {}).items()},
    )
