"""All that waits in a leader's regions, the same rows as on her home page, and as a spreadsheet."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.common.pages import page_of
from programme.oversight.dashboards.kinds import BY_KEY, GROUPS, KINDS, Ask
from programme.oversight.dashboards.leader import ask_of
from programme.oversight.dashboards.programmes import programmes_for
from programme.oversight.dashboards.todo import all_tasks, kinds_asked, task_of, tasks_asked
from programme.oversight.downloads import BATCH, Columns, list_as_spreadsheet
from programme.oversight.parameters import say
from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission


@requires(Permission.SEE_REGION_HOME)
def task_list(request: SignedInRequest) -> HttpResponse:
    """Everything that waits, narrowed by the address to a group or a kind."""
    asked, problems = tasks_asked(request.GET)
    say(request, problems)
    ask = _ask(request)
    page = page_of(request, all_tasks(ask, kinds_asked(asked)))
    context = {
        "page": page,
        "tasks": [task_of(row, ask) for row in page.object_list],
        "groups": [(key, label, [kind for kind in KINDS if kind.group == key]) for key, label in GROUPS.items()],
        "asked": asked,
        "title": _title(asked),
    }
    return render(request, "oversight/task_list.html", context)


@requires(Permission.SEE_REGION_HOME)
def task_export(request: SignedInRequest) -> HttpResponse:
    """The list's rows as a spreadsheet; leaves a trace."""
    asked, _problems = tasks_asked(request.GET)
    ask = _ask(request)
    tasks = (task_of(row, ask) for row in all_tasks(ask, kinds_asked(asked)).iterator(chunk_size=BATCH))
    columns: Columns = [
        (_("Group"), lambda task: GROUPS[task.kind.group]),
        (_("Company"), lambda task: task.company),
        (_("What"), lambda task: task.what),
        (_("Status"), lambda task: task.mark and task.mark.word),
        (_("Day"), lambda task: task.day),
    ]
    return list_as_spreadsheet(request, tasks, columns, what="task-list", title=_("Tasks"), file_name="uppgifter")


def _ask(request: SignedInRequest) -> Ask:
    today = timezone.localdate()
    return ask_of(request.user, programmes_for(request.user, today=today), today=today)


def _title(asked: str) -> str:
    if asked in BY_KEY:
        return str(BY_KEY[asked].label)
    return str(GROUPS[asked]) if asked in GROUPS else _("All that waits")  # type: ignore[index]  # a key of GROUPS
