"""Logging without reception, by a coach with a phone: what is saved is sent once, whatever happens in between."""

import time
from datetime import date, timedelta

from playwright.sync_api import BrowserContext, expect

from tests.journeys.conftest import Portal
from tests.journeys.phone import COACH, await_copy, lies, log, logged, rows, save, until, waiting
from tests.journeys.reception import Reception
from tests.journeys.test_every_page import look

MANY = 20


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
    until(lambda: lies(page, "outbox") == 0)
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


def test_form_that_is_saved_after_the_login_has_ended_is_sent_after_the_next(
    portal: Portal, phone: BrowserContext
) -> None:
    page = phone.new_page()
    page.goto("/")
    await_copy(page)
    page.goto("/sessions/log/")
    page.locator(".l-chip", has=page.locator("input[data-company]")).first.tap()
    page.locator(".l-step", has_text="På plats").locator("button[data-step='0.5']").tap()
    page.locator("textarea[name=shareable_summary]").fill("Loggades ut")
    rows(portal, "DELETE FROM django_session")

    page.get_by_role("button", name="Spara träffen").tap()

    page.wait_for_url("**/accounts/login/?next=/sessions/outbox/")
    page.locator("input[name=login]").fill(f"{COACH}@example.org")
    page.locator("input[name=password]").fill("Lyft-demo-2026")
    page.get_by_role("button", name="Logga in").tap()
    until(lambda: logged(portal, "Loggades ut") == 1)
    until(lambda: lies(page, "outbox") + lies(page, "drafts") == 0)


def test_my_day_knows_at_once_what_the_phone_has_sent(portal: Portal, relay: Reception, phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/")
    await_copy(page)
    relay.lose()
    log(page, "Skickad hem")
    page.close()
    relay.regain()

    page = phone.new_page()
    page.goto("/")

    expect(page.locator("[data-outbox-words]")).to_contain_text("Skickad:")
    assert logged(portal, "Skickad hem") == 1
    assert page.locator("[data-outbox] a").get_attribute("href") == "/sessions/{}/".format(
        rows(portal, "SELECT id FROM coaching_coachingsession WHERE shareable_summary = 'Skickad hem'")[0][0]
    )


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


def test_session_of_who_may_log_no_more_is_refused_and_its_text_kept(
    portal: Portal, relay: Reception, phone: BrowserContext
) -> None:
    page = phone.new_page()
    page.goto("/")
    relay.lose()
    log(page, "Inte längre coach")
    coach = rows(portal, "SELECT id FROM people_user WHERE email = ?", f"{COACH}@example.org")[0][0]
    role = rows(portal, "SELECT id, until_on FROM people_appointment WHERE person_id = ? AND role = 'coach'", coach)
    gone = (date.today() - timedelta(days=1)).isoformat()
    rows(portal, "UPDATE people_appointment SET until_on = ? WHERE person_id = ? AND role = 'coach'", gone, coach)
    try:
        relay.regain()
        page.goto("/")
        page.get_by_role("link", name="Visa").tap()

        expect(page.get_by_text("Du får inte längre logga träffar.")).to_be_visible()
        assert "Inte längre coach" in page.get_by_label("Det du skrev").input_value()
        assert look(page, dark=True) == []
        page.reload()
        assert "Inte längre coach" in page.get_by_label("Det du skrev").input_value()
        assert logged(portal, "Inte längre coach") == 0
    finally:
        for key, until_on in role:
            rows(portal, "UPDATE people_appointment SET until_on = ? WHERE id = ?", until_on, key)
    page.reload()
    page.get_by_role("button", name="Försök igen").tap()
    until(lambda: logged(portal, "Inte längre coach") == 1)


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
