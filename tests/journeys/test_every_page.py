"""Every page that each role can reach: accessible, readable on a phone, in both languages, light and dark.

The crawl starts at home and follows links as a person could; a link that the person may not open is a fault too.
Each role opens each of its pages in Swedish, and none may be wider than a phone. What axe says depends on what a page
is built of, so of pages built alike one is shown to axe, whichever role comes first. In English, and in dark, each
page is looked at once, by the first role that has it; colours are the same in both languages.
"""

import hashlib
import re
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import Visitor, speak

ROLES = ("director", "leader.mellersta-norrland", "coach.a", "funder.tillvaxtverket", "auditor")
WCAG = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
CONTRAST = {"type": "rule", "values": ["color-contrast"]}
COLOURS, NO_COLOURS = {}, {"color-contrast": {"enabled": False}}
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 360, "height": 740}
MOST_PAGES = 120
FEWEST_PAGES = 6
FILE = re.compile(r"\.(pdf|xlsx)$|/(pdf|xlsx|json|dossier|files|export|download|template|bad-rows)/?(\?|$)")
MAIL = re.compile(r"/mail/[0-9a-f-]+/")
# What a page is built of: each kind of element with the elements around it, what it holds, whether it has a label and
# any text; and the ids that two elements have.
FACTS = """() => {
    const kinds = new Set();
    const walk = (node, around) => {
        const path = `${around}>${node.localName}.${[...node.classList].sort().join('.')}`;
        const names = node.getAttributeNames().filter(name => !name.startsWith('data-')).sort();
        const held = [...new Set([...node.children].map(child => child.localName))].sort();
        const called = node.labels ? node.labels.length : '';
        const blank = node.textContent.trim() ? '' : 'blank';
        kinds.add([path, names, node.type, node.getAttribute('role'), held, called, blank].join(' '));
        for (const child of node.children) walk(child, path);
    };
    walk(document.body, '');
    const ids = [...document.querySelectorAll('[id]')].map(node => node.id);
    const hrefs = [...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'));
    const anchors = hrefs.filter(href => href.startsWith('#') && href.length > 1);
    return {
        built: [...kinds, ...ids.filter((id, place) => ids.indexOf(id) !== place)].sort(),
        links: hrefs.filter(href => href.startsWith('/') && !href.startsWith('/static/')),
        dead: anchors.filter(href => !document.getElementById(decodeURIComponent(href.slice(1)))),
        headings: document.querySelectorAll('h1').length,
        title: document.title,
        language: document.documentElement.lang,
    };
}"""
AXE = """([only, rules]) => axe.run({runOnly: only, rules, resultTypes: ['violations']}).then(
    result => result.violations.map(one => `${one.id}: ${one.nodes[0].html.slice(0, 160)} (${one.nodes.length})`))"""


class LookedAt:
    """What has been looked at in this run, by any role on any worker: a file for each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "looked-at"
        self._folder.mkdir(exist_ok=True)

    def first(self, *what: str) -> bool:
        """True for whoever asks first, who then has to look."""
        try:
            (self._folder / hashlib.sha256("\n".join(what).encode()).hexdigest()).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True


@pytest.fixture(scope="session")
def looked_at(shared_folder: Path) -> LookedAt:
    return LookedAt(shared_folder)


def shape(address: str) -> str:
    """An address without its numbers, names and query: one page of each shape is looked at."""
    path = address.split("#")[0].split("?")[0]
    path = re.sub(r"^/figures/[a-z_]+/", "/figures/<key>/", MAIL.sub("/mail/<name>/", path))
    path = re.sub(r"^/(notices|signals)/rules/[a-z_-]+/", r"/\1/rules/<key>/", path)
    return re.sub(r"\d+", "<n>", path)


def crawl(page: Page, looked_at: LookedAt) -> list[str]:
    """Follow the links from home in Swedish, then open in English what nobody has. What is wrong, one line each."""
    waiting, mine, english, faults = ["/"], set(), [], []
    while waiting and len(mine) < MOST_PAGES:
        address = waiting.pop(0)
        page_shape = shape(address)
        if page_shape in mine:
            continue
        mine.add(page_shape)
        if FILE.search(address):
            answer = page.request.get(address)
            if answer.status != 200:
                faults.append(f"{address}: {answer.status}")
            continue
        opened = page.goto(address)
        if opened is None or opened.status != 200:
            faults.append(f"{address}: {opened and opened.status}")
            continue
        facts = page.evaluate(FACTS)
        light = looked_at.first("light", page_shape, *facts["built"])
        dark = looked_at.first("dark", page_shape)
        if light or dark:
            page.set_viewport_size(DESK)
        faults += [f"{address}: {said}" for said in look(page, facts, light=light, dark=dark)]
        if looked_at.first("english", page_shape):
            english.append(address)
        waiting += facts["links"]
    assert len(mine) >= FEWEST_PAGES, f"only {sorted(mine)}"
    speak(page, "en")
    for address in english:
        page.set_viewport_size(DESK)
        opened = page.goto(address)
        if opened is None or opened.status != 200:
            faults.append(f"in English {address}: {opened and opened.status}")
        facts = page.evaluate(FACTS)
        if facts["language"] != "en":
            faults.append(f"in English {address}: the page says {facts['language']!r}")
        faults += [f"in English {address}: {said}" for said in look(page, facts, dark=False, colours=False)]
    return faults


def look(page: Page, facts: dict | None = None, *, dark: bool, light: bool = True, colours: bool = True) -> list[str]:
    """Axe, in light and in dark as asked; one h1; a title; anchors that lead on; no sideways scrolling at 360."""
    page.wait_for_load_state()
    facts = facts or page.evaluate(FACTS)
    found = [f"leads nowhere: {href}" for href in facts["dead"]]
    if facts["headings"] != 1:
        found.append(f"{facts['headings']} h1")
    if not facts["title"].endswith("Lyftportalen") or facts["title"].startswith("–"):
        found.append(f"title {facts['title']!r}")
    if light or dark:
        page.evaluate(AXE_SCRIPT)
    if light:
        found += page.evaluate(AXE, [WCAG, COLOURS if colours else NO_COLOURS])
    if dark:
        page.emulate_media(color_scheme="dark")
        found += [f"dark {said}" for said in page.evaluate(AXE, [CONTRAST, COLOURS])]
        page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > 360:
        found.append(f"{wide} px wide at 360")
    return found


@pytest.mark.timeout(600)
@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_role_is_accessible_and_fits_a_phone(visit: Visitor, role: str, looked_at: LookedAt) -> None:
    page = visit(role)

    faults = crawl(page, looked_at)

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
        page.set_viewport_size(DESK)
        page.goto(address)
        faults += [f"{address}: {said}" for said in look(page, dark=True)]

    assert not faults, "\n".join(faults)


FORM = "<h1>Form</h1><p><label for=a>Name</label><input id=a></p><p><label for=b>City</label><input id=b></p>"


@pytest.mark.parametrize(
    ("plain", "changed"),
    [
        ("<label for=b>City</label>", ""),
        ("<label for=b>City</label>", "<label for=b></label>"),
        ("<label for=b>", "<label for=a>"),
        ("<input id=b>", "<input id=b><input>"),
        ("<input id=b>", "<input id=b type=checkbox>"),
        ("<input id=b>", "<input id=a>"),
        ("<h1>", "<h1 role=list>"),
        ("<h1>", "<h1 class=muted>"),
        ("<p><label for=b>City</label>", "<p><img><label for=b>City</label>"),
    ],
)
def test_page_built_otherwise_is_not_taken_for_one_that_was_seen(chromium: Browser, plain: str, changed: str) -> None:
    page = chromium.new_page()

    def built(html: str) -> list[str]:
        page.set_content(html)
        return page.evaluate(FACTS)["built"]

    assert built(FORM) == built(FORM.replace("City", "Town"))
    assert built(FORM) != built(FORM.replace(plain, changed))
