"""What lies on a coach's phone: the form's copy, drafts, what waits. Whose it is, what it knows, when it is gone."""

import time
from datetime import date, timedelta

from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import Portal, log_in
from tests.journeys.phone import COACH, lies, log, logged, rows, save_with_reception, until
from tests.journeys.reception import Reception
from tests.journeys.test_every_page import look

OTHER = "coach.b"
LEFT = """async () => [(await caches.keys()).length, (await indexedDB.databases()).length, localStorage.length,
    (await navigator.serviceWorker.getRegistrations()).length]"""
# The copy on the phone, as if it had been made on another day.
OLDER = """async day => {
    const pages = await caches.open('lyft-pages');
    const copy = await pages.match('/sessions/log/offline/');
    const old = (await copy.text()).replace(/(name="opened_on" value=")[^"]+/, `$1${day}`);
    if (!old.includes(day)) throw new Error('no day in the copy');
    await pages.put('/sessions/log/offline/', new Response(old, {headers: {'Content-Type': 'text/html'}}));
}"""


def begin(page: Page, words: str) -> None:
    """A form with a company, some time and these words."""
    page.goto("/sessions/log/")
    page.locator(".l-chip", has=page.locator("input[data-company]")).first.tap()
    page.locator(".l-step", has_text="På plats").locator("button[data-step='0.5']").tap()
    page.locator("textarea[name=shareable_summary]").fill(words)


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
    begin(page, "Påbörjad")
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
    begin(page, "Före")
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


def test_copy_on_the_phone_says_that_a_day_is_reported(relay: Reception, phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/")
    relay.lose()
    page.goto("/sessions/log/")
    paid = page.locator("input[data-company]:not([data-reported=''])").first
    last = date.fromisoformat(str(paid.get_attribute("data-reported")).rpartition("/")[2])
    note = page.locator("[data-reported-day]")
    paid.locator("xpath=..").tap()
    page.locator(".l-chip", has_text="Annan dag").tap()

    page.locator("input[name=held_on]").fill(last.isoformat())
    expect(note).to_contain_text(f"{last}: {paid.get_attribute('data-name')}")
    assert look(page, dark=True) == []
    page.locator("input[name=held_on]").fill((last + timedelta(days=1)).isoformat())
    expect(note).to_be_hidden()
    page.locator("input[name=held_on]").fill(last.isoformat())
    expect(note).to_be_visible()
    paid.locator("xpath=..").tap()
    expect(note).to_be_hidden()


def test_older_draft_never_overwrites_a_newer_one(portal: Portal, phone: BrowserContext) -> None:
    older, newer = phone.new_page(), phone.new_page()
    begin(older, "Äldre")
    expect(older.locator("[data-draft-state]")).to_contain_text("Utkast sparat")
    newer.goto("/")
    newer.locator("#drafts a").first.tap()
    newer.locator("textarea[name=shareable_summary]").fill("Nyare")
    expect(newer.locator("[data-draft-state]")).to_contain_text("Utkast sparat")
    newer.close()

    older.locator("textarea[name=shareable_summary]").fill("Äldre, och mer")

    expect(older.get_by_text("Utkastet sparades någon annanstans")).to_be_visible()
    kept = rows(portal, "SELECT content FROM coaching_sessiondraft")
    assert ["Nyare" in content for (content,) in kept] == [True]
    assert lies(older, "drafts") == 1
    assert look(older, dark=True) == []
    older.get_by_role("button", name="Behåll mitt").tap()
    until(lambda: "och mer" in rows(portal, "SELECT content FROM coaching_sessiondraft")[0][0])
    rows(portal, "DELETE FROM coaching_sessiondraft")


def test_form_that_nobody_touched_is_no_draft(portal: Portal, relay: Reception, phone: BrowserContext) -> None:
    page, away = phone.new_page(), "Object.defineProperty(document, 'visibilityState', {value: 'hidden'})"
    for act in ("dispatchEvent(new Event('online'))", f"{away}; document.dispatchEvent(new Event('visibilitychange'))"):
        page.goto("/sessions/log/")
        page.evaluate(act)
        time.sleep(1)
    assert rows(portal, "SELECT count(*) FROM coaching_sessiondraft") == [(0,)]

    page.goto("/sessions/log/")
    page.locator("textarea[name=shareable_summary]").fill("Hann bara börja")
    page.evaluate(f"{away}; document.dispatchEvent(new Event('visibilitychange'))")
    until(lambda: rows(portal, "SELECT count(*) FROM coaching_sessiondraft") == [(1,)])
    rows(portal, "DELETE FROM coaching_sessiondraft")


def test_correction_that_was_left_goes_on_and_never_over_a_newer_one(
    portal: Portal, relay: Reception, phone: BrowserContext
) -> None:
    page = phone.new_page()
    begin(page, "Att rätta")
    save_with_reception(page)
    page.get_by_role("link", name="Ändra").tap()
    page.locator("textarea[name=shareable_summary]").fill("Rättad till hälften")
    page.locator("textarea[name=confidential_note]").fill("Förtroligt")
    expect(page.locator("[data-draft-state]")).to_contain_text("Utkast sparat")
    address = page.url
    page.close()

    page = phone.new_page()
    page.goto(address)
    summary, note = page.locator("textarea[name=shareable_summary]"), page.locator("textarea[name=confidential_note]")
    expect(summary).to_have_value("Rättad till hälften")
    assert note.input_value() == "Förtroligt"
    relay.lose()
    summary.fill("Rättad utan täckning")
    page.get_by_role("button", name="Spara ändringarna").tap()
    until(lambda: lies(page, "drafts") == 1)
    assert (page.url, summary.input_value()) == (address, "Rättad utan täckning")
    relay.regain()
    page.get_by_role("button", name="Spara ändringarna").tap()
    until(lambda: logged(portal, "Rättad utan täckning") == 1)
    assert rows(portal, "SELECT count(*) FROM coaching_sessiondraft WHERE session_id IS NOT NULL") == [(0,)]

    page.goto(address)
    expect(page.locator("textarea[name=shareable_summary]")).to_have_value("Rättad utan täckning")
    page.locator("textarea[name=shareable_summary]").fill("Rättad igen")
    expect(page.locator("[data-draft-state]")).to_contain_text("Utkast sparat")
    rows(portal, "UPDATE coaching_coachingsession SET version = version + 1 WHERE shareable_summary LIKE 'Rättad u%'")
    page.close()
    page = phone.new_page()
    page.goto(address)
    expect(page.locator("textarea[name=shareable_summary]")).to_have_value("Rättad utan täckning")
    assert lies(page, "drafts") == 0
    rows(portal, "DELETE FROM coaching_sessiondraft")


def test_draft_on_the_phone_is_named_and_gone_on_with(portal: Portal, relay: Reception, phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/")
    relay.lose()
    begin(page, "Påbörjad utan täckning")
    until(lambda: lies(page, "drafts") == 1)

    page.goto("/sessions/outbox/")
    listed = page.locator("[data-outbox-list] section")
    expect(listed).to_have_count(1)
    assert "Påbörjad utan täckning" in listed.locator("textarea").input_value()
    assert look(page, dark=True) == []
    listed.locator("a[href*='#draft=']").tap()

    expect(page.locator("textarea[name=shareable_summary]")).to_have_value("Påbörjad utan täckning")
    assert "#" not in page.url
    page.close()
    rows(portal, "DELETE FROM coaching_sessiondraft")


def test_nothing_moves_under_the_thumb_when_the_draft_is_saved(portal: Portal, phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/sessions/log/")
    page.locator(".l-chip", has=page.locator("input[data-company]")).first.tap()
    more = page.locator(".l-step", has_text="På plats").locator("button[data-step='0.5']")
    before = more.bounding_box()

    expect(page.locator("[data-draft-state]")).to_contain_text("Utkast sparat")

    assert more.bounding_box() == before
    place, button = (
        page.locator("[data-draft-state]").bounding_box(),
        page.get_by_role("button", name="Spara träffen").bounding_box(),
    )
    assert place
    assert button
    assert place["y"] + place["height"] <= button["y"]
    page.close()
    rows(portal, "DELETE FROM coaching_sessiondraft")


def test_what_one_coach_wrote_is_neither_seen_nor_sent_by_another(
    portal: Portal, relay: Reception, phone: BrowserContext
) -> None:
    page = phone.new_page()
    page.goto("/")
    relay.lose()
    log(page, "Bara hennes")
    begin(page, "Bara hennes utkast")
    expect(page.locator("[data-draft-state]")).to_contain_text("Sparat i telefonen")
    page.close()
    rows(portal, "DELETE FROM django_session")  # she did not log out
    relay.regain()

    page = phone.new_page()
    log_in(page, OTHER)
    page.goto("/sessions/outbox/")
    expect(page.get_by_text("Inget väntar i telefonen")).to_be_visible()
    page.goto("/sessions/log/")
    assert (lies(page, "outbox"), lies(page, "drafts")) == (1, 1)
    expect(page.get_by_role("button", name="Ta fram det")).to_have_count(0)
    assert logged(portal, "Bara hennes") == 0

    rows(portal, "DELETE FROM django_session")
    log_in(page, COACH)
    until(lambda: logged(portal, "Bara hennes") == 1)
    wrote = "SELECT email FROM people_user JOIN coaching_coachingsession ON coach_id = people_user.id"
    assert rows(portal, f"{wrote} WHERE shareable_summary = 'Bara hennes'") == [(f"{COACH}@example.org",)]
    page.goto("/sessions/log/")
    expect(page.get_by_role("button", name="Ta fram det")).to_be_visible()


def test_copy_that_is_some_days_old_logs_today(portal: Portal, relay: Reception, phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/")
    page.evaluate(OLDER, (date.today() - timedelta(days=5)).isoformat())
    relay.lose()
    log(page, "Fem dagar senare")
    relay.regain()
    page.reload()

    until(lambda: logged(portal, "Fem dagar senare") == 1)
    held = rows(portal, "SELECT held_on FROM coaching_coachingsession WHERE shareable_summary = 'Fem dagar senare'")
    assert held == [(date.today().isoformat(),)]


def test_logging_out_without_reception_leaves_nothing_either(
    portal: Portal, relay: Reception, phone: BrowserContext
) -> None:
    page = phone.new_page()
    page.goto("/")
    relay.lose()
    log(page, "Glöms")
    page.get_by_role("button", name="Logga ut").tap()
    expect(page.get_by_text("1 träff i telefonen är inte skickad.")).to_be_visible()
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/accounts/logout/")):
        page.locator("dialog .l-btn-p").tap()

    page.close()
    relay.regain()
    page = phone.new_page()
    page.goto("/healthz")  # a page without scripts
    assert page.evaluate(LEFT)[:3] == [0, 0, 0]
    assert logged(portal, "Glöms") == 0


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

    assert page.evaluate(LEFT) == [0, 0, 0, 0]


def test_copy_of_a_coach_is_not_found_by_whoever_comes_after_her(
    portal: Portal, relay: Reception, phone: BrowserContext
) -> None:
    page = phone.new_page()
    rows(portal, "DELETE FROM django_session")  # she did not log out

    log_in(page, "leader.norr")

    until(lambda: not page.evaluate("async () => (await (await caches.open('lyft-pages')).keys()).length"))
