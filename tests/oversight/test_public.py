"""The public pages: what anybody may read, and no number about a small group."""

import re

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from companies.imports.actions import KEPT_DAYS
from programme.oversight.beginning import DESCRIPTION
from programme.oversight.public import open_version, regions_page, start_page
from programme.people.models import Appointment
from programme.structure.models import ProgrammeVersion, Region
from tests.cast import Cast, active, company

PUBLIC = ("/", "/regions/", "/privacy/", "/accessibility/", "/interest/send/", "/interest/thanks/")


def said(path: str) -> str:
    return Client().get(path).content.decode()


@pytest.mark.parametrize("path", PUBLIC)
def test_public_page_opens_without_an_account_and_leads_to_the_login(cast: Cast, path: str) -> None:
    page = said(path)

    assert reverse("account_login") in page
    assert "sessionid" not in Client().get(path).cookies


@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.django_db
def test_public_page_of_an_empty_portal_opens(path: str) -> None:
    assert Client().get(path).status_code == 200


def test_start_page_is_for_who_is_not_logged_in(cast: Cast, login) -> None:
    assert "start" in Client().get("/").context
    assert "start" not in login(cast.leader).get("/").context


@pytest.mark.parametrize(("language", "headline"), [("sv", "Arton månader"), ("en", "Eighteen months")])
def test_start_page_tells_the_stages_from_the_programme(cast: Cast, language: str, headline: str) -> None:
    with translation.override(language):
        start = start_page(timezone.localdate())

    assert start is not None
    assert start.headline.startswith(headline)
    for stage in cast.version.stages.all():
        assert (stage.name_sv if language == "sv" else stage.name_en) in start.wide
    assert ("8 månader" if language == "sv" else "8 months") in start.narrow


def test_start_page_promises_what_the_programme_says_and_no_more(cast: Cast) -> None:
    promises = ("varannan vecka", "två coacher", "250 anställda")
    assert [word for word in promises if word in said("/").lower()] == []

    cast.programme.description_sv = DESCRIPTION["description_sv"]
    cast.programme.save()

    assert [word for word in promises if word in said("/").lower()] == list(promises)


def test_start_page_while_no_programme_takes_companies_asks_for_none(cast: Cast) -> None:
    ProgrammeVersion.objects.update(open_for_enrolment=False)

    page = Client().get("/")

    assert open_version(timezone.localdate()) is None
    assert page.context["start"] is None
    assert 'action="/interest/send/"' not in page.content.decode()


def test_start_page_edition_without_stages_has_the_programmes_name(cast: Cast) -> None:
    empty = ProgrammeVersion.objects.create(programme=cast.programme, name="Utgåva 2030")

    assert open_version(timezone.localdate()) == empty
    start = start_page(timezone.localdate())
    assert start is not None
    assert start.headline == str(cast.programme)
    assert Client().get("/").status_code == 200


def test_regions_page_tells_names_of_leaders_and_no_address_of_theirs(cast: Cast) -> None:
    Region.objects.filter(pk=cast.mellersta.pk).update(contact_email="mellersta@example.org", contact_phone="060-10 20")

    page = said("/regions/")

    for word in ("Anders Åhlén", "Maja Nordvall", "Mittuniversitetet", "Västernorrland", "mellersta@example.org"):
        assert word in page, word
    for word in (cast.leader.email, "Mikael Sundh", "Karin Lindmark", cast.company_a.name):
        assert word not in page, word


def test_regions_page_leader_who_has_left_is_not_named(cast: Cast) -> None:
    Appointment.objects.filter(person=cast.leader).update(until_on=timezone.localdate() - timezone.timedelta(days=1))

    assert "Anders Åhlén" not in said("/regions/")


@pytest.mark.parametrize("more", [0, 2, 5, 12])
def test_regions_page_tells_classes_and_no_number_of_companies(cast: Cast, more: int) -> None:
    today = timezone.localdate()
    for n in range(20, 20 + more):
        active(company(n, f"Bolag {n}", cast.mellersta, "2280"), cast.version, today)

    with translation.override("sv"):
        page = regions_page(today)

    told = dict(page.rows)
    classes = {0: "Färre än 5", 2: "Färre än 5", 5: "5–9", 12: "10 eller fler"}
    assert told["Västernorrland"] == classes[more]
    assert told["Gotland"] == "Inget, vit fläck"
    assert page.covered == "2 av 21 län har minst ett företag i coachning."
    drawn = re.findall(r"<text[^>]*>([^<]*)", page.chart)
    assert [word for word in drawn if word.strip().isdigit()] == []


def test_regions_page_names_the_counties_that_none_covers(cast: Cast) -> None:
    page = regions_page(timezone.localdate())

    assert "Gotland" in page.uncovered
    assert "Västernorrland" not in page.uncovered
    assert "Jämtland" in page.white


COUNTED = dict(zip(PUBLIC, (3, 6, 1, 1, 1, 0), strict=True))


@pytest.mark.parametrize("companies", [0, 27])
def test_public_pages_cost_the_same_at_any_size(cast: Cast, companies: int) -> None:
    for n in range(20, 20 + companies):
        active(company(n, f"Bolag {n}", cast.mellersta, "2280"), cast.version, timezone.localdate())
    counted = {}

    for path in PUBLIC:
        with CaptureQueriesContext(connection) as found:
            Client().get(path)
        counted[path] = len(found)

    assert counted == COUNTED


def test_privacy_page_says_how_long_and_where_to_write(cast: Cast, settings: LazySettings) -> None:
    settings.INTEREST_KEPT_MONTHS = 7
    cast.programme.contact_email = "kontoret@example.org"
    cast.programme.save()

    page = said("/privacy/")
    assert re.search(r"\b7 mån", page)
    assert f"efter {KEPT_DAYS} dagar" in page
    for word in ("logg över samtal", "också när det har lämnat", "tas bort när du ber om det"):
        assert word in page, word
    assert "mailto:kontoret@example.org" in said("/privacy/")
    assert "mailto:kontoret@example.org" in said("/accessibility/")


@pytest.mark.parametrize("path", PUBLIC)
def test_public_page_by_post_changes_nothing(cast: Cast, path: str) -> None:
    assert Client().post(path).status_code in {200, 405}
