"""Whom a person may show a work list to: the people she sees, and the roles and regions of her own work."""

from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from programme.people.models import Appointment, User
from programme.people.roles import NATIONAL_ROLES, Role
from programme.structure.models import Region


def may_share(user: User) -> bool:
    """Who runs or does the work. An auditor changes nothing of others, and a funder has no colleagues here."""
    return user.rights.has(*(role for role in Role if role not in {Role.AUDITOR, Role.FUNDER}))


def people_to_share_with(user: User, *, today: date) -> QuerySet[User]:
    """Others whom she sees, who may log in and have a task today."""
    nobody: QuerySet[User] = User.objects.none()
    if not may_share(user):
        return nobody
    busy = Appointment.objects.visible_to(user).in_force(today).order_by().values("person")
    others: QuerySet[User] = User.objects.visible_to(user).filter(is_active=True, pk__in=busy).exclude(pk=user.pk)
    return others.order_by("name", "pk")


def regions_to_share_with(user: User) -> QuerySet[Region]:
    """All for a director, else those of her own tasks."""
    if not may_share(user):
        return Region.objects.none()
    if user.rights.has(Role.DIRECTOR):
        return Region.objects.all()
    return Region.objects.filter(pk__in={task.region_id for task in user.rights.appointments if task.region_id})


def may_share_with(user: User, *, person: User | None, role: Role | None, region: Region | None) -> bool:
    """True for a person whom she sees, a role in a region of hers or that region; a role everywhere for directors."""
    if person is not None:
        alone = role is None and region is None
        return alone and people_to_share_with(user, today=timezone.localdate()).filter(pk=person.pk).exists()
    if region is None:
        return role is not None and user.rights.has(Role.DIRECTOR)
    if role in NATIONAL_ROLES or role == Role.FUNDER:
        return False  # such a task has no region, so nobody would see it
    return regions_to_share_with(user).filter(pk=region.pk).exists()
