"""Whom a person sees among people and appointments."""

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from programme.people.roles import MAY_INVITE, NATIONAL_ROLES, REGIONAL_ROLES, Permission, Role

if TYPE_CHECKING:
    from programme.people.models.appointment import AppointmentQuerySet
    from programme.people.models.audit import AuditQuerySet
    from programme.people.models.rights_review import RightsReviewQuerySet
    from programme.people.models.user import User, UserQuerySet
    from programme.people.models.work_list import WorkListQuerySet


def appointments(rows: "AppointmentQuerySet", user: "User") -> "AppointmentQuerySet":
    """All for director and auditor; for node roles those of their regions; everybody's own."""
    own = rows.filter(person=user)
    if not user.may(Permission.SEE_PEOPLE):
        return own
    if user.rights.has(Role.DIRECTOR, Role.AUDITOR):
        return rows
    return own | rows.filter(region__in=user.rights.regions(Permission.SEE_PEOPLE))


def changeable_appointments(rows: "AppointmentQuerySet", user: "User") -> "AppointmentQuerySet":
    """Those that the person could have made: see passing_on.py, which says the same of a new one."""
    rights = user.rights
    if not user.may(Permission.INVITE_PEOPLE):
        return rows.none()
    if rights.national(Permission.INVITE_PEOPLE):
        return rows
    passable = {role for held in rights.roles for role in MAY_INVITE.get(held, frozenset())}
    in_programme = Q(role__in=passable & NATIONAL_ROLES, programme__in=rights.programmes(Permission.INVITE_PEOPLE))
    in_region = Q(role__in=passable & REGIONAL_ROLES, region__in=rights.regions(Permission.INVITE_PEOPLE))
    return rows.filter(in_programme | in_region)


def users(rows: "UserQuerySet", user: "User") -> "UserQuerySet":
    """Those with an appointment that the person sees (today's or past), and oneself."""
    from programme.people.models import Appointment  # app ready: models before roles meet rows

    if user.may(Permission.SEE_PEOPLE) and user.rights.has(Role.DIRECTOR, Role.AUDITOR):
        return rows
    seen = Appointment.objects.visible_to(user).values("person")
    return rows.filter(pk__in=seen) | rows.filter(pk=user.pk)


def changeable_users(rows: "UserQuerySet", user: "User") -> "UserQuerySet":
    """Those all of whose appointments in force the person could end; a director of all programmes changes everybody."""
    from programme.people.models import Appointment  # app ready: models before roles meet rows

    if not user.may(Permission.INVITE_PEOPLE):
        return rows.none()
    if user.rights.national(Permission.INVITE_PEOPLE):
        return rows
    in_force = Appointment.objects.in_force(timezone.localdate())
    mine = in_force.changeable_by(user)
    others = in_force.exclude(pk__in=mine.values("pk"))
    return rows.filter(pk__in=mine.values("person")).exclude(pk__in=others.values("person"))


def trail(rows: "AuditQuerySet", user: "User") -> "AuditQuerySet":
    """All of it, for director and auditor of all programmes: an event knows no programme, so who has one sees none."""
    return rows if user.rights.national(Permission.SEE_TRAIL) else rows.none()


def rights_reviews(rows: "RightsReviewQuerySet", user: "User") -> "RightsReviewQuerySet":
    """All signed lists, as far as the trail: they name everybody, of every programme."""
    return rows if user.rights.national(Permission.SEE_RIGHTS) else rows.none()


def work_lists(rows: "WorkListQuerySet", user: "User") -> "WorkListQuerySet":
    """One's own, and those shown to her or to a task that she has today; none of an owner whose account is closed."""
    from programme.people.models import WorkListShare  # app ready: models before roles meet rows

    shown = Q(person=user)
    for task in user.rights.appointments:
        where = Q(region=None) | Q(region=task.region_id) if task.region_id else Q(region=None)
        shown |= Q(person=None, role__in=["", task.role]) & where
    shared = WorkListShare.objects.filter(shown).order_by().values("work_list")
    return rows.filter(Q(owner=user) | Q(pk__in=shared, owner__is_active=True))


def changeable_work_lists(rows: "WorkListQuerySet", user: "User") -> "WorkListQuerySet":
    """One's own, while one has a task or not: a kept list gives nothing away."""
    return rows.filter(owner=user)
