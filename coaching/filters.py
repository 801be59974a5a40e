"""Filters of the lists, read from the address. A value that cannot be is left out and said so."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from coaching.models import ActionItem, Attendance, CoachingSession
from companies.models import Company, Enrolment
from programme.common.forms import DayField
from programme.common.text import clean_line
from programme.people.models import User
from programme.structure.models import Region


@dataclass
class SessionFilters:
    """Company or number, enrolment, region, coach, from, until. `wrong` says what could not be read."""

    user: User
    q: str = ""
    region: Region | None = None
    enrolment: Enrolment | None = None
    coach: User | None = None
    from_on: date | None = None
    until_on: date | None = None
    regions: list[Region] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def any(self) -> bool:
        """True when something narrows the list."""
        return bool(self.q or self.region or self.enrolment or self.coach or self.from_on or self.until_on)

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Only through companies that the reader sees: at a joint session the others cannot be searched for."""
        if self.coach:
            rows = rows.filter(coach=self.coach)
        if self.from_on:
            rows = rows.filter(held_on__gte=self.from_on)
        if self.until_on:
            rows = rows.filter(held_on__lte=self.until_on)
        if self.q or self.region or self.enrolment:
            there = Attendance.objects.visible_to(self.user)
            if self.q:
                there = there.filter(enrolment__company__in=matching_companies(self.q, self.user))
            if self.region:
                there = there.filter(enrolment__region=self.region)
            if self.enrolment:
                there = there.filter(enrolment=self.enrolment)
            rows = rows.filter(pk__in=there.order_by().values("session"))
        return rows


@dataclass
class ActionFilters:
    """Open or all, of one company or of all."""

    user: User
    show: str = "open"
    q: str = ""
    enrolment: Enrolment | None = None

    def narrow(self, rows: QuerySet[ActionItem]) -> QuerySet[ActionItem]:
        """The rows that the address asks for."""
        if self.show == "open":
            rows = rows.filter(closed_on=None)
        if self.enrolment:
            rows = rows.filter(enrolment=self.enrolment)
        if self.q:
            rows = rows.filter(enrolment__company__in=matching_companies(self.q, self.user))
        return rows


def session_filters(query: QueryDict, user: User) -> SessionFilters:
    """Read `?q=&region=&enrolment=&coach=&from=&until=`."""
    found = SessionFilters(user, q=words_asked(query))
    seen = Enrolment.objects.visible_to(user).order_by().values("region")
    found.regions = list(Region.objects.filter(pk__in=seen))
    found.region = next((one for one in found.regions if str(one.pk) == query.get("region")), None)
    found.enrolment = enrolment_asked(query, user)
    found.coach = _coach(query, user)
    found.from_on = day_asked(query.get("from", ""), _("From"), found.wrong)
    found.until_on = day_asked(query.get("until", ""), _("Until"), found.wrong)
    return found


def action_filters(query: QueryDict, user: User) -> ActionFilters:
    """Read `?show=open|all&q=&enrolment=`."""
    show = "all" if query.get("show") == "all" else "open"
    return ActionFilters(user, show, words_asked(query), enrolment_asked(query, user))


def words_asked(query: QueryDict) -> str:
    """The words that are searched for."""
    return clean_line(query.get("q", ""))[:100]


def matching_companies(words: str, user: User) -> Any:
    """Ids of the companies that the person sees and that match the words."""
    return Company.objects.visible_to(user).matching(words).order_by().values("pk")


def enrolment_asked(query: QueryDict, user: User) -> Enrolment | None:
    """One that the person sees; anything else narrows nothing."""
    key = query.get("enrolment", "")
    if not (key.isascii() and key.isdigit() and len(key) < 16):
        return None
    return Enrolment.objects.visible_to(user).filter(pk=int(key)).select_related("company").first()


def _coach(query: QueryDict, user: User) -> User | None:
    """Somebody whom the person sees, or who held a session that she sees; anything else narrows nothing."""
    key = query.get("coach", "")
    if not (key.isascii() and key.isdigit() and len(key) < 16):
        return None
    seen = CoachingSession.objects.visible_to(user).filter(coach=int(key)).select_related("coach")
    session = seen.defer("confidential_note").first()
    return session.coach if session else User.objects.visible_to(user).filter(pk=int(key)).first()


def day_asked(text: str, label: str, wrong: list[str]) -> date | None:
    """A day of the address; what is none is said in `wrong`."""
    try:
        day: date | None = DayField(required=False).clean(text)
    except ValidationError as error:
        wrong.append(f"{label}: {' '.join(error.messages)}")
        return None
    return day
