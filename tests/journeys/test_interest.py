"""From the public page, without scripts, to a company in the programme: the visitor, the mail, the leader."""

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.cast import number
from tests.journeys.conftest import Portal, Visitor

SHORTEST_MS = 3500  # a program is quicker than that
LEADER = "leader.mellersta-norrland"


def fill(page: Page, **words: str) -> None:
    for name, typed in words.items():
        page.locator(f"[name={name}]").fill(typed)
    page.wait_for_timeout(SHORTEST_MS)
    page.locator("form[action='/interest/send/'] button").click()
    page.wait_for_load_state()


@pytest.mark.parametrize(("width", "language", "n"), [(1440, "sv", 941), (360, "en", 942)])
def test_interest_without_scripts_becomes_a_company_in_one_click(
    portal: Portal, chromium: Browser, visit: Visitor, width: int, language: str, n: int
) -> None:
    name = f"Fjärdfors Verkstad {n} AB"
    context = chromium.new_context(
        base_url=portal.address, viewport={"width": width, "height": 800}, java_script_enabled=False
    )
    context.set_default_timeout(15_000)
    visitor = context.new_page()
    visitor.goto("/")
    if visitor.locator("html").get_attribute("lang") != language:
        visitor.locator(f"button[name=language][value={language}]").first.click()

    fill(visitor, company_name=name, organisation_number=number(n)[:-1], municipality="Hede", person="Vera Fjärd")
    errors = visitor.locator(".l-err")
    assert errors.count() == 3, visitor.inner_text("main")
    assert visitor.locator("[name=company_name]").input_value() == name
    assert visitor.evaluate("document.documentElement.scrollWidth") <= width

    fill(visitor, organisation_number=number(n), municipality="Kramfors", email=f"vera{n}@foretag.example")
    assert visitor.url.endswith("/interest/thanks/")
    context.close()

    leader = visit(LEADER, width=width)
    leader.goto("/interest/")
    leader.get_by_role("link", name=name).click()
    assert leader.locator("#id_organisation_number").input_value().replace("-", "") == number(n)
    leader.get_by_role("button", name="Lägg in företaget").click()
    leader.wait_for_url(re.compile(r"/enrolments/\d+/"))
    assert name in leader.inner_text("h1")
    leader.goto(f"/interest/?state=taken_up&q={n}")
    assert leader.get_by_role("link", name=name).count() == 1
