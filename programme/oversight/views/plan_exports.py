"""The plan, activities and absences as spreadsheets: the same rows in the same order as on their pages."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from coaching.absence_list import absence_rows, absence_word
from coaching.activity_calendar import asked_of, happenings
from coaching.activity_list import activity_filters, activity_rows
from coaching.models import Activity
from coaching.plan import plan_filters, plan_rows
from coaching.series import Line, series_attendance
from programme.oversight.downloads import BATCH, Columns, hours, list_as_spreadsheet
from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission


@requires(Permission.SEE_SESSIONS)
def plan_export(request: SignedInRequest) -> HttpResponse:
    """Planned sessions, narrowed as on the page."""
    columns: Columns = [
        (_("When"), lambda planned: planned.starts_at),
        (_("Hours"), lambda planned: hours(planned.minutes)),
        (_("Company"), lambda planned: ", ".join(str(one.company) for one in planned.seen)),
        (_("Coach"), lambda planned: str(planned.coach)),
        (_("How"), lambda planned: planned.get_mode_display()),
        (_("Place"), lambda planned: planned.place),
        (_("Part of"), lambda planned: str(planned.activity) if planned.activity else None),
        (_("State"), lambda planned: planned.get_state_display()),
        (_("Reason"), lambda planned: planned.get_cancel_reason_display()),
        (_("In words"), lambda planned: planned.cancel_words),
        (_("First planned for"), lambda planned: planned.first_starts_at),
        (_("Times moved"), lambda planned: planned.moves),
        (_("Note"), lambda planned: planned.note),
    ]
    filters = plan_filters(request.GET, request.user, today=timezone.localdate())
    rows = plan_rows(request.user, filters).iterator(chunk_size=BATCH)
    return list_as_spreadsheet(request, rows, columns, what="plan-list", title=_("Plan"), file_name="plan")


@requires(Permission.SEE_SESSIONS)
def activity_export(request: SignedInRequest) -> HttpResponse:
    """Activities, narrowed as on the page."""
    columns: Columns = [
        (_("Activity"), lambda activity: activity.title),
        (_("Kind"), lambda activity: activity.get_kind_display()),
        (_("Programme"), lambda activity: str(activity.programme)),
        (_("Region"), lambda activity: str(activity.region)),
        (_("Begins"), lambda activity: activity.planned_on),
        (_("Held"), lambda activity: activity.held_on),
        (_("Sessions"), lambda activity: activity.sessions_planned),
    ]
    rows = activity_rows(request.user, activity_filters(request.GET, request.user)).iterator(chunk_size=BATCH)
    return list_as_spreadsheet(
        request, rows, columns, what="activity-list", title=_("Activities"), file_name="aktiviteter"
    )


@requires(Permission.SEE_SESSIONS)
def activity_calendar_export(request: SignedInRequest) -> HttpResponse:
    """The calendar's entries, narrowed as on the page."""
    columns: Columns = [
        (_("Day"), lambda one: one.day),
        (_("Begins at"), lambda one: one.starts_at),
        (_("Activity"), lambda one: one.activity.title),
        (_("What"), lambda one: one.word),
        (_("Kind"), lambda one: one.activity.get_kind_display()),
        (_("Programme"), lambda one: str(one.activity.programme)),
        (_("Region"), lambda one: str(one.activity.region)),
    ]
    rows = happenings(request.user, asked_of(request.GET, request.user, today=timezone.localdate()))
    return list_as_spreadsheet(
        request,
        rows,
        columns,
        what="activity-calendar",
        title=_("Calendar of activities"),
        file_name="aktivitetskalender",
    )


@requires(Permission.SEE_SESSIONS)
def series_export(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who came to which session of an activity: companies in rows, sessions in columns."""
    activity = get_object_or_404(Activity.objects.visible_to(request.user), pk=pk)
    series = series_attendance(request.user, activity)

    def cell(line: Line, place: int) -> object:
        one = line.cells[place]
        return one.participants if one.kind == "came" else one.word

    columns: Columns = [
        (_("Company"), lambda line: str(line.enrolment.company)),
        *(
            (f"{column.day} {column.clock}".strip(), lambda line, place=place: cell(line, place))
            for place, column in enumerate(series.columns)
        ),
        (_("Sessions"), lambda line: line.times),
        (_("Participants"), lambda line: line.participants),
    ]
    return list_as_spreadsheet(
        request, series.lines, columns, what="activity-card", title=_("Attendance"), file_name="narvaro"
    )


@requires(Permission.SEE_SESSIONS)
def absence_export(request: SignedInRequest) -> HttpResponse:
    """Absences, those that hold or come first."""
    today = timezone.localdate()
    columns: Columns = [
        (_("Who is away"), lambda absence: str(absence.coach)),
        (_("From"), lambda absence: absence.from_on),
        (_("Until"), lambda absence: absence.until_on),
        (_("Cover coach"), lambda absence: str(absence.cover)),
        (_("State"), lambda absence: absence_word(absence, today)),
    ]
    rows = absence_rows(request.user, today=today).iterator(chunk_size=BATCH)
    return list_as_spreadsheet(request, rows, columns, what="absence-list", title=_("Absence"), file_name="franvaro")
