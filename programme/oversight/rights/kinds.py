"""Each kind of thing that a person may see: its rows through visible_to, and the ways that lead to them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coaching.models import (
    ActionItem,
    Activity,
    Attendance,
    CoachAbsence,
    CoachingSession,
    Goal,
    PlannedSession,
    SessionDraft,
)
from companies.models import Company, CompanyImport, Document, Enrolment, Interest, LoggedContact
from funding.models import Cost, Grant, RegionalText, Report, ReportQuestion, Story
from programme.jobs.models import Job
from programme.notices.models import Delivery, Notice
from programme.notices.visibility import matters_seen
from programme.oversight.rights.ways import EVERYTHING, Held, Way, enrolments_of, held_in_words
from programme.people.models import Appointment, AuditEvent, User
from programme.people.roles import Permission, Role

P = Permission
Rows = QuerySet[Any, Any]


@dataclass(frozen=True)
class Kind:
    """rows: all of the kind, to be narrowed by visible_to. ways: which of them the person sees, and why.

    enrolments: for keys of rows, the enrolments that each is about, where the reason depends on them. order: which come
    first.
    """

    key: str
    label: Any
    rows: Callable[[], Any]
    ways: Callable[[Held], list[Way]]
    enrolments: Callable[[Iterable[int]], list[tuple[int, int]]] | None = None
    order: tuple[str, ...] = ("pk",)
    is_named: bool = True  # False: only counted, since what one is called is told elsewhere, in its reader's words


def _at(name: str, held: Held) -> list[Way]:
    """The ways to rows that have one enrolment, in the column `name`."""
    return [way.through(Q(**{f"{name}__in": keys})) for way, keys in enrolments_of(held.enrolments())]


def _own(person: User, name: str, words: str) -> Way:
    return Way(words, Q(**{name: person}))


# --- Companies -----------------------------------------------------------------------------------


def _companies(held: Held) -> list[Way]:
    if not held.person.may(P.SEE_COMPANIES):
        return []
    ways = held.national(P.SEE_COMPANIES)
    for appointment, programme in held.in_programmes(P.SEE_COMPANIES):
        enrolled = Enrolment.objects.filter(programme_version__programme=programme).order_by().values("company")
        ways.append(Way(held_in_words(appointment), Q(pk__in=enrolled)))
    for appointment, region in held.in_regions(P.SEE_COMPANIES):
        enrolled = Enrolment.objects.filter(region=region).order_by().values("company")
        ways.append(Way(held_in_words(appointment), Q(region=region) | Q(pk__in=enrolled)))
    for way in held.coached():
        coached = Enrolment.objects.filter(way.opens).order_by().values("company")
        ways.append(way.through(Q(pk__in=coached)))
    return ways


def _documents(held: Held) -> list[Way]:
    if not held.person.may(P.SEE_COMPANIES):
        return []
    ways = [way.through(Q(enrolment__in=keys)) for way, keys in enrolments_of(held.office())]
    open_ones = Q(for_office_only=False, removed_at=None)
    return ways + [way.through(Q(enrolment__in=keys) & open_ones) for way, keys in enrolments_of(held.coached())]


def _logged_contacts(held: Held) -> list[Way]:
    there = Company.objects.order_by()
    return [way.through(Q(company__in=there.filter(way.opens).values("pk"))) for way in _companies(held)]


def _interests(held: Held) -> list[Way]:
    regions = held.in_regions(P.SEE_INTERESTS)
    return held.national(P.SEE_INTERESTS) + [Way(held_in_words(one), Q(region=region)) for one, region in regions]


# --- Coaching ------------------------------------------------------------------------------------


def _sessions(held: Held) -> list[Way]:
    if not held.person.may(P.SEE_SESSIONS):
        return []
    came = Attendance.objects.order_by()
    ways = [
        way.through(Q(pk__in=came.filter(enrolment__in=keys).values("session")))
        for way, keys in enrolments_of(held.enrolments())
    ]
    if held.person.may(P.LOG_SESSIONS):
        ways.append(_own(held.person, "coach", _("Logged the session")))
    return ways


def _planned(held: Held) -> list[Way]:
    if not held.person.may(P.SEE_SESSIONS):
        return []
    invited = PlannedSession.enrolments.through._default_manager.order_by()
    return [
        way.through(Q(pk__in=invited.filter(enrolment__in=keys).values("plannedsession")))
        for way, keys in enrolments_of(held.enrolments())
    ]


def _of_enrolment(held: Held) -> list[Way]:
    return _at("enrolment", held) if held.person.may(P.SEE_SESSIONS) else []


def _activities(held: Held) -> list[Way]:
    if not held.person.may(P.SEE_SESSIONS):
        return []
    door = P.SEE_SESSIONS
    ways = held.national(door)
    ways += [Way(held_in_words(one), Q(programme=programme)) for one, programme in held.in_programmes(door)]
    ways += [Way(held_in_words(one), Q(region=region)) for one, region in held.in_regions(door)]
    for way, keys in enrolments_of(held.coached()):
        places = Enrolment.objects.filter(pk__in=keys).order_by().values("region")
        ways.append(Way(_("In the region of a company: %(way)s") % {"way": way.words}, Q(region__in=places)))
    return ways


def _absences(held: Held) -> list[Way]:
    person = held.person
    if not person.may(P.SEE_SESSIONS):
        return []
    ways = held.national(P.SEE_SESSIONS)
    for appointment, region in held.in_regions(P.SEE_SESSIONS):
        there = Appointment.objects.filter(role=Role.COACH, region=region).order_by().values("person")
        ways.append(Way(held_in_words(appointment), Q(coach__in=there)))
    own = _own(person, "coach", _("Is the coach who is away"))
    return [*ways, own, _own(person, "cover", _("Is the cover coach"))]


# --- Money and reports ---------------------------------------------------------------------------


def _by_programme(held: Held, door: Permission, prefix: str) -> list[Way]:
    ways = held.national(door)
    where = held.in_programmes(door)
    return ways + [Way(held_in_words(one), Q(**{f"{prefix}programme": programme})) for one, programme in where]


def _grants(held: Held) -> list[Way]:
    at = [Way(held_in_words(one), Q(funder=funder)) for one, funder in held.at_funders()]
    return _by_programme(held, P.SEE_REPORTS, "") + at


def _reports(held: Held, prefix: str = "") -> list[Way]:
    ways = _by_programme(held, P.SEE_REPORTS, f"{prefix}period__grant__")
    for appointment, funder in held.at_funders():
        released = Q(**{f"{prefix}period__grant__funder": funder, f"{prefix}state": Report.State.RELEASED})
        ways.append(Way(_("Released to the funder: %(held)s") % {"held": held_in_words(appointment)}, released))
    return ways


def _questions(held: Held) -> list[Way]:
    return _reports(held, "report__")


def _costs(held: Held) -> list[Way]:
    return _by_programme(held, P.SEE_OVERSIGHT, "grant__")


def _regional_texts(held: Held) -> list[Way]:
    regions = held.in_regions(P.WRITE_REGIONAL_TEXTS)
    by_region = [Way(held_in_words(one), Q(region=region)) for one, region in regions]
    return _by_programme(held, P.WRITE_REGIONAL_TEXTS, "period__grant__") + by_region


# --- People, notices, one's own ------------------------------------------------------------------


def _people(held: Held) -> list[Way]:
    ways = [Way(_("It is the own account"), Q(pk=held.person.pk))]
    for one in held.with_permission(P.SEE_PEOPLE):
        if one.role in {Role.DIRECTOR, Role.AUDITOR}:
            ways.append(Way(held_in_words(one), EVERYTHING))
    for one, region in held.in_regions(P.SEE_PEOPLE):
        there = Appointment.objects.filter(region=region).order_by().values("person")
        ways.append(Way(held_in_words(one), Q(pk__in=there)))
    return ways


def _notices(held: Held) -> list[Way]:
    ways = _mails(held)
    if held.with_permission(P.SEE_ALL_NOTICES):
        return ways
    return [*ways, Way(_("It is about something that the person sees"), matters_seen(held.person))]


def _mails(held: Held) -> list[Way]:
    ways = [Way(held_in_words(one), EVERYTHING) for one in held.with_permission(P.SEE_ALL_NOTICES)]
    return [*ways, _own(held.person, "recipient", _("Is the receiver"))]


def _trail(held: Held) -> list[Way]:
    return held.national(P.SEE_TRAIL)


def _owned(name: str, *doors: Permission) -> Callable[[Held], list[Way]]:
    """The way to what is one's own, for who may have any."""

    def ways(held: Held) -> list[Way]:
        may = all(held.person.may(door) for door in doors)
        return [_own(held.person, name, _("It is the person's own"))] if may else []

    return ways


def _column(model: Any, column: str) -> Callable[[Iterable[int]], list[tuple[int, int]]]:
    """The enrolments of rows, read from a column (or through a table between)."""

    def pairs(keys: Iterable[int]) -> list[tuple[int, int]]:
        rows = model._default_manager.filter(pk__in=keys).exclude(**{column: None}).order_by()
        return list(rows.values_list("pk", column))

    return pairs


L = gettext_lazy
KINDS: tuple[Kind, ...] = (
    Kind("companies", L("Companies"), Company.objects.all, _companies, _column(Company, "enrolments"), ("name", "pk")),
    Kind("enrolments", L("Enrolments"), Enrolment.objects.all, Held.enrolments, _column(Enrolment, "pk"), ("-pk",)),
    Kind("documents", L("Documents"), Document.objects.all, _documents, _column(Document, "enrolment"), ("-pk",)),
    Kind("contacts", L("Logged contacts"), LoggedContact.objects.all, _logged_contacts,
         _column(LoggedContact, "company__enrolments"), ("-held_on", "-pk")),
    Kind("interests", L("Expressions of interest"), Interest.objects.all, _interests, order=("-pk",)),
    Kind("sessions", L("Sessions"), CoachingSession.objects.defer("confidential_note").all, _sessions,
         _column(CoachingSession, "attendances__enrolment"), ("-held_on", "-pk")),
    Kind("planned", L("Planned sessions"), PlannedSession.objects.all, _planned,
         _column(PlannedSession, "enrolments"), ("-pk",)),
    Kind("actions", L("Actions"), ActionItem.objects.all, _of_enrolment, _column(ActionItem, "enrolment"), ("-pk",)),
    Kind("goals", L("Goals"), Goal.objects.all, _of_enrolment, _column(Goal, "enrolment"), ("-pk",)),
    Kind("activities", L("Activities"), Activity.objects.all, _activities, order=("-pk",)),
    Kind("absences", L("Absence"), CoachAbsence.objects.all, _absences, order=("-from_on", "-pk")),
    Kind("grants", L("Grants"), Grant.objects.all, _grants, order=("-starts_on", "pk")),
    Kind("reports", L("Reports"), Report.objects.defer("content").all, _reports, order=("-pk",)),
    Kind("questions", L("Questions about reports"), ReportQuestion.objects.all, _questions, order=("-pk",)),
    Kind("costs", L("Costs"), Cost.objects.all, _costs, order=("-pk",)),
    Kind("texts", L("Regions' texts"), RegionalText.objects.all, _regional_texts, order=("-pk",)),
    Kind("stories", L("Stories"), Story.objects.all, _of_enrolment, _column(Story, "enrolment"), ("-pk",)),
    Kind("people", L("The programme's people"), User.objects.all, _people, order=("name", "pk")),
    Kind("notices", L("Notices"), Notice.objects.all, _notices, is_named=False),
    Kind("mails", L("Mails"), Delivery.objects.all, _mails, is_named=False),
    Kind("events", L("Events of the trail"), AuditEvent.objects.all, _trail, is_named=False),
    Kind("drafts", L("Drafts of sessions"), SessionDraft.objects.all, _owned("owner", P.LOG_SESSIONS),
         order=("-saved_at", "pk")),
    Kind("imports", L("Imports"), CompanyImport.objects.all, _owned("owner", P.CHANGE_COMPANIES), order=("-pk",)),
    Kind("jobs", L("Jobs"), Job.objects.all, _owned("owner"), order=("-pk",)),
)  # fmt: skip
