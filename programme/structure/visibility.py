"""Who sees and changes the programme's structure. It is open: whoever may see any of it sees all of it.

This room lies below people, so a person is known here only by what the doors ask (STYLE rule 24).
"""

from typing import Any, Protocol, TypeVar

from django.db import models

SEE, CHANGE = "see_structure", "change_structure"  # programme.people.roles.Permission, whose members are text


class Viewer(Protocol):
    """Somebody with rights; programme.people.models.User is one."""

    def may(self, permission: Any) -> bool:
        """True when an appointment in force carries the permission."""

    @property
    def rights(self) -> Any:
        """The appointments in force, as doors and places."""


M = TypeVar("M", bound=models.Model)


def seen(rows: "models.QuerySet[M]", user: Viewer) -> "models.QuerySet[M]":
    """All rows for who may see the structure, else none."""
    return rows if user.may(SEE) else rows.none()


def changeable_everywhere(rows: "models.QuerySet[M]", user: Viewer) -> "models.QuerySet[M]":
    """All rows for a director of all programmes: regions belong to none of them."""
    return rows if user.may(CHANGE) and user.rights.national(CHANGE) else rows.none()


def changeable_in_programme(rows: "models.QuerySet[M]", user: Viewer, programme: str) -> "models.QuerySet[M]":
    """All rows for a director of all programmes; those of the own ones for a director of some.

    `programme` is the name of the column with the programme's id.
    """
    if not user.may(CHANGE):
        return rows.none()
    if user.rights.national(CHANGE):
        return rows
    return rows.filter(**{f"{programme}__in": user.rights.programmes(CHANGE)})
