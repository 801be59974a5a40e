"""The coach's home: what was not logged, today's sessions, one's companies, what is to be done this week."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coaching.actions.drafts import MOST_DRAFTS
from coaching.caseload import Standing, caseload, silent_days, standing, week_end
from coaching.models import ActionItem, PlannedSession, SessionDraft
from coaching.plan import absences_of, covered_companies, day_plan
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
    covered_for: str = ""  # the coach whose company it is, where one covers

    @property
    def phone(self) -> str:
        """The contact's number as a telephone dials it."""
        number = self.phone_contact.phone if self.phone_contact else ""
        return "".join(c for c in number if c in "+0123456789")

    @property
    def silent_weeks(self) -> int:
        """Whole weeks without a session."""
        return (self.silent_days or 0) // 7


@dataclass(frozen=True)
class TodayCard:
    """One planned session of today; with one company, how that company stands."""

    planned: PlannedSession
    is_now: bool
    has_begun: bool
    card: Card | None
    lift: SafeString | str


def coach_day(request: SignedInRequest) -> HttpResponse:
    """The home page of a coach; called by the home view, which is the door."""
    now = timezone.now()
    today = timezone.localdate(now)
    covers, away = absences_of(request.user, today)
    whose = covered_companies(request.user, covers, today)
    cards = [_card(one, today, whose) for one in caseload(request.user, today) if one.state not in Enrolment.ENDED]
    silent = sorted((card for card in cards if card.silent_days), key=lambda card: -(card.silent_days or 0))
    due = list(
        ActionItem.objects.changeable_by(request.user)
        .open()
        .filter(enrolment__in=[card.enrolment.pk for card in cards], due_on__lte=week_end(today))
        .select_related("enrolment__company")
    )
    late = [item for item in due if item.due_on and item.due_on < today]
    plan = day_plan(request.user, now, today)
    context = {
        "plan": plan,
        "planned_today": _today_cards(plan.today, now, cards),
        "today_words": in_words(len(plan.today)).capitalize(),
        "unlogged_words": in_words(len(plan.unlogged)).capitalize(),
        "covers": covers,
        "away": away,
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


def _card(enrolment: Enrolment, today: date, whose: dict[int, str]) -> Card:
    where = standing(enrolment, today)
    contacts = [one for one in enrolment.company.contacts.all() if one.phone]
    contact = next((one for one in contacts if one.is_main), contacts[0] if contacts else None)
    silent, covered = silent_days(enrolment, today), whose.get(enrolment.pk, "")
    return Card(enrolment, where, _lift(enrolment, where), silent, contact, covered)


def _today_cards(planned: Iterable[PlannedSession], now: datetime, cards: list[Card]) -> list[TodayCard]:
    by_key = {card.enrolment.pk: card for card in cards}
    found = []
    for one in planned:
        companies = one.seen  # type: ignore[attr-defined]
        card = by_key.get(companies[0].pk) if len(companies) == 1 else None
        lift = _lift(card.enrolment, card.standing, ident=f"planned-{one.pk}") if card else ""
        found.append(TodayCard(one, one.is_now(now), one.starts_at <= now, card, lift))
    return found


def _lift(enrolment: Enrolment, where: Standing, ident: str = "") -> SafeString | str:
    """The small lift, once the company is under way; `ident` where it stands on the page a second time."""
    if not (where.stage and enrolment.state in Enrolment.RUNNING):
        return ""
    steps = [
        Step(one.stage.order, one.stage.name, one.stage.start_month, one.stage.end_month, 0)
        for one in enrolment.planned_stages.all()
    ]
    told = {"month": where.month, "months": where.months, "stage": where.stage.stage.name}
    title = _("Month %(month)s of %(months)s, %(stage)s") % told
    return small_lift(
        ident=ident or f"lift-{enrolment.pk}",
        title=f"{title}, {_('behind plan')}" if where.is_behind else title,
        steps=steps,
        month=where.month,
        behind=where.is_behind,
    )


def _consequence(card: Card) -> tuple[bool, bool, bool, str]:
    """Silent and late companies first, paused last, then by name."""
    paused = card.enrolment.state == Enrolment.State.PAUSED
    return paused, not card.silent_days, not card.standing.is_behind, card.enrolment.company.name
