"""One's own account: settings, language, appearance, and where a form leads back to."""

import pytest
from django.test import Client

from programme.people.models import AuditEvent, User
from tests.cast import Cast


def test_account_changes_own_settings_and_nothing_else(cast: Cast, login) -> None:
    before = User.objects.get(pk=cast.coach_a.pk)
    post = {"name": " Mikael\u202e  Sund ", "phone": "060-1", "language": "en", "theme": "dark"}
    hostile = {"email": "x@example.org", "is_active": "", "password": "x", "pk": cast.director.pk, "role": "director"}
    login(cast.coach_a).post("/account/", {**post, **hostile})
    after = User.objects.get(pk=cast.coach_a.pk)
    assert (after.name, after.phone, after.language, after.theme) == ("Mikael Sund", "060-1", "en", "dark")
    assert (after.email, after.is_active, after.password) == (before.email, True, before.password)
    event = AuditEvent.objects.get()
    assert event.changes["name"] == ["Mikael Sundh", "Mikael Sund"]


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "\x00"])
def test_account_with_a_bad_name_keeps_what_was_typed(cast: Cast, login, name: str) -> None:
    post = {"name": name, "phone": "070-000", "language": "sv", "theme": "auto"}
    page = login(cast.coach_a).post("/account/", post)
    assert "name" in page.context["form"].errors
    assert "070-000" in page.content.decode()
    assert User.objects.get(pk=cast.coach_a.pk).name == "Mikael Sundh"


def test_language_switch_holds_for_the_person_on_every_device(cast: Cast, login) -> None:
    client = login(cast.coach_a)
    assert '<html lang="sv"' in client.get("/account/").content.decode()
    assert client.post("/account/language/", {"language": "en", "next": "/account/"}).url == "/account/"
    assert '<html lang="en"' in client.get("/account/").content.decode()
    assert '<html lang="en"' in login(cast.coach_a).get("/account/").content.decode()
    assert AuditEvent.objects.get().changes == {"language": ["sv", "en"]}


def test_language_switch_works_before_login(cast: Cast) -> None:
    client = Client()
    assert '<html lang="sv"' in client.get("/accounts/login/").content.decode()
    client.post("/account/language/", {"language": "en", "next": "/accounts/login/"})
    assert '<html lang="en"' in client.get("/accounts/login/").content.decode()


def test_stored_language_wins_over_the_cookie_of_the_device(cast: Cast, login) -> None:
    client = login(cast.coach_a)
    client.cookies["django_language"] = "en"
    response = client.get("/account/")
    assert '<html lang="sv"' in response.content.decode()
    assert response["Content-Language"] == "sv"


def test_theme_switch_is_kept_for_person_and_device(cast: Cast, login) -> None:
    client = login(cast.coach_a)
    client.post("/account/theme/", {"theme": "dark", "next": "/account/"})
    assert 'data-bs-theme="dark"' in client.get("/account/").content.decode()
    assert client.cookies["theme"].value == "dark"
    assert User.objects.get(pk=cast.coach_a.pk).theme == "dark"


@pytest.mark.parametrize("where", ["language", "theme"])
@pytest.mark.parametrize("value", ["", "xx", "sv\x00", "<script>"])
def test_unknown_language_or_theme_changes_nothing(cast: Cast, login, where: str, value: str) -> None:
    login(cast.coach_a).post(f"/account/{where}/", {where: value})
    after = User.objects.get(pk=cast.coach_a.pk)
    assert (after.language, after.theme, AuditEvent.objects.count()) == ("sv", "auto", 0)


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "https:evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example/",
        "http:///evil.example",
        "javascript:alert(1)",
        " //evil.example",
        "\t//evil.example",
        "evil.example",
        "",
    ],
)
def test_forms_never_lead_to_another_site(cast: Cast, login, path: str) -> None:
    client = login(cast.coach_a)
    assert client.post("/account/language/", {"language": "sv", "next": path}).url == "/"
    assert client.post("/account/theme/", {"theme": "auto", "next": path}).url == "/"
    assert Client().post("/account/language/", {"language": "sv", "next": path}).url == "/"


@pytest.mark.parametrize("path", ["//evil.example", "https:evil.example", "/\\evil.example"])
def test_login_never_leads_to_another_site(cast: Cast, path: str) -> None:
    post = {"login": cast.coach_a.email, "password": "Lyft-demo-2026", "next": path}
    response = Client().post("/accounts/login/", post)
    assert response.url == "/"


def test_account_is_only_for_who_is_logged_in(cast: Cast) -> None:
    assert Client().get("/account/").url == "/accounts/login/?next=/account/"
    assert Client().get("/account/language/").status_code == 405
