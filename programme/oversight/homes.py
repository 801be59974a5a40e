"""Which home pages a person has, and what they are called: a person may be a leader and coach a company too."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from programme.people.models import User
from programme.people.roles import Permission


@dataclass(frozen=True)
class Home:
    """A home page: its name in `?as=`, its word in the menu, and who has it."""

    name: str
    label: Any
    permission: Permission
    icon: str


# The first that a person's appointments open is the person's own; the others are in the menu.
HOMES = (
    Home("director", _("Overview"), Permission.SEE_OVERSIGHT, "home"),
    Home("leader", _("Home"), Permission.SEE_REGION_HOME, "home"),
    Home("coach", _("Today"), Permission.LOG_SESSIONS, "sun"),
    Home("funder", _("My grants"), Permission.SEE_REPORTS, "banknotes"),
)


def homes_of(user: User) -> list[Home]:
    """The person's home pages, the usual one first. A director reads reports without being a funder."""
    return [home for home in HOMES if user.may(home.permission) and (home.name != "funder" or user.rights.funders())]
