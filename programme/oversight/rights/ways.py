"""The ways by which a person comes to see rows: which appointment, assignment or cover lets her, in words.

Each way says in its own words which rows it opens, apart from visible_to. That all ways together open exactly what
visible_to gives is proved row by row in tests/oversight/test_sees.py: a rule that changes there needs its words here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from coaching.models import CoachAbsence, CoachAssignment
from coaching.visibility import coaches_appointed
from companies.models import Enrolment
from programme.people.models import Appointment, User
from programme.people.roles import NATIONAL_ROLES, NODE_ROLES, PERMISSIONS, Permission, Role

EVERYTHING = Q(pk__isnull=False)


@dataclass(frozen=True)
class Way:
    """words: why. opens: which rows of a kind. told: the same of one row, from the enrolments that it is about."""

    words: str
    opens: Q
    told: Callable[[set[int]], list[str]] | None = None

    def of_row(self, enrolments: set[int]) -> list[str]:
        """Why it opens a row that is about these enrolments."""
        return self.told(enrolments) if self.told else [self.words]

    def through(self, opens: Q) -> "Way":
        """The same reason for rows of another kind."""
        return replace(self, opens=opens)


def from_until(row: Any) -> str:
    """`2026-01-01–2026-06-30`, or `since 2026-01-01` where there is no end."""
    if row.until_on is None:
        return _("since %(day)s") % {"day": row.from_on}
    return f"{row.from_on}–{row.until_on}"


def held_in_words(appointment: Appointment) -> str:
    """An appointment as a reason: role, place, and from when until when."""
    return f"{appointment}, {from_until(appointment)}"


@dataclass(frozen=True)
class Held:
    """What a person holds today: appointments, assignments as coach, coaches whom she covers for."""

    person: User
    today: date

    @property
    def appointments(self) -> tuple[Appointment, ...]:
        """Those in force; none for who may not log in."""
        return self.person.rights.appointments

    def with_permission(self, permission: Permission) -> list[Appointment]:
        """Those that carry the permission."""
        return [held for held in self.appointments if permission in PERMISSIONS[Role(held.role)]]

    def national(self, permission: Permission) -> list[Way]:
        """A way to everything for each national role that holds for all programmes."""
        held = self.with_permission(permission)
        return [Way(held_in_words(a), EVERYTHING) for a in held if a.role in NATIONAL_ROLES and a.programme_id is None]

    def in_programmes(self, permission: Permission) -> list[tuple[Appointment, int]]:
        """National roles that hold for one programme, each with it."""
        held = self.with_permission(permission)
        return [(a, a.programme_id) for a in held if a.role in NATIONAL_ROLES and a.programme_id is not None]

    def in_regions(self, permission: Permission) -> list[tuple[Appointment, int]]:
        """Roles at a regional node, each with its region. A coach sees by assignments, not by region."""
        held = self.with_permission(permission)
        return [(a, a.region_id) for a in held if a.role in NODE_ROLES and a.region_id is not None]

    def at_funders(self) -> list[tuple[Appointment, int]]:
        """Appointments at funders, each with the funder."""
        return [(a, a.funder_id) for a in self.appointments if a.role == Role.FUNDER and a.funder_id is not None]

    @cached_property
    def assignments(self) -> list[CoachAssignment]:
        """Own assignments in force, for who may log sessions."""
        if not self.person.may(Permission.LOG_SESSIONS):
            return []
        return list(CoachAssignment.objects.filter(coach=self.person).in_force(self.today))

    @cached_property
    def covered(self) -> list[tuple[CoachAbsence, CoachAssignment]]:
        """Absences that she covers today, each with an assignment of the coach who is away."""
        if not self.person.may(Permission.LOG_SESSIONS):
            return []
        away = CoachAbsence.objects.filter(cover=self.person, coach__in=coaches_appointed(self.today))
        found = []
        for absence in away.in_force(self.today).select_related("coach"):
            theirs = CoachAssignment.objects.filter(coach=absence.coach).in_force(self.today)
            found += [(absence, assignment) for assignment in theirs]
        return found

    def coached(self) -> list[Way]:
        """The ways to enrolments by own assignments, and by cover."""
        ways = []
        if self.assignments:
            own = {one.enrolment_id for one in self.assignments}
            ways.append(Way(_("Coaches the company today"), Q(pk__in=own), self._own_told))
        if self.covered:
            others = {assignment.enrolment_id for _absence, assignment in self.covered}
            ways.append(Way(_("Covers today for the company's coach"), Q(pk__in=others), self._cover_told))
        return ways

    def _own_told(self, enrolments: set[int]) -> list[str]:
        return [
            f"{one.get_kind_display()}, {from_until(one)}" for one in self.assignments if one.enrolment_id in enrolments
        ]

    def _cover_told(self, enrolments: set[int]) -> list[str]:
        covers = {absence.pk: absence for absence, one in self.covered if one.enrolment_id in enrolments}
        return [
            _("Covers for %(coach)s, %(days)s") % {"coach": absence.coach, "days": from_until(absence)}
            for absence in covers.values()
        ]

    def office(self) -> list[Way]:
        """The ways to enrolments by role: everywhere, in a programme, in a region."""
        door = Permission.SEE_COMPANIES
        ways = self.national(door)
        ways += [
            Way(held_in_words(held), Q(programme_version__programme=programme))
            for held, programme in self.in_programmes(door)
        ]
        return ways + [Way(held_in_words(held), Q(region=region)) for held, region in self.in_regions(door)]

    def enrolments(self) -> list[Way]:
        """All ways to enrolments."""
        return self.office() + self.coached() if self.person.may(Permission.SEE_COMPANIES) else []


def enrolments_of(ways: Iterable[Way]) -> Iterable[tuple[Way, QuerySet[Enrolment, Any]]]:
    """Each way with the keys of the enrolments that it opens, for a subquery."""
    return ((way, Enrolment.objects.filter(way.opens).order_by().values("pk")) for way in ways)
