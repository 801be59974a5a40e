"""What a coach does with her phone in a journey, and what the portal knows of it."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING

from playwright.sync_api import Error, Page, expect

if TYPE_CHECKING:
    from tests.journeys.conftest import Portal

COACH = "coach.c"
WITHIN_S = 30


def await_copy(page: Page) -> None:
    """Until the phone has what it needs without reception."""
    copies = (
        "async () => navigator.serviceWorker.controller !== null"
        " && (await (await caches.open('lyft-pages')).keys()).length === 2"
    )
    until(lambda: page.evaluate(copies))


def rows(portal: "Portal", question: str, *told: object) -> list[tuple]:
    """From the portal's own database."""
    with closing(sqlite3.connect(portal.folder / "lyft.sqlite3", timeout=20)) as database, database:
        return database.execute(question, told).fetchall()


def logged(portal: "Portal", word: str) -> int:
    """How many sessions have a summary that begins so."""
    return rows(portal, "SELECT count(*) FROM coaching_coachingsession WHERE shareable_summary LIKE ?", f"{word}%")[0][
        0
    ]


def log(page: Page, words: str) -> None:
    """The form, filled in with one thumb."""
    page.goto("/sessions/log/")
    page.locator(".l-chip", has=page.locator("input[data-company]")).first.tap()
    page.locator(".l-step", has_text="På plats").locator("button[data-step='0.5']").tap()
    page.locator("textarea[name=shareable_summary]").fill(words)
    save(page)


def save(page: Page) -> None:
    """Without reception the phone answers with what waits on it."""
    page.get_by_role("button", name="Spara träffen").tap()
    page.wait_for_url("**/sessions/outbox/")


def save_with_reception(page: Page) -> None:
    """Where another journey has released a report of these days, she is told first, and saves all the same."""
    page.get_by_role("button", name="Spara träffen").tap()
    all_the_same = page.get_by_role("button", name="Spara ändå")
    expect(all_the_same.or_(page.get_by_text("Träffen är sparad.")).first).to_be_visible()
    if all_the_same.is_visible():
        all_the_same.tap()


def until(true: Callable[[], bool]) -> None:
    """Wait for what the phone does by itself."""
    end = time.monotonic() + WITHIN_S
    while not true():
        assert time.monotonic() < end
        time.sleep(0.2)


def waiting(page: Page) -> int:
    """How many sessions lie on the phone."""
    return page.locator("[data-outbox-list] section").count()


def lies(page: Page, store: str) -> int:
    """How many rows of anybody lie on the phone; -1 while the page opens anew, as it does when something was sent."""
    try:
        return page.evaluate(
            "async store => (await (await import('/static/js/offline/store.js')).all(store)).length", store
        )
    except Error as gone:
        if "Execution context was destroyed" in str(gone):
            return -1
        raise
