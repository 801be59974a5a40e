"""The way of a file through the pages: upload, columns, rows, saved, mended."""

import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from companies.models import Company, CompanyImport, Contact, Enrolment
from programme.people.models import AuditEvent
from tests.cast import Cast, number
from tests.companies.imports.sheets import (
    cells_of,
    checked,
    columns_posted,
    csv,
    outcomes,
    problems,
    received,
    saved,
    upload,
    xlsx,
)

Login = Callable[[object], Client]
State = CompanyImport.State
ROWS = [
    ["Indals Gjuteri AB", number(61), "Timrå", 73, "Ulrika Stenvall", "ulrika@indal.example"],
    ["Ånge Kabelteknik AB", "559999-302", "Ånge", 55, "", ""],
    ["Norrskena Mekanik AB", number(1), "Härnösand", 43, "", ""],
    ["Hede Limträ AB", number(62), "Hede", 37, "", ""],
    ["Storsjö Precision AB", f"16{number(63)}", "2380", 64, "", ""],
    ["Skelleälvens Trä AB", number(3), "Skellefteå", 64, "", ""],
]


@pytest.fixture(autouse=True)
def storage(settings: LazySettings, tmp_path: Path) -> Path:
    """Files of a test go away with it."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def leader(cast: Cast, login: Login) -> Client:
    return login(cast.leader)


def test_import_guesses_columns_and_says_what_each_row_leads_to(leader: Client) -> None:
    imported = checked(leader, xlsx(ROWS))

    assert imported.columns == {
        "name": 0, "organisation_number": 1, "municipality": 2, "employees": 3, "contact_name": 4, "contact_email": 5,
    }  # fmt: skip
    assert outcomes(imported) == ["new", "bad", "exists", "bad", "new", "elsewhere"]
    assert problems(imported, 3) == {
        "organisation_number": "Ett organisationsnummer har tio siffror, till exempel 559999-1030."
    }
    assert problems(imported, 5) == {"municipality": "”Hede” är ingen kommun. Menar du Härjedalen?"}
    assert not Company.objects.filter(name__startswith="Indals").exists()


def test_import_review_shows_what_is_wrong_beside_the_cell_and_nothing_of_others(leader: Client, cast: Cast) -> None:
    imported = checked(leader, xlsx(ROWS))

    page = leader.get(reverse("import-review", args=[imported.pk])).content.decode()

    assert "2 av 6 rader behöver rättas" in page
    assert '<span class="l-cellerr">559999-302</span>' in page
    assert f"Kontakta regionen {cast.norr}" in page
    assert cast.company_c.get_absolute_url() not in page


def test_import_only_ready_rows_are_saved_and_bad_ones_come_back_as_a_file(leader: Client, cast: Cast) -> None:
    imported = saved(leader, checked(leader, xlsx(ROWS)), rows="ready")

    assert imported.state == State.SAVED
    made = Company.objects.get(organisation_number=number(61))
    assert (made.region, made.municipality.name, made.employees) == (cast.mellersta, "Timrå", 73)
    assert [(one.name, one.is_main) for one in made.contacts.all()] == [("Ulrika Stenvall", True)]
    assert Company.objects.filter(organisation_number__in=[number(61), number(62), number(63)]).count() == 2
    taken = leader.get(reverse("import-bad-rows", args=[imported.pk]))
    assert cells_of(taken.content) == [
        ["Företag", "Org.nr", "Kommun", "Anställda", "Kontaktperson", "E-post", "Vad som är fel"],
        ["Ånge Kabelteknik AB", "559999-302", "Ånge", "55", "", "",
         "Organisationsnummer: Ett organisationsnummer har tio siffror, till exempel 559999-1030."],
        ["Hede Limträ AB", number(62), "Hede", "37", "", "",
         "Kommun: ”Hede” är ingen kommun. Menar du Härjedalen?"],
    ]  # fmt: skip


def test_import_mended_file_of_bad_rows_is_read_in_without_our_own_column(leader: Client) -> None:
    imported = saved(leader, checked(leader, xlsx(ROWS)), rows="ready")
    table = cells_of(leader.get(reverse("import-bad-rows", args=[imported.pk])).content)
    table[1][1], table[2][2] = number(64), "Härjedalen"

    mended = saved(leader, checked(leader, xlsx(table[1:], headings=table[0]), "rattade.xlsx"))

    assert mended.columns.keys() == imported.columns.keys()
    assert set(Company.objects.filter(name__in=["Ånge Kabelteknik AB", "Hede Limträ AB"]).values_list(
        "organisation_number", "municipality__name"
    )) == {(number(64), "Ånge"), (number(62), "Härjedalen")}  # fmt: skip


def test_import_with_a_bad_row_is_not_saved_whole(leader: Client) -> None:
    imported = saved(leader, checked(leader, xlsx(ROWS)), rows="all")

    assert imported.state == State.CHECKED
    assert not Company.objects.filter(organisation_number=number(61)).exists()


def test_import_one_bad_row_in_500_is_named_and_nothing_is_saved(leader: Client) -> None:
    rows = [[f"Verkstad {n} AB", number(100 + n), "Timrå", 5, "", ""] for n in range(150)]
    rows[77][2] = "Timra stad och bygd"

    imported = saved(leader, checked(leader, xlsx(rows)), rows="all")

    assert [row.number for row in imported.rows.bad()] == [79]
    assert Company.objects.filter(name__startswith="Verkstad").count() == 0


def test_import_same_file_twice_adds_nothing_and_says_so(leader: Client) -> None:
    content = xlsx([ROWS[0], ROWS[4]])
    saved(leader, checked(leader, content))
    before = (Company.objects.count(), Contact.objects.count())

    again = checked(leader, content)
    page = leader.get(reverse("import-review", args=[again.pk])).content.decode()
    saved(leader, again)

    assert outcomes(again) == ["same", "same"]
    assert "Du har läst in den här filen förut" in page
    assert "Det finns inget nytt i filen" in page
    assert (Company.objects.count(), Contact.objects.count()) == before


def test_import_same_row_twice_is_added_once(leader: Client) -> None:
    imported = saved(leader, checked(leader, xlsx([ROWS[0], ROWS[0]])))

    assert outcomes(imported) == ["new", "double"]
    assert Company.objects.get(organisation_number=number(61)).contacts.count() == 1


def test_import_rows_with_one_number_add_several_contacts(leader: Client) -> None:
    rows = [ROWS[0], ["", number(61), "", "", "Olle Bo", "olle@indal.example"], ["", number(61), "", "", "Eva Ek", ""]]

    imported = saved(leader, checked(leader, xlsx(rows)))

    assert outcomes(imported) == ["new", "contact", "contact"]
    names = Contact.objects.filter(company__organisation_number=number(61)).values_list("name", flat=True)
    assert set(names) == {"Ulrika Stenvall", "Olle Bo", "Eva Ek"}
    assert AuditEvent.objects.filter(verb="add_contact").count() == 3


def test_import_rows_that_contradict_each_other_are_asked_about(leader: Client) -> None:
    rows = [ROWS[0], ["Indals Gjuteri AB", number(61), "Timrå", 99, "", ""]]

    imported = checked(leader, xlsx(rows))

    assert outcomes(imported) == ["new", "bad"]
    assert problems(imported, 3) == {"employees": "Rad 2 har samma nummer och säger ”73”. Vilken är rätt?"}


def test_import_existing_company_changes_only_where_ticked(leader: Client, cast: Cast) -> None:
    headings = ("Företag", "Org.nr", "Anställda", "Ort")
    imported = checked(leader, xlsx([["Norrskena Mek AB", number(1), 43, "Härnösand"]], headings=headings))
    row = imported.rows.get(number=2)
    assert [(one["name"], one["saved"], one["given"]) for one in row.differences] == [
        ("name", "Norrskena Mekanik AB", "Norrskena Mek AB"),
        ("postal_town", "", "Härnösand"),
        ("employees", "40", "43"),
    ]
    assert row.ticks == []

    leader.post(reverse("import-tick", args=[imported.pk]), {"row": "2", "tick": ["2 employees"]})
    saved(leader, imported)

    cast.company_a.refresh_from_db()
    assert (cast.company_a.name, cast.company_a.employees, cast.company_a.postal_town) == (
        "Norrskena Mekanik AB", 43, "",
    )  # fmt: skip
    assert AuditEvent.objects.get(verb="change_company").changes == {"employees": [40, 43]}


def test_import_existing_company_that_was_changed_after_the_tick_is_asked_about(leader: Client, cast: Cast) -> None:
    imported = checked(leader, xlsx([["", number(1), "", 43, "", ""]]))
    leader.post(reverse("import-tick", args=[imported.pk]), {"all": "1"})
    Company.objects.filter(pk=cast.company_a.pk).update(employees=60)

    saved(leader, imported)

    cast.company_a.refresh_from_db()
    assert cast.company_a.employees == 60
    assert problems(imported, 2) == {
        "employees": "Anställda har ändrats till ”60” under tiden. Kontrollera raderna igen."
    }


def test_import_new_contact_of_existing_company_is_ticked_from_the_start(leader: Client, cast: Cast) -> None:
    imported = checked(leader, xlsx([["", number(1), "", "", "Ny Kontakt", "ny@foretag.example"]]))

    saved(leader, imported)

    assert list(cast.company_a.contacts.filter(name="Ny Kontakt").values_list("is_main", flat=True)) == [False]


def test_import_enrols_in_the_edition_of_the_column_with_source_and_next_step(leader: Client, cast: Cast) -> None:
    headings = ("Company", "Organisation number", "Municipality", "Programme", "Source", "Next step", "Next step on")
    row = ["Nya Verkstaden AB", number(60), "Härnösand", "utgåva 2025", "Mässa", "Ring", "2027-01-15"]

    saved(leader, checked(leader, xlsx([row], headings=headings)))

    enrolment = Enrolment.objects.get(company__organisation_number=number(60))
    assert (enrolment.state, enrolment.programme_version, enrolment.source) == ("interested", cast.version, "Mässa")
    assert (enrolment.next_step, str(enrolment.next_step_on), enrolment.owner) == ("Ring", "2027-01-15", cast.leader)


def test_import_enrols_all_in_the_edition_of_the_page(leader: Client, cast: Cast) -> None:
    imported = saved(leader, checked(leader, xlsx([ROWS[0]]), programme_version=str(cast.version.pk)))

    assert Enrolment.objects.get(company__organisation_number=number(61)).programme_version == cast.version
    assert AuditEvent.objects.get(verb="import_companies").changes == {
        "company": [None, 1], "contact": [None, 1], "enrolment": [None, 1], "change": [None, 0],
    }  # fmt: skip
    assert imported.saved_at is not None


def test_import_source_without_an_edition_is_asked_about(leader: Client) -> None:
    imported = received(
        leader, xlsx([["A", number(60), "Timrå", "Mässa"]], headings=("Namn", "Orgnr", "Kommun", "Källa"))
    )

    answer = leader.post(reverse("import-columns", args=[imported.pk]), columns_posted(imported))

    assert answer.context["form"].errors == {
        "programme_version": ["Välj en utgåva att skriva in i, eller utelämna kolumnen ”Hur vi träffades”."]
    }


def test_import_columns_without_number_or_with_one_twice_are_refused(leader: Client) -> None:
    imported = received(leader, xlsx(ROWS))

    answer = leader.post(reverse("import-columns", args=[imported.pk]), columns_posted(imported, column_1="name"))

    assert answer.context["form"].errors == {
        "__all__": ["Välj vilken kolumn som har organisationsnumret."],
        "column_1": ["”Företag” är valt för kolumnen ”Företag” också. Välj det en gång."],
    }


def test_import_without_headings_is_guessed_from_what_stands_there(leader: Client) -> None:
    content = csv(
        [["Stöde Plåt AB", number(61), "Sundsvall", "anna@x.example"], ["Ånge AB", number(62), "Ånge", "b@x.example"]],
        headings=["Indal AB", number(63), "Timrå", "c@x.example"],
    )
    imported = checked(leader, content.encode("cp1252"), "lista.csv")

    assert imported.header_row is None
    assert imported.columns == {"name": 0, "organisation_number": 1, "municipality": 2, "contact_email": 3}
    assert imported.rows.count() == 3


def test_import_title_above_doubled_and_repeated_headings_are_no_companies(leader: Client) -> None:
    rows = [
        ["Intresserade november"], [], ["Kommun", "Org.nr", "Företag"], ["Municipality", "Company number", "Company"],
        ["Timrå", number(61), "Indal AB"], ["Kommun", "Org.nr", "Företag"], ["Ånge", number(62), "Ånge AB"],
    ]  # fmt: skip
    imported = checked(leader, csv(rows[1:], headings=rows[0]).encode(), "lista.csv")

    assert imported.header_row in {3, 4}
    assert outcomes(imported) == ["new", "new"]
    assert [row.number for row in imported.rows.data()] == [5, 7]


def test_import_other_row_of_headings_can_be_chosen(leader: Client) -> None:
    imported = received(leader, xlsx(ROWS))

    page = leader.post(reverse("import-columns", args=[imported.pk]), {"header_row": "", "again": "1"})

    assert page.status_code == 200
    assert page.context["form"]["column_0"].value() == "name"  # by the shape of what stands there
    assert page.context["columns"][0]["examples"] == ["Företag", "Indals Gjuteri AB"]


def test_import_twenty_equal_posts_make_one(leader: Client, cast: Cast) -> None:
    content, key = xlsx(ROWS), str(uuid.uuid4())

    answers = {upload(leader, content, key=key).url for _n in range(20)}

    assert len(answers) == 1
    assert CompanyImport.objects.count() == 1


def test_import_form_used_again_after_its_file_was_thrown_away_makes_a_new_one(leader: Client) -> None:
    content, key = xlsx(ROWS), str(uuid.uuid4())
    upload(leader, content, key=key)
    leader.post(reverse("import-remove", args=[CompanyImport.objects.get().pk]))

    assert upload(leader, content, key=key).status_code == 302
    assert CompanyImport.objects.count() == 1


def test_import_saved_twice_saves_once(leader: Client) -> None:
    imported = checked(leader, xlsx([ROWS[0]]))

    saved(leader, imported)
    saved(leader, imported)

    assert AuditEvent.objects.filter(verb="enter_company").count() == 1


def test_import_removed_takes_file_and_rows_along_but_no_company(
    leader: Client, storage: Path, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    imported = saved(leader, checked(leader, xlsx([ROWS[0]])))
    assert default_storage.exists(imported.stored_name)
    assert "intresse" not in imported.stored_name

    with django_capture_on_commit_callbacks(execute=True):
        leader.post(reverse("import-remove", args=[imported.pk]))

    assert not CompanyImport.objects.exists()
    assert [path for path in storage.rglob("*") if path.is_file()] == []
    assert Company.objects.filter(organisation_number=number(61)).exists()


@pytest.mark.parametrize("route", ["card", "columns", "review", "bad-rows"])
def test_import_of_another_leader_is_not_there(cast: Cast, login: Login, route: str) -> None:
    imported = checked(login(cast.leader), xlsx(ROWS))

    answers = [
        login(person).get(reverse(f"import-{route}", args=[imported.pk]))
        for person in (cast.leader_norr, cast.director)
    ]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_import_path_as_file_name_is_only_a_name(leader: Client) -> None:
    imported = received(leader, xlsx(ROWS), "..\\..\\etc/passwd<svg onload=alert(1)>.xlsx")

    page = leader.get(reverse("import-columns", args=[imported.pk])).content.decode()

    assert "passwd&lt;svg onload=alert(1)&gt;.xlsx" in page
    assert "/" not in imported.file_name


def test_import_too_many_files_are_refused(leader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("companies.imports.forms.MOST_KEPT", 1)
    received(leader, xlsx(ROWS))

    answer = upload(leader, xlsx(ROWS))

    assert "Du har redan 1 filer här" in answer.content.decode()


def test_import_post_without_file_is_answered_in_words(leader: Client) -> None:
    answer = leader.post(reverse("import-add"), {"key": str(uuid.uuid4())})

    assert answer.context["form"].errors["file"] == ["Detta fält måste fyllas i."]


def test_import_file_of_another_kind_is_answered_in_words_and_not_kept(leader: Client) -> None:
    answer = leader.post(
        reverse("import-add"), {"key": str(uuid.uuid4()), "file": SimpleUploadedFile("x.xlsx", b"%PDF-1.7 ...")}
    )

    assert answer.context["form"].errors["file"] == ["Det här är inget kalkylark. Välj en fil av typen XLSX eller CSV."]
    assert not CompanyImport.objects.exists()


def test_import_template_filled_in_is_read_in_as_it_is(leader: Client) -> None:
    for language in ("sv", "en"):
        taken = leader.get(reverse("import-template"), headers={"accept-language": language})
        headings = cells_of(taken.content)[0]
        assert len(headings) == 23
    row = ["" for _heading in headings]
    row[:3] = [number(61), "Indals Gjuteri AB", "Timrå"]

    imported = checked(leader, xlsx([row], headings=headings))

    assert len(imported.columns) == 23
    assert outcomes(imported) == ["new"]
