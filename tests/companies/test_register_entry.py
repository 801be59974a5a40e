"""A new company filled in from the register: with and without JavaScript, and nothing typed is lost."""

import re

from django.test import Client
from django.urls import reverse

from companies.models import Company
from tests.cast import Cast, number
from tests.oversight.test_prospects import extract, unit

ADD = "company-add"


def value(client: Client, page: str, name: str) -> str:
    found = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
    assert found
    said = re.search(r'value="([^"]*)"', found[0])
    return said[1] if said else ""


def post(client: Client, **typed: str) -> str:
    return client.post(reverse(ADD), typed).content.decode()


def test_company_add_check_fills_in_what_the_register_knows(cast: Cast, login) -> None:
    extract()
    unit(601, "Ny Plåt AB")
    client = login(cast.leader)

    page = post(client, check="1", organisation_number=number(601))

    assert [value(client, page, name) for name in ("name", "municipality", "postal_code", "sni_code")] == [
        "Ny Plåt AB", "Härnösand", "87131", "25620",
    ]  # fmt: skip
    assert "2026-11-20" in page
    assert Company.objects.filter(name="Ny Plåt AB").count() == 0


def test_company_add_check_keeps_what_was_typed_and_says_so(cast: Cast, login) -> None:
    extract()
    unit(601, "Ny Plåt AB")
    client = login(cast.leader)
    typed = {"organisation_number": number(601), "name": "Eget Namn AB", "contact_name": "Ann"}

    page = post(client, check="1", **typed)
    assert (value(client, page, "name"), value(client, page, "contact_name")) == ("Eget Namn AB", "Ann")
    assert "Eget Namn AB”" in page

    page = post(client, use_register="1", **typed)
    assert (value(client, page, "name"), value(client, page, "contact_name")) == ("Ny Plåt AB", "Ann")


def test_company_add_another_number_takes_away_what_the_first_filled_in(cast: Cast, login) -> None:
    extract()
    unit(601, "Ny Plåt AB")
    client = login(cast.leader)

    page = post(
        client, check="1", organisation_number=number(602), filled_from=number(601), name="Ny Plåt AB", sni_code="10710"
    )

    assert (value(client, page, "name"), value(client, page, "sni_code")) == ("", "10710")


def test_company_add_says_block_inactive_and_unknown_municipality_in_words(cast: Cast, login) -> None:
    extract()
    unit(601, "Ny Plåt AB", None, is_active=False, accepts_marketing=False)
    client = login(cast.leader)

    part = client.post(reverse("company-number-check"), {"organisation_number": number(601)}).content.decode()

    assert part.count("l-warn") == 3
    assert "reklamspärr" in part
    assert 'data-field="municipality"' not in part


def test_register_search_offers_names_and_a_choice_fills_the_form(cast: Cast, login) -> None:
    extract()
    unit(601, "Östra Plåt AB")
    unit(602, "Västra Plåt AB")
    client = login(cast.leader)

    part = client.post(reverse("register-search"), {"register_name": "ostra"}).content.decode()
    page = post(client, pick=number(601), register_name="ostra")

    assert (number(601) in part, number(602) in part) == (True, False)
    assert value(client, page, "organisation_number") == number(601)
    assert value(client, page, "name") == "Östra Plåt AB"


def test_register_search_without_script_shows_the_matches_in_the_page(cast: Cast, login) -> None:
    extract()
    unit(601, "Östra Plåt AB")

    page = post(login(cast.leader), search="1", register_name="öst", name="Kvar AB")

    assert f'name="pick" value="{number(601)}"' in page
    assert "Kvar AB" in page


def test_register_search_without_register_says_so(cast: Cast, login) -> None:
    part = login(cast.leader).post(reverse("register-search"), {"register_name": "öst"}).content.decode()

    assert "Inget register" in part
