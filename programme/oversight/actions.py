"""The only verb of the roof: somebody took rows out of the house."""

from django.db import transaction

from programme.people import audit
from programme.people.models import AuditEvent, User


@transaction.atomic
def note_export(*, by: User, what: str, rows: int, narrowed: str) -> AuditEvent:
    """Leave a trace of a spreadsheet: which list, how many rows, narrowed by which parameters."""
    changes = {"rows": [None, rows], "narrowed": [None, narrowed[:300]]}
    return audit.record("exported", by, by=by, changes=changes, label=what)
