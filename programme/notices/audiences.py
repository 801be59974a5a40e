"""Whom a reminder may be meant for, and who that is on a day. Coaches are known higher up, in coaching."""

from collections import defaultdict
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from programme.people.models import Appointment
from programme.people.roles import Role


class Audience(models.TextChoices):
    """Whom a step of a rule tells, from those nearest to the matter upwards."""

    PERSON = "person", _("The person it concerns")
    LEAD_COACH = "lead_coach", _("The lead coach")
    COACHES = "coaches", _("All coaches of the company")
    INBOX = "inbox", _("Who answers in the region")  # leaders and outreach leads
    LEADERS = "leaders", _("Regional leaders")
    DIRECTORS = "directors", _("Programme director")


# Who is told when nobody holds a task, so that no matter falls between two chairs.
UPWARD: dict[str, tuple[Audience, ...]] = {
    Audience.LEAD_COACH: (Audience.COACHES, Audience.LEADERS, Audience.DIRECTORS),
    Audience.COACHES: (Audience.LEADERS, Audience.DIRECTORS),
    Audience.INBOX: (Audience.DIRECTORS,),
    Audience.LEADERS: (Audience.DIRECTORS,),
}
RANK = {audience.value: rank for rank, audience in enumerate(Audience)}
ANSWERING = (Role.REGIONAL_LEADER, Role.OUTREACH_LEAD)
People = tuple[int, ...]


def leaders_by_region(today: date, *roles: Role) -> dict[int, People]:
    """Region id -> ids of its leaders in force (or of who holds these roles) who may log in."""
    held = Appointment.objects.in_force(today).filter(
        role__in=roles or [Role.REGIONAL_LEADER], region__isnull=False, person__is_active=True
    )
    found: defaultdict[int, list[int]] = defaultdict(list)
    for region, person in held.order_by("region", "person").values_list("region", "person").distinct():
        found[region or 0].append(person)
    return {region: tuple(people) for region, people in found.items()}


class Directors:
    """The directors in force on a day, by programme: those of all programmes, and a programme's own."""

    def __init__(self, today: date) -> None:
        held = Appointment.objects.in_force(today).filter(role=Role.DIRECTOR, person__is_active=True)
        self._held = list(held.order_by("person").values_list("person", "programme").distinct())

    def of(self, programme: int | None) -> People:
        """Ids of those who answer for a programme; None: of those who answer for all."""
        return tuple(dict.fromkeys(person for person, where in self._held if where in (None, programme)))
