"""What a person may choose to hear about, and what nobody may switch off."""

from datetime import date

from django.db.models import QuerySet

from programme.notices.models import Topic
from programme.people.models import Appointment, User
from programme.people.roles import Permission, Role

# A report that comes late costs the programme its grant, so who answers for it always gets the mail.
DUTIES: dict[str, Role] = {Topic.REPORTS: Role.DIRECTOR}
CONCERNS: dict[str, Permission] = {
    Topic.STAGES: Permission.SEE_COMPANIES,
    Topic.SILENCE: Permission.SEE_SESSIONS,
    Topic.ACTIONS: Permission.SEE_SESSIONS,
    Topic.HANDOVERS: Permission.SEE_COMPANIES,
    Topic.INTERESTS: Permission.HANDLE_INTERESTS,
    Topic.REPORTS: Permission.SEE_REPORTS,
    Topic.SESSIONS: Permission.SEE_SESSIONS,
    Topic.DOCUMENTS: Permission.MOVE_ENROLMENTS,
    Topic.QUESTIONS: Permission.SEE_REPORTS,
    Topic.RIGHTS: Permission.SIGN_RIGHTS,
}


def topics_of(person: User) -> list[Topic]:
    """Topics that can concern the person today."""
    return [topic for topic in Topic if person.may(CONCERNS[topic])]


def may_switch_off(topic: str, person: User, *, on: date | None = None) -> bool:
    """False when the topic is one of the person's duties on a day; without one, today."""
    if topic not in DUTIES:
        return True
    return not (person.rights_on(on) if on else person.rights).has(DUTIES[topic])


def bound_to(topic: str, *, on: date) -> QuerySet[Appointment, int]:
    """Ids of people whose duty the topic is on a day."""
    return Appointment.objects.in_force(on).filter(role=DUTIES[topic]).order_by().values_list("person", flat=True)
