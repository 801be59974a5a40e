"""What a higher room knows about whom a person sees.

A room may not look upward (companies never learn who coaches), so the front door names the functions in
settings.SIGHT: each takes a person and returns a queryset with the ids of rows that the person sees.
"""

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string

from programme.people.models import User


def tied(noun: str, user: User) -> Q:
    """Rows of a noun (`enrolment`) that the person sees through ties of higher rooms; matches nothing without ties."""
    found = Q(pk__in=[])
    for path in settings.SIGHT.get(noun, []):
        found |= Q(pk__in=import_string(path)(user))
    return found
