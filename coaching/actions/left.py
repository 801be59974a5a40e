"""A company leaves the programme: what was planned with it is called off (named in settings.LEAVING)."""

from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from coaching.actions.invited import TAKES_PART, Exchange
from coaching.actions.plan_mails import tell
from coaching.models import PlanLetter, PlannedSession
from companies.models import Enrolment
from programme.people import audit
from programme.people.models import User
from programme.people.versions import save_on_version

State = PlannedSession.State


def call_off(*, by: User, enrolment: Enrolment, on: date) -> None:
    """Call off what is still to come with a company that leaves on a day, within the transaction in which it leaves.

    A joint session is held with those who stay. What was before and is not logged stays as it is: it may have been
    held.
    """
    now = timezone.now()
    after = timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min))
    coming = PlannedSession.objects.open().filter(Q(starts_at__gt=now) | Q(starts_at__gte=after), enrolments=enrolment)
    for planned in coming.select_for_update(of=("self",)).select_related("coach", "activity").order_by("pk"):
        stay = planned.enrolments.exclude(pk=enrolment.pk).filter(state__in=TAKES_PART)
        if stay.exists():
            _without(by, planned, enrolment, now)
        else:
            _cancel(by, planned, now)


def _without(by: User, planned: PlannedSession, enrolment: Enrolment, now: datetime) -> None:
    exchange = Exchange(went=(enrolment,))
    save_on_version(planned, {"sequence": planned.sequence + 1}, planned.version)
    exchange.make(planned)
    audit.record("session-move", planned, by=by, changes=exchange.changes)
    if planned.state == State.PLANNED:
        tell(planned, PlanLetter.Kind.MOVED, now, exchange=exchange, only_companies=True)


def _cancel(by: User, planned: PlannedSession, now: datetime) -> None:
    was_told = planned.state == State.PLANNED
    kept = {"state": State.CANCELLED, "cancel_reason": PlannedSession.CancelReason.LEFT}
    changes = audit.differences(planned, kept)
    save_on_version(planned, {**kept, "sequence": planned.sequence + 1}, planned.version)
    audit.record("session-cancel", planned, by=by, changes=changes)
    if was_told:
        tell(planned, PlanLetter.Kind.CANCELLED, now)
