"""Search over everything that a reader sees, from any page: companies, people, what was done, grants and reports.

Never in confidential notes. Each kind of thing is one statement, and shows its first few; where a list can show all of
them it is named.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coaching.models import ActionItem, Activity, Attendance, CoachingSession
from companies.models import Company
from companies.models.contact import Contact
from funding.models import Grant, Report
from funding.reports import title_of
from programme.common.searching import LEAST, excerpt, has_words, parts_of
from programme.common.text import names_in_line
from programme.oversight.own_pages import own_page
from programme.people.models import User
from programme.people.roles import Permission

SHOWN = 6  # of a kind
IN_TEXT = 3  # letters that a search in texts needs: shorter ones are everywhere
Parts = list[tuple[str, bool]]


@dataclass(frozen=True)
class Hit:
    """One thing that was found: what it is called, what is said beside it, and its page."""

    title: Parts
    about: Parts
    href: str


@dataclass(frozen=True)
class Found:
    """The first hits of a kind. more: there are others; all_href: a list that shows them."""

    key: str
    label: str | Promise
    hits: list[Hit]
    more: bool
    all_href: str


@dataclass(frozen=True)
class Kind:
    """A kind of thing: its rows for a reader, and how a row is told."""

    key: str
    label: str | Promise
    permission: Permission
    rows: Callable[[User, str], QuerySet[Any]]
    told: Callable[[Any, str], tuple[str, str]]  # row, words -> title, about
    href: Callable[[Any], str]
    all_in: str = ""  # the list that takes `?q=`
    least: int = LEAST


def found_for(user: User, words: str) -> list[Found]:
    """What the reader finds, kind by kind, empty kinds left out."""
    return [one for one in (_found(kind, user, words) for kind in KINDS if user.may(kind.permission)) if one.hits]


def _found(kind: Kind, user: User, words: str) -> Found:
    rows = list(kind.rows(user, words)[: SHOWN + 1]) if max(map(len, words.split())) >= kind.least else []
    hits = []
    for row in rows[:SHOWN]:
        title, about = kind.told(row, words)
        hits.append(Hit(parts_of(title, words), parts_of(about, words), kind.href(row)))
    everything = f"{reverse(kind.all_in)}?{urlencode({'q': words})}" if kind.all_in else ""
    return Found(kind.key, kind.label, hits, len(rows) > SHOWN, everything)


# --- Companies and their people ------------------------------------------------------------------


def _companies(user: User, words: str) -> QuerySet[Any]:
    return Company.objects.visible_to(user).matching(words).select_related("municipality").order_by("name", "pk")


def _company_told(company: Company, words: str) -> tuple[str, str]:
    return company.name, f"{company.number} · {company.municipality}"


def _contacts(user: User, words: str) -> QuerySet[Any]:
    there = Company.objects.visible_to(user).order_by().values("pk")
    return Contact.objects.filter(has_words(words, "name", "email"), company__in=there).select_related("company")


def _contact_told(contact: Contact, words: str) -> tuple[str, str]:
    return contact.name, " · ".join(part for part in (contact.title, contact.company.name, contact.email) if part)


# --- What was done -------------------------------------------------------------------------------


def _sessions(user: User, words: str) -> QuerySet[Any]:
    seen = Attendance.objects.visible_to(user).select_related("enrolment__company").order_by("enrolment__company__name")
    rows = CoachingSession.objects.visible_to(user).filter(has_words(words, "shareable_summary"))
    there = Prefetch("attendances", seen, to_attr="seen")
    return rows.defer("confidential_note").select_related("coach").prefetch_related(there).order_by("-held_on", "-pk")


def _session_told(session: Any, words: str) -> tuple[str, str]:
    names = names_in_line([one.enrolment.company.name for one in session.seen]) if session.seen else _("Session")
    return f"{names}, {session.held_on.isoformat()}", excerpt(session.shareable_summary, words)


def _actions(user: User, words: str) -> QuerySet[Any]:
    rows = ActionItem.objects.visible_to(user).filter(has_words(words, "what", "effect"))
    return rows.select_related("enrolment__company").order_by("-added_on", "-pk")


def _action_told(action: ActionItem, words: str) -> tuple[str, str]:
    due = _("due %(day)s") % {"day": _day(action.due_on)} if action.due_on else ""
    done = _("done %(day)s") % {"day": _day(action.closed_on)} if action.closed_on else due
    return action.what, " · ".join(part for part in (action.enrolment.company.name, done) if part)


def _activities(user: User, words: str) -> QuerySet[Any]:
    return Activity.objects.visible_to(user).filter(has_words(words, "title")).order_by("-pk")


def _activity_told(activity: Activity, words: str) -> tuple[str, str]:
    return activity.title, str(activity.get_kind_display())


def _day(day: date) -> str:
    return day.isoformat()


# --- The programme's people, grants, reports -----------------------------------------------------


def _people(user: User, words: str) -> QuerySet[Any]:
    rows: QuerySet[Any] = User.objects.visible_to(user).filter(has_words(words, "name", "email"))
    return rows.order_by("name", "pk")


def _person_told(person: User, words: str) -> tuple[str, str]:
    return person.name, person.email


def _person_page(person: User) -> str:
    return reverse("person-card", args=[person.pk])


def _grants(user: User, words: str) -> QuerySet[Any]:
    rows = Grant.objects.visible_to(user).select_related("funder", "programme")
    return rows.filter(has_words(words, "name_sv", "name_en", "case_number", "funder__name")).order_by(
        "-starts_on", "pk"
    )


def _grant_told(grant: Grant, words: str) -> tuple[str, str]:
    return str(grant), f"{grant.funder} · {grant.case_number}"


def _reports(user: User, words: str) -> QuerySet[Any]:
    grant = "period__grant__"
    columns = [f"{grant}{name}" for name in ("name_sv", "name_en", "case_number", "funder__name", "programme__name_sv")]
    rows = Report.objects.visible_to(user).filter(has_words(words, *columns)).defer("content")
    return rows.select_related(f"{grant}funder", f"{grant}programme").order_by("-period__ends_on", "-version", "-pk")


def _report_told(report: Report, words: str) -> tuple[str, str]:
    grant = report.period.grant
    version = _("version %(n)s") % {"n": report.version}
    return title_of(report), f"{grant.funder} · {grant} · {report.get_state_display()} · {version}"


KINDS = (
    Kind("companies", gettext_lazy("Companies"), Permission.SEE_COMPANIES, _companies, _company_told, own_page,
         all_in="company-list"),
    Kind("contacts", gettext_lazy("People at companies"), Permission.SEE_COMPANIES, _contacts, _contact_told, own_page,
         least=IN_TEXT),
    Kind("sessions", gettext_lazy("Sessions"), Permission.SEE_SESSIONS, _sessions, _session_told, own_page,
         least=IN_TEXT),
    Kind("actions", gettext_lazy("Actions"), Permission.SEE_SESSIONS, _actions, _action_told, own_page, least=IN_TEXT),
    Kind("activities", gettext_lazy("Activities"), Permission.SEE_SESSIONS, _activities, _activity_told, own_page,
         all_in="activity-list"),
    Kind("people", gettext_lazy("The programme's people"), Permission.SEE_PEOPLE, _people, _person_told, _person_page,
         all_in="person-list"),
    Kind("grants", gettext_lazy("Grants"), Permission.SEE_REPORTS, _grants, _grant_told, own_page),
    Kind("reports", gettext_lazy("Reports"), Permission.SEE_REPORTS, _reports, _report_told, own_page),
)  # fmt: skip


def is_long_enough(words: str) -> bool:
    """True when there is something to look for."""
    return any(len(word) >= LEAST for word in words.split())


def kinds_searched(user: User) -> list[str]:
    """What a reader's search looks through, in words."""
    return [str(kind.label) for kind in KINDS if user.may(kind.permission)]
