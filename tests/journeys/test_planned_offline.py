"""What was planned, on a phone without reception: it fills the form in, and waits no more once it is logged there."""

from datetime import date, timedelta

from playwright.sync_api import BrowserContext, expect

from tests.journeys.conftest import Portal
from tests.journeys.phone import COACH, logged, rows, save, until
from tests.journeys.reception import Reception
from tests.journeys.test_every_page import look

COPY_KNOWS = """async () => (await (await (await caches.open('lyft-pages')).match('/sessions/log/offline/')).text())
    .includes('data-plan="9999"')"""


def test_planned_session_is_filled_in_without_reception_and_offered_until_it_is_logged(
    portal: Portal, relay: Reception, phone: BrowserContext
) -> None:
    yesterday = date.today() - timedelta(days=1)
    ((coach, enrolment),) = rows(
        portal,
        "SELECT coach_id, enrolment_id FROM coaching_coachassignment JOIN people_user ON people_user.id = coach_id"
        " WHERE email = ? AND until_on IS NULL ORDER BY enrolment_id LIMIT 1",
        f"{COACH}@example.org",
    )
    rows(
        portal,
        "INSERT INTO coaching_plannedsession (id, version, starts_at, minutes, mode, place, note, state, cancel_reason,"
        " cancel_words, moves, tells_coach, tells_contacts, sequence, planned_at, coach_id, planned_by_id)"
        " VALUES (9999, 1, ?, 90, 'remote', '', '', 'planned', '', '', 0, 0, 0, 0, ?, ?, ?)",
        f"{yesterday} 09:00:00", f"{yesterday} 08:00:00", coach, coach,
    )  # fmt: skip
    rows(
        portal,
        "INSERT INTO coaching_plannedsession_enrolments (plannedsession_id, enrolment_id) VALUES (9999, ?)",
        enrolment,
    )
    page = phone.new_page()
    page.goto("/")
    page.evaluate("localStorage.removeItem('lyft-copied')")  # so that the copy is made anew, with the plan
    page.goto("/")
    until(lambda: page.evaluate(COPY_KNOWS))
    relay.lose()

    page.goto("/sessions/log/")
    page.locator("[data-plan='9999']").tap()
    expect(page.locator("[data-waiting]")).to_be_hidden()
    expect(page.locator("input[name=remote_minutes]")).to_have_value("1,5")
    chosen = page.locator("input[data-company]:checked").evaluate_all("all => all.map(one => one.value)")
    assert chosen == [str(enrolment)]
    assert page.locator("input[name=day]:checked").input_value() == "yesterday"
    assert look(page, dark=True) == []
    page.locator("textarea[name=shareable_summary]").fill("Planerad i förväg")
    save(page)
    page.goto("/sessions/log/")
    expect(page.locator("[data-plan='9999']")).to_have_count(0)
    page.close()
    relay.regain()
    page = phone.new_page()
    page.goto("/")

    until(lambda: logged(portal, "Planerad i förväg") == 1)
    assert rows(portal, "SELECT state, session_id IS NULL FROM coaching_plannedsession WHERE id = 9999") == [
        ("held", 0)
    ]
