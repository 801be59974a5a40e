"""The list of rights: every appointment in force on a day, what changed since the last sign-off, what to look at.

Pure but for two reads; the same lines stand on the page, in the spreadsheet and, frozen, in what is signed off.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import models
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from programme.people.models import Appointment, RightsReview, User
from programme.people.models.user import Language
from programme.people.roles import NATIONAL_ROLES, Role

SILENT_FOR = timedelta(days=90)
DUE_AFTER = timedelta(days=30)  # from a quarter's first day: when its list is to be signed off


class Flag(models.TextChoices):
    """Why a line should be looked at."""

    NO_LOGIN = "no_login", _("No login for 90 days")
    SEVERAL = "several", _("Several roles")
    ENDS = "ends", _("Ends within the quarter")
    ONE_STEP = "one_step", _("National role without two-step login")
    CLOSED = "closed", _("The account is closed")


class Change(models.TextChoices):
    """What became of a line since the last sign-off."""

    NEW = "new", _("New")
    ENDED = "ended", _("Ended")


@dataclass(frozen=True)
class RosterLine:
    """One appointment of one person. Days as year-month-day, so that a frozen line is the same as a live one."""

    appointment: int
    person: int
    name: str
    email: str
    role: str
    place: dict[str, str]  # language -> words
    from_on: str
    until_on: str  # "" without an end
    last_login_on: str  # "" before the first
    two_step: bool
    flags: list[str]
    change: str = ""

    @property
    def role_words(self) -> str:
        """The role in the reader's language."""
        return str(Role(self.role).label) if self.role in Role.values else self.role

    @property
    def place_words(self) -> str:
        """Where it holds, in the reader's language."""
        return self.place.get(translation.get_language() or "", "") or next(iter(self.place.values()), "")

    @property
    def flag_words(self) -> list[str]:
        """The flags in words."""
        return [str(Flag(flag).label) for flag in self.flags if flag in Flag.values]

    @property
    def change_words(self) -> str:
        """The change in words; empty when there is none."""
        return str(Change(self.change).label) if self.change in Change.values else ""


def quarter_of(day: date) -> date:
    """The first day of the quarter that a day lies in."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def next_quarter(first: date) -> date:
    """The first day of the quarter after one that begins on `first`."""
    return date(first.year + (first.month + 2) // 12, (first.month + 2) % 12 + 1, 1)


def due_on(quarter: date) -> date:
    """The day by which a quarter's list is to be signed off."""
    return quarter + DUE_AFTER


def roster(viewer: User, on: date, *, since: RightsReview | None) -> list[RosterLine]:
    """Lines in force on a day, by name, and those ended since a sign-off. Logins and two-step are those of now."""
    held = list(Appointment.objects.visible_to(viewer).in_force(on).select_related("person", *_PLACES))
    two_step = set(
        Authenticator.objects.filter(user__in={one.person_id for one in held}, type=Authenticator.Type.TOTP)
        .order_by()
        .values_list("user", flat=True)
    )
    roles = Counter(person for person, _role in {(one.person_id, one.role) for one in held})
    before = {line["appointment"]: line for line in since.lines if line["change"] != Change.ENDED} if since else {}
    lines = [
        _line(
            one,
            two_step=one.person_id in two_step,
            flags=_flags(one, on, two_step=one.person_id in two_step, several=roles[one.person_id] > 1),
            change=Change.NEW if since and one.pk not in before else "",
        )
        for one in held
    ]
    lines += _ended(viewer, before, {one.pk for one in held})
    return sorted(lines, key=lambda line: (line.name.casefold(), line.person, line.from_on, line.appointment))


_PLACES = ("programme", "region", "funder")


def _line(one: Appointment, *, two_step: bool, flags: list[str], change: str) -> RosterLine:
    person = one.person
    return RosterLine(
        appointment=one.pk,
        person=person.pk,
        name=person.name,
        email=person.email,
        role=one.role,
        place=_place(one),
        from_on=one.from_on.isoformat(),
        until_on=one.until_on.isoformat() if one.until_on else "",
        last_login_on=timezone.localdate(person.last_login).isoformat() if person.last_login else "",
        two_step=two_step,
        flags=flags,
        change=str(change),
    )


def _place(one: Appointment) -> dict[str, str]:
    words = {}
    for language in Language.values:
        with translation.override(language):
            words[language] = one.place
    return words


def _flags(one: Appointment, on: date, *, two_step: bool, several: bool) -> list[str]:
    person, ends = one.person, next_quarter(quarter_of(on)) - timedelta(days=1)
    last = timezone.localdate(person.last_login or person.joined_at)
    found = {
        Flag.NO_LOGIN: last < on - SILENT_FOR,
        Flag.SEVERAL: several,
        Flag.ENDS: one.until_on is not None and one.until_on <= ends,
        Flag.ONE_STEP: one.role in NATIONAL_ROLES and not two_step,
        Flag.CLOSED: not person.is_active,
    }
    return [flag.value for flag, holds in found.items() if holds]


def _ended(viewer: User, before: dict[int, dict[str, Any]], held: set[int]) -> list[RosterLine]:
    """Lines of the last list that are in force no more, with their last day as it is known now."""
    gone = before.keys() - held
    rows = Appointment.objects.visible_to(viewer).filter(pk__in=gone).select_related("person", *_PLACES)
    return [_line(one, two_step=False, flags=[], change=Change.ENDED) for one in rows]


def frozen(lines: Iterable[RosterLine]) -> list[dict[str, Any]]:
    """The lines as they are kept."""
    return [asdict(line) for line in lines]


def thawed(review: RightsReview) -> list[RosterLine]:
    """The lines of a signed list."""
    return [RosterLine(**line) for line in review.lines]


def fingerprint(lines: Iterable[RosterLine]) -> str:
    """What is signed, in short: the rights, not the logins, which change while the page is read."""
    rights = [[one.appointment, one.until_on, one.change, Flag.CLOSED in one.flags] for one in lines]
    return hashlib.sha256(json.dumps(rights).encode()).hexdigest()
