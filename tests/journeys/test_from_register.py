"""A new leader's first company: from a line of the business register to the first coaching session, on a desk and with
one thumb. Everything is found from the menu and from the pages themselves.
"""

import re
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Visitor
from tests.journeys.test_every_page import look
from tests.journeys.test_main_thread import coach_logs_a_session_on_a_phone, leader_assigns_the_coach
from tests.journeys.walk import Walk

LEADER = "leader.mellersta-norrland"
SIZES = {"desk": {"width": 1440, "height": 900}, "phone": {"width": 360, "height": 740}}
# The two take different firms of the demo's register, so that either may go first.
PLACE_IN_LIST = {"desk": 0, "phone": -1}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("screen", SIZES)
def test_company_goes_from_the_register_to_its_first_session(visit: Visitor, screen: str) -> None:
    walk = Walk(visit, "sv", timezone.localdate(), number="", company="")
    page = walk.open(LEADER, **SIZES[screen])

    takes_up_a_prospect(walk, page, PLACE_IN_LIST[screen])
    logs_a_call(walk, page)
    adds_a_contact(walk, page)
    admits_and_starts(walk, page)
    leader_assigns_the_coach(walk)
    coach_logs_a_session_on_a_phone(walk)

    page.goto(walk.enrolment)
    expect(page.locator("main")).to_contain_text("Pulstavlan är på plats")


def takes_up_a_prospect(walk: Walk, page: Page, place: int) -> None:
    walk.link(page, "Pipeline").first.click()
    walk.link(page, "Prospects").click()
    row = page.locator("main tbody tr").nth(place)
    name = row.locator("th").evaluate("cell => cell.firstChild.textContent")
    walk.company = str(name).strip()
    row.get_by_role("button", name=re.compile(re.escape(walk.say("Take up")))).click()

    expect(page.get_by_role("status")).to_contain_text(walk.company)
    walk.enrolment = urlsplit(page.url).path


def logs_a_call(walk: Walk, page: Page) -> None:
    walk.link(page, "Log contact").first.click()
    walk.field(page, "With whom at the company").fill("Vera Lindeflod")
    walk.field(page, "What was said").fill("Vill veta mer, har svårt att hinna leverera.")
    walk.field(page, "Next step").fill("Besök i verkstaden")
    saved(walk, page, "Save")
    expect(stands(walk, page)).to_contain_text(walk.say("Contacted"))
    expect(page.locator("main")).to_contain_text("Besök i verkstaden")


def adds_a_contact(walk: Walk, page: Page) -> None:
    walk.link(page, "Add contact").first.click()
    walk.field(page, "Name").fill("Vera Lindeflod")
    walk.field(page, "Phone").fill("0611-12 34 56")
    saved(walk, page, "Save")
    expect(page.locator("main")).to_contain_text("Vera Lindeflod")


def admits_and_starts(walk: Walk, page: Page) -> None:
    page.goto(walk.enrolment)
    walk.link(page, "Move").click()
    walk.field(page, "New state").select_option(label=walk.say("Applied"))
    saved(walk, page, "Move")
    walk.link(page, "Admit").click()
    walk.field(page, "Start").fill(walk.today.isoformat())
    saved(walk, page, "Admit")
    walk.link(page, "Start the programme").click()
    saved(walk, page, "Start the company")
    expect(page.get_by_role("status")).to_contain_text(walk.say("The company is in the lift."))


def stands(walk: Walk, page: Page) -> Locator:
    """Where the card says which state the company is in."""
    return page.locator(".l-head")


def saved(walk: Walk, page: Page, words: str) -> None:
    """The filled page is accessible and fits a phone before its button is pressed."""
    size = page.viewport_size
    assert look(page, dark=False) == []
    page.set_viewport_size(size)  # type: ignore[arg-type]  # a page of ours has a size
    walk.press(page, words)
