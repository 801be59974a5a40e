"""Pages for what went wrong: what happened, what is kept, what to do."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """400: the address or the form could not be read."""
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403: logged in, but this is not one of the person's tasks."""
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404: no such page, or one that the person may not see; the two look the same."""
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. The page needs no database."""
    return render(request, "errors/500.html", status=500)


# Not typed by people, or not to be shown on any screen: passwords, one-time and recovery codes.
_NOT_TYPED = frozenset({"csrfmiddlewaretoken", "key", "version", "next", "code"})


def _is_secret(name: str) -> bool:
    return name in _NOT_TYPED or "password" in name.lower()


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What a person wrote or chose in a form, as names and values; no secrets, and no more than a page can show."""
    found = [
        (name, value)
        for name in request.POST
        if not _is_secret(name)
        for value in request.POST.getlist(name)
        if value.strip()
    ]
    return found[:60]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was opened in another session; the typed text is shown so that nothing is lost."""
    return render(request, "errors/csrf.html", {"typed": typed(request)}, status=403)


def logged_out(request: HttpRequest, typed: list[tuple[str, str]]) -> HttpResponse:
    """403: the session ended while somebody typed; the typed text is shown so that nothing is lost.

    The header tells a phone's service worker, which keeps a coaching session until she is logged in again.
    """
    answer = render(request, "errors/logged_out.html", {"typed": typed}, status=403)
    answer.headers["Lyft-Logged-Out"] = "1"
    return answer


def wrong_method(request: HttpRequest) -> HttpResponse:
    """405: an address that only takes forms was opened, for instance from the browser's history."""
    return render(request, "errors/405.html", status=405)
