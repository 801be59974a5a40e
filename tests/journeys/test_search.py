"""Search tried by hand: by keyboard from any page, on a phone by its button."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visitor
from tests.journeys.test_every_page import look

pytestmark = pytest.mark.timeout(300)


def test_slash_leads_to_the_search_from_any_page_and_enter_finds(visit: Visitor) -> None:
    page = visit("director")
    page.goto("/structure/")

    page.keyboard.press("/")
    page.keyboard.type("ställtid")
    page.keyboard.press("Enter")

    page.wait_for_url("**/search/?q=*")
    expect(page.get_by_role("heading", name="Träffar")).to_be_visible()
    assert page.locator("#sessions .l-hits strong").first.inner_text().casefold() == "ställtid"
    assert look(page, dark=True) == []
    page.keyboard.press("/")  # the field of the page itself, its words chosen
    page.keyboard.type("a/b")  # within a field it is a letter
    assert page.locator("#find").input_value() == "a/b"
    page.locator("#find").press("Enter")
    expect(page.get_by_role("heading", name="Inget som du ser innehåller ”a/b”")).to_be_visible()
    assert look(page, dark=False) == []


def test_search_on_a_phone_is_one_click_away(visit: Visitor) -> None:
    page = visit("leader.mellersta-norrland", width=360, height=740)
    page.goto("/")

    page.get_by_role("link", name="Sök", exact=True).click()
    page.locator("#find").fill("AB")
    page.get_by_role("button", name="Sök").click()

    page.wait_for_url("**/search/?q=AB")
    company = page.locator("#companies .l-hits a").first
    name = company.inner_text()
    company.click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
