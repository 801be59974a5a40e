"""Every page that each role can reach: accessible, readable on a phone, in both languages, light and dark.

The crawl starts at home and follows links as a person could; a link that the person may not open is a fault too.
"""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.conftest import Visitor

ROLES = (
    "director", "leader.mellersta-norrland", "coach.a", "funder.tillvaxtverket", "auditor",
)  # fmt: skip
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
MOST_PAGES = 60
FILE = re.compile(r"\.(pdf|xlsx)$|/(pdf|xlsx|export|download)/?(\?|$)")


def shape(address: str) -> str:
    """An address without its numbers and query: one page of each shape is looked at."""
    return re.sub(r"\d+", "<n>", address.split("#")[0].split("?")[0])


def links(page: Page) -> list[str]:
    """Addresses of this site that the page links to, without the files."""
    found = page.eval_on_selector_all("a[href^='/']", "all => all.map(a => a.getAttribute('href'))")
    return [address for address in found if not address.startswith("/static/")]


def complaints_of_axe(page: Page, options: dict) -> list[str]:
    """What axe finds, one line a rule with the first element."""
    result = Axe().run(page, options=options)
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]} ({len(v['nodes'])})" for v in result.response["violations"]]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_role_is_accessible_and_fits_a_phone(visit: Visitor, role: str, language: str) -> None:
    page = visit(role, language=language)
    waiting, seen, faults = ["/"], set(), []

    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        if shape(address) in seen:
            continue
        seen.add(shape(address))
        if FILE.search(address):
            answer = page.request.get(address)
            if answer.status != 200:
                faults.append(f"{address}: {answer.status}")
            continue
        page.set_viewport_size({"width": 1440, "height": 900})
        answer = page.goto(address)
        if answer is None or answer.status != 200:
            faults.append(f"{address}: {answer and answer.status}")
            continue
        faults += [f"{address}: {said}" for said in look(page)]
        waiting += links(page)

    assert len(seen) >= 6, f"only {sorted(seen)}"
    assert faults == []


def look(page: Page) -> list[str]:
    """Axe in light and dark, one heading of the first level, and no sideways scrolling at 360 pixels."""
    found = complaints_of_axe(page, WCAG)
    page.emulate_media(color_scheme="dark")
    found += [f"dark {said}" for said in complaints_of_axe(page, CONTRAST)]
    page.emulate_media(color_scheme="light")
    if page.locator("h1").count() != 1:
        found.append(f"{page.locator('h1').count()} h1")
    if not page.title().endswith("Lyftportalen") or page.title().startswith("–"):
        found.append(f"title {page.title()!r}")
    page.set_viewport_size({"width": 360, "height": 740})
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > 360:
        found.append(f"{wide} px wide at 360")
    return found


@pytest.mark.parametrize("language", ["sv", "en"])
def test_pages_before_login_are_accessible(visit: Visitor, language: str) -> None:
    page = visit(None, language=language)
    faults = []

    for address in (
        "/accounts/login/",
        "/accounts/password/reset/",
        "/accounts/signup/",
        "/accounts/password/reset/done/",
    ):
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(address)
        faults += [f"{address}: {said}" for said in look(page)]

    assert faults == []
