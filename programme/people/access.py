"""Doors: every view carries `@requires(permission)` or `@public`; the site refuses to start otherwise.

A door says who may come in; which rows stand behind it is said by visible_to and changeable_by.
Not logged in: to the login page. Logged in without the permission: 403. A row that is not yours: 404.
"""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from programme.people.models import User
from programme.people.roles import Permission

View = Callable[..., HttpResponseBase]


class SignedInRequest(HttpRequest):
    """A request behind a door: its user is a real, active person."""

    user: User  # type: ignore[assignment]


def requires(permission: Permission) -> Callable[[View], View]:
    """Let in only people with an appointment that carries the permission today."""

    def stamp(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not (isinstance(request.user, User) and request.user.may(permission)):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.door = permission  # type: ignore[attr-defined]
        return guarded

    return stamp


def public(view: View) -> View:
    """Let in everybody, logged in or not."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    opened.door = "public"  # type: ignore[attr-defined]
    return login_not_required(opened)


def _views(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, View]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns, f"{before}{pattern.namespace}:" if pattern.namespace else before)
        else:
            yield before + (pattern.name or str(pattern.pattern)), pattern.callback


def may_enter(user: User, path: str) -> bool:
    """Whether the door of the page at an address opens for the person; what stands behind it is another question."""
    try:
        door = getattr(resolve(urlsplit(path).path).func, "door", "")
    except Resolver404:
        return False
    return door == "public" or (isinstance(door, Permission) and user.may(door))


def doors() -> dict[str, str]:
    """Every route's name (or pattern, when it has none) and the door before it; `""` where a door is missing."""
    found: dict[str, str] = {}
    for name, view in _views(get_resolver().url_patterns):
        door = str(getattr(view, "door", ""))
        # Two patterns may share a name: one without a door must not hide behind the other.
        found[name] = door if found.get(name, door) else ""
    return found
