"""What is written down about rights: that somebody looked at what a person sees."""

from django.db import transaction

from programme.people.audit import record
from programme.people.models import AuditEvent, User


@transaction.atomic
def note_looked_at(*, by: User, person: User, about: str = "") -> AuditEvent:
    """Leave a trace that `by` looked at what a person sees; `about` is the one thing that was asked for."""
    return record("person-looked-at", person, by=by, changes={"asked_about": [None, about]} if about else None)
