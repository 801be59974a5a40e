"""What a company's card says."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from coaching.letters import refused_contacts
from companies.models import Company, Contact, Enrolment
from programme.notices.models import Delivery
from programme.oversight.cards.history import LIMIT, Told, told
from programme.oversight.company_list import month_now, silent_since, with_coaching
from programme.oversight.status import Mark, marks_of
from programme.people.models import AuditEvent, User
from programme.people.roles import Permission


@dataclass(frozen=True)
class EnrolmentLine:
    """One enrolment of the company that the reader sees."""

    enrolment: Enrolment
    stage: str
    month: int | None
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class CompanyCard:
    """A company's people, enrolments and history, and what the reader may do."""

    contacts: list[Contact]
    refused: list[tuple[Contact, Delivery]]  # whose address does not take our mails, and the last that it refused
    enrolments: list[EnrolmentLine]
    history: list[Told]
    may_change: bool
    change_href: str


def company_card(company: Company, user: User, *, today: date) -> CompanyCard:
    """The card for one reader. Contacts are shown to who sees the company; past contacts are left out."""
    events = AuditEvent.objects.about("company", company.pk).select_related("by")[:LIMIT]
    contacts = list(company.contacts.filter(left_on=None))
    return CompanyCard(
        contacts=contacts,
        refused=refused_contacts(contacts) if contacts else [],
        enrolments=_enrolments(company, user, today),
        history=told(events, own="company"),
        may_change=Company.objects.changeable_by(user).filter(pk=company.pk).exists()
        if user.may(Permission.CHANGE_COMPANIES)
        else False,
        change_href=reverse("company-change", args=[company.pk]),
    )


def _enrolments(company: Company, user: User, today: date) -> list[EnrolmentLine]:
    seen = Enrolment.objects.visible_to(user).filter(company=company).order_by("-state_since_on", "-pk")
    rows = with_coaching(seen.select_related("region", "programme_version__programme"), user, today=today)
    lines = []
    for row in rows:
        stage = next(iter(getattr(row, "now_in", [])), None)
        marks = marks_of(
            row.state,
            today=today,
            stage_ends_on=stage.planned_end_on if stage else None,
            silent_since_on=silent_since(row, today=today),
        )
        lines.append(EnrolmentLine(row, str(stage.stage) if stage else "", month_now(row, today), marks))
    return lines
