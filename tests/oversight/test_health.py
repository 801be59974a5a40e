"""What operators ask, and pages for what went wrong."""

import re

from celery import current_app
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from companies.models import Company, Interest
from tests.cast import Cast


def test_health_all_well_without_login(db: None, client: Client) -> None:
    answer = client.get(reverse("healthz"))
    assert (answer.status_code, answer.json()) == (200, {"database": "ok", "broker": "ok"})


def test_health_dead_broker_is_named(db: None, client: Client, monkeypatch) -> None:
    # Only this one: while it is not given it reads as broker_url, so a second change would be undone to the first.
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    answer = client.get(reverse("healthz"))
    assert (answer.status_code, answer.json()) == (503, {"database": "ok", "broker": "no answer"})


def test_health_dead_database_is_named(db: None, client: Client) -> None:
    def refuse(*args: object) -> None:
        raise DatabaseError("gone")

    with connection.execute_wrapper(refuse):
        answer = client.get(reverse("healthz"))
    assert (answer.status_code, answer.json()["database"]) == (503, "no answer")


def test_form_from_another_session_keeps_the_text_and_hides_secrets(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.leader)
    typed = {
        "name": "Nya Smedjan <b>AB</b>",
        "notes": "rad ett\nrad två",
        "topics": ["5S", "Pulsmöte"],
        "password": "HEMLIG-1",
        "password1": "HEMLIG-2",
        "oldpassword": "HEMLIG-3",
        "code": "HEMLIG-4",
        "csrfmiddlewaretoken": "HEMLIG-5",
    }
    answer = client.post(reverse("company-add"), typed)
    body = answer.content.decode()
    assert answer.status_code == 403
    for shown in ("Nya Smedjan &lt;b&gt;AB&lt;/b&gt;", "rad ett<br>rad två", "5S", "Pulsmöte"):
        assert shown in body
    assert "HEMLIG" not in body


def test_form_sent_after_the_session_ended_gives_the_text_back_and_saves_nothing(cast: Cast, client: Client) -> None:
    answer = client.post(reverse("company-add"), {"name": "Nya Smedjan AB", "key": "HEMLIG-6"})

    assert answer.status_code == 403
    assert "Nya Smedjan AB" in answer.content.decode()
    assert reverse("account_login") in answer.content.decode()
    assert "HEMLIG" not in answer.content.decode()
    assert not Company.objects.filter(name="Nya Smedjan AB").exists()
    nothing_typed = client.post(reverse("company-add"), {"name": " "})
    assert nothing_typed.headers["Location"].startswith(reverse("account_login"))


def test_address_of_a_form_opened_as_a_page_says_so(cast: Cast, login) -> None:
    interest = Interest.objects.create(
        company_name="Nya Smedjan AB", person="Ida", email="ida@foretag.example", municipality_id="2281",
        region=cast.mellersta, received_at=timezone.now(),
    )  # fmt: skip
    address = reverse("interest-take-in", args=[interest.pk])
    answer = login(cast.leader).get(address)

    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert f'href="{reverse("home")}"' in answer.content.decode()
    assert answer.content.decode().count("<h1") == 1


def test_missing_page_is_the_same_for_all_that_is_missing(cast: Cast, login) -> None:
    client = login(cast.leader)

    def body(path: str) -> str:
        """The page without its own address and the token that is new each time."""
        page = client.get(path).content.decode().replace(path, "")
        return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)

    hidden = (f"/enrolments/{cast.c.pk}/", f"/companies/{cast.company_c.pk}/")
    assert client.get(cast.a.get_absolute_url()).status_code == 200
    assert {body(path) for path in hidden} == {body("/enrolments/999999/")}
