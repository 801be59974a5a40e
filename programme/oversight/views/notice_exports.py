"""Notices and mails as spreadsheets, each with what became of it: the same rows in the same order as on its page."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.notices.events import all_events
from programme.notices.forms import MailFilter, NoticeFilter
from programme.notices.lists import all_mails, all_notices, own_notices
from programme.notices.maintenance_form import MaintenanceFilter
from programme.notices.models import Delivery, Maintenance, Notice
from programme.oversight.downloads import BATCH, Columns, list_as_spreadsheet
from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission


@requires(Permission.OWN_ACCOUNT)
def notice_export(request: SignedInRequest) -> HttpResponse:
    """One's own notices."""
    rows = own_notices(request.user).iterator(chunk_size=BATCH)
    return list_as_spreadsheet(
        request,
        rows,
        _notice_columns(),
        what="notice-list",
        title=_("Your notices"),
        file_name="mina-paminnelser",
    )


@requires(Permission.SEE_ALL_NOTICES)
def notice_export_all(request: SignedInRequest) -> HttpResponse:
    """Everybody's notices, narrowed as on the page, each with what became of its mail."""
    form = NoticeFilter(request.GET, user=request.user)
    form.is_valid()  # a bad value is simply not among the clean ones
    rows = all_notices(request.user, form.cleaned_data, now=timezone.now()).iterator(chunk_size=BATCH)
    columns: Columns = [(_("To"), lambda notice: notice.recipient.name), *_notice_columns(), *_mail_columns()]
    return list_as_spreadsheet(
        request,
        rows,
        columns,
        what="notice-list-all",
        title=_("Everybody's notices"),
        file_name="alla-paminnelser",
    )


@requires(Permission.SEE_ALL_NOTICES)
def delivery_export(request: SignedInRequest) -> HttpResponse:
    """Every mail, narrowed as on the page."""
    form = MailFilter(request.GET, user=request.user)
    form.is_valid()  # a bad value is simply not among the clean ones
    rows = all_mails(request.user, form.cleaned_data, now=timezone.now()).iterator(chunk_size=BATCH)
    columns: Columns = [
        (_("To"), lambda mail: mail.addressee),
        (_("E-mail"), lambda mail: mail.recipient.email if mail.recipient else None),
        (_("State"), lambda mail: mail.get_state_display()),
        (_("Lined up"), lambda mail: mail.created_at),
        (_("Not before"), lambda mail: mail.not_before_at),
        (_("Last tried"), lambda mail: mail.tried_at),
        (_("Tries"), lambda mail: mail.attempts),
        (_("Sent"), lambda mail: mail.sent_at),
        (_("Answer of the mail server"), lambda mail: mail.answer or None),
        (_("Sent again"), lambda mail: _("Yes") if mail.resent else _("No")),
        (_("Settled by hand"), lambda mail: mail.settled_at),
        (_("Settled by"), lambda mail: str(mail.settled_by) if mail.settled_by else None),
        (_("Notices"), lambda mail: mail.notice_count if mail.recipient else None),
        ("Message-ID", lambda mail: mail.message_id),
    ]
    return list_as_spreadsheet(request, rows, columns, what="delivery-list", title=_("All mails"), file_name="utskick")


@requires(Permission.SAY_MAINTENANCE)
def maintenance_export(request: SignedInRequest) -> HttpResponse:
    """Notices of maintenance, narrowed as on the page; as there only for who tells everybody."""
    if not request.user.rights.national(Permission.SAY_MAINTENANCE):
        raise PermissionDenied
    now = timezone.now()
    rows = Maintenance.objects.visible_to(request.user).select_related("entered_by")
    columns: Columns = [
        (_("From"), lambda one: one.from_at),
        (_("Until"), lambda one: one.until_at),
        (_("Text in Swedish"), lambda one: one.text_sv),
        (_("Text in English"), lambda one: one.text_en),
        (_("State"), lambda one: _maintenance_state(one, now)),
        (_("Entered by"), lambda one: str(one.entered_by)),
        (_("Withdrawn"), lambda one: one.withdrawn_at),
    ]
    return list_as_spreadsheet(
        request,
        MaintenanceFilter(request.GET).narrow(rows, now).iterator(chunk_size=BATCH),
        columns,
        what="maintenance-list",
        title=_("Maintenance"),
        file_name="underhall",
    )


def _maintenance_state(row: Maintenance, now: datetime) -> str:
    if row.withdrawn_at:
        return _("Withdrawn")
    return _("Ended") if row.until_at <= now else _("Coming or in force")


def _notice_columns() -> Columns:
    """What everybody may know of an own notice."""
    events = all_events()
    return [
        (_("Notice"), lambda notice: notice.sentence),
        (_("Event"), lambda notice: str(events[notice.event].label) if notice.event in events else notice.event),
        (_("Topic"), lambda notice: notice.get_topic_display()),
        (_("Day"), lambda notice: notice.happens_on),
        (_("To be told from"), lambda notice: notice.due_on),
        (_("Others were told before"), lambda notice: _("Yes") if notice.is_escalation else _("No")),
        (_("Noticed"), lambda notice: notice.noticed_at),
        (_("State"), lambda notice: _("Settled") if notice.settled_at else _("Still open")),
        (_("Settled"), lambda notice: notice.settled_at),
        (_("What became of the mail"), lambda notice: str(notice.fate)),
        (_("Mail"), lambda notice: notice.delivery.get_state_display() if notice.delivery else None),
        (_("Sent"), lambda notice: notice.delivery.sent_at if notice.delivery else None),
    ]


def _mail_columns() -> Columns:
    """What only those who oversee the mails may know."""

    def of_mail(notice: Notice) -> Delivery:
        return notice.delivery or Delivery()

    return [
        (_("Tries"), lambda notice: of_mail(notice).attempts),
        (_("Last tried"), lambda notice: of_mail(notice).tried_at),
        (_("Answer of the mail server"), lambda notice: of_mail(notice).answer or None),
        (_("Settled by hand"), lambda notice: of_mail(notice).settled_at),
        (_("Settled by"), lambda notice: str(of_mail(notice).settled_by or "") or None),
        ("Message-ID", lambda notice: of_mail(notice).message_id or None),
    ]
