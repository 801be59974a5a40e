"""What a rule of reminders would say, as a spreadsheet: the same lines as the preview, all of them."""

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.notices.preview import look_ahead
from programme.notices.rule_forms import RuleInput, is_sent
from programme.notices.views.rules import asked_for, rule_to_show
from programme.oversight.downloads import Columns, list_as_spreadsheet
from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission


@requires(Permission.SEE_ALL_NOTICES)
def preview_export(request: SignedInRequest, event: str) -> HttpResponse:
    """Those with a mail by day, then those in the portal only, with why. 400 for a rule that its form would refuse."""
    asked = asked_for(request, event)
    is_removal = "remove" in request.GET
    sent = None
    if is_sent(request.GET) and not is_removal:
        sent = RuleInput.sent(asked.event, request.GET, programme=asked.programme_id)
        if not sent.is_valid():
            raise BadRequest
    rule = rule_to_show(asked, sent, is_removal=is_removal)
    preview = look_ahead(asked.event, rule, today=timezone.localdate())
    columns: Columns = [
        (_("Day"), lambda told: told.on),
        (_("To"), lambda told: preview.names[told.person]),
        (_("Notice"), lambda told: told.sentence),
        (_("Day of the matter"), lambda told: told.happens_on),
        (_("Others were told before"), lambda told: told.is_escalation),
        (_("Comes late"), lambda told: told.is_catch_up),
        (_("Mail"), lambda told: told.is_mailed),
        (_("Why no mail"), lambda told: None if told.is_mailed else str(told.way.label)),
    ]
    return list_as_spreadsheet(
        request,
        [*preview.lines, *preview.unmailed],
        columns,
        what="reminder-rule-preview",
        title=_("The next 60 days"),
        file_name="paminnelser-framat",
    )
