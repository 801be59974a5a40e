"""Pages on which companies and contacts are entered and changed."""

import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from companies.models import Company, Contact, Enrolment
from programme.people.models import AuditEvent
from tests.cast import Cast, number

Login = Callable[[object], Client]
SOLE_TRADER = "7001012389"


def typed(**more: object) -> dict[str, object]:
    """What a leader types at least."""
    given: dict[str, object] = {
        "key": str(uuid.uuid4()),
        "organisation_number": number(60),
        "name": "Nya Verkstaden AB",
        "legal_form": "limited",
        "municipality": "Härnösand",
        "sni_version": "2007",
    }
    return given | more


def errors(response: object) -> dict[str, list[str]]:
    return {name: list(found) for name, found in response.context["form"].errors.items()}  # type: ignore[attr-defined]


def changed(company: Company, **more: object) -> dict[str, object]:
    """What the change form posts when nothing but `more` is touched."""
    given: dict[str, object] = {
        "version": company.version,
        "name": company.name,
        "legal_form": company.legal_form,
        "municipality": company.municipality.name,
        "sni_version": "2007",
        "employees": str(company.employees),
    }
    return given | more


def test_company_add_full_form_enters_company_contact_and_enrolment(cast: Cast, login: Login) -> None:
    posted = typed(
        postal_code="871 31",
        sni_code="25.620",
        employees="1 234",
        turnover_tkr="71 400",
        figures_year="2025",
        website="norrskena.example",
        contact_name="Ulrika Stenvall",
        contact_title="Vd",
        contact_email="ulrika@norrskena.example",
        contact_phone="0611-123 45",
        programme_version=str(cast.version.pk),
        source="Mässa",
    )

    response = login(cast.leader).post(reverse("company-add"), posted)

    company = Company.objects.get(organisation_number=number(60))
    assert (company.region, company.municipality.name, company.postal_code, company.sni_code) == (
        cast.mellersta,
        "Härnösand",
        "87131",
        "25620",
    )
    assert (company.employees, company.turnover_tkr, company.website) == (1234, 71400, "https://norrskena.example")
    contact = Contact.objects.get(company=company)
    assert (contact.name, contact.title, contact.is_main) == ("Ulrika Stenvall", "Vd", True)
    enrolment = Enrolment.objects.get(company=company)
    assert (enrolment.state, enrolment.source, enrolment.programme_version) == ("interested", "Mässa", cast.version)
    assert response.url == enrolment.get_absolute_url()


def test_company_add_twenty_equal_posts_make_one_row_each(cast: Cast, login: Login) -> None:
    client, posted = login(cast.leader), typed(contact_name="Ulrika", programme_version=str(cast.version.pk))

    answers = {client.post(reverse("company-add"), posted).url for _ in range(20)}

    company = Company.objects.get(organisation_number=number(60))
    assert answers == {company.enrolments.get().get_absolute_url()}
    assert (company.contacts.count(), company.enrolments.count()) == (1, 1)
    assert AuditEvent.objects.filter(verb__in=["enter_company", "add_contact", "enrol"]).count() == 3


def test_company_add_posted_owner_fields_are_ignored(cast: Cast, login: Login) -> None:
    stolen = {"region": cast.norr.pk, "version": 99, "state": "active", "is_main": "1", "entered_at": "2001-01-01"}

    login(cast.leader).post(reverse("company-add"), typed(**stolen, programme_version=str(cast.version.pk)))

    company = Company.objects.get(organisation_number=number(60))
    assert (company.region, company.version, company.enrolments.get().state) == (cast.mellersta, 1, "interested")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("organisation_number", "559999-0601"),
        ("organisation_number", "１２３"),
        ("organisation_number", "1" * 100_000),
        ("organisation_number", ""),
        ("name", ""),
        ("name", "   "),
        ("name", "\x00"),
        ("name", "x" * 201),
        ("municipality", "Hede"),
        ("municipality", "9999"),
        ("postal_code", "123"),
        ("postal_code", "12 34a"),
        ("sni_code", "metall"),
        ("sni_code", "1"),
        ("employees", "-1"),
        ("employees", "0.001"),
        ("employees", "1e309"),
        ("employees", "NaN"),
        ("employees", "2147483648"),
        ("employees", "1.000,50"),
        ("turnover_tkr", "99999999999999.99"),
        ("turnover_tkr", "1,000.50"),
        ("balance_tkr", "mycket"),
        ("figures_year", "0001"),
        ("figures_year", "9999"),
        ("website", "javascript:alert(1)"),
        ("legal_form", "kooperativ"),
        ("legal_form", "sole_trader"),
        ("contact_email", "a@b\r\nBcc: c@d.example"),
        ("contact_email", "ı@ß"),
        ("programme_version", "9223372036854775808"),
        ("programme_version", "1 or 1"),
        ("key", "inte ett uuid"),
    ],
)
def test_company_add_bad_input_says_so_at_its_field_and_keeps_the_rest(
    cast: Cast, login: Login, field: str, value: str
) -> None:
    before = Company.objects.count()

    response = login(cast.leader).post(reverse("company-add"), typed(address="Storgatan 1") | {field: value})

    assert response.status_code == 200
    assert list(errors(response)) == [field]
    assert 'value="Storgatan 1"' in response.content.decode()
    assert Company.objects.count() == before


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Öst\x0bra\r\nVerkstan", "Östra Verkstan"),
        ("A\u030akes Mekaniska", "Åkes Mekaniska"),
        ("Bolag\u202egolb", "Bolaggolb"),
        ("Svets 👩🏽‍🏭 AB", "Svets 👩🏽‍🏭 AB"),
        ('"><img src=x onerror=alert(1)>', '"><img src=x onerror=alert(1)>'),
        ("{{7*7}}{% debug %}", "{{7*7}}{% debug %}"),
        ("=HYPERLINK('x')", "=HYPERLINK('x')"),
        ("' OR 1=1--", "' OR 1=1--"),
    ],
)
def test_company_add_odd_names_come_back_as_written(cast: Cast, login: Login, written: str, kept: str) -> None:
    client = login(cast.leader)

    client.post(reverse("company-add"), typed(name=written))

    company = Company.objects.get(organisation_number=number(60))
    assert company.name == kept
    page = client.get(reverse("company-change", args=[company.pk])).content.decode()
    assert f'value="{escape(kept)}"' in page


def test_company_add_unknown_municipality_suggests_what_was_meant(cast: Cast, login: Login) -> None:
    response = login(cast.leader).post(reverse("company-add"), typed(municipality="Hede"))

    [message] = errors(response)["municipality"]
    assert "Hede" in message
    assert "Härjedalen" in message


@pytest.mark.parametrize(
    "written", ["härnösand", "2280", "Härnösands kommun", "Härnösand (2280)", " HÄRNÖSAND ", "２２８０"]
)
def test_company_add_municipality_by_name_or_code(cast: Cast, login: Login, written: str) -> None:
    login(cast.leader).post(reverse("company-add"), typed(municipality=written))

    assert Company.objects.get(organisation_number=number(60)).municipality_id == "2280"


def test_company_add_known_company_links_for_who_sees_it_and_tells_only_the_region_to_others(
    cast: Cast, login: Login
) -> None:
    taken = typed(organisation_number=cast.company_c.organisation_number)

    seen = login(cast.leader_norr).post(reverse("company-add"), taken).content.decode()
    unseen = login(cast.leader).post(reverse("company-add"), taken).content.decode()

    assert f'<a href="{cast.company_c.get_absolute_url()}">{cast.company_c.name}</a>' in seen
    assert cast.norr.name_sv in unseen
    for secret in (cast.company_c.name, cast.company_c.get_absolute_url()):
        assert secret not in unseen


def test_company_add_where_contact_has_only_an_address_asks_for_the_name(cast: Cast, login: Login) -> None:
    response = login(cast.leader).post(reverse("company-add"), typed(contact_email="x@y.example"))

    assert list(errors(response)) == ["contact_name"]


@pytest.mark.parametrize(
    ("written", "key"),
    [("559999-0601", "number_error"), ("", None), ("12", "number_error"), ("x" * 100_000, "number_error")],
)
def test_number_check_says_what_is_wrong(cast: Cast, login: Login, written: str, key: str | None) -> None:
    response = login(cast.leader).post(reverse("company-number-check"), {"organisation_number": written})

    found = {name for name in ("number_error", "known", "number_free") if response.context.get(name)}
    assert found == ({key} if key else set())


def test_number_check_free_known_and_elsewhere(cast: Cast, login: Login) -> None:
    client, path = login(cast.leader), reverse("company-number-check")

    def said(written: str) -> str:
        return client.post(path, {"organisation_number": written}).content.decode()

    assert number(60)[:6] + "-" + number(60)[6:] in said("16" + number(60))
    assert cast.company_a.name in said(cast.company_a.organisation_number)
    elsewhere = said(cast.company_c.organisation_number)
    assert cast.norr.name_sv in elsewhere
    assert cast.company_c.name not in elsewhere


def test_number_check_by_get_is_refused_so_that_no_address_holds_a_number(cast: Cast, login: Login) -> None:
    client = login(cast.leader)

    assert client.get(reverse("company-number-check"), {"organisation_number": SOLE_TRADER}).status_code == 405
    assert client.post(reverse("company-number-check"), {"organisation_number": SOLE_TRADER}).status_code == 200


def test_company_add_check_button_without_script_keeps_what_was_typed(cast: Cast, login: Login) -> None:
    posted = typed(check="1", name="Halvskrivet", organisation_number=cast.company_a.organisation_number)

    page = login(cast.leader).post(reverse("company-add"), posted).content.decode()

    assert 'value="Halvskrivet"' in page
    assert cast.company_a.name in page
    assert Company.objects.filter(name="Halvskrivet").count() == 0


def test_sole_trader_number_is_masked_on_every_page_and_in_messages(cast: Cast, login: Login) -> None:
    client = login(cast.leader)
    saved = client.post(reverse("company-add"), typed(organisation_number="700101-2389"), follow=True)
    company = Company.objects.get(organisation_number=SOLE_TRADER)
    client.post(reverse("enrolment-add", args=[company.pk]), {"programme_version": cast.version.pk})
    enrolment = company.enrolments.get()

    pages = [saved.content.decode()] + [
        client.get(path).content.decode()
        for path in (
            company.get_absolute_url(),
            reverse("company-list"),
            reverse("company-change", args=[company.pk]),
            enrolment.get_absolute_url(),
            reverse("enrolment-withdraw", args=[enrolment.pk]),
        )
    ]
    check = client.post(reverse("company-number-check"), {"organisation_number": SOLE_TRADER}).content.decode()

    assert "700101-••••" in pages[1]
    for page in [*pages, check]:
        assert company.name in page
        assert "2389" not in page


def test_company_change_saves_and_cannot_touch_number_region_or_version(cast: Cast, login: Login) -> None:
    before = cast.company_a.organisation_number
    posted = changed(cast.company_a, employees="45", organisation_number=number(77), region=cast.norr.pk)

    response = login(cast.leader).post(reverse("company-change", args=[cast.company_a.pk]), posted)

    assert response.url == cast.company_a.get_absolute_url()
    cast.company_a.refresh_from_db()
    assert (cast.company_a.employees, cast.company_a.organisation_number, cast.company_a.region) == (
        45,
        before,
        cast.mellersta,
    )
    assert cast.company_a.version == 2


def test_company_change_from_two_tabs_shows_both_and_saves_the_second_when_told(cast: Cast, login: Login) -> None:
    path = reverse("company-change", args=[cast.company_a.pk])
    leader, director = login(cast.leader), login(cast.director)
    first, second = changed(cast.company_a, employees="45"), changed(cast.company_a, employees="43")

    leader.post(path, first)
    conflict = director.post(path, second)

    assert conflict.status_code == 409
    page = conflict.content.decode()
    assert cast.leader.name in page
    cast.company_a.refresh_from_db()
    assert cast.company_a.employees == 45
    again = dict(conflict.context["again"]) | {"version": conflict.context["version"]}
    director.post(path, again)
    cast.company_a.refresh_from_db()
    assert (cast.company_a.employees, cast.company_a.version) == (43, 3)


@pytest.mark.parametrize("version", ["", "0", "-1", "x", str(2**63)])
def test_company_change_bad_version_saves_nothing(cast: Cast, login: Login, version: str) -> None:
    path = reverse("company-change", args=[cast.company_a.pk])

    response = login(cast.leader).post(path, changed(cast.company_a, employees="45", version=version))

    assert response.status_code in {200, 409}
    cast.company_a.refresh_from_db()
    assert cast.company_a.employees == 40


@pytest.mark.parametrize(
    ("role", "status"), [("leader", 200), ("director", 200), ("leader_norr", 404), ("coach_a", 403), ("auditor", 403)]
)
def test_company_pages_answer_by_right(cast: Cast, login: Login, role: str, status: int) -> None:
    contact = cast.company_a.contacts.get()
    client = login(getattr(cast, role))
    paths = [
        reverse("company-change", args=[cast.company_a.pk]),
        reverse("contact-add", args=[cast.company_a.pk]),
        reverse("contact-change", args=[contact.pk]),
        reverse("enrolment-add", args=[cast.company_a.pk]),
    ]

    assert [client.get(path).status_code for path in paths] == [status] * 4
    if status == 404:
        assert cast.company_a.name not in client.get(paths[0]).content.decode()


@pytest.mark.parametrize("pk", ["0", str(2**63)])
def test_company_pages_with_impossible_ids_are_not_found(cast: Cast, login: Login, pk: str) -> None:
    client = login(cast.director)

    assert client.get(f"/companies/{pk}/change/").status_code == 404
    assert client.get(f"/enrolments/{pk}/pause/").status_code == 404


def test_contact_add_posted_twice_makes_one(cast: Cast, login: Login) -> None:
    client, key = login(cast.leader), str(uuid.uuid4())

    for _ in range(2):
        client.post(reverse("contact-add", args=[cast.company_a.pk]), {"key": key, "name": "Ny Person"})

    assert cast.company_a.contacts.filter(name="Ny Person").count() == 1


def test_contact_change_conflict_shows_both_values(cast: Cast, login: Login) -> None:
    contact = cast.company_a.contacts.get()
    path = reverse("contact-change", args=[contact.pk])
    client = login(cast.leader)
    client.post(path, {"version": 1, "name": contact.name, "phone": "111"})

    conflict = client.post(path, {"version": 1, "name": contact.name, "phone": "222"})

    assert conflict.status_code == 409
    assert [(pair["saved"], pair["typed"]) for pair in conflict.context["pairs"] if pair["saved"] == "111"] == [
        ("111", "222")
    ]
    contact.refresh_from_db()
    assert contact.phone == "111"


def test_contact_keeps_the_language_of_its_mails_where_a_form_does_not_say(cast: Cast, login: Login) -> None:
    client = login(cast.leader)
    client.post(reverse("contact-add", args=[cast.company_a.pk]), {"name": "Eva Ny", "language": "en"})
    client.post(reverse("contact-add", args=[cast.company_a.pk]), {"name": "Ola Ny"})
    contact, other = (cast.company_a.contacts.get(name=name) for name in ("Eva Ny", "Ola Ny"))
    assert (contact.language, other.language) == ("en", "sv")
    path = reverse("contact-change", args=[contact.pk])

    client.post(path, {"version": 1, "name": "Eva Nyare"})

    contact.refresh_from_db()
    assert (contact.name, contact.language) == ("Eva Nyare", "en")
    assert client.get(path).context["form"]["language"].value() == "en"
    assert list(errors(client.post(path, {"version": 2, "name": "Eva", "language": "xx"}))) == ["language"]


def test_contact_change_left_in_the_future_is_refused(cast: Cast, login: Login) -> None:
    contact = cast.company_a.contacts.get()

    response = login(cast.leader).post(
        reverse("contact-change", args=[contact.pk]), {"version": 1, "name": "X", "left_on": "2099-01-01"}
    )

    assert list(errors(response)) == ["left_on"]
