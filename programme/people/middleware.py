"""What holds for everybody who is logged in: sessions end, pages are not kept by caches."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from programme.people.models import User

Handler = Callable[[HttpRequest], HttpResponse]
SEEN, BEGAN = "seen_s", "began_s"
REFRESH_S = 60  # the session row is written at most once a minute


class SessionLimitsMiddleware:
    """End a session after an idle hour or twelve hours in all (TRUST.md T15)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            began = request.session.setdefault(BEGAN, now)
            seen = request.session.get(SEEN, now)
            if now - seen > settings.SESSION_IDLE_SECONDS or now - began > settings.SESSION_COOKIE_AGE:
                logout(request)
            elif now - seen > REFRESH_S or SEEN not in request.session:
                request.session[SEEN] = now
        return self.get_response(request)


class PersonLanguageMiddleware:
    """Show pages in the language that the person chose, on whatever device. Others: by cookie and browser.

    The appearance needs no step here: base.html reads it from the person (programme.oversight.frame).
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, User):
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)


class PrivatePagesMiddleware:
    """No cache keeps a page of somebody who is logged in (TRUST.md T24); after logging out no device keeps anything.

    What a coach's phone holds for want of reception goes with it: pages, drafts, what was not sent.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_in = request.user.is_authenticated
        response = self.get_response(request)
        if request.user.is_authenticated:
            response["Cache-Control"] = "no-store, private"
        elif was_in:
            response["Clear-Site-Data"] = '"storage"'
        return response
