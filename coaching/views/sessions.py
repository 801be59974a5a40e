"""Sessions: logged, read, corrected, listed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from coaching.actions import SessionValues, change_session, check_values, counts_otherwise, log_session
from coaching.caseload import open_hosts
from coaching.filters import session_filters
from coaching.forms import ChangeSessionForm, LogSessionForm
from coaching.lists import own_minutes_seen, participants_seen, session_rows, sessions_shown_to
from coaching.models import ActionItem, CoachingSession
from coaching.reported import ReportedPeriod, late_marks, reported_periods
from programme.common.pages import page_of
from programme.people.access import SignedInRequest, requires
from programme.people.conflict import conflict_page
from programme.people.roles import Permission
from programme.people.versions import Conflict


@requires(Permission.LOG_SESSIONS)
def session_log(request: SignedInRequest) -> HttpResponse:
    """The form; `?enrolment=` (once or more) chooses companies beforehand."""
    form = LogSessionForm(
        request.POST if request.method == "POST" else None,
        user=request.user,
        today=timezone.localdate(),
        chosen=request.GET.getlist("enrolment"),
    )
    if request.method == "POST" and form.is_valid():
        values = form.values()
        if untold := _not_told(request, values):
            return _form_page(request, form, untold=untold)
        try:
            session = log_session(by=request.user, values=values, key=form.cleaned_data["key"])
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("The session is saved."))
            return redirect(session)
    return _form_page(request, form)


@requires(Permission.LOG_SESSIONS)
def session_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """The same form on what was logged; only for its coach, who still coaches every company that was there."""
    session = get_object_or_404(CoachingSession.objects.visible_to(request.user).defer("confidential_note"), pk=pk)
    if not CoachingSession.objects.changeable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    form = ChangeSessionForm(
        request.POST if request.method == "POST" else None,
        user=request.user,
        today=timezone.localdate(),
        session=session,
    )
    if request.method == "POST" and form.is_valid():
        version, values = form.cleaned_data["version"], form.values()
        if untold := _not_told(request, values, session):
            return _form_page(request, form, session=session, untold=untold)
        try:
            change_session(by=request.user, session=session, version=version, values=values)
        except ValidationError as refused:
            form.add_error(None, refused)
        except Conflict as conflict:
            return conflict_page(request, conflict, form)
        else:
            messages.success(request, _("The session is changed."))
            return redirect(session)
    return _form_page(request, form, session=session)


def _not_told(
    request: SignedInRequest, values: SessionValues, session: CoachingSession | None = None
) -> list[ReportedPeriod]:
    """Reported periods that the values add to or take from, unless the form that was posted told of just these."""
    if session is not None and not counts_otherwise(session, values):
        return []
    try:
        check_values(values)
    except ValidationError:
        return []  # the verb refuses it, with these words
    enrolments, days = {one.enrolment.pk for one in values.attendances}, {values.held_on}
    if session is not None:
        enrolments |= set(session.attendances.values_list("enrolment", flat=True))
        days.add(session.held_on)
    found = reported_periods(enrolments, days)
    return found if request.POST.get("told", "") != _key(found) else []


def _key(periods: list[ReportedPeriod]) -> str:
    return " ".join(sorted(one.key for one in periods))


def _form_page(
    request: SignedInRequest,
    form: LogSessionForm | ChangeSessionForm,
    session: CoachingSession | None = None,
    untold: list[ReportedPeriod] | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "session": session,
        "hosts": open_hosts((one.region_id for one in form.mine), form.today),
        "several": len(form.mine) > 1,
        "reported": list(dict.fromkeys(one.words for one in untold or [])),
        "told": _key(untold or []),
    }
    return render(request, "coaching/session_form.html", context)


@requires(Permission.SEE_SESSIONS)
def session_card(request: SignedInRequest, pk: int) -> HttpResponse:
    """One session. Companies that the reader does not see are left out; the note is for the coaches only."""
    session = get_object_or_404(sessions_shown_to(request.user), pk=pk)
    note = (
        CoachingSession.objects.notes_readable_by(request.user).filter(pk=pk).values_list("confidential_note").first()
    )
    there = session.seen  # type: ignore[attr-defined]
    context = {
        "session": session,
        "attendances": there,
        "may_read_note": note is not None,
        "note": note[0] if note else "",
        "hosts": open_hosts((one.enrolment.region_id for one in there), session.held_on) if note else [],
        "late": late_marks([session], request.user).get(session.pk, []),
        "actions": ActionItem.objects.visible_to(request.user).filter(session=pk).select_related("enrolment__company"),
        "may_edit": CoachingSession.objects.changeable_by(request.user).filter(pk=pk).exists(),
    }
    return render(request, "coaching/session_card.html", context)


@requires(Permission.SEE_SESSIONS)
def session_list(request: SignedInRequest) -> HttpResponse:
    """Sessions that the person sees, the latest first."""
    filters = session_filters(request.GET, request.user)
    page = page_of(request, session_rows(request.user, filters))
    may_log = request.user.may(Permission.LOG_SESSIONS)
    late = late_marks(list(page), request.user)
    for session in page:
        session.late = late.get(session.pk, [])
        session.people_seen = participants_seen(session)
        session.own_seen = own_minutes_seen(session)
    return render(request, "coaching/session_list.html", {"page": page, "filters": filters, "may_log": may_log})
