"""The list of questions about reports as a spreadsheet: the page's rows, and who asked as far as the reader sees it."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.portal.threads import lines_of, question_filters, question_rows
from programme.oversight.downloads import Columns, list_as_spreadsheet
from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission


@requires(Permission.SEE_REPORTS)
def question_export(request: SignedInRequest) -> HttpResponse:
    """Questions as the filters of the page narrow them; those that wait first."""
    columns: Columns = [
        (_("Question"), lambda line: line.question.text),
        (_("State"), lambda line: line.status.word),
        (_("About"), lambda line: line.where),
        (_("Grant"), lambda line: str(line.grant)),
        (_("Funder"), lambda line: str(line.grant.funder)),
        (_("Period"), lambda line: line.period),
        (_("Version"), lambda line: line.version),
        (_("Asked by"), lambda line: line.who),
        (_("Asked"), lambda line: timezone.localdate(line.question.asked_at)),
        (_("Messages"), lambda line: line.messages),
    ]
    rows = question_rows(request.user, question_filters(request.GET, request.user))
    return list_as_spreadsheet(
        request,
        lines_of(rows, request.user, today=timezone.localdate()),
        columns,
        what="question-list",
        title=_("Questions about reports"),
        file_name="fragor",
    )
