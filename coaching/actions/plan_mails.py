"""Who is written to when something happens to a planned session: the coach and the contacts, as was ticked."""

from datetime import date, datetime

from django.utils import timezone

from coaching.actions.invited import Exchange
from coaching.models import PlanLetter, PlannedSession
from companies.models import Contact, Enrolment
from programme.notices.actions import post_letter

LETTER = "session_plan"
Kind = PlanLetter.Kind


def contacts_to_tell(enrolments: list[Enrolment], day: date) -> list[Contact]:
    """Of each company the person who is written to: the main contact, or the first with an address; none without."""
    found: dict[int, Contact] = {}
    companies = {one.company_id for one in enrolments}
    rows = Contact.objects.filter(company__in=companies).exclude(email="").order_by("-is_main", "name", "pk")
    for contact in rows.select_related("company"):
        if contact.left_on is None or contact.left_on > day:
            found.setdefault(contact.company_id, contact)
    return list(found.values())


def tell(
    planned: PlannedSession,
    kind: str,
    now: datetime,
    *,
    exchange: Exchange | None = None,
    only_companies: bool = False,
) -> None:
    """Line up the mails; they go out after the transaction.

    Of an exchange of companies: those who come in get the session into their calendars, those who go out of it get it
    taken out, and the contacts who stay hear of it only when something else was changed, too.
    """
    if planned.tells_coach:
        _post(planned, kind, None, now)
    if not planned.tells_contacts:
        return
    exchange = exchange or Exchange()
    came = {one.company_id for one in exchange.came}
    for contact in contacts_to_tell(list(planned.enrolments.all()), timezone.localdate(now)):
        if contact.company_id in came:
            _post(planned, Kind.PLANNED, contact, now)
        elif not only_companies:
            _post(planned, kind, contact, now)
    for contact in _told_of(planned, exchange.went):
        _post(planned, Kind.CANCELLED, contact, now)


def _told_of(planned: PlannedSession, went: tuple[Enrolment, ...]) -> list[Contact]:
    """Contacts of the companies that are out of it whose calendars were told of it last."""
    letters = PlanLetter.objects.filter(planned=planned, contact__company__in={one.company_id for one in went})
    last = {row.contact_id: row for row in letters.order_by("sequence").select_related("contact")}
    return [row.contact for row in last.values() if row.contact and row.kind != Kind.CANCELLED]


def _post(planned: PlannedSession, kind: str, contact: Contact | None, now: datetime) -> None:
    row = PlanLetter.objects.create(planned=planned, sequence=planned.sequence, kind=kind, contact=contact)
    post_letter(letter=LETTER, about=row.pk, now=now)
