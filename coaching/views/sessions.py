"""Sessions: logged, read, corrected, listed."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from coaching.actions import SessionValues, change_session, check_values, counts_otherwise, log_session
from coaching.caseload import open_hosts
from coaching.filters import session_filters
from coaching.forms import ChangeSessionForm, LogSessionForm
from coaching.lists import own_minutes_seen, participants_seen, session_rows, sessions_shown_to
from coaching.models import ActionItem, CoachingSession, PlannedSession, SessionDraft, SessionFile, topic_names
from coaching.reported import ReportedPeriod, late_marks, reported_days, reported_periods
from coaching.views.planned_log import as_planned, planned_to_log, waiting_to_log
from companies.models import Enrolment
from programme.common.pages import page_of
from programme.common.personal_numbers import holds_personal_number
from programme.common.templatetags.lyft import clock
from programme.people.access import SignedInRequest, requires
from programme.people.conflict import conflict_page
from programme.people.roles import Permission
from programme.people.versions import Conflict


@requires(Permission.LOG_SESSIONS)
def session_log(request: SignedInRequest) -> HttpResponse:
    """The form; `?enrolment=` (once or more) chooses companies beforehand, `?draft=` goes on from a draft.

    `?planned=` opens it with what was planned; what is not open any more leads to what became of it.
    """
    sent = request.method == "POST"
    planned = None if sent else planned_to_log(request)
    if planned is not None and not planned.is_open:
        return redirect(planned.session or planned)
    form = LogSessionForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        user=request.user,
        today=timezone.localdate(),
        chosen=request.GET.getlist("enrolment"),
        draft=None if sent else _draft(request),
        initial=as_planned(planned, timezone.localdate()) if planned else None,
    )
    if sent and form.is_valid():
        told, values = form.cleaned_data, form.values()
        if untold := _not_told(request, values):
            return form_page(request, form, untold=untold)
        try:
            session = log_session(by=request.user, values=values, key=told["key"], again=told["again"])
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _saved_words(request, session, values))
            warn_of_personal_numbers(request, form.texts)
            return redirect(session)
    return form_page(request, form)


def _saved_words(request: SignedInRequest, session: CoachingSession, values: SessionValues) -> str:
    """That it is saved; and as which plan it was held, when that was found and not said."""
    plans = PlannedSession.objects.visible_to(request.user).filter(session=session)
    planned = plans.first() if values.planned is None else None
    if planned is None:
        return _("The session is saved.")
    words = _("The session is saved. The plan of %(time)s that day is noted as held.")
    return words % {"time": clock(planned.starts_at)}


def _draft(request: SignedInRequest) -> SessionDraft | None:
    """The draft that the address names; 404 when it is not one's own, or gone."""
    asked = request.GET.get("draft")
    if not asked:
        return None
    try:
        key = UUID(asked)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(SessionDraft.objects.visible_to(request.user), pk=key)


def _begins_anew(form: LogSessionForm | ChangeSessionForm, *, offline: bool) -> bool:
    """An empty form, of which nobody knows that another was begun."""
    return isinstance(form, LogSessionForm) and not form.is_bound and form.draft is None and not offline


def _asks_what(request: SignedInRequest, form: LogSessionForm | ChangeSessionForm) -> bool:
    """An empty form whose address says neither a company nor what was planned."""
    return _begins_anew(form, offline=False) and not request.GET.keys() & {"planned", "enrolment"}


def _drafts(request: SignedInRequest) -> list[SessionDraft]:
    """New sessions that the person began and has not saved, the latest first; three at most."""
    return list(SessionDraft.objects.visible_to(request.user).filter(session=None).order_by("-saved_at")[:3])


def warn_of_personal_numbers(request: SignedInRequest, texts: Iterable[str]) -> None:
    """It is saved as it was written; what may be a personal number is asked about (TRUST.md section 7)."""
    if any(holds_personal_number(text) for text in texts):
        words = _("The text holds what looks like a personal number. Take it out, unless it must stand there.")
        messages.warning(request, words)


@requires(Permission.LOG_SESSIONS)
def session_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """The same form on what was logged; only for its coach, who still coaches every company that was there."""
    session = get_object_or_404(CoachingSession.objects.visible_to(request.user).defer("confidential_note"), pk=pk)
    if not CoachingSession.objects.changeable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    sent = request.method == "POST"
    begun = SessionDraft.objects.visible_to(request.user).filter(session=session, session_version=session.version)
    form = ChangeSessionForm(
        request.POST if sent else None,
        user=request.user,
        today=timezone.localdate(),
        session=session,
        draft=None if sent else begun.first(),
    )
    if sent and form.is_valid():
        version, values = form.cleaned_data["version"], form.values()
        if untold := _not_told(request, values, session):
            return form_page(request, form, session=session, untold=untold)
        try:
            change_session(by=request.user, session=session, version=version, values=values)
        except ValidationError as refused:
            form.add_error(None, refused)
        except Conflict as conflict:
            return conflict_page(request, conflict, form)
        else:
            messages.success(request, _("The session is changed."))
            warn_of_personal_numbers(request, form.texts)
            return redirect(session)
    return form_page(request, form, session=session)


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


def form_page(
    request: SignedInRequest,
    form: LogSessionForm | ChangeSessionForm,
    session: CoachingSession | None = None,
    untold: list[ReportedPeriod] | None = None,
    *,
    offline: bool = False,
) -> HttpResponse:
    """The page around the form; `offline` is the copy that lies on a phone, `untold` what she has to know first.

    The copy cannot ask whether a day is reported: it knows the days of each company.
    """
    spans = reported_days([one.pk for one in form.mine], form.today) if offline else {}
    context = {
        "form": form,
        "session": session,
        "hosts": open_hosts((one.region_id for one in form.mine), form.today),
        "several": len(form.mine) > 1,
        "offline": offline,
        "drafts": _drafts(request) if _begins_anew(form, offline=offline) else [],
        "waiting": waiting_to_log(request.user, offline=offline) if offline or _asks_what(request, form) else [],
        "reported_days": {key: " ".join(f"{one.start}/{one.end}" for one in mine) for key, mine in spans.items()},
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
        "linked": set(
            Enrolment.objects.visible_to(request.user)
            .filter(pk__in=[one.enrolment_id for one in there])
            .values_list("pk", flat=True)
        ),
        "may_read_note": note is not None,
        "note": note[0] if note else "",
        "topics": topic_names(),
        "files": SessionFile.objects.visible_to(request.user).filter(session=pk),
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
    context = {
        "page": page,
        "filters": filters,
        "may_log": may_log,
        "may_see_load": request.user.may(Permission.SEE_COACH_LOAD),
        "topics": topic_names(),
    }
    return render(request, "coaching/session_list.html", context)
