"""What every page has around it: the menu for the person's roles, language, theme."""

import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.notices.lists import open_count
from programme.notices.upkeep import standing_now
from programme.oversight.demo.accounts import ACCOUNTS, PASSWORD
from programme.oversight.homes import homes_of
from programme.oversight.work_lists.kinds import BY_NAME
from programme.people.models import Appointment, User
from programme.people.roles import Permission, Role

THEME_COOKIE = "theme"
WAITING = "waiting"  # in the session: how many notices wait, and the second of the count
RECOUNT_S = 60


@dataclass(frozen=True)
class Entry:
    """A word in the menu: shown to who has the permission (and, where said, none of these roles)."""

    url_name: str
    label: Any
    permission: Permission
    icon: str
    prefixes: tuple[str, ...] = ()
    not_for: frozenset[Role] = frozenset()
    everywhere: bool = False  # only for who has the permission in all programmes


MENU = (
    Entry(
        "company-list",
        _("Companies"),
        Permission.SEE_COMPANIES,
        "building-office",
        ("/companies", "/enrolments"),
    ),
    Entry(
        "pipeline",
        _("Pipeline"),
        Permission.SEE_PIPELINE,
        "view-columns",
        ("/pipeline", "/prospects", "/interest", "/map", "/cohorts", "/forecast"),
    ),
    Entry(
        "session-list",
        _("Sessions"),
        Permission.SEE_SESSIONS,
        "calendar-days",
        ("/sessions", "/plan", "/activities", "/absences"),
    ),
    Entry("action-list", _("Actions"), Permission.SEE_SESSIONS, "clipboard-document-check", ("/actions",)),
    Entry(
        "report-list",
        _("Reports"),
        Permission.SEE_REPORTS,
        "document-text",
        (
            "/reports",
            "/grants",
            "/periods",
            "/allocations",
            "/rates",
            "/costs",
            "/certificates",
            "/questions",
            "/targets",
        ),
    ),
    Entry("structure", _("Programme"), Permission.SEE_STRUCTURE, "map", ("/structure", "/maintenance")),
    Entry("person-list", _("People"), Permission.SEE_PEOPLE, "users", ("/people", "/trail", "/rights")),
)
# The pages of one word of the menu, as tabs on each of them.
PIPELINE = (
    Entry("pipeline", _("Pipeline"), Permission.SEE_PIPELINE, "view-columns"),
    Entry("interest-list", _("Inbox"), Permission.SEE_INTERESTS, "inbox"),
    Entry("prospect-list", _("Prospects"), Permission.SEE_PROSPECTS, "magnifying-glass"),
    Entry("prospect-coverage", _("Coverage"), Permission.SEE_PROSPECTS, "map"),
    Entry("map", _("Map"), Permission.SEE_FIGURES, "map"),
    Entry("pipeline-funnel", _("The funnel"), Permission.SEE_FIGURES, "funnel"),
    Entry("lost-list", _("Lost leads"), Permission.SEE_FIGURES, "x-mark"),
    Entry("cohorts", _("Cohorts"), Permission.SEE_FIGURES, "chart-bar"),
    Entry("forecast", _("Forecast"), Permission.SEE_FIGURES, "arrow-trending-up"),
)

SESSIONS = (
    Entry("session-list", _("Sessions"), Permission.SEE_SESSIONS, "calendar-days"),
    Entry("plan-list", _("Plan"), Permission.SEE_SESSIONS, "calendar"),
    Entry("activity-list", _("Activities"), Permission.SEE_SESSIONS, "rectangle-stack"),
    Entry("absence-list", _("Absence"), Permission.SEE_SESSIONS, "user-minus"),
)
REPORTS = (
    Entry("report-list", _("Reports"), Permission.SEE_REPORTS, "document-text"),
    Entry("grant-list", _("Funders and grants"), Permission.SEE_REPORTS, "banknotes"),
    Entry("question-list", _("Questions"), Permission.SEE_REPORTS, "chat-bubble-left-right"),
)
PROGRAMME = (
    Entry("structure", _("Programme"), Permission.SEE_STRUCTURE, "map"),
    Entry("maintenance-list", _("Maintenance"), Permission.SAY_MAINTENANCE, "wrench-screwdriver", everywhere=True),
)
PEOPLE = (
    Entry("person-list", _("People"), Permission.SEE_PEOPLE, "users"),
    Entry("rights-list", _("List of rights"), Permission.SEE_RIGHTS, "shield-check", everywhere=True),
    Entry("trail", _("Audit trail"), Permission.SEE_TRAIL, "clock", everywhere=True),
)
PARTS = (
    (PIPELINE, _("Pages of the pipeline")),
    (SESSIONS, _("Pages about sessions")),
    (REPORTS, _("Pages about funders and reports")),
    (PROGRAMME, _("Pages about the programme and the portal")),
    (PEOPLE, _("Pages about people and rights")),
)


def _is_open(entry: Entry, user: User) -> bool:
    return user.rights.national(entry.permission) if entry.everywhere else user.may(entry.permission)


def _is_current(entry: Entry, path: str) -> bool:
    return path == reverse(entry.url_name) or any(path.startswith(prefix) for prefix in entry.prefixes)


def _homes(user: User, request: HttpRequest) -> list[dict[str, Any]]:
    """The menu's first words: the person's home, and the homes of other roles that the person holds."""
    root = reverse("home")
    mine = homes_of(user)
    if not mine:
        return [{"href": root, "label": _("Home"), "icon": "home", "current": request.path == root}]
    asked = request.GET.get("as", "")
    shown = asked if asked in {home.name for home in mine} else mine[0].name
    return [
        {
            "href": root if place == 0 else f"{root}?as={home.name}",
            "label": home.label,
            "icon": home.icon,
            "current": request.path == root and home.name == shown,
        }
        for place, home in enumerate(mine)
    ]


def _tabs(user: User, path: str) -> tuple[list[dict[str, Any]], Any]:
    """The tabs that a page stands among, itself one of them, and what they are tabs of; none elsewhere."""
    for part, label in PARTS:
        pages = [(reverse(entry.url_name), entry) for entry in part]
        if path in {href for href, _entry in pages}:
            tabs = [
                {"href": href, "label": entry.label, "current": href == path}
                for href, entry in pages
                if _is_open(entry, user)
            ]
            return (tabs, label) if len(tabs) > 1 else ([], "")
    return [], ""


def _in_short(appointment: Appointment) -> str:
    """Role and place; who has all programmes needs no place beside the name."""
    somewhere = appointment.region_id or appointment.funder_id or appointment.programme_id
    return str(appointment) if somewhere else str(appointment.get_role_display())


def _waiting(user: User, request: HttpRequest) -> int:
    """How many notices wait for the person, as counted within the last minute: that is how often the ledger runs."""
    now, kept = int(time.time()), getattr(request, "session", {})  # a page may be drawn without a visitor
    count, counted = kept.get(WAITING) or (0, 0)
    if not 0 <= now - counted < RECOUNT_S:
        count = open_count(user)
        kept[WAITING] = (count, now)
    return int(count)


def _list_to_keep(user: User, request: HttpRequest) -> str:
    """The name of the list that the page shows, when it can be kept as a work list."""
    name = request.resolver_match.url_name if request.resolver_match else ""
    kind = BY_NAME.get(name or "")
    return kind.name if kind and user.may(kind.permission) else ""


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context for base.html. Rights are read once per request, waiting notices once a minute."""
    asked = getattr(request, "user", None)
    user = asked if isinstance(asked, User) else None
    menu = _homes(user, request) if user else []
    menu += [
        {"href": reverse(entry.url_name), "label": entry.label, "icon": entry.icon, "current": current}
        for entry in MENU
        if user and _is_open(entry, user) and not (user.rights.roles & entry.not_for)
        for current in [_is_current(entry, request.path)]
    ]
    appointment = next(iter(user.rights.appointments), None) if user else None
    tabs, tabs_label = _tabs(user, request.path) if user else ([], "")
    return {
        "menu": menu,
        "page_tabs": tabs,
        "page_tabs_label": tabs_label,
        "person": user,
        "notices_waiting": (lambda: _waiting(user, request)) if user else 0,
        "person_role": _in_short(appointment) if appointment else "",
        "theme": user.theme if user else request.COOKIES.get(THEME_COOKIE, "auto"),
        "is_coach_only": bool(user and user.rights.roles == {Role.COACH}),
        "logs_sessions": bool(user and user.may(Permission.LOG_SESSIONS)),
        "may_search": bool(user and user.rights.appointments),
        "list_to_keep": _list_to_keep(user, request) if user else "",
        "has_lists": bool(user and user.rights.appointments and request.path == reverse("home")),
        "upkeep": standing_now(timezone.now()),
        "may_see_signals": bool(user and user.may(Permission.SEE_SIGNALS)),
        "demo": settings.DEMO,
        "demo_accounts": [address for address, _who in ACCOUNTS] if settings.DEMO else [],
        "demo_password": PASSWORD if settings.DEMO else "",
    }
