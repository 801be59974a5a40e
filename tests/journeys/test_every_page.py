"""Every page that each role can reach: accessible, readable on a phone, in both languages, light and dark.

The crawl starts at home and follows links as a person could; a link that the person may not open is a fault too.
In Swedish each role sees each of its pages; in English, and in dark, each page is looked at once, by the first role
that has it.
"""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.conftest import Visitor

ROLES = (
    "director", "leader.mellersta-norrland", "coach.a", "coach.c", "funder.tillvaxtverket", "funder.vinnova", "auditor",
)  # fmt: skip
WCAG = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
CONTRAST = {"type": "rule", "values": ["color-contrast"]}
MOST_PAGES = 120
FEWEST_PAGES = 6
FILE = re.compile(r"\.(pdf|xlsx)$|/(pdf|xlsx|export|download|template|bad-rows)/?(\?|$)")
MAIL = re.compile(r"/mail/[0-9a-f-]+/")
DEAD_ANCHORS = """all => all.map(a => a.getAttribute('href')).filter(
    href => href.length > 1 && !document.getElementById(decodeURIComponent(href.slice(1))))"""


def shape(address: str) -> str:
    """An address without its numbers, names and query: one page of each shape is looked at."""
    path = address.split("#")[0].split("?")[0]
    path = re.sub(r"^/figures/[a-z_]+/", "/figures/<key>/", MAIL.sub("/mail/<name>/", path))
    return re.sub(r"\d+", "<n>", path)


def links(page: Page) -> list[str]:
    """Addresses of this site that the page links to."""
    found = page.eval_on_selector_all("a[href^='/']", "all => all.map(a => a.getAttribute('href'))")
    return [address for address in found if not address.startswith("/static/")]


def crawl(page: Page, *, seen: set[str], seen_dark: set[str] | None) -> list[str]:
    """Follow the links from home and look at each shape that is not in `seen`; in dark, unless None, likewise.

    Returns what is wrong, one line each.
    """
    waiting, mine, faults = ["/"], set(), []
    while waiting and len(mine) < MOST_PAGES:
        address = waiting.pop(0)
        if shape(address) in mine:
            continue
        mine.add(shape(address))
        if FILE.search(address):
            answer = page.request.get(address)
            if answer.status != 200:
                faults.append(f"{address}: {answer.status}")
            continue
        page.set_viewport_size({"width": 1440, "height": 900})
        opened = page.goto(address)
        if opened is None or opened.status != 200:
            faults.append(f"{address}: {opened and opened.status}")
            continue
        if shape(address) not in seen:
            dark = seen_dark is not None and shape(address) not in seen_dark
            faults += [f"{address}: {said}" for said in look(page, dark=dark)]
        waiting += links(page)
    assert len(mine) >= FEWEST_PAGES, f"only {sorted(mine)}"
    seen |= mine
    if seen_dark is not None:
        seen_dark |= mine
    return faults


def look(page: Page, *, dark: bool) -> list[str]:
    """Axe, in dark too if asked; one heading of the first level; a title; anchors; no sideways scrolling at 360."""
    found = violations(page, WCAG)
    if dark:
        page.emulate_media(color_scheme="dark")
        found += [f"dark {said}" for said in violations(page, CONTRAST)]
        page.emulate_media(color_scheme="light")
    if page.locator("h1").count() != 1:
        found.append(f"{page.locator('h1').count()} h1")
    if not page.title().endswith("Lyftportalen") or page.title().startswith("–"):
        found.append(f"title {page.title()!r}")
    found += [f"leads nowhere: {href}" for href in page.eval_on_selector_all("a[href^='#']", DEAD_ANCHORS)]
    page.set_viewport_size({"width": 360, "height": 740})
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > 360:
        found.append(f"{wide} px wide at 360")
    return found


def violations(page: Page, rules: dict) -> list[str]:
    """What axe finds, one line a rule with the first element."""
    result = Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]})
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]} ({len(v['nodes'])})" for v in result.response["violations"]]


@pytest.fixture(scope="module")
def seen_dark() -> set[str]:
    """Shapes that some role has seen in dark; the colours do not depend on the role."""
    return set()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_role_is_accessible_and_fits_a_phone(visit: Visitor, role: str, seen_dark: set[str]) -> None:
    page = visit(role)

    faults = crawl(page, seen=set(), seen_dark=seen_dark)

    assert not faults, "\n".join(faults)


@pytest.mark.timeout(600)
def test_every_page_in_english_is_accessible_and_fits_a_phone(visit: Visitor) -> None:
    seen: set[str] = set()
    faults = []

    for role in ROLES:
        faults += crawl(visit(role, language="en"), seen=seen, seen_dark=None)

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_pages_before_login_are_accessible(visit: Visitor, language: str) -> None:
    page = visit(None, language=language)
    faults = []

    for address in (
        "/",
        "/regions/",
        "/privacy/",
        "/accessibility/",
        "/interest/send/",
        "/interest/thanks/",
        "/accounts/login/",
        "/accounts/password/reset/",
        "/accounts/signup/",
        "/accounts/password/reset/done/",
    ):
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(address)
        faults += [f"{address}: {said}" for said in look(page, dark=True)]

    assert not faults, "\n".join(faults)
