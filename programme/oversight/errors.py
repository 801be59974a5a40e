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


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was opened in another session; the typed text is shown so that nothing is lost."""
    typed = [(k, v) for k, v in request.POST.items() if v and k not in {"csrfmiddlewaretoken", "password"}]
    return render(request, "errors/csrf.html", {"typed": typed[:60]}, status=403)
