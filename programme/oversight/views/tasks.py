"""All that waits in a leader's regions, the same rows as on her home page, and as a spreadsheet."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.common.pages import page_of
from programme.common.xlsx import Sheet
from programme.oversight import actions
from programme.oversight.dashboards.kinds import BY_KEY, GROUPS, KINDS, Ask, Kind
from programme.oversight.dashboards.leader import ask_of
from programme.oversight.dashboards.programmes import programmes_for
from programme.oversight.dashboards.todo import all_tasks, task_of
from programme.oversight.downloads import spreadsheet
from programme.oversight.parameters import Asked, say
from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission

EXPORT_BATCH = 500


@requires(Permission.SEE_REGION_HOME)
def task_list(request: SignedInRequest) -> HttpResponse:
    """Everything that waits, narrowed by the address to a group or a kind."""
    asked, problems = _asked(request.GET)
    say(request, problems)
    ask = _ask(request)
    page = page_of(request, all_tasks(ask, _kinds(asked)))
    context = {
        "page": page,
        "tasks": [task_of(row, ask) for row in page.object_list],
        "groups": [(key, label, [kind for kind in KINDS if kind.group == key]) for key, label in GROUPS.items()],
        "asked": asked,
        "title": _title(asked),
        "may_export": request.user.may(Permission.EXPORT),
    }
    return render(request, "oversight/task_list.html", context)


@requires(Permission.SEE_REGION_HOME)
def task_export(request: SignedInRequest) -> HttpResponse:
    """The list's rows as a spreadsheet; leaves a trace."""
    if not request.user.may(Permission.EXPORT):
        raise PermissionDenied
    asked, _problems = _asked(request.GET)
    ask = _ask(request)
    cells: list[list[Any]] = []
    for row in all_tasks(ask, _kinds(asked)).iterator(chunk_size=EXPORT_BATCH):
        task = task_of(row, ask)
        cells.append([GROUPS[task.kind.group], task.company, task.what, task.mark and task.mark.word, task.day])
    actions.note_export(by=request.user, what="task-list", rows=len(cells), narrowed=request.GET.urlencode())
    headings = [_("Group"), _("Company"), _("What"), _("Status"), _("Day")]
    sheet = Sheet(_("Tasks"), headings, cells)
    return spreadsheet([sheet], title=_("Tasks"), name=f"uppgifter-{ask.today}")


def _ask(request: SignedInRequest) -> Ask:
    today = timezone.localdate()
    return ask_of(request.user, programmes_for(request.user, today=today), today=today)


def _asked(params: QueryDict) -> tuple[str, list[str]]:
    """The group or kind that the address asks for, empty for all, and what could not be read in it."""
    asked = Asked(params)
    kind = asked.one_of("kind", frozenset(BY_KEY))
    return kind or asked.one_of("group", frozenset(GROUPS)), asked.problems


def _kinds(asked: str) -> list[Kind]:
    return [kind for kind in KINDS if asked in {"", kind.key, kind.group}]


def _title(asked: str) -> str:
    if asked in BY_KEY:
        return str(BY_KEY[asked].label)
    return str(GROUPS[asked]) if asked in GROUPS else _("All that waits")  # type: ignore[index]  # a key of GROUPS
