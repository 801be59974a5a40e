"""A person's secret calendar address is made, and withdrawn."""

import secrets
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from coaching.models import CalendarAddress
from programme.people import audit
from programme.people.models import User


@transaction.atomic
def make_calendar_address(*, by: User, now: datetime) -> str:
    """Make a new secret address for oneself; the former one stops working. Returns its secret part, this once."""
    token = secrets.token_urlsafe(32)
    made = {"token_sha256": fingerprint(token), "made_at": now}
    CalendarAddress.objects.update_or_create(person=by, defaults=made)
    audit.record("calendar-address-make", by, by=by)
    return token


@transaction.atomic
def withdraw_calendar_address(*, by: User) -> User:
    """Let one's secret address stop working. Twice is once."""
    gone, _by_model = CalendarAddress.objects.filter(person=by).delete()
    if gone:
        audit.record("calendar-address-withdraw", by, by=by)
    return by


def fingerprint(token: str) -> str:
    """What is kept of an address."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def calendar_address_behind(token: str) -> CalendarAddress | None:
    """The address with this secret part; None when there is none, or none any more."""
    return CalendarAddress.objects.opened_by(fingerprint(token)).select_related("person").first()
