"""What is done about rights: the quarter's list is signed off; and that somebody looked at what a person sees."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.people.audit import record
from programme.people.models import AuditEvent, RightsReview, User
from programme.people.roles import Permission
from programme.people.roster import Change, fingerprint, frozen, quarter_of, roster


@transaction.atomic
def note_looked_at(*, by: User, person: User, about: str = "") -> AuditEvent:
    """Leave a trace that `by` looked at what a person sees; `about` is the one thing that was asked for."""
    return record("person-looked-at", person, by=by, changes={"asked_about": [None, about]} if about else None)


def sign_rights(*, by: User, seen: str, note: str, now: datetime) -> RightsReview:
    """Sign off the list of rights of the quarter of `now`, frozen as it stands; `seen` is the fingerprint of the page.

    Raises PermissionDenied without the right in all programmes, ValidationError when the quarter is signed off already
    or when the list is no longer the one that was looked at.
    """
    if not by.rights.national(Permission.SIGN_RIGHTS):
        raise PermissionDenied
    today = timezone.localdate(now)
    quarter = quarter_of(today)
    try:
        with transaction.atomic():
            signed = RightsReview.objects.filter(quarter_on__lt=quarter).first()
            lines = roster(by, today, since=signed)
            if fingerprint(lines) != seen:
                raise ValidationError(_("The list has changed since you opened it. Look at it once more, then sign."))
            review = RightsReview.objects.create(
                quarter_on=quarter, signed_at=now, signed_by=by, note=note, lines=frozen(lines)
            )
            told = {
                "lines": [None, sum(line.change != Change.ENDED for line in lines)],
                "flagged": [None, sum(bool(line.flags) for line in lines)],
            }
            record("rights-sign", review, by=by, changes=told)
    except IntegrityError:
        raise ValidationError(_("This quarter's list is signed off already.")) from None
    return review
