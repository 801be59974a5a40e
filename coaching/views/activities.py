"""Activities: listed, entered, changed, with who came to which session; and a series planned in one go."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coaching.actions import change_activity, enter_activity, plan_series
from coaching.activity_calendar import asked_of, happenings, months
from coaching.activity_list import activity_filters, activity_rows
from coaching.forms import ActivityForm, ChangeActivityForm, SeriesForm
from coaching.models import Activity
from coaching.series import series_attendance
from coaching.visibility import coaches_led_by, companies_to_plan
from programme.common.pages import page_of
from programme.people.access import SignedInRequest, requires
from programme.people.conflict import conflict_page
from programme.people.models import User
from programme.people.roles import Permission
from programme.people.versions import Conflict


@requires(Permission.SEE_SESSIONS)
def activity_list(request: SignedInRequest) -> HttpResponse:
    """Activities that the person sees, the latest first."""
    filters = activity_filters(request.GET, request.user)
    context = {
        "page": page_of(request, activity_rows(request.user, filters)),
        "filters": filters,
        "kinds": Activity.Kind.choices,
        "may_enter": request.user.may(Permission.RUN_ACTIVITIES),
    }
    return render(request, "coaching/activity_list.html", context)


@requires(Permission.SEE_SESSIONS)
def activity_calendar(request: SignedInRequest) -> HttpResponse:
    """Half a year of activities and their sessions, month by month."""
    today = timezone.localdate()
    asked = asked_of(request.GET, request.user, today=today)
    for problem in asked.problems:
        messages.warning(request, problem)
    found = happenings(request.user, asked)
    shown = months(found, asked.period, today=today)
    monday = today - timedelta(days=today.weekday())
    context = {
        "asked": asked,
        "months": shown,
        "count": len(found),
        "before": f"{asked.before:%Y-%m}",
        "after": f"{asked.after:%Y-%m}",
        "kinds": Activity.Kind.choices,
        "weekdays": [date_format(monday + timedelta(days=place), "D") for place in range(7)],
    }
    return render(request, "coaching/activity_calendar.html", context)


@requires(Permission.RUN_ACTIVITIES)
def activity_add(request: SignedInRequest) -> HttpResponse:
    """Enter a new one."""
    form = ActivityForm(
        request.POST if request.method == "POST" else None, user=request.user, today=timezone.localdate()
    )
    if request.method == "POST" and form.is_valid():
        activity = enter_activity(by=request.user, values=form.values(), key=form.cleaned_data["key"])
        messages.success(request, _("The activity is entered. Plan its sessions next."))
        return redirect(activity)
    return render(request, "coaching/activity_add.html", {"form": form})


@requires(Permission.SEE_SESSIONS)
def activity_card(request: SignedInRequest, pk: int) -> HttpResponse:
    """One activity: its sessions, and who came to which."""
    activity = get_object_or_404(Activity.objects.visible_to(request.user).select_related("programme", "region"), pk=pk)
    may_change = Activity.objects.changeable_by(request.user).filter(pk=pk).exists()
    context = {
        "activity": activity,
        "series": series_attendance(request.user, activity),
        "may_change": may_change,
        "may_plan": may_change or request.user.may(Permission.LOG_SESSIONS),
    }
    return render(request, "coaching/activity_card.html", context)


@requires(Permission.RUN_ACTIVITIES)
def activity_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change what it is, or note that it was held."""
    activity = get_object_or_404(Activity.objects.visible_to(request.user), pk=pk)
    if not Activity.objects.changeable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    form = ChangeActivityForm(
        request.POST if request.method == "POST" else None,
        user=request.user,
        today=timezone.localdate(),
        activity=activity,
    )
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            change_activity(by=request.user, activity=activity, version=version, values=form.values())
        except Conflict as conflict:
            return conflict_page(request, conflict, form)
        messages.success(request, _("The activity is changed."))
        return redirect(activity)
    return render(request, "coaching/activity_change.html", {"form": form, "activity": activity})


@requires(Permission.PLAN_SESSIONS)
def activity_series(request: SignedInRequest, pk: int) -> HttpResponse:
    """Plan its sessions in one go."""
    activity = _to_plan(request.user, pk)
    now = timezone.now()
    form = SeriesForm(
        request.POST if request.method == "POST" else None,
        user=request.user,
        today=timezone.localdate(now),
        activity=activity,
        coaches=coaches_led_by(request.user),
        companies=companies_to_plan(request.user, activity),
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            plan_series(
                by=request.user,
                coach=told["coach"],
                values=form.values(),
                count=told["count"],
                every_days=told["every_days"],
                now=now,
                key=told["key"],
            )
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("The sessions are planned."))
            return redirect(activity)
    return render(request, "coaching/activity_series.html", {"form": form, "activity": activity})


def _to_plan(user: User, pk: int) -> Activity:
    """404 when the person may not see it; 403 when she neither runs it nor coaches."""
    activity = get_object_or_404(Activity.objects.visible_to(user), pk=pk)
    runs = Activity.objects.changeable_by(user).filter(pk=pk).exists()
    if not (runs or user.may(Permission.LOG_SESSIONS)):
        raise PermissionDenied
    return activity
