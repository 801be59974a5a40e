"""The mail that puts a planned session into the calendar of the coach or of a company's contact, or takes it out."""

from collections.abc import Iterable
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from coaching.calendars import CANCEL, REQUEST, invitation
from coaching.models import PlanLetter, PlannedSession
from companies.models import Contact
from programme.notices.bounces import refused
from programme.notices.letters import CalendarEntry, Letter
from programme.notices.models import Delivery


def session_plan(pk: int) -> Letter | None:
    """What to say now about one change; None when the same person is told of a later one, since that one tells all."""
    row = (
        PlanLetter.objects.select_related("planned__coach", "planned__activity", "contact__company")
        .filter(pk=pk)
        .first()
    )
    if row is None or _is_overtaken(row) or not _is_there(row):
        return None
    language = (row.contact or row.planned.coach).language
    with translation.override(language):
        return _written(row, str(language))


def _is_overtaken(row: PlanLetter) -> bool:
    """Told of a later change; or still to be put into a calendar when it will not be held."""
    later = PlanLetter.objects.filter(planned=row.planned_id, contact=row.contact_id, sequence__gt=row.sequence)
    called_off = row.planned.state == PlannedSession.State.CANCELLED and row.kind != PlanLetter.Kind.CANCELLED
    return called_off or later.exists()


def refused_contacts(contacts: Iterable[Contact]) -> list[tuple[Contact, Delivery]]:
    """Those whose address refused the last calendar mail, with that mail. One statement.

    Give contacts that the reader sees. An address that was changed since then counts as the old one, until a mail to
    it was sent.
    """
    by_pk = {contact.pk: contact for contact in contacts}
    letters = PlanLetter.objects.filter(contact__in=by_pk)
    mails = Delivery.objects.filter(letter="session_plan", about_id__in=letters.order_by().values("pk"))
    contact = PlanLetter.objects.filter(pk=OuterRef("about_id")).values("contact")
    sent: dict[int, list[Delivery]] = {}
    told: Iterable[Any] = mails.annotate(contact_pk=Subquery(contact))
    for mail in told:
        sent.setdefault(mail.contact_pk, []).append(mail)
    last = [(by_pk[pk], refused(those)) for pk, those in sent.items()]
    return [(contact, mail) for contact, mail in last if mail]


def _is_there(row: PlanLetter) -> bool:
    """Who has left, or may not log in any more, is written to no more."""
    if row.contact is None:
        return row.planned.coach.is_active
    left_on = row.contact.left_on
    return bool(row.contact.email) and (left_on is None or left_on > timezone.localdate())


def _written(row: PlanLetter, language: str) -> Letter:
    planned, coach = row.planned, row.planned.coach
    method = CANCEL if row.kind == PlanLetter.Kind.CANCELLED else REQUEST
    if row.contact:  # at a joint session the other companies stay out of sight
        who = str(row.contact.company)
        summary = _("Coaching session with %(name)s") % {"name": coach.name}
        guest, organiser = (row.contact.name, row.contact.email), (coach.name, coach.email)
    else:
        who = ", ".join(str(one.company) for one in planned.enrolments.select_related("company"))
        summary, guest = who, (coach.name, coach.email)
        organiser = ("Lyftportalen", parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    entry = invitation(planned, summary=summary, organiser=organiser, guest=guest, method=method, now=timezone.now())
    context = {
        "planned": planned,
        "kind": row.kind,
        "is_coach": row.contact is None,
        "coach": coach,
        "who": who,
        "link": settings.SITE_URL + planned.get_absolute_url() if row.contact is None else "",
        "privacy_link": settings.SITE_URL + "/privacy/",
    }
    return Letter(
        to=guest[1],
        language=language,
        context=context,
        reply_to=coach.email if row.contact else "",
        calendar=CalendarEntry(entry.decode(), method, f"traff-{planned.pk}.ics"),
    )
