"""What a person sees where Django would answer with an empty page, or throw away what was typed."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import middleware as auth
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed

from programme.oversight import errors


class LoginRequiredMiddleware(auth.LoginRequiredMiddleware):
    """To the login page; a form that was sent after the session had ended comes back as text."""

    def handle_no_permission(  # type: ignore[override]  # Django sends back whatever it gets
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        """Django's redirect, or our own page when there is something to give back."""
        if request.method == "POST" and (typed := errors.typed(request)):
            return errors.logged_out(request, typed)
        return super().handle_no_permission(request, view_func)


class WrongMethodMiddleware:
    """A page of words for who opens an address that only takes forms."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or request.method != "GET":
            return response
        page = errors.wrong_method(request)
        page["Allow"] = response["Allow"]
        return page
