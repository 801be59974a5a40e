"""What happens to an expression of interest without a person of ours: it comes in, and it is removed in the end.

The log is never emptied, so its events say nothing that was typed.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from companies.models import Interest
from programme.common.dates import add_months
from programme.notices import tasks
from programme.notices.actions import post_letter
from programme.notices.models import Delivery, Notice
from programme.people import audit

LETTER = "interest_received"
SAME_WITHIN = timedelta(days=1)
LETTERS_A_DAY = 3  # to one address: nobody's mailbox is filled through our form
TYPED = ("company_name", "organisation_number", "municipality", "person", "email", "phone", "message")
BATCH = 500


@transaction.atomic
def express_interest(*, values: Mapping[str, Any], key: UUID, language: str, now: datetime) -> Interest:
    """Take in what a company wrote, with the values of TYPED. The municipality decides where it lands.

    The same words within a day, or the same form once more, give the row that is there. An address that was left gets
    a confirmation; those who answer are told by the reminders.
    """
    lately = Interest.objects.filter(received_at__gt=now - SAME_WITHIN)
    earlier = lately.filter(**values).first()
    if earlier is not None:
        return earlier
    region = values["municipality"].county.region
    interest, made = _insert(Interest(**values, form_key=key, language=language, received_at=now, region=region))
    if not made:
        return interest
    audit.record("express_interest", interest, by=None, label=label(interest), changes={"region": [None, region]})
    if interest.email and lately.filter(email__iexact=interest.email).count() <= LETTERS_A_DAY:
        post_letter(letter=LETTER, about=interest.pk, now=now)
    tasks.sweep.delay_on_commit()
    return interest


def _insert(interest: Interest) -> tuple[Interest, bool]:
    """Write a new row, or give the one that this form made a moment ago.

    A form that was used again for other words, by the browser's Back, is another form.
    """
    try:
        with transaction.atomic():
            interest.save(force_insert=True)
    except IntegrityError:
        earlier = Interest.objects.get(form_key=interest.form_key)
        if all(getattr(earlier, name) == getattr(interest, name) for name in TYPED):
            return earlier, False
        interest.form_key = uuid4()
        interest.save(force_insert=True)
    return interest, True


def label(interest: Interest) -> str:
    """What the log calls it: a number, since the company's or the person's name would stay there for ever."""
    return f"#{interest.pk}"


def letters_of(interests: "QuerySet[Interest]") -> "QuerySet[Delivery]":
    """The confirmations of these."""
    return Delivery.objects.filter(letter=LETTER, about_id__in=interests.order_by().values("pk"))


def remove_old_interests(*, now: datetime) -> int:
    """Remove those that are older than the retention plan allows, with their notices and mails. Returns how many.

    One event each, which holds no personal data. What became a company lives on as company, contact and enrolment.
    """
    oldest_on = add_months(timezone.localdate(now), -settings.INTEREST_KEPT_MONTHS)
    oldest = timezone.make_aware(datetime.combine(oldest_on, time.min))
    removed = 0
    while True:
        with transaction.atomic():
            old = Interest.objects.received_before(oldest).order_by("pk")
            rows = list(old.select_for_update()[:BATCH])
            if not rows:
                return removed
            _remove(rows)
            removed += len(rows)


def _remove(rows: list[Interest]) -> None:
    pks = [row.pk for row in rows]
    for row in rows:
        changes = {"state": [row.state, None], "received_on": [timezone.localdate(row.received_at), None]}
        audit.record("remove_interest", row, by=None, label=label(row), changes=changes)
    Notice.objects.about("interest", pks).delete()
    letters_of(Interest.objects.filter(pk__in=pks)).delete()
    Interest.objects.filter(pk__in=pks).delete()
