"""Papers about a company leave the house with a trace."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from companies.models import Enrolment
from programme.people import audit
from programme.people.models import User


@transaction.atomic
def note_paper(*, by: User, enrolment: Enrolment, verb: str) -> None:
    """Note that somebody took the plan or the handover pack of a company as a PDF. Raises PermissionDenied."""
    if not Enrolment.objects.visible_to(by).filter(pk=enrolment.pk).exists():
        raise PermissionDenied
    audit.record(verb, enrolment, by=by)
