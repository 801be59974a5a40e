"""Login, closed sign-up, limits, password reset, two-step login: through the real pages."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from programme.people.actions import invite
from programme.people.models import User
from programme.people.passing_on import NewAppointment
from programme.people.roles import Role
from tests.cast import Cast
from tests.people.inviting import PASSWORD, find

OLD = "Lyft-demo-2026"


@pytest.fixture(autouse=True)
def no_attempts_yet() -> None:
    """Limits count in the cache, which outlives a test."""
    cache.clear()


def enter(email: str, password: str, client: Client | None = None):
    client = client or Client()
    return client, client.post("/accounts/login/", {"login": email, "password": password})


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_login_page_names_the_accounts_of_the_demo_and_nowhere_else(cast: Cast, client: Client, settings) -> None:
    for is_demo in (True, False):
        settings.DEMO = is_demo
        page = client.get("/accounts/login/").content.decode()
        assert [word in page for word in ("coach.a@example.org", "auditor@example.org", OLD)] == [is_demo] * 3


@pytest.mark.parametrize("email", ["coach.a@example.org", "COACH.A@EXAMPLE.ORG", " Coach.A@example.org "])
def test_login_by_email_in_any_case(cast: Cast, email: str) -> None:
    client, response = enter(email, OLD)
    assert response.url == "/"
    assert is_in(client)


def test_login_of_a_closed_account_or_by_a_wrong_password_stays_outside(cast: Cast) -> None:
    for email, password in (
        (cast.inactive.email, OLD),
        (cast.coach_a.email, "wrong-password-1"),
        ("x@example.org", OLD),
    ):
        client, _response = enter(email, password)
        assert not is_in(client)


def test_sixth_wrong_login_in_five_minutes_is_refused_even_with_the_right_password(cast: Cast) -> None:
    for n in range(5):
        enter(cast.coach_a.email, f"wrong-password-{n}")
    client, response = enter(cast.coach_a.email, OLD)
    assert response.context["form"].errors
    assert not is_in(client)
    other, _response = enter(cast.coach_b.email, OLD)
    assert is_in(other)


def test_signup_is_closed(cast: Cast) -> None:
    before = User.objects.count()
    client = Client()
    post = {"email": "self.made@example.org", "password1": PASSWORD, "password2": PASSWORD}
    assert client.get("/accounts/signup/").status_code == 200
    client.post("/accounts/signup/", post)
    assert User.objects.count() == before
    assert not is_in(client)


def reset_link(email: str) -> str:
    Client().post("/accounts/password/reset/", {"email": email})
    found = re.search(r"(https?://[^/\s]+)(/accounts/password/reset/key/\S+)", mail.outbox[-1].body)
    assert found, mail.outbox[-1].body
    return found.group(2)


def set_by_link(path: str, password: str) -> None:
    client = Client()
    page = client.get(path, follow=True)
    client.post(page.request["PATH_INFO"], {"password1": password, "password2": password})


def test_password_reset_works_for_invited_people_with_the_real_mail(cast: Cast, settings) -> None:
    settings.SITE_URL = "https://portal.example.org"
    new = NewAppointment(role=Role.COACH, region=cast.mellersta, from_on=timezone.localdate())
    invite(by=cast.leader, email="New.One@example.org", name="N", language="en", new=new, now=timezone.now())
    newcomer = find("new.one@example.org")
    newcomer.set_password(OLD)
    newcomer.save()
    path = reset_link("NEW.one@example.org")
    assert f"https://portal.example.org{path}" in mail.outbox[-1].body
    assert mail.outbox[-1].to == ["new.one@example.org"]
    set_by_link(path, PASSWORD)
    client, _response = enter("new.one@example.org", PASSWORD)
    assert is_in(client)
    set_by_link(path, "Another-password-9")
    assert not User.objects.get(pk=newcomer.pk).check_password("Another-password-9")


def test_password_reset_for_an_unknown_or_closed_account_sends_no_link_and_says_the_same(cast: Cast) -> None:
    answers = []
    for email in (cast.coach_a.email, "unknown@example.org", cast.inactive.email):
        response = Client().post("/accounts/password/reset/", {"email": email})
        answers.append((response.status_code, response.url))
    assert len(set(answers)) == 1
    links = [message.to for message in mail.outbox if "/accounts/password/reset/key/" in message.body]
    assert links == [[cast.coach_a.email]]


def test_password_change_ends_the_other_sessions(cast: Cast) -> None:
    here, _response = enter(cast.coach_a.email, OLD)
    there, _response = enter(cast.coach_a.email, OLD)
    assert is_in(there)
    here.post("/accounts/password/change/", {"oldpassword": OLD, "password1": PASSWORD, "password2": PASSWORD})
    assert is_in(here)
    assert not is_in(there)


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_two_step_login_is_activated_and_then_asked_for(cast: Cast) -> None:
    client, _response = enter(cast.coach_a.email, OLD)
    asked = client.get("/accounts/2fa/totp/activate/")
    assert asked.url.startswith("/accounts/reauthenticate/")
    page = client.post(asked.url, {"password": OLD}, follow=True)
    secret = page.context["form"].secret
    wrong = client.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert wrong.context["form"].errors
    client.post("/accounts/2fa/totp/activate/", {"code": code(secret)})
    kinds = Authenticator.objects.filter(user=cast.coach_a).values_list("type", flat=True)
    assert set(kinds) == {"totp", "recovery_codes"}

    later, response = enter(cast.coach_a.email, OLD)
    assert response.url.startswith("/accounts/2fa/authenticate/")
    assert not is_in(later)
    cache.clear()  # the code of this half minute counts as used
    later.post("/accounts/2fa/authenticate/", {"code": code(secret)})
    assert is_in(later)
