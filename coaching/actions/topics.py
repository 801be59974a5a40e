"""What sessions may be about: a topic is added, renamed, moved, no longer offered. Never deleted."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coaching.models import Topic
from programme.people import audit
from programme.people.models import User
from programme.people.once import once
from programme.people.roles import Permission
from programme.people.versions import save_on_version


def add_topic(*, by: User, values: Mapping[str, Any], key: UUID | None = None) -> Topic:
    """Offer one more topic. Values: code, name_sv, name_en, order, is_offered.

    Raises PermissionDenied, ValidationError at `code` when the code is in use.
    """
    if not by.rights.national(Permission.CHANGE_STRUCTURE):
        raise PermissionDenied

    def act() -> Topic:
        if Topic.objects.filter(code=values["code"]).exists():
            raise ValidationError({"code": _("There is a topic with this code. Choose another.")})
        topic = Topic.objects.create(**values)
        audit.record("topic-add", topic, by=by, changes={name: [None, new] for name, new in values.items()})
        return topic

    with transaction.atomic():
        return once(key, "topic-add", Topic, by=by, act=act)[0]


@transaction.atomic
def change_topic(*, by: User, topic: Topic, version: int, values: Mapping[str, Any]) -> Topic:
    """Rename a topic, move it, offer it or no longer. Its code stays.

    Raises PermissionDenied, and Conflict when it was changed since `version`.
    """
    if not Topic.objects.changeable_by(by).filter(pk=topic.pk).exists():
        raise PermissionDenied
    topic.refresh_from_db()
    changes = audit.differences(topic, values)
    save_on_version(topic, values, version)
    audit.record("topic-change", topic, by=by, changes=changes)
    return topic
