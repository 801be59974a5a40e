"""What no link leads to: an act on many companies by keyboard alone, and an agreement that is added and taken."""

import pytest
from playwright.sync_api import Page, expect

from tests.companies.papers import PAGE, PDF
from tests.journeys.conftest import Visitor
from tests.journeys.test_every_page import look

LEADER = "leader.mellersta-norrland"


def press(page: Page, selector: str, key: str) -> None:
    """Come to a button and press a key; the mouse is not touched."""
    page.locator(selector).first.focus()
    with page.expect_navigation():
        page.keyboard.press(key)


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("language", "width"), [("sv", 360), ("en", 1440)])
def test_bulk_by_keyboard_alone_shows_what_will_happen_and_does_it(visit: Visitor, language: str, width: int) -> None:
    page = visit(LEADER, language=language, width=width)
    page.goto("/companies/?state=running")
    for place in (0, 1):
        page.locator("input[name=pk]").nth(place).focus()
        page.keyboard.press("Space")
    page.locator("#bulk-act").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    press(page, "#bulk button", "Enter")
    assert look(page, dark=True) == []

    page.locator("select[name=owner]").select_option(index=1)
    press(page, "button[value=preview]", "Enter")
    assert look(page, dark=True) == []
    if page.locator("button[value=do]").count():
        press(page, "button[value=do]", "Enter")
        page.wait_for_url("**/companies/")
        expect(page.locator("#main")).to_contain_text(
            {"sv": "Klart för 2 företag", "en": "Done for 2 companies"}[language]
        )


@pytest.mark.timeout(300)
def test_bulk_without_script_reaches_the_preview(visit: Visitor) -> None:
    page = visit(LEADER)
    browser = page.context.browser
    assert browser is not None
    bare = browser.new_context(
        base_url=page.url.split("/", 3)[0] + "//" + page.url.split("/")[2],
        storage_state=page.context.storage_state(),
        java_script_enabled=False,
    )
    plain = bare.new_page()
    plain.goto("/companies/")
    plain.locator("input[name=pk]").first.check()
    plain.locator("#bulk-act").select_option("owner")
    plain.locator("#bulk button").click()
    plain.locator("select[name=owner]").select_option(index=1)
    plain.locator("button[value=preview]").click()

    expect(plain.locator("h2").first).to_be_visible()
    bare.close()


@pytest.mark.timeout(300)
def test_agreement_is_refused_in_words_then_added_and_taken(visit: Visitor) -> None:
    page = visit(LEADER, width=360)
    page.goto("/companies/?state=running")
    page.locator("tbody th a").last.click()
    page.wait_for_url("**/enrolments/**")
    card = page.url.split("?")[0]
    page.goto(f"{card}documents/add/")
    file = page.locator("input[name=file]")
    file.set_input_files({"name": "avtal.pdf", "mimeType": "application/pdf", "buffer": PAGE})
    page.locator("main form button").last.click()
    expect(page.get_by_role("alert")).to_contain_text("PDF")
    assert look(page, dark=True) == []

    page.locator("input[name=title]").fill("Tilläggsavtal")
    file.set_input_files({"name": "avtal.pdf", "mimeType": "application/pdf", "buffer": PDF})
    page.locator("main form button").last.click()
    page.wait_for_url("**?tab=documents")
    assert look(page, dark=True) == []
    with page.expect_download() as taken:
        page.get_by_role("link", name="Tilläggsavtal", exact=True).first.click()
    assert taken.value.suggested_filename.endswith(".pdf")
    assert taken.value.path().read_bytes() == PDF
