"""One's secret calendar address, and the calendar behind it."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coaching.actions import make_calendar_address, withdraw_calendar_address
from coaching.actions.calendar import calendar_address_behind
from coaching.calendars import feed
from coaching.models import CalendarAddress
from programme.common.rate import within_rate
from programme.people.access import SignedInRequest, public, requires
from programme.people.models import User
from programme.people.roles import Permission

HOUR_S = 60 * 60
OF_ONE_PERSON = 120  # an hour: a calendar program asks some times an hour, and a person has some of them
KIND = "text/calendar; charset=utf-8"


@requires(Permission.PLAN_SESSIONS)
def calendar_address(request: SignedInRequest) -> HttpResponse:
    """Whether one has an address, and what to do with it."""
    return _page(request)


@requires(Permission.PLAN_SESSIONS)
@require_POST
def calendar_address_make(request: SignedInRequest) -> HttpResponse:
    """Make one, and show it this once."""
    token = make_calendar_address(by=request.user, now=timezone.now())
    return _page(request, shown=settings.SITE_URL + reverse("calendar-feed", args=[token]))


@requires(Permission.PLAN_SESSIONS)
@require_POST
def calendar_address_withdraw(request: SignedInRequest) -> HttpResponse:
    """It stops working at once."""
    withdraw_calendar_address(by=request.user)
    messages.success(request, _("The address no longer works."))
    return redirect("calendar-address")


def _page(request: SignedInRequest, shown: str = "") -> HttpResponse:
    held = CalendarAddress.objects.visible_to(request.user).first()
    return render(request, "coaching/calendar_address.html", {"held": held, "shown": shown})


@public
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar behind a secret address; the same empty answer for every address that opens nothing."""
    person = _behind(token)
    if person is None:
        return HttpResponse(status=404, content_type="text/plain", headers={"Cache-Control": "no-store"})
    # By person and not by network address: whole regions read through the few addresses of a calendar service.
    if not within_rate("calendar", str(person.pk), limit=OF_ONE_PERSON, seconds=HOUR_S):
        return HttpResponse(status=429, headers={"Retry-After": str(HOUR_S), "Cache-Control": "no-store"})
    with translation.override(person.language):
        content = feed(person, timezone.now())
    return HttpResponse(content, content_type=KIND, headers={"Cache-Control": "no-store, private"})


def _behind(token: str) -> User | None:
    """Whose address it is: somebody who may still log in and has a plan."""
    held = calendar_address_behind(token)
    return held.person if held and held.person.may(Permission.PLAN_SESSIONS) else None
