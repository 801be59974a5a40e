"""The public form: what is refused in which words, what a program meets, and that it tells nothing of what we know."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from companies.interest import stamp
from companies.models import Interest
from companies.views import express
from programme.notices import outbox
from programme.notices.models import Delivery
from tests.cast import Cast, number
from tests.companies.test_actions_company import SOLE_TRADER

SEND = reverse("interest-send")


def filled(**more: str) -> dict[str, str]:
    """The form as a person fills it in, in a minute."""
    return {
        "company_name": "Brattforsens Verkstad AB",
        "organisation_number": "",
        "municipality": "Sundsvall",
        "person": "Vera Brattfors",
        "phone": "060-12 34 56",
        "email": "vera@brattforsen.example",
        "message": "",
        "homepage": "",
        "stamp": stamp.issue(timezone.now() - timedelta(minutes=1)),
        **more,
    }


def post(**more: str) -> object:
    return Client().post(SEND, filled(**more))


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def test_interest_send_from_the_start_page_thanks_and_confirms_by_mail(cast: Cast) -> None:
    visitor = Client()
    given = visitor.get("/").context["form"]["stamp"].value()
    held = stamp.read(given)
    assert held is not None

    later = stamp.issue(timezone.now() - timedelta(seconds=4))
    response = visitor.post(SEND, filled(stamp=later), follow=True)

    assert response.redirect_chain == [(reverse("interest-thanks"), 302)]
    interest = Interest.objects.get()
    assert (interest.company_name, interest.region) == ("Brattforsens Verkstad AB", cast.mellersta)
    assert outbox.deliver(now=timezone.now()) == 1
    [confirmation] = mail.outbox
    assert confirmation.to == ["vera@brattforsen.example"]
    assert confirmation.extra_headers["Message-ID"] == Delivery.objects.get().message_id


@pytest.mark.parametrize(
    ("language", "subject"),
    [("sv", "Vi har fått er intresseanmälan"), ("en", "We have received your expression of interest")],
)
def test_interest_send_confirms_in_the_visitors_language_without_what_was_typed(
    cast: Cast, language: str, subject: str
) -> None:
    visitor = Client()
    visitor.post(reverse("language-set"), {"language": language, "next": "/"})
    visitor.post(SEND, filled(message="KANordet", person="Buy <b>now</b>"))
    outbox.deliver(now=timezone.now())

    [confirmation] = mail.outbox
    html = confirmation.alternatives[0][0]
    assert confirmation.subject == subject
    for typed in ("KANordet", "Buy", "Brattforsens"):
        assert typed not in confirmation.body + html
    reason = {"sv": "Du får det här för att", "en": "You get this because"}[language]
    assert reason in confirmation.body
    assert reason in html
    assert str(reverse("privacy")) in confirmation.body
    assert {"sv": "Mellersta Norrland", "en": "Central Norrland"}[language] in confirmation.body


def test_interest_send_double_click_makes_one_row_and_one_mail(cast: Cast) -> None:
    once = filled()
    answers = [Client().post(SEND, once).url for _ in range(3)]  # type: ignore[attr-defined]

    assert answers == [reverse("interest-thanks")] * 3
    assert Interest.objects.count() == 1
    assert outbox.deliver(now=timezone.now()) == 1


def test_interest_send_answers_the_same_whether_the_company_is_here_or_not(cast: Cast) -> None:
    answers = {}
    for name, n in (("here", 1), ("elsewhere", 3), ("unknown", 77)):
        response = Client().post(SEND, filled(organisation_number=number(n)), follow=True)
        answers[name] = (response.redirect_chain, text(response).replace(str(response.context["csrf_token"]), ""))

    chains = {str(chain) for chain, _said in answers.values()}
    lengths = {len(said) for _chain, said in answers.values()}
    assert len(chains) == len(lengths) == 1
    assert Interest.objects.count() == 3
    for company in (cast.company_a, cast.company_c):
        assert not any(company.name in said for _chain, said in answers.values())


@pytest.mark.parametrize("seconds", [0, 2, 13 * 3600])
def test_interest_send_too_quick_or_too_old_is_asked_once_more_and_kept(cast: Cast, seconds: int) -> None:
    response = post(stamp=stamp.issue(timezone.now() - timedelta(seconds=seconds)))

    assert response.status_code == 200  # type: ignore[attr-defined]
    assert response.context["said"]  # type: ignore[attr-defined]
    assert 'value="Brattforsens Verkstad AB"' in text(response)
    assert Interest.objects.count() == 0


@pytest.mark.parametrize("forged", ["", "x", "1:2:3", "\x00", "å" * 5000, "eyJrZXkiOiJ4In0:1abc:def"])
def test_interest_send_forged_stamp_is_asked_once_more_with_a_good_one(cast: Cast, forged: str) -> None:
    response = post(stamp=forged)

    assert Interest.objects.count() == 0
    assert stamp.read(response.context["form"]["stamp"].value()) is not None  # type: ignore[attr-defined]


def test_interest_send_program_that_fills_every_field_gets_nothing_in(cast: Cast) -> None:
    response = post(homepage="https://spam.example")

    assert Interest.objects.count() == 0
    assert response.context["said"]  # type: ignore[attr-defined]
    assert "spam.example" not in text(response)


def test_interest_send_too_many_from_one_address_wait_and_keep_their_text(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(express, "FROM_ONE_ADDRESS", 2)
    codes = [post(company_name=f"Bolag {n} AB").status_code for n in range(3)]  # type: ignore[attr-defined]
    assert codes == [302, 302, 429]

    refused = post(company_name="Sist i kön AB")
    assert 'value="Sist i kön AB"' in text(refused)
    elsewhere = Client(REMOTE_ADDR="192.0.2.77").post(SEND, filled(company_name="Annan plats AB"))
    assert elsewhere.status_code == 302
    assert Interest.objects.count() == 3


def test_interest_send_too_many_from_everywhere_wait(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(express, "IN_ALL", 2)

    codes = [
        Client(REMOTE_ADDR=f"192.0.2.{n}").post(SEND, filled(company_name=f"Bolag {n} AB")).status_code
        for n in range(3)
    ]

    assert codes == [302, 302, 429]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("company_name", ""),
        ("company_name", " \t "),
        ("company_name", "x" * 201),
        ("company_name", "Köp nu https://spam.example"),
        ("person", ""),
        ("person", "www.spam.example"),
        ("person", "å" * 121),
        ("organisation_number", "559999-0001"),
        ("organisation_number", "12"),
        ("organisation_number", "' OR 1=1 --"),
        ("organisation_number", SOLE_TRADER),
        ("municipality", ""),
        ("municipality", "Hede"),
        ("municipality", "<script>alert(1)</script>"),
        ("municipality", "9" * 400),
        ("phone", "12"),
        ("phone", "ring mig"),
        ("phone", "1" * 41),
        ("email", "vera@"),
        ("email", "vera@brattforsen.example\r\nBcc: alla@foretag.example"),
        ("email", "x" * 300 + "@foretag.example"),
        ("message", "x" * 2001),
        ("message", "http://a.example http://b.example www.c.example"),
    ],
)
def test_interest_send_bad_input_is_refused_at_its_field_and_kept(cast: Cast, field: str, typed: str) -> None:
    response = post(**{field: typed})

    assert response.status_code == 200  # type: ignore[attr-defined]
    assert list(response.context["form"].errors) == [field]  # type: ignore[attr-defined]
    assert response.context["form"][field].value() == typed  # type: ignore[attr-defined]
    assert "<script>alert" not in text(response)
    assert Interest.objects.count() == 0


@pytest.mark.parametrize(
    "typed",
    [
        'Räksmörgås & Söner\'s "Bästa" AB',
        "=HYPERLINK(1)",
        "<b>Fet</b> AB",
        "{{ 7*7 }}{% now %}",
        "工場 🏭 AB",
        "O’Brien–Åström AB",
        "Robert'); DROP TABLE companies;--",
    ],
)
def test_interest_send_odd_words_come_back_as_they_were(cast: Cast, login, typed: str) -> None:
    assert post(company_name=typed, message=typed).status_code == 302  # type: ignore[attr-defined]

    interest = Interest.objects.get()
    assert (interest.company_name, interest.message) == (typed, typed)
    page = login(cast.leader).get(interest.get_absolute_url())
    assert page.context["interest"].company_name == typed
    assert "<b>Fet</b>" not in text(page)


def test_interest_send_control_characters_are_left_out(cast: Cast) -> None:
    post(company_name="Bolag\x00et\u202e AB", person="Vera\r\nBrattfors")

    interest = Interest.objects.get()
    assert (interest.company_name, interest.person) == ("Bolaget AB", "Vera Brattfors")


def test_interest_send_needs_phone_or_email(cast: Cast) -> None:
    assert list(post(phone="", email="").context["form"].errors) == ["phone"]  # type: ignore[attr-defined]

    assert post(phone="").status_code == post(email="", person="Annan").status_code == 302  # type: ignore[attr-defined]
    assert Interest.objects.count() == 2


def test_interest_send_get_changes_nothing(cast: Cast) -> None:
    for path in (SEND, reverse("interest-thanks")):
        assert Client().get(path, filled()).status_code == 200
    assert Client().post(reverse("interest-thanks")).status_code == 405
    assert Interest.objects.count() == 0
