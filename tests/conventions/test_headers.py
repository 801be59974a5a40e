"""Every page carries the headers that keep foreign code, frames and caches out."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse

from programme.people.models import User
from tests.cast import Cast

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
}
GUARDS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def policy(response: Any) -> set[str]:
    """The directives of a response's content security policy."""
    return {part.strip() for part in response["Content-Security-Policy"].split(";")}


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/reset/", "/healthz", "/no-such-page/"])
def test_headers_of_a_page_without_login_allow_only_our_own_files(client: Client, db: None, path: str) -> None:
    response = client.get(path)

    assert policy(response) == POLICY
    assert {name: response[name] for name in GUARDS} == GUARDS


def test_headers_of_a_page_behind_login_forbid_every_cache(cast: Cast, login: Callable[[User], Client]) -> None:
    client = login(cast.director)

    for name in ("home", "company-list", "person-list", "account"):
        response = client.get(reverse(name))
        assert response.status_code == 200, name
        assert policy(response) == POLICY
        assert response["Cache-Control"] == "no-store, private"
        assert "Cookie" in response["Vary"]


def test_headers_of_a_refusal_forbid_every_cache_too(cast: Cast, login: Callable[[User], Client]) -> None:
    client = login(cast.nobody)

    answers = {name: client.get(reverse(name)) for name in ("company-list", "person-list")}

    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(answers, 403)
    assert {answer["Cache-Control"] for answer in answers.values()} == {"no-store, private"}


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client: Client, cast: Cast) -> None:
    client.post("/accounts/login/", {"login": cast.director.email, "password": "Lyft-demo-2026"})

    session = client.cookies[settings.SESSION_COOKIE_NAME]
    assert (bool(session["httponly"]), session["samesite"]) == (True, "Lax")


def test_site_with_its_own_checks_has_nothing_to_say() -> None:
    assert run_checks() == []
