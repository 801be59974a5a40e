"""Companies of the register that nobody has contacted: whose, which, taken up once; and how much is covered."""

import io
import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from companies.actions.register import take_up
from companies.known import KnownCompany
from companies.models import Company, Enrolment, LoggedContact, RegisterExtract, RegisterUnit
from companies.register.names import name_key
from programme.oversight.coverage import share
from programme.people.models import AuditEvent
from programme.structure.industries import divisions_in, divisions_text
from programme.structure.models import Programme
from tests.cast import Cast, number


def unit(n: int, name: str, place: str | None = "2280", **values: object) -> RegisterUnit:
    sni = str(values.pop("sni_code", "25620"))
    given = {
        "address": "Gatan 1", "postal_code": "87131", "postal_town": "Härnösand", "legal_form_code": "49",
        "is_active": True, "accepts_marketing": True, "registered_on": date(2001, 3, 15), **values,
    }  # fmt: skip
    return RegisterUnit.objects.create(
        number=int(number(n)), name=name, name_key=name_key(name), municipality_id=place, sni_code=sni,
        division=int(sni[:2]), **given,
    )  # fmt: skip


def extract() -> RegisterExtract:
    return RegisterExtract.objects.create(
        file_name="r.zip", extracted_on=date(2026, 11, 20), units=1, persons_left_out=0, without_municipality=0
    )


def listed(client: object, **asked: object) -> list[str]:
    return [row.name for row in client.get(reverse("prospect-list"), asked).context["page"].object_list]


def test_prospect_list_holds_active_manufacturers_of_the_own_municipalities_only(cast: Cast, login) -> None:
    extract()
    unit(601, "Här AB")
    unit(602, "Vilande AB", is_active=False)
    unit(603, "Konsult AB", sni_code="70220")
    unit(604, "Spärrad AB", accepts_marketing=False)
    unit(605, "Norr AB", "2482")
    unit(606, "Okänd AB", None)
    unit(1, "Inlagd AB")

    page = login(cast.leader).get(reverse("prospect-list"))

    assert [row.name for row in page.context["page"].object_list] == ["Här AB"]
    assert page.context["blocked"]["blocked"].value == 1
    assert listed(login(cast.leader_norr)) == ["Norr AB"]
    assert listed(login(cast.director)) == ["Här AB", "Norr AB", "Okänd AB"]


def test_prospect_list_obeys_filters_sort_and_the_programmes_industries(cast: Cast, login) -> None:
    extract()
    unit(601, "Älv AB", "2280")
    unit(602, "Berg AB", "2281", sni_code="16100")
    client = login(cast.leader)

    assert listed(client, q="erg") == ["Berg AB"]
    assert listed(client, municipality="2280") == ["Älv AB"]
    assert listed(client, division="16") == ["Berg AB"]
    assert listed(client, sort="-municipality") == ["Berg AB", "Älv AB"]
    assert len(listed(client, county="x", division="zz", sort="zz")) == 2
    Programme.objects.update(sni_divisions="16")
    assert listed(client) == ["Berg AB"]


def test_prospect_list_without_register_says_what_the_operator_must_do(cast: Cast, login) -> None:
    page = login(cast.leader).get(reverse("prospect-list")).content.decode()

    assert "manage.py load_register" in page


def test_prospect_export_holds_the_rows_that_are_shown(cast: Cast, login) -> None:
    extract()
    unit(601, "=1+1 AB")
    unit(602, "Berg AB", "2281")

    answer = login(cast.leader).get(reverse("prospect-export"), {"municipality": "2280"})

    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows if row[0]][-1] == "=1+1 AB"
    assert not any("Berg AB" in row for row in rows)
    assert AuditEvent.objects.filter(verb__contains="export").count() == 1


def test_prospect_list_asks_the_database_as_often_for_three_rows_as_for_thirty(cast: Cast, login) -> None:
    extract()
    client = login(cast.leader)
    counts = []
    for first, last in ((601, 604), (604, 631)):
        for n in range(first, last):
            unit(n, f"Firma {n} AB")
        client.get(reverse("prospect-list"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("prospect-list"))
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 12


def test_prospect_take_up_twice_makes_one_company_and_one_enrolment(cast: Cast, login) -> None:
    extract()
    row = unit(601, "Ny AB")
    client, body = login(cast.leader), {"key": str(uuid.uuid4())}

    answers = [client.post(reverse("prospect-take-up", args=[row.pk]), body) for _try in range(3)]

    company = Company.objects.get(organisation_number=number(601))
    enrolment = Enrolment.objects.get(company=company)
    assert {answer.url for answer in answers} == {enrolment.get_absolute_url()}
    assert (enrolment.state, company.municipality_id, company.region, company.sni_code) == (
        "interested", "2280", cast.mellersta, "25620",
    )  # fmt: skip
    assert listed(client) == []


def test_prospect_take_up_of_two_rows_with_the_pages_key_makes_two(cast: Cast, login) -> None:
    extract()
    rows = [unit(601, "Ett AB"), unit(602, "Två AB")]
    client, body = login(cast.leader), {"key": str(uuid.uuid4())}

    for row in rows:
        client.post(reverse("prospect-take-up", args=[row.pk]), body)

    assert Company.objects.filter(name__in=["Ett AB", "Två AB"]).count() == 2


def test_prospect_take_up_of_blocked_or_known_company_makes_nothing(cast: Cast, login) -> None:
    extract()
    blocked, known = unit(601, "Spärrad AB", accepts_marketing=False), unit(1, "Inlagd AB")
    client, before = login(cast.leader), Enrolment.objects.count()

    for row in (blocked, known):
        assert client.post(reverse("prospect-take-up", args=[row.pk])).url == reverse("prospect-list")

    assert Enrolment.objects.count() == before
    with pytest.raises(KnownCompany):
        take_up(by=cast.leader, unit=known, programme_version=cast.version, on=timezone.localdate())


def test_coverage_counts_contacted_among_addressable_by_county_and_municipality(cast: Cast, login) -> None:
    extract()
    for n in range(601, 612):
        unit(n, f"Firma {n} AB")
    unit(1, "Norrskena Mekanik AB", accepts_marketing=False)  # entered, so that its block counts no more
    unit(620, "Spärrad AB", accepts_marketing=False)
    unit(621, "Jämt AB", "2380")

    page = login(cast.leader).get(reverse("prospect-coverage"), {"county": "22"})

    rows = {row.name: row for row in page.context["counties"].rows}
    assert [int(one.value) for one in rows["Västernorrland"].numbers] == [12, 1, 1, 0]
    assert rows["Västernorrland"].percent == "8,3 %"
    assert (rows["Jämtland"].is_white, rows["Jämtland"].percent) == (True, "")
    assert "Jämtland" in page.context["counties"].white
    drawn = page.context["counties"].chart
    assert (drawn.count(">Jämtland<"), drawn.count(">Gotland<")) == (1, 0)
    inside = {row.name: row.numbers for row in page.context["municipalities"].rows}
    assert [int(one.value) for one in inside["Härnösand"]] == [12, 1, 1, 0]
    opened = login(cast.leader).get(inside["Härnösand"][1].href)
    assert [line["cells"][0] for line in opened.context["lines"]] == ["Norrskena Mekanik AB"]


def test_coverage_counts_an_entered_company_as_contacted_once_somebody_was_in_touch(cast: Cast, login) -> None:
    extract()

    def contacted() -> int:
        page = login(cast.leader).get(reverse("prospect-coverage"))
        return int(page.context["counties"].total.numbers[1].value)

    RegisterUnit.objects.create(
        number=int(cast.company_lone.organisation_number), name=cast.company_lone.name, name_key=b"x",
        postal_code="87131", municipality_id="2280", sni_code="25620", division=25, legal_form_code="49",
        is_active=True, accepts_marketing=True,
    )  # fmt: skip
    assert contacted() == 0
    LoggedContact.objects.create(company=cast.company_lone, held_on=timezone.localdate(), logged_by=cast.leader)
    assert contacted() == 1
    LoggedContact.objects.all().delete()
    Enrolment.objects.filter(pk=cast.lone.pk).update(state="contacted")
    assert contacted() == 1


def test_coverage_of_the_director_has_the_map_of_all_counties(cast: Cast, login) -> None:
    extract()
    unit(601, "Ny AB")

    page = login(cast.director).get(reverse("prospect-coverage"))

    assert len(page.context["counties"].rows) == 21
    assert page.content.decode().count("<svg") and page.context["counties"].chart


def test_share_of_fewer_than_ten_is_no_percentage() -> None:
    assert (share(1, 9), share(1, 10)) == ("", "10 %")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "kept"), [("10-33", "10-33"), ("13–33; 10,11", "10, 11, 13-33"), (" 5 ", "05"), ("16, 16", "16")]
)
def test_divisions_are_read_as_people_write_them(typed: str, kept: str) -> None:
    assert divisions_text(typed) == kept
    assert divisions_in(kept) == divisions_in(typed)


@pytest.mark.parametrize("typed", ["", "x", "33-10", "100", "0", "10-", "10 33"])
def test_divisions_that_are_none_are_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        divisions_text(typed)
