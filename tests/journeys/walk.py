"""A walk through the portal: in which language, about which company, and how a person finds things on a page."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from time import monotonic

from django.utils import translation
from playwright.sync_api import Locator, Page

from tests.journeys.conftest import Visitor

SWEEP_WITHIN_S = 90


@dataclass
class Walk:
    """One walk, and the addresses of what it has made so far."""

    visit: Visitor
    language: str
    today: date
    number: str  # the company's organisation number, ten digits
    company: str
    enrolment: str = ""
    session: str = ""
    report: str = ""

    @property
    def task(self) -> str:
        """What the coach and the company agree on."""
        return f"Märk upp verktygen hos {self.company}"

    def say(self, words: str, **values: object) -> str:
        """The words that stand on the page: the English of the code in the walk's language."""
        with translation.override(self.language):
            return translation.gettext(words) % values if values else translation.gettext(words)

    def open(self, account: str, path: str = "/", **screen: object) -> Page:
        """A page of somebody who has logged in."""
        page = self.visit(account, language=self.language, **screen)
        if path != "/":
            page.goto(path)
        return page

    def link(self, page: Page | Locator, words: str) -> Locator:
        """A link by its words."""
        return page.get_by_role("link", name=self.say(words), exact=True)

    def press(self, page: Page | Locator, words: str) -> None:
        """A button of the page itself, not of its frame; what it leads to is there when this returns."""
        whole = page if isinstance(page, Page) else page.page
        main = page.locator("main") if isinstance(page, Page) else page
        main.get_by_role("button", name=self.say(words), exact=True).click()
        whole.wait_for_load_state()

    def field(self, page: Page | Locator, words: str) -> Locator:
        """By its label, which may say that the field is optional."""
        return page.get_by_label(re.compile(rf"^\s*{re.escape(self.say(words))}(\s+\(.+\))?\s*$"))

    def decimal_point(self, shown: str) -> str:
        """`3.5` as people of this language write it."""
        return shown.replace(".", ",") if self.language == "sv" else shown


def until(page: Page, path: str, wanted: Callable[[], Locator], within_s: float = SWEEP_WITHIN_S) -> Locator:
    """Open a page again and again until it shows what is wanted. Fails when that takes too long."""
    end = monotonic() + within_s
    while monotonic() < end:
        page.goto(path)
        if wanted().count():
            return wanted().first
        page.wait_for_timeout(1000)
    raise AssertionError(f"{path} does not show it after {within_s:.0f} s:\n{page.inner_text('main')[:2000]}")


def decimal(shown: str) -> Decimal:
    """A number of a page, with or without its unit, whichever way the language writes it."""
    plain = re.sub(r"[^\d.,-]", "", shown.replace("\u2212", "-"))
    return Decimal(plain.replace(",", ".") if "," in plain else plain)
