"""The lists of rights that the demo's director has signed off: this quarter's and the one before."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from programme.people import actions
from programme.people.models import RightsReview, User
from programme.people.roster import fingerprint, quarter_of, roster

AFTER = timedelta(days=10)  # from a quarter's first day


def sign_lists(director: User, today: date) -> None:
    """Sign each list ten days into its quarter, as far as that day has come."""
    this = quarter_of(today)
    for quarter in (quarter_of(this - timedelta(days=1)), this):
        day = quarter + AFTER
        if day > today:
            continue
        before = RightsReview.objects.visible_to(director).filter(quarter_on__lt=quarter).first()
        actions.sign_rights(
            by=director,
            seen=fingerprint(roster(director, day, since=before)),
            note="Gått igenom med regionledarna.",
            now=timezone.make_aware(datetime.combine(day, time(10))),
        )
