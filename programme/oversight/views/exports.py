"""Every list as a spreadsheet: the same rows in the same order as on its page, behind the same door."""

from decimal import Decimal

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from coaching.filters import action_filters, session_filters
from coaching.lists import action_rows, own_minutes_seen, participants_seen, session_rows
from coaching.load import coach_load
from coaching.models import topic_names
from coaching.views.load import asked_region
from funding.overview import PeriodLine, is_funder_only, lines_listed
from programme.oversight.downloads import BATCH, Columns, hours, list_as_spreadsheet
from programme.people.access import SignedInRequest, requires
from programme.people.listing import asked_of, people_rows
from programme.people.models import User
from programme.people.roles import Permission


@requires(Permission.SEE_SESSIONS)
def session_export(request: SignedInRequest) -> HttpResponse:
    """Sessions, the latest first; never the confidential note."""
    topics = topic_names()
    columns: Columns = [
        (_("Day"), lambda session: session.held_on),
        (_("Company"), lambda session: ", ".join(str(one.enrolment.company) for one in session.seen)),
        (_("What you did"), lambda session: ", ".join(topics.get(code, code) for code in session.topics)),
        (_("Coach"), lambda session: str(session.coach)),
        (_("Coach, h"), lambda session: hours(session.coach_minutes)),
        (_("Participants"), participants_seen),
        (_("Own time, h"), lambda session: hours(own_minutes_seen(session))),
        (_("Logged"), lambda session: timezone.localdate(session.logged_at)),
        (_("Corrected"), lambda session: timezone.localdate(session.changed_at) if session.changed_at else None),
    ]
    rows = session_rows(request.user, session_filters(request.GET, request.user))
    return list_as_spreadsheet(
        request,
        rows.iterator(chunk_size=BATCH),
        columns,
        what="session-list",
        title=_("Sessions"),
        file_name="traffar",
    )


@requires(Permission.SEE_SESSIONS)
def action_export(request: SignedInRequest) -> HttpResponse:
    """Actions: overdue, due within a week, later, done."""
    states = {"overdue": _("Overdue"), "due": _("Due within a week"), "later": _("Later"), "done": _("Done")}
    columns: Columns = [
        (_("Action"), lambda item: item.what),
        (_("Company"), lambda item: str(item.enrolment.company)),
        (_("Who"), lambda item: item.owner_name),
        (_("When"), lambda item: item.due_on),
        (_("State"), lambda item: _("Dropped") if item.dropped_reason else states[item.urgency]),
        (_("Done on"), lambda item: item.closed_on),
        (_("Noted by"), lambda item: str(item.closed_by) if item.closed_by else None),
        (_("Effect in words"), lambda item: item.effect),
        (_("Dropped because"), lambda item: item.dropped_reason or None),
        (_("Goal"), lambda item: str(item.goal) if item.goal else None),
        (_("Expected effect"), lambda item: item.expected_amount),
        (_("Effect reached"), lambda item: item.reached_amount),
        (_("Effect in"), lambda item: item.get_effect_unit_display() or None),
        (_("Once or per year"), lambda item: item.get_effect_per_display() if item.effect_unit else None),
    ]
    rows = action_rows(request.user, action_filters(request.GET, request.user), today=timezone.localdate())
    return list_as_spreadsheet(
        request,
        rows.iterator(chunk_size=BATCH),
        columns,
        what="action-list",
        title=_("Actions"),
        file_name="atgarder",
    )


@requires(Permission.SEE_COACH_LOAD)
def coach_load_export(request: SignedInRequest) -> HttpResponse:
    """Coaches with their companies and hours, as on the page."""
    columns: Columns = [
        (_("Coach"), lambda line: str(line.coach)),
        (_("Region"), lambda line: str(line.region or "")),
        (_("Companies now"), lambda line: line.count),
        (_("Silent"), lambda line: line.silent),
        (_("This month, h"), lambda line: _two_places(line.hours_month)),
        (_("Three months, h"), lambda line: _two_places(line.hours_before)),
        (_("Per company and month, h"), lambda line: _two_places(line.per_company)),
        (_("Booked ahead, h"), lambda line: hours(line.booked)),
    ]
    load = coach_load(request.user, today=timezone.localdate(), region=asked_region(request))
    return list_as_spreadsheet(
        request,
        load.lines,
        columns,
        what="coach-load",
        title=_("Coach load"),
        file_name="coacher",
        notes=[_("This month: %(start)s – %(end)s. Three months: %(since)s – %(until)s.")
               % {"start": load.month.start, "end": load.month.end, "since": load.before.start,
                  "until": load.before.end}],
    )  # fmt: skip


@requires(Permission.SEE_PEOPLE)
def person_export(request: SignedInRequest) -> HttpResponse:
    """People with the tasks that they hold today."""
    columns: Columns = [
        (_("Name"), lambda person: person.name),
        (_("E-mail"), lambda person: person.email),
        (_("Tasks today"), lambda person: "\n".join(str(task) for task in person.tasks)),
        (_("Account"), _account_state),
        (_("Latest login"), lambda person: person.last_login),
    ]
    _form, asked = asked_of(request.GET, request.user)
    rows = people_rows(request.user, asked, today=timezone.localdate())
    return list_as_spreadsheet(
        request,
        rows.iterator(chunk_size=BATCH),
        columns,
        what="person-list",
        title=_("People"),
        file_name="personer",
    )


@requires(Permission.SEE_REPORTS)
def report_list_export(request: SignedInRequest) -> HttpResponse:
    """Periods and where their reports stand; a funder's own as on the funder's page."""
    state = _state_for_funder if is_funder_only(request.user) else _state_for_office
    columns: Columns = [
        (_("Period"), lambda line: line.words),
        (_("Grant"), lambda line: str(line.period.grant)),
        (_("Funder"), lambda line: str(line.period.grant.funder)),
        (_("State"), state),
        (_("Version"), lambda line: line.released.version if line.released else None),
        (_("Report due"), lambda line: line.period.due_on),
    ]
    lines = lines_listed(request.user, request.GET.get("show", ""), today=timezone.localdate())
    return list_as_spreadsheet(
        request,
        lines,
        columns,
        what="report-list",
        title=_("Reports"),
        file_name="rapporter",
    )


def _two_places(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(Decimal("0.01"))


def _state_for_office(line: PeriodLine) -> str:
    return line.status.word


def _state_for_funder(line: PeriodLine) -> str:
    """A funder is told what is released; the rest is the programme's own work."""
    if line.released or line.status.key == "skipped":
        return line.status.word
    return _("Not released") if line.status.key == "overdue" else _("Coming")


def _account_state(person: User) -> str:
    if not person.is_active:
        return _("Account closed")
    return _("May log in") if person.has_usable_password() else _("Invited, not yet here")
