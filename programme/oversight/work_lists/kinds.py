"""Which lists can be kept as work lists: their parameters, how each reads them, and its rows.

To add a list, add an entry to KINDS: the parameters are what its own reader knows, and the rows are those of its page.
A parameter that is not named here is never kept.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coaching.activity_list import activity_filters, activity_rows
from coaching.filters import action_filters, session_filters
from coaching.lists import action_rows, session_rows
from coaching.models import Activity, PlannedSession
from coaching.plan import plan_filters, plan_rows
from companies.models import Enrolment, Interest
from funding.grants.listing import TIMES, grant_filters, grant_rows
from funding.models import Grant
from funding.overview import lines_listed
from funding.portal.threads import SHOWN, question_filters, question_rows
from programme.oversight import company_list, interest_list, lost, pipeline, prospects
from programme.oversight.dashboards import kinds as tasks
from programme.oversight.dashboards.leader import ask_of
from programme.oversight.dashboards.programmes import programmes_for
from programme.oversight.dashboards.todo import all_tasks, kinds_asked, tasks_asked
from programme.people.listing import asked_of, people_rows
from programme.people.models import User
from programme.people.roles import Permission, Role

P = Permission
Choices = Callable[[], Mapping[str, Any]]


@dataclass(frozen=True)
class Param:
    """One parameter of a list. rows: the kind of row that its value is the key of (names.py); choices: its words.

    Without either it is free text or a day, which the list's own reader judges. label: None for what is not told, as
    the order of the rows.
    """

    name: str
    label: Any
    rows: str = ""
    choices: Choices | None = None


@dataclass(frozen=True)
class ListKind:
    """A list. name: that of its page's route. read: filters of an address, and what it could not take of it.

    rows: what its page counts. always: parameters that every kept one has.
    """

    name: str
    label: Any
    permission: Permission
    params: tuple[Param, ...]
    read: Callable[[QueryDict, User, date], tuple[Any, list[str]]]
    rows: Callable[[Any, User, date], Any]
    always: Mapping[str, str] = field(default_factory=dict)


Q = Param("q", gettext_lazy("Words"))
REGION = Param("region", gettext_lazy("Region"), rows="region")
PROGRAMME = Param("programme", gettext_lazy("Programme"), rows="programme")
ENROLMENT = Param("enrolment", gettext_lazy("Company"), rows="enrolment")
COACH = Param("coach", gettext_lazy("Coach"), rows="person")
FROM, UNTIL = Param("from", gettext_lazy("From")), Param("until", gettext_lazy("Until"))


def _chosen(name: str, label: Any, choices: Choices) -> Param:
    return Param(name, label, choices=choices)


def _order(sorts: tuple[str, ...]) -> Param:
    return Param("sort", None, choices=lambda: {way + name: "" for name in sorts for way in ("", "-")})


def _untaken(filters: Any, asked: QueryDict, *names: str) -> list[str]:
    """What of the parameters of rows the list's own reader left out, since its reader does not see them.

    Such a list would show more than its name says.
    """
    left = [name for name in names if asked.get(name) and getattr(filters, name, None) is None]
    return [_("“%(value)s” could not be read and was left out.") % {"value": asked[name]} for name in left]


def _sessions(asked: QueryDict, user: User, today: date) -> tuple[Any, list[str]]:
    filters = session_filters(asked, user)
    return filters, filters.wrong + _untaken(filters, asked, "region", "enrolment", "coach")


def _plan(asked: QueryDict, user: User, today: date) -> tuple[Any, list[str]]:
    filters = plan_filters(asked, user, today=today)
    return filters, filters.wrong + _untaken(filters, asked, "region", "enrolment", "coach", "activity")


def _activities(asked: QueryDict, user: User, today: date) -> tuple[Any, list[str]]:
    filters = activity_filters(asked, user)
    return filters, _untaken(filters, asked, "region")


def _actions(asked: QueryDict, user: User, today: date) -> tuple[Any, list[str]]:
    filters = action_filters(asked, user)
    return filters, _untaken(filters, asked, "enrolment")


def _questions(asked: QueryDict, user: User, today: date) -> tuple[Any, list[str]]:
    filters = question_filters(asked, user)
    return filters, _untaken(filters, asked, "grant")


def _grants(asked: QueryDict, user: User, today: date) -> tuple[Any, list[str]]:
    filters = grant_filters(asked, user)
    return filters, _untaken(filters, asked, "funder", "programme")


def _people(asked: QueryDict, user: User, today: date) -> tuple[Any, list[str]]:
    form, found = asked_of(asked, user)
    return found, [str(error) for errors in form.errors.values() for error in errors]


def _tasks(filters: str, user: User, today: date) -> Any:
    return all_tasks(ask_of(user, programmes_for(user, today=today), today=today), kinds_asked(filters))


def _company_states() -> dict[str, Any]:
    groups = {"running": _("In coaching"), "way_in": _("On the way in"), company_list.UNENROLLED: _("Not enrolled")}
    return groups | dict(Enrolment.State.choices)


KINDS: tuple[ListKind, ...] = (
    ListKind(
        "company-list", gettext_lazy("Companies"), P.SEE_COMPANIES,
        (Q, REGION, PROGRAMME, Param("stage", gettext_lazy("Stage"), rows="stage"),
         _chosen("state", gettext_lazy("Status"), _company_states),
         _chosen("behind", gettext_lazy("Pace"), lambda: {"1": _("Only behind the plan")}),
         _order(company_list.SORTS)),
        lambda asked, user, today: company_list.filters_from(asked),
        lambda filters, user, today: company_list.company_rows(user, filters, today=today),
    ),
    ListKind(
        "pipeline", gettext_lazy("Pipeline"), P.SEE_PIPELINE,
        (Q, REGION, PROGRAMME, Param("owner", gettext_lazy("Owner"), rows="owner"),
         _chosen("late", gettext_lazy("Next step"), lambda: {"1": _("Next step late")}),
         _chosen("state", gettext_lazy("State"),
                 lambda: {**dict(pipeline.COLUMNS), "withdrawn": Enrolment.State.WITHDRAWN.label}),
         Param("view", None, choices=lambda: {"list": ""}), _order(pipeline.SORTS)),
        lambda asked, user, today: pipeline.filters_from(asked),
        lambda filters, user, today: pipeline.list_rows(user, filters, today=today),
        always={"view": "list"},
    ),
    ListKind(
        "prospect-list", gettext_lazy("Prospects"), P.SEE_PROSPECTS,
        (Q, PROGRAMME, Param("county", gettext_lazy("County"), rows="county"),
         Param("municipality", gettext_lazy("Municipality"), rows="municipality"),
         Param("division", gettext_lazy("Industry")), _order(prospects.SORTS)),
        lambda asked, user, today: prospects.filters_from(asked),
        lambda filters, user, today: prospects.prospect_rows(user, filters, today=today),
    ),
    ListKind(
        "interest-list", gettext_lazy("Inbox"), P.SEE_INTERESTS,
        (Q, REGION, _chosen("state", gettext_lazy("State"),
                            lambda: {**dict(Interest.State.choices), interest_list.ALL: _("All")})),
        lambda asked, user, today: interest_list.filters_from(asked),
        lambda filters, user, today: interest_list.interest_rows(user, filters),
    ),
    ListKind(
        "lost-list", gettext_lazy("Lost leads"), P.SEE_FIGURES,
        (FROM, UNTIL, PROGRAMME, REGION,
         _chosen("reason", gettext_lazy("Reason"), lambda: dict(Enrolment.WithdrawalReason.choices))),
        lambda asked, user, today: lost.filters_from(asked, viewer=user, today=today),
        lambda filters, user, today: lost.lost_rows(filters),
    ),
    ListKind(
        "session-list", gettext_lazy("Sessions"), P.SEE_SESSIONS, (Q, REGION, ENROLMENT, COACH, FROM, UNTIL),
        _sessions, lambda filters, user, today: session_rows(user, filters),
    ),
    ListKind(
        "plan-list", gettext_lazy("Plan"), P.SEE_SESSIONS,
        (_chosen("show", gettext_lazy("Time"),
                 lambda: {"coming": _("Coming"), "past": _("Past"), "all": _("All")}),
         _chosen("whose", gettext_lazy("Whose"), lambda: {"mine": _("My own"), "all": _("All")}),
         _chosen("state", gettext_lazy("State"), lambda: dict(PlannedSession.State.choices)),
         Q, ENROLMENT, Param("activity", gettext_lazy("Activity"), rows="activity"), REGION, COACH, FROM, UNTIL),
        _plan, lambda filters, user, today: plan_rows(user, filters),
    ),
    ListKind(
        "activity-list", gettext_lazy("Activities"), P.SEE_SESSIONS,
        (_chosen("show", gettext_lazy("Show"), lambda: {"open": _("Going on"), "all": _("All")}),
         _chosen("kind", gettext_lazy("Kind"), lambda: dict(Activity.Kind.choices)), REGION, Q),
        _activities, lambda filters, user, today: activity_rows(user, filters),
    ),
    ListKind(
        "action-list", gettext_lazy("Actions"), P.SEE_SESSIONS,
        (_chosen("show", gettext_lazy("Show"), lambda: {"open": _("Open"), "all": _("All")}), Q, ENROLMENT),
        _actions, lambda filters, user, today: action_rows(user, filters, today=today),
    ),
    ListKind(
        "task-list", gettext_lazy("Tasks"), P.SEE_REGION_HOME,
        (_chosen("group", gettext_lazy("Group"), lambda: {str(key): label for key, label in tasks.GROUPS.items()}),
         _chosen("kind", gettext_lazy("Kind"), lambda: {kind.key: kind.label for kind in tasks.KINDS})),
        lambda asked, user, today: tasks_asked(asked), _tasks,
    ),
    ListKind(
        "report-list", gettext_lazy("Reports"), P.SEE_REPORTS,
        (_chosen("show", gettext_lazy("Show"),
                 lambda: {"due": _("To be made"), "released": _("Released reports"), "all": _("All")}),),
        lambda asked, user, today: (asked.get("show", ""), []),
        lambda show, user, today: lines_listed(user, show, today=today),
    ),
    ListKind(
        "question-list", gettext_lazy("Questions"), P.SEE_REPORTS,
        (_chosen("show", gettext_lazy("Show"), lambda: SHOWN), Param("grant", gettext_lazy("Grant"), rows="grant")),
        _questions, lambda filters, user, today: question_rows(user, filters),
    ),
    ListKind(
        "grant-list", gettext_lazy("Funders and grants"), P.SEE_REPORTS,
        (Q, Param("funder", gettext_lazy("Funder"), rows="funder"), PROGRAMME,
         _chosen("kind", gettext_lazy("Kind"), lambda: dict(Grant.Kind.choices)),
         _chosen("time", gettext_lazy("Time"), lambda: TIMES)),
        _grants, lambda filters, user, today: grant_rows(user, filters, today=today),
    ),
    ListKind(
        "person-list", gettext_lazy("People"), P.SEE_PEOPLE,
        (Q, _chosen("role", gettext_lazy("Role"), lambda: dict(Role.choices)), REGION,
         _chosen("state", gettext_lazy("State"),
                 lambda: {"invited": _("Invited, not yet here"), "closed": _("Account closed"),
                          "past": _("No task today")})),
        _people, lambda found, user, today: people_rows(user, found, today=today),
    ),
)  # fmt: skip
BY_NAME: dict[str, ListKind] = {kind.name: kind for kind in KINDS}
