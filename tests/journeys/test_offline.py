"""Logging without reception, by a coach with a phone: what is saved is sent once, whatever happens in between."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.conftest import Portal, log_in
from tests.journeys.reception import Reception, reception
from tests.journeys.test_every_page import look

COACH = "coach.c"
MANY = 20
WITHIN_S = 30


@pytest.fixture
def relay(portal: Portal) -> Iterator[Reception]:
    """Reception that the test can take away."""
    with reception(int(portal.address.rpartition(":")[2])) as relay:
        yield relay


@pytest.fixture
def phone(relay: Reception, chromium: Browser) -> Iterator[BrowserContext]:
    """A coach's phone, logged in, with the form's copy on it."""
    context = chromium.new_context(
        base_url=relay.address, viewport={"width": 360, "height": 740}, locale="sv-SE", timezone_id="Europe/Stockholm",
        has_touch=True, is_mobile=True, reduced_motion="reduce",
    )  # fmt: skip
    context.set_default_timeout(15_000)
    page = context.new_page()
    log_in(page, COACH)
    await_copy(page)
    page.close()
    yield context
    context.close()


def await_copy(page: Page) -> None:
    """Until the phone has what it needs without reception."""
    copies = (
        "async () => navigator.serviceWorker.controller !== null"
        " && (await (await caches.open('lyft-pages')).keys()).length === 2"
    )
    until(lambda: page.evaluate(copies))


def rows(portal: Portal, question: str, *told: object) -> list[tuple]:
    """From the portal's own database."""
    with closing(sqlite3.connect(portal.folder / "lyft.sqlite3", timeout=20)) as database, database:
        return database.execute(question, told).fetchall()


def logged(portal: Portal, word: str) -> int:
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


def test_twenty_sessions_without_reception_are_twenty_rows(
    portal: Portal, relay: Reception, phone: BrowserContext
) -> None:
    page = phone.new_page()
    page.goto("/")
    relay.lose()
    for n in range(MANY // 2):
        log(page, f"Skogen {n:02}")
    expect(page.locator("[data-outbox-list] section")).to_have_count(MANY // 2)
    page.close()  # the phone goes into the pocket; the rest is logged later, still without reception
    page = phone.new_page()
    for n in range(MANY // 2, MANY):
        log(page, f"Skogen {n:02}")
    expect(page.locator("[data-outbox-list] section")).to_have_count(MANY)
    page.close()
    assert logged(portal, "Skogen") == 0

    relay.regain()
    page = phone.new_page()
    page.goto("/")

    until(lambda: logged(portal, "Skogen") == MANY)
    page.goto("/sessions/outbox/")
    expect(page.get_by_text("Inget väntar i telefonen")).to_be_visible()
    page.reload()
    time.sleep(1)
    assert logged(portal, "Skogen") == MANY
    said = rows(portal, "SELECT shareable_summary FROM coaching_coachingsession WHERE shareable_summary LIKE 'Skogen%'")
    assert sorted(one for (one,) in said) == [f"Skogen {n:02}" for n in range(MANY)]


def test_session_is_sent_after_the_login_has_ended(portal: Portal, relay: Reception, phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/")
    relay.lose()
    log(page, "Utloggad")
    rows(portal, "DELETE FROM django_session")
    relay.regain()

    page.reload()

    expect(page).to_have_url(f"{relay.address}/accounts/login/?next=/sessions/outbox/")
    assert logged(portal, "Utloggad") == 0
    page.locator("input[name=login]").fill(f"{COACH}@example.org")
    page.locator("input[name=password]").fill("Lyft-demo-2026")
    page.get_by_role("button", name="Logga in").tap()
    until(lambda: logged(portal, "Utloggad") == 1)


def test_session_of_a_company_that_is_no_longer_hers_is_refused_and_its_text_kept(
    portal: Portal, relay: Reception, phone: BrowserContext
) -> None:
    page = phone.new_page()
    page.goto("/")
    relay.lose()
    log(page, "Inte längre min")
    gone = (date.today() - timedelta(days=1)).isoformat()
    coach = rows(portal, "SELECT id FROM people_user WHERE email = ?", f"{COACH}@example.org")[0][0]
    kept = rows(portal, "SELECT id FROM coaching_coachassignment WHERE coach_id = ? AND until_on IS NULL", coach)
    for (one,) in kept:
        rows(portal, "UPDATE coaching_coachassignment SET until_on = ? WHERE id = ?", gone, one)
    try:
        relay.regain()
        page.reload()

        expect(page.get_by_text("Välj bland företagen som du coachar.")).to_be_visible()
        assert "Inte längre min" in page.get_by_label("Det du skrev").input_value()
        expect(page.get_by_role("button", name="Kopiera texten")).to_be_visible()
        assert logged(portal, "Inte längre min") == 0
        assert look(page, dark=True) == []
    finally:
        for (one,) in kept:
            rows(portal, "UPDATE coaching_coachassignment SET until_on = NULL WHERE id = ?", one)
    page.get_by_role("button", name="Försök igen").tap()
    until(lambda: logged(portal, "Inte längre min") == 1)


def test_what_is_saved_otherwise_already_is_shown_beside_it(
    portal: Portal, relay: Reception, phone: BrowserContext
) -> None:
    page = phone.new_page()
    page.goto("/")
    relay.lose()
    log(page, "Först")
    key = page.evaluate("async () => (await (await import('/static/js/offline/store.js')).all('outbox'))[0].key")
    relay.regain()
    page.reload()
    until(lambda: logged(portal, "Först") == 1)
    relay.lose()
    page.goto("/sessions/log/")
    page.evaluate("key => { document.querySelector('[name=key]').value = key; }", key)
    page.locator(".l-chip", has=page.locator("input[data-company]")).first.tap()
    page.locator("textarea[name=shareable_summary]").fill("Sedan")
    page.locator(".l-step", has_text="Förberedelse").locator("button[data-step='0.5']").tap()
    save(page)
    relay.regain()
    page.reload()

    beside = page.locator(".l-vs")
    expect(beside).to_contain_text("Först")
    expect(beside).to_contain_text("Sedan")
    assert (logged(portal, "Först"), logged(portal, "Sedan")) == (1, 0)
    assert look(page, dark=True) == []
    page.get_by_role("button", name="Spara den här också").tap()
    until(lambda: logged(portal, "Sedan") == 1)
    assert logged(portal, "Först") == 1


def test_what_was_logged_twice_is_asked_about(portal: Portal, relay: Reception, phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/")
    relay.lose()
    log(page, "Samma")
    log(page, "Samma")
    relay.regain()
    page.reload()

    expect(page.get_by_text("Du har redan en träff med samma tider")).to_be_visible()
    assert logged(portal, "Samma") == 1
    relay.lose()
    log(page, "Väntar bredvid")
    expect(page.get_by_text("Portalen går inte att nå")).to_be_visible()
    assert waiting(page) == 2
    assert look(page, dark=True) == []
    relay.regain()
    page.get_by_role("button", name="Spara den här också").tap()
    until(lambda: (logged(portal, "Samma"), logged(portal, "Väntar bredvid")) == (2, 1))


def test_copy_on_the_phone_is_accessible(relay: Reception, phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/")
    relay.lose()

    page.goto("/sessions/log/")
    expect(page.get_by_text("Ingen täckning.")).to_be_visible()
    as_it_opens = look(page, dark=True)
    for chip in page.locator(".l-chip", has=page.locator("input[data-company]")).all()[:2]:
        chip.tap()
    page.locator(".l-chip", has_text="Annan dag").tap()
    page.locator("[data-add-row]").tap()
    page.locator("textarea[name=shareable_summary]").fill("Hon har 811228-9874")
    expect(page.locator("[data-draft-state]")).to_contain_text("Sparat i telefonen")
    filled = look(page, dark=True)
    page.close()
    page = phone.new_page()
    page.goto("/sessions/log/")
    expect(page.get_by_role("button", name="Ta fram det")).to_be_visible()

    assert (as_it_opens, filled, look(page, dark=True)) == ([], [], [])


def test_draft_is_saved_on_the_server_and_without_reception_on_the_phone(
    portal: Portal, relay: Reception, phone: BrowserContext
) -> None:
    page = phone.new_page()
    page.goto("/sessions/log/")
    page.locator(".l-chip", has=page.locator("input[data-company]")).first.tap()
    page.locator(".l-step", has_text="På plats").locator("button[data-step='0.5']").tap()
    page.locator("textarea[name=shareable_summary]").fill("Påbörjad")
    expect(page.locator("[data-draft-state]")).to_contain_text("Utkast sparat")
    page.goto("/")
    page.locator("#drafts a").first.tap()
    expect(page.locator("textarea[name=shareable_summary]")).to_have_value("Påbörjad")
    relay.lose()
    page.locator("textarea[name=shareable_summary]").fill("Påbörjad i skogen")
    expect(page.locator("[data-draft-state]")).to_contain_text("Sparat i telefonen")
    page.close()

    page = phone.new_page()
    page.goto("/sessions/log/")
    page.get_by_role("button", name="Ta fram det").tap()
    expect(page.locator("textarea[name=shareable_summary]")).to_have_value("Påbörjad i skogen")
    relay.regain()
    page.locator("textarea[name=shareable_summary]").fill("Påbörjad i skogen, klar hemma")
    expect(page.locator("[data-draft-state]")).to_contain_text("Utkast sparat")
    save_with_reception(page)
    until(lambda: logged(portal, "Påbörjad i skogen, klar") == 1)
    page.goto("/")
    expect(page.locator("#drafts")).to_have_count(0)


def test_form_goes_on_after_the_login_ended_while_she_typed(
    portal: Portal, relay: Reception, phone: BrowserContext
) -> None:
    page = phone.new_page()
    page.goto("/sessions/log/")
    page.locator(".l-chip", has=page.locator("input[data-company]")).first.tap()
    page.locator(".l-step", has_text="På plats").locator("button[data-step='0.5']").tap()
    page.locator("textarea[name=shareable_summary]").fill("Före")
    expect(page.locator("[data-draft-state]")).to_contain_text("Utkast sparat")
    rows(portal, "DELETE FROM django_session")
    page.locator("textarea[name=shareable_summary]").fill("Före och efter")
    expect(page.locator("[data-draft-state]")).to_contain_text("Du är utloggad")

    elsewhere = phone.new_page()
    log_in(elsewhere, COACH)
    elsewhere.close()
    page.locator("textarea[name=shareable_summary]").fill("Före och efter, inloggad igen")
    expect(page.locator("[data-draft-state]")).to_contain_text("Utkast sparat")
    save_with_reception(page)

    until(lambda: logged(portal, "Före och efter, inloggad igen") == 1)


def test_nothing_is_left_on_the_phone_after_logging_out(
    portal: Portal, relay: Reception, phone: BrowserContext
) -> None:
    page = phone.new_page()
    page.goto("/")
    relay.lose()
    elsewhere = phone.new_page()  # the window in which she logs out has not heard of it
    log(elsewhere, "Kastas")
    elsewhere.close()
    relay.regain()
    rows(portal, "DELETE FROM django_session")  # so that it cannot be sent meanwhile
    log_out = page.get_by_role("button", name="Logga ut")
    log_out.tap()
    expect(page.get_by_text("1 träff i telefonen är inte skickad.")).to_be_visible()
    page.get_by_role("button", name="Avbryt").tap()
    log_in(page, COACH)
    until(lambda: logged(portal, "Kastas") == 1)

    page.get_by_role("button", name="Logga ut").tap()
    page.wait_for_url("**/accounts/login/**")

    left = page.evaluate(
        "async () => [(await caches.keys()).length, (await indexedDB.databases()).length, localStorage.length,"
        " (await navigator.serviceWorker.getRegistrations()).length]"
    )
    assert left == [0, 0, 0, 0]


def test_copy_of_a_coach_is_not_found_by_whoever_comes_after_her(
    portal: Portal, relay: Reception, phone: BrowserContext
) -> None:
    page = phone.new_page()
    rows(portal, "DELETE FROM django_session")  # she did not log out

    log_in(page, "leader.norr")

    until(lambda: not page.evaluate("async () => (await (await caches.open('lyft-pages')).keys()).length"))
