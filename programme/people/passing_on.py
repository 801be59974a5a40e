"""Which rights a person may pass on: never more than the person's own role and place carry (roles.MAY_INVITE)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from programme.people.models import Appointment
from programme.people.roles import MAY_INVITE, NATIONAL_ROLES, Permission, Rights, Role
from programme.structure.models import Funder, Programme, Region


@dataclass(frozen=True)
class NewAppointment:
    """A role, where it holds (one of programme, region and funder, or none for all programmes), from–until."""

    role: Role
    from_on: date
    until_on: date | None = None
    programme: Programme | None = None
    region: Region | None = None
    funder: Funder | None = None

    @property
    def place(self) -> dict[str, Any]:
        """Where it holds, as values of the row."""
        return {"programme": self.programme, "region": self.region, "funder": self.funder}


def may_pass_on(rights: Rights, new: NewAppointment) -> bool:
    """True when one of the appointments held covers the new one."""
    return any(_covers(held, new) for held in rights.appointments)


def _covers(held: Appointment, new: NewAppointment) -> bool:
    if new.role not in MAY_INVITE.get(Role(held.role), frozenset()):
        return False
    if held.role not in NATIONAL_ROLES:
        return new.region is not None and new.region.pk == held.region_id
    if held.programme_id is None:
        return True
    # A region serves every programme, so a director of one programme may not appoint there.
    return new.role in NATIONAL_ROLES and new.programme is not None and new.programme.pk == held.programme_id


def roles_on_offer(rights: Rights) -> list[Role]:
    """The roles that the person may pass on somewhere, in the order of the list of roles."""
    found: set[Role] = set()
    for held in rights.appointments:
        passable = MAY_INVITE.get(Role(held.role), frozenset())
        found |= passable & NATIONAL_ROLES if held.programme_id else passable
    return [role for role in Role if role in found]


def is_nationwide(rights: Rights) -> bool:
    """True for who may appoint anywhere: a director of all programmes."""
    return rights.national(Permission.INVITE_PEOPLE)
