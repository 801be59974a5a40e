"""Several rows with one number: what one of them says of the company or a contact is never lost without a word."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from companies.models import Company, Contact, Enrolment
from tests.cast import Cast, number
from tests.companies.imports.sheets import checked, outcomes, problems, saved, xlsx

Login = Callable[[object], Client]
HEADINGS = ("Företag", "Org.nr", "Kommun", "Bolagsform", "Adress", "Kontaktperson", "E-post", "Telefon", "Program")
HEADINGS_TO_MEET = (*HEADINGS, "Källa")
FIRST = ["Indal AB", number(61), "Timrå", "", "", "Ulla Ek", "", "", ""]


@pytest.fixture(autouse=True)
def storage(settings: LazySettings, tmp_path: Path) -> None:
    """Files of a test go away with it."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def leader(cast: Cast, login: Login) -> Client:
    return login(cast.leader)


def second(**said: str) -> list[str]:
    """A second row of the same company."""
    names = ("name", "number", "municipality", "form", "address", "contact", "email", "phone", "programme", "source")
    return [{"number": number(61), **said}.get(name, "") for name in names]


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        (second(address="Bruksgatan 1"), {"address": "Bruksgatan 1"}),
        (second(address="Bruksgatan 1", contact="Ulla Ek"), {"address": "Bruksgatan 1"}),
        (second(address="Bruksgatan 1", contact="Eva Bo"), {"address": "Bruksgatan 1"}),
        (second(form="Handelsbolag"), {"legal_form": "Handels- eller kommanditbolag"}),
        (second(contact="Ulla Ek", phone="060-12 34 56"), {"contact_phone": "060-12 34 56"}),
        (second(contact="Ulla Ek", email="ulla@indal.example"), {"contact_email": "ulla@indal.example"}),
        (second(source="Mässa"), {"source": "Mässa"}),
    ],
)
def test_second_row_that_says_what_the_first_lacks_is_to_be_mended(
    leader: Client, row: list[str], wrong: dict[str, str]
) -> None:
    imported = checked(leader, xlsx([[*FIRST, ""], row], headings=HEADINGS_TO_MEET))

    assert outcomes(imported) == ["new", "bad"]
    assert problems(imported, 3) == {
        name: f"Rad 2 har samma nummer men inget här. Flytta ”{said}” till den raden." for name, said in wrong.items()
    }


def test_second_row_that_enrols_the_company_is_to_be_mended(leader: Client, cast: Cast) -> None:
    imported = checked(leader, xlsx([FIRST, second(programme=str(cast.version))[:9]], headings=HEADINGS))

    assert outcomes(imported) == ["new", "bad"]
    assert list(problems(imported, 3)) == ["programme"]


def test_second_row_with_the_file_own_edition_adds_its_contact(leader: Client, cast: Cast) -> None:
    rows = [[*FIRST[:8], str(cast.version)], second(contact="Eva Bo")[:9]]

    imported = saved(leader, checked(leader, xlsx(rows, headings=HEADINGS), programme_version=str(cast.version.pk)))

    assert outcomes(imported) == ["new", "contact"]
    assert Enrolment.objects.filter(company__organisation_number=number(61)).count() == 1


def test_contact_that_stands_twice_with_other_addresses_is_asked_about(leader: Client) -> None:
    rows = [[*FIRST[:6], "ulla@indal.example", "", ""], second(contact="Ulla Ek", email="ek@indal.example")[:9]]

    imported = checked(leader, xlsx(rows, headings=HEADINGS))

    assert problems(imported, 3) == {
        "contact_email": "Rad 2 har samma nummer och säger ”ulla@indal.example”. Vilken är rätt?"
    }


def test_contact_that_stands_twice_on_rows_of_its_own_is_asked_about(leader: Client, cast: Cast) -> None:
    one, two = second(contact="Eva Bo")[:9], second(contact="Eva Bo", phone="060-12 34 56")[:9]
    one[1] = two[1] = number(1)

    imported = checked(leader, xlsx([one, two], headings=HEADINGS))

    assert outcomes(imported) == ["exists", "bad"]
    assert list(problems(imported, 3)) == ["contact_phone"]


def test_contact_of_a_row_to_be_mended_is_still_taken_from_the_next_row(leader: Client) -> None:
    rows = [FIRST, second(address="Bruksgatan 1", contact="Eva Bo")[:9], second(contact="Eva Bo")[:9]]

    imported = saved(leader, checked(leader, xlsx(rows, headings=HEADINGS)), rows="ready")

    assert outcomes(imported) == ["new", "bad", "contact"]
    there = Contact.objects.filter(company__organisation_number=number(61)).values_list("name", flat=True)
    assert set(there) == {"Ulla Ek", "Eva Bo"}


def test_second_row_that_repeats_what_the_first_says_is_left_out(leader: Client) -> None:
    rows = [FIRST, second(name="Indal AB", form="Aktiebolag", contact="ULLA EK")[:9]]

    imported = saved(leader, checked(leader, xlsx(rows, headings=HEADINGS)))

    assert outcomes(imported) == ["new", "double"]
    assert Contact.objects.filter(company__organisation_number=number(61)).count() == 1


def test_values_of_a_second_row_are_offered_once_the_first_is_saved(leader: Client) -> None:
    rows = [FIRST, second(address="Bruksgatan 1")[:9]]
    saved(leader, checked(leader, xlsx(rows, headings=HEADINGS)), rows="ready")

    again = checked(leader, xlsx(rows[1:], headings=HEADINGS))

    assert Company.objects.get(organisation_number=number(61)).address == ""
    assert [one["given"] for one in again.rows.get(number=2).differences] == ["Bruksgatan 1"]


def test_contact_of_the_portal_with_another_phone_is_told_of(leader: Client, cast: Cast) -> None:
    known = Contact.objects.create(company=cast.company_a, name="Eva Bo", phone="060-11 11 11")
    row = second(contact="Eva Bo", phone="060-12 34 56")[:9]
    row[1] = number(1)

    imported = checked(leader, xlsx([row], headings=HEADINGS))
    page = leader.get(reverse("import-review", args=[imported.pk])).content.decode()

    assert outcomes(imported) == ["same"]
    assert "Kontakten finns redan och lämnas som den är. Ändra den på företagets sida: Kontaktens telefon." in page
    known.refresh_from_db()
    assert known.phone == "060-11 11 11"
