"""The board tried by hand: by keyboard alone, by dragging, with one thumb at 360 px, without script; and a contact
that is logged from a card."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Visitor
from tests.journeys.test_every_page import look

LEADER = "leader.mellersta-norrland"
pytestmark = pytest.mark.timeout(300)


def column(page: Page, state: str) -> Locator:
    return page.locator(f"#col-{state}")


def heading(page: Page, state: str) -> Locator:
    """Where a person drops a card who wants it in that column, however long the column is."""
    return column(page, state).locator("h3")


def first_card(page: Page, state: str = "interested") -> tuple[str, str]:
    """Id and name of the first card of a column."""
    card = column(page, state).locator(".l-card").first
    return str(card.get_attribute("id")), card.locator("h4").inner_text()


def focused(page: Page) -> str:
    return page.evaluate("(document.activeElement.closest('.l-card') || {}).id || document.activeElement.tagName")


@pytest.fixture
def board(visit: Visitor) -> Iterator[Page]:
    page = visit(LEADER, height=2400)  # the whole board: no scrolling between taking a card and dropping it
    page.goto("/pipeline/")
    yield page


def test_card_is_moved_by_keyboard_alone_is_announced_and_keeps_the_focus(board: Page) -> None:
    card, name = first_card(board)
    said = board.get_by_role("status").filter(has_text=name)
    board.locator(f"#{card} h4 a").focus()

    board.keyboard.press("Shift+ArrowRight")

    expect(column(board, "contacted").locator(f"#{card}")).to_be_visible()
    expect(said).to_contain_text("Kontaktad")
    assert focused(board) == card
    assert look(board, dark=True) == []
    board.keyboard.press("Shift+ArrowLeft")
    expect(column(board, "interested").locator(f"#{card}")).to_be_visible()
    assert focused(board) == card


def test_arrows_go_between_cards_and_m_opens_the_menu(board: Page) -> None:
    card, name = first_card(board)
    board.locator(f"#{card} h4 a").focus()

    board.keyboard.press("ArrowRight")
    assert focused(board) == first_card(board, "contacted")[0]
    board.keyboard.press("ArrowLeft")
    board.keyboard.press("m")
    assert board.evaluate("document.activeElement.name") == "to"
    assert look(board, dark=True) == []
    board.keyboard.press("Enter")

    expect(column(board, "contacted").locator(f"#{card}")).to_be_visible()
    board.get_by_role("status").filter(has_text=name).get_by_role("button", name=re.compile("Ångra")).click()
    expect(column(board, "interested").locator(f"#{card}")).to_be_visible()


def test_card_is_dragged_and_a_wrong_column_says_why(board: Page) -> None:
    card, name = first_card(board)

    board.locator(f"#{card}").drag_to(heading(board, "contacted"))
    expect(column(board, "contacted").locator(f"#{card}")).to_be_visible()
    board.locator(f"#{card}").drag_to(heading(board, "completed"))
    expect(board.locator("#board-said.is-bad")).to_contain_text(name)
    expect(column(board, "contacted").locator(f"#{card}")).to_be_visible()
    board.locator(f"#{card}").drag_to(heading(board, "interested"))
    expect(column(board, "interested").locator(f"#{card}")).to_be_visible()


def test_drop_that_asks_for_more_leads_to_its_page(board: Page) -> None:
    card, name = first_card(board, "applied")

    board.locator(f"#{card}").drag_to(heading(board, "admitted"))

    board.wait_for_url("**/admit/")
    expect(board.locator("#main")).to_contain_text(name)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_contact_is_logged_with_one_thumb_and_moves_the_company(visit: Visitor, language: str) -> None:
    page = visit(LEADER, language=language, width=360, height=740)
    page.goto("/pipeline/")
    card, _name = first_card(page)
    page.locator(f"#{card} summary").click()
    for button in page.locator(f"#{card} .l-menu-body .l-btn").all():
        box = button.bounding_box()
        assert box and box["height"] >= 44 and box["y"] > 200 and box["y"] + box["height"] <= 740
    assert look(page, dark=True) == []
    page.set_viewport_size({"width": 360, "height": 740})

    page.locator(f"#{card} a[href*='contact-log']").click()
    page.wait_for_url("**/contact-log/add/**")
    page.locator("textarea[name=said]").fill("Vill att vi kommer på besök")
    assert look(page, dark=True) == []
    page.locator("main form button").last.click()

    page.wait_for_url("**/pipeline/")
    expect(column(page, "contacted").locator(f"#{card}")).to_be_visible()
    page.locator(f"#{card} h4 a").click()
    page.wait_for_url("**/enrolments/**")
    page.goto(page.url.split("?")[0] + "?tab=contacts")
    expect(page.locator("#contact-log")).to_contain_text("Vill att vi kommer på besök")
    assert look(page, dark=True) == []
    page.locator("#contact-log a[href*='/correct/']").first.click()
    page.wait_for_url("**/correct/")
    assert look(page, dark=True) == []


def test_board_without_script_moves_and_offers_the_way_back(board: Page) -> None:
    browser = board.context.browser
    assert browser is not None
    origin = "/".join(board.url.split("/")[:3])
    bare = browser.new_context(base_url=origin, storage_state=board.context.storage_state(), java_script_enabled=False)
    page = bare.new_page()
    page.goto("/pipeline/")
    card, name = first_card(page)
    page.locator(f"#{card} summary").click()
    page.locator(f"#{card} button[value=contacted]").click()

    expect(page.locator(".l-messages")).to_contain_text(name)
    expect(column(page, "contacted").locator(f"#{card}")).to_be_visible()
    page.locator("form[data-undo] button").click()
    expect(column(page, "interested").locator(f"#{card}")).to_be_visible()
    bare.close()
