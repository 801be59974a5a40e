"""Mails of the demo that did not come to their end: one in doubt, one refused, one with nothing left to say.

The worker leaves them alone, so that a visitor finds them, and can settle them or send them again.
"""

from datetime import date, datetime, time, timedelta

from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from coaching.models import ActionItem, CoachAssignment, PlanLetter, PlannedSession
from companies.actions.express import LETTER
from companies.models import Enrolment, Interest
from programme.common.working_days import is_working_day, working_day_after
from programme.notices import mails
from programme.notices.models import Delivery, Notice, Topic

State = Delivery.State
IN_DOUBT = "Nävervik Plast AB"  # the confirmation of its expression of interest
REFUSED_IN = "mellersta-norrland"  # a contact there has an address that is none
ANSWER = "550 5.1.1 Recipient address rejected: User unknown in local recipient table"


def leave_mails(today: date) -> None:
    """Put the three in, after interests and plans."""
    _in_doubt()
    _refused(today)
    _untrue(today)


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def _note(mail: Delivery, tried_at: datetime, **values: object) -> None:
    """The worker tried it once, then."""
    told = {"attempts": 1, "not_before_at": tried_at, "tried_at": tried_at, "created_at": tried_at, **values}
    Delivery.objects.filter(pk=mail.pk).update(**told)


def _letter(name: str, about: int, at: datetime) -> Delivery:
    key = f"letter|{name}|{about}"
    made = {"letter": name, "about_id": about, "not_before_at": at, "message_id": mails.message_id(key)}
    return Delivery.objects.get_or_create(key=key, defaults=made)[0]


def _in_doubt() -> None:
    """The worker was cut off after it had handed the mail over. It is to somebody outside, so it waits for a person."""
    interest = Interest.objects.get(company_name=IN_DOUBT)
    at = interest.received_at + timedelta(minutes=1)
    _note(_letter(LETTER, interest.pk, at), at, state=State.IN_DOUBT, sent_at=None)


def _refused(today: date) -> None:
    """The calendar entry of a session to come was refused by the mail server of the company."""
    coming = PlannedSession.objects.filter(
        state=PlannedSession.State.PLANNED, starts_at__gt=_at(today + timedelta(days=1), 0),
        enrolments__region__code=REFUSED_IN, enrolments__company__contacts__is_main=True,
    )  # fmt: skip
    planned = coming.exclude(enrolments__company__contacts__email="").order_by("starts_at", "pk").first()
    enrolment = planned.enrolments.order_by("pk").first() if planned else None
    contact = enrolment.company.contacts.filter(is_main=True).order_by("pk").first() if enrolment else None
    if planned is None or contact is None:
        return
    letter = PlanLetter.objects.create(planned=planned, sequence=1, kind=PlanLetter.Kind.PLANNED, contact=contact)
    PlannedSession.objects.filter(pk=planned.pk).update(tells_contacts=True)
    at = _at(today - timedelta(days=1), 9, 12)
    _note(_letter("session_plan", letter.pk, at), at, state=State.BOUNCED, answer=ANSWER)


def _untrue(today: date) -> None:
    """An action's day had come, and it was closed on that day: the coach's next morning mail had nothing to say."""
    found = _closed_on_its_day(today)
    if found is None:
        return
    action, lead = found
    assert action.due_on is not None
    noticed_at, mailed_at = _at(action.due_on, 6, 10), _at(working_day_after(action.due_on, 1), 7)
    key = f"{lead.coach_id}|digest|{timezone.localdate(mailed_at).isoformat()}"
    made = {"recipient": lead.coach, "message_id": mails.message_id(key), "not_before_at": mailed_at}
    mail = Delivery.objects.create(key=key, **made)
    _note(mail, mailed_at, state=State.SKIPPED, created_at=noticed_at)
    Notice.objects.create(
        recipient=lead.coach, event="action_due", rule="action_due", topic=Topic.ACTIONS, subject_kind="actionitem",
        subject_id=action.pk, subject_label=f"{action.enrolment.company.name}: {action.what}"[:200],
        path=reverse("action-change", args=[action.pk]), happens_on=action.due_on, due_on=action.due_on,
        noticed_at=noticed_at, settled_at=mailed_at, skipped=Notice.Skipped.NO_LONGER_TRUE, skipped_at=mailed_at,
        delivery=mail,
    )  # fmt: skip


def _closed_on_its_day(today: date) -> tuple[ActionItem, CoachAssignment] | None:
    """The latest action that was done on its own day, a working day, with the lead coach of its company."""
    leads = {
        lead.enrolment_id: lead
        for lead in CoachAssignment.objects.in_force(today)
        .filter(kind=CoachAssignment.Kind.LEAD, enrolment__state=Enrolment.State.ACTIVE)
        .select_related("coach")
    }
    done = ActionItem.objects.done().filter(closed_on=F("due_on"), enrolment__in=leads)
    for action in done.select_related("enrolment__company").order_by("-closed_on", "pk"):
        if action.due_on and is_working_day(action.due_on) and working_day_after(action.due_on, 1) < today:
            return action, leads[action.enrolment_id]
    return None
