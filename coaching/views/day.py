"""The coach's home: what is overdue, one's companies, what is to be done this week."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coaching.actions.drafts import MOST_DRAFTS
from coaching.caseload import Standing, caseload, silent_days, standing, week_end
from coaching.models import ActionItem, SessionDraft
from coaching.words import in_words
from companies.models import Contact, Enrolment
from programme.common.charts.lift import Step, small_lift
from programme.people.access import SignedInRequest


@dataclass(frozen=True)
class Card:
    """One company in the coach's day."""

    enrolment: Enrolment
    standing: Standing
    lift: SafeString | str
    silent_days: int | None
    phone_contact: Contact | None

    @property
    def phone(self) -> str:
        """The contact's number as a telephone dials it."""
        number = self.phone_contact.phone if self.phone_contact else ""
        return "".join(c for c in number if c in "+0123456789")

    @property
    def silent_weeks(self) -> int:
        """Whole weeks without a session."""
        return (self.silent_days or 0) // 7


def coach_day(request: SignedInRequest) -> HttpResponse:
    """The home page of a coach; called by the home view, which is the door."""
    today = timezone.localdate()
    cards = [_card(one, today) for one in caseload(request.user, today) if one.state not in Enrolment.ENDED]
    silent = sorted((card for card in cards if card.silent_days), key=lambda card: -(card.silent_days or 0))
    due = list(
        ActionItem.objects.changeable_by(request.user)
        .open()
        .filter(enrolment__in=[card.enrolment.pk for card in cards], due_on__lte=week_end(today))
        .select_related("enrolment__company")
    )
    late = [item for item in due if item.due_on and item.due_on < today]
    context = {
        "today": today,
        "week": today.isocalendar().week,
        "cards": sorted(cards, key=_consequence),
        "silent": silent,
        "silent_words": in_words(len(silent)).capitalize(),
        "late": late,
        "late_words": in_words(len(late)).capitalize(),
        "soon": [item for item in due if item not in late],
        "drafts": SessionDraft.objects.visible_to(request.user)[:MOST_DRAFTS],
        "tomorrow": today + timedelta(days=1),
    }
    return render(request, "coaching/day.html", context)


def _card(enrolment: Enrolment, today: date) -> Card:
    where = standing(enrolment, today)
    contacts = [one for one in enrolment.company.contacts.all() if one.phone]
    contact = next((one for one in contacts if one.is_main), contacts[0] if contacts else None)
    return Card(enrolment, where, _lift(enrolment, where), silent_days(enrolment, today), contact)


def _lift(enrolment: Enrolment, where: Standing) -> SafeString | str:
    """The small lift, once the company is under way."""
    if not (where.stage and enrolment.state in Enrolment.RUNNING):
        return ""
    steps = [
        Step(one.stage.order, one.stage.name, one.stage.start_month, one.stage.end_month, 0)
        for one in enrolment.planned_stages.all()
    ]
    told = {"month": where.month, "months": where.months, "stage": where.stage.stage.name}
    title = _("Month %(month)s of %(months)s, %(stage)s") % told
    return small_lift(
        ident=f"lift-{enrolment.pk}",
        title=f"{title}, {_('behind plan')}" if where.is_behind else title,
        steps=steps,
        month=where.month,
        behind=where.is_behind,
    )


def _consequence(card: Card) -> tuple[bool, bool, bool, str]:
    """Silent and late companies first, paused last, then by name."""
    paused = card.enrolment.state == Enrolment.State.PAUSED
    return paused, not card.silent_days, not card.standing.is_behind, card.enrolment.company.name
