"""The main thread, as five people walk it in a browser: from a new company to the funder's report in which it counts.

Enter, enrol, admit, start, coach, remind, oversee, report, release, download. Walked in Swedish and in English.
"""

import re
import time
from datetime import date, timedelta
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import pytest
from dateutil.relativedelta import relativedelta
from django.utils import timezone, translation
from playwright.sync_api import Locator, Page, expect

from funding.figures import CATALOGUE
from tests.cast import number
from tests.journeys.conftest import Visitor
from tests.journeys.released import Figure, Workbook, as_in_pdf, download, figures_on_page, squeezed, squeezed_pdf
from tests.journeys.walk import Walk, decimal, until

# Numbers of the series that the demo's 234 companies do not reach.
NUMBERS = {"sv": number(901), "en": number(902)}
NAMES = {"sv": "Ljustorpsåns Verkstad AB", "en": "Indalsälvens Gjuteri AB"}
JOB_WITHIN_MS = 60_000
MOST_SIGNALS, MOST_PAGES = 60, 20
SUMMARY = "Pulstavlan är på plats vid svetsen."
NOTE = "Platschefen är tveksam och vill vänta."


@pytest.mark.timeout(600)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_main_thread_from_new_company_to_released_report(visit: Visitor, language: str) -> None:
    walk = Walk(visit, language, timezone.localdate(), NUMBERS[language], NAMES[language])
    before = decimal(companies_in_coaching(walk, walk.open("director")).inner_text())

    leader_enters_the_company(walk)
    leader_moves_it_to_the_start(walk)
    leader_sees_the_plan(walk)
    leader_assigns_the_coach(walk)
    director_has_actions_said_every_day(walk)
    coach_logs_a_session_on_a_phone(walk)
    leader_reads_the_summary_but_not_the_note(walk)
    reminder_reaches_the_coach_by_notice_and_mail(walk)
    director_sees_the_company_counted(walk, int(before) + 1)
    director_makes_and_releases_the_report(walk)
    funder_downloads_what_agrees_to_the_last_digit(walk, int(before) + 1)


def leader_enters_the_company(walk: Walk) -> None:
    page = walk.open("leader.mellersta-norrland")
    walk.link(page, "New company").click()
    page.wait_for_load_state()  # the number is checked by script
    typed = f"{walk.number[:6]}-{walk.number[6:]}"
    walk.field(page, "Organisation number").fill(typed)
    expect(page.locator("#number-state")).to_contain_text(typed)
    walk.field(page, "Name").fill(walk.company)
    walk.field(page, "Municipality").fill("Timrå")
    walk.field(page, "Employees").fill("42")
    walk.press(page, "Save the company")
    expect(page.get_by_role("status")).to_contain_text(walk.company)

    walk.link(page, "Add contact").click()
    walk.field(page, "Name").fill("Vera Lindeflod")
    walk.field(page, "E-mail").fill("vera@foretag.example")
    walk.field(page, "Main contact").check()
    walk.press(page, "Save")
    expect(page.locator("main")).to_contain_text("Vera Lindeflod")


def leader_moves_it_to_the_start(walk: Walk) -> None:
    page = walk.open("leader.mellersta-norrland", f"/companies/?q={walk.number}")
    page.get_by_role("link", name=walk.company, exact=True).click()
    walk.link(page, "Enrol in a programme").first.click()
    programme = walk.field(page, "Programme")
    programme.select_option(label=programme.locator("option", has_text="Produktionslyftet").first.inner_text())
    walk.press(page, "Enrol")
    walk.enrolment = urlsplit(page.url).path

    for state in ("Contacted", "Applied"):
        walk.link(page, "Move").click()
        walk.field(page, "New state").select_option(label=walk.say(state))
        walk.press(page, "Move")
    walk.link(page, "Admit").click()
    walk.field(page, "Start").fill(walk.today.isoformat())
    expect(page.locator("#plan td").last).to_have_text((walk.today + relativedelta(months=18)).isoformat())
    walk.press(page, "Admit")
    walk.link(page, "Start the programme").click()
    walk.press(page, "Start the company")
    expect(page.get_by_role("status")).to_contain_text(walk.say("The company is in the lift."))


def leader_sees_the_plan(walk: Walk) -> None:
    page = walk.open("leader.mellersta-norrland", walk.enrolment)
    page.get_by_text(walk.say("Show as a table"), exact=True).first.click()
    plan = page.get_by_role("table", name=walk.say("The stage plan"))
    planned, entered = (plan.locator(f"tbody tr td:nth-of-type({n})").all_inner_texts() for n in (1, 2))

    days = [(walk.today + relativedelta(months=months)).isoformat() for months in (0, 3, 11, 18)]
    assert planned == [f"{start} – {end}" for start, end in zip(days, days[1:], strict=False)]
    assert entered == [walk.today.isoformat(), "–", "–"]


def leader_assigns_the_coach(walk: Walk) -> None:
    page = walk.open("leader.mellersta-norrland", walk.enrolment)
    walk.link(page, "Assign coach").click()
    walk.field(page, "Coach").select_option(label="Mikael Sundh")
    walk.press(page, "Assign")
    expect(page).to_have_url(re.compile(walk.enrolment))
    expect(page.locator("main")).to_contain_text("Mikael Sundh")


def coach_logs_a_session_on_a_phone(walk: Walk) -> None:
    page = walk.open("coach.a", width=360, height=740)
    card = page.get_by_role("article").filter(has_text=walk.company)
    card.get_by_role("link", name=walk.say("Log session")).click()
    assert page.get_by_role("checkbox", name=walk.company, exact=True).is_checked()
    walk.field(page, "On site").fill(walk.decimal_point("3.5"))
    there = page.locator("details[data-for]", has_text=walk.company)
    walk.field(there, "Women").fill("2")
    for _press in range(3):
        there.get_by_role("button", name=walk.say("More: %(what)s", what=walk.say("Men")), exact=True).click()
    expect(there.locator("[data-own-sentence]")).to_contain_text(walk.decimal_point("17.5"))
    page.locator("label.l-chip", has_text="5S").click()
    row = page.locator("[data-new-row]").first
    walk.field(row, "What is to be done").fill(walk.task)
    walk.field(row, "Who does it").fill("Vera Lindeflod")
    walk.field(row, "When").fill(walk.today.isoformat())
    walk.field(page, "Summary").fill(SUMMARY)
    walk.field(page, "Note for the coaches").fill(NOTE)
    walk.press(page, "Save the session")
    page.wait_for_load_state()
    if page.locator("#reported").count():  # the walk in the first language reported the days until today
        walk.press(page, "Save all the same")

    expect(page.get_by_role("status")).to_contain_text(walk.say("The session is saved."))
    walk.session = urlsplit(page.url).path
    for words in (walk.company, SUMMARY, NOTE, walk.task, walk.decimal_point("17.5")):
        expect(page.locator("main")).to_contain_text(words)


def leader_reads_the_summary_but_not_the_note(walk: Walk) -> None:
    page = walk.open("leader.mellersta-norrland")

    for path in (walk.enrolment, walk.session):
        page.goto(path)
        expect(page.locator("main")).to_contain_text(SUMMARY)
        assert NOTE not in page.content()


def director_has_actions_said_every_day(walk: Walk) -> None:
    """Else a walk on a Saturday would have to wait until Monday."""
    page = walk.open("director", "/notices/rules/action_due/")
    days = page.locator("select[name=quiet]")
    if days.input_value() != "none":  # the walk in the first language has done it
        days.select_option("none")
        walk.press(page, "See what it would say")
        walk.press(page, "Save")
        assert page.goto("/notices/rules/action_due/")
        expect(days).to_have_value("none")


def reminder_reaches_the_coach_by_notice_and_mail(walk: Walk) -> None:
    """The action is due today: beat's next sweep makes the notice, the worker sends the mail."""
    about = re.compile(re.escape(walk.task))
    coach = walk.open("coach.a")
    until(coach, "/notices/", lambda: coach.get_by_role("link", name=about)).click()
    assert walk.field(coach, "What is to be done").input_value() == walk.task

    director = walk.open("director")
    mail = mail_about(director, "coach.a@example.org", walk.task)
    assert NOTE not in mail


def mail_about(director: Page, receiver: str, what: str) -> str:
    """The page of a mail to somebody that tells of something, alone or among others: waited for 90 seconds."""
    before = time.monotonic() + 90
    while time.monotonic() < before:
        director.goto("/mail/")
        rows = director.locator("tbody tr", has_text=receiver).get_by_role("link")
        for path in [link.get_attribute("href") or "" for link in rows.all()[:10]]:
            director.goto(path)
            if what in director.inner_text("main"):
                return director.content()
        director.wait_for_timeout(1000)
    raise AssertionError(f"no mail to {receiver} about {what}")


def companies_in_coaching(walk: Walk, page: Page) -> Locator:
    """The first number on the director's home page, a link to its rows."""
    return page.locator(".l-tile", has_text=walk.say("Companies in coaching")).locator(".l-fig a")


def director_sees_the_company_counted(walk: Walk, expected: int) -> None:
    page = walk.open("director")
    companies = companies_in_coaching(walk, page)
    assert decimal(companies.inner_text()) == expected

    companies.click()
    page.wait_for_load_state()
    assert decimal(page.locator(".l-fig").inner_text()) == expected
    rows = names_on_all_pages(page, walk.say("Next"))
    assert len(rows) == expected
    assert rows.count(walk.company) == 1


def names_on_all_pages(page: Page, onwards: str) -> list[str]:
    """The first column of a list, page by page."""
    names: list[str] = []
    for _page in range(MOST_PAGES):
        names += page.locator("table tbody th[scope=row]").all_inner_texts()
        further = page.get_by_role("link", name=onwards, exact=True)
        if not further.count():
            return names
        page.goto(urljoin(page.url, further.get_attribute("href")))
    raise AssertionError("the list does not end")


def director_makes_and_releases_the_report(walk: Walk) -> None:
    page = walk.open("director", "/reports/?show=all")
    running = page.locator("tbody tr", has_text=due_on(walk.today).isoformat()).filter(has_text="Tillväxtverket")
    running.get_by_role("rowheader").get_by_role("link").click()
    page.wait_for_url("**/periods/**")
    # Make the report; the walk in the second language makes a correction of it.
    if page.locator("form[action$='/report/'] button").count():
        page.locator("form[action$='/report/'] button").click()
    else:
        walk.link(page, "Make a correction").click()
        walk.field(page, "Why the report is corrected").fill("Ett företag har kommit till.")
        walk.press(page, "Begin the correction")
    await_job(walk, page)
    walk.report = urlsplit(page.url).path

    waivers = page.locator("details:not([open]) > summary", has_text=walk.say("Waive with a reason"))
    assert waivers.count() >= 1, "that the period still runs is a red signal"
    for _signal in range(MOST_SIGNALS):
        if not waivers.count():
            break
        waivers.first.click()
        opened = page.locator("details[open]").first
        walk.field(opened, "Why it may stand").fill("Delrapport på begäran av finansiären.")
        walk.press(opened, "Waive")
    walk.press(page, "Send to review")
    assert not page.get_by_role("button", name=walk.say("Release"), exact=True).count()
    second = walk.open("deputy", walk.report)
    walk.press(second, "Approve")
    expect(second.get_by_role("status")).to_contain_text(walk.say("The report is approved. It can be released now."))
    page.goto(walk.report)
    walk.press(page, "Release")
    await_job(walk, page)
    assert page.locator(".l-hash").inner_text().count("SHA-256") == 4


def due_on(today: date) -> date:
    """The day on which the report of the running half-year is due: 45 days after its end."""
    end = date(today.year, 6, 30) if today.month <= 6 else date(today.year, 12, 31)
    return end + timedelta(days=45)


def await_job(walk: Walk, page: Page) -> None:
    """The page of the job says by itself when it is done."""
    done = walk.link(page, "Open the result")
    expect(done).to_be_visible(timeout=JOB_WITHIN_MS)
    done.click()
    expect(page).to_have_url(re.compile(r"/reports/\d+/"))
    page.wait_for_load_state()


def funder_downloads_what_agrees_to_the_last_digit(walk: Walk, companies: int) -> None:
    page = walk.open("funder.tillvaxtverket")
    page.locator(f"h2 a[href='{walk.report}']").click()
    page.wait_for_load_state()
    stated = figures_on_page(page)
    pdf, book = squeezed_pdf(download(page, "PDF")), Workbook(download(page, "Excel"))

    assert stated.keys() == book.figures.keys()
    assert len(stated) >= 10
    for place, shown in stated.items():
        figure = book.figures[place]
        assert decimal(shown.value) == figure.value, figure
        assert shown.rows == figure.rows == len(book.rows(place)), figure
        assert as_in_pdf(figure, shown) in pdf, figure
        assert figure.since <= figure.until <= walk.today, figure
    # The grant asks for no list of participants: the company counts, without its name.
    assert any(walk.today in row for row in book.rows(1))
    for told in (pdf, book.text):
        assert squeezed(walk.company) not in told
        assert squeezed(NOTE) not in told
    director_sees_the_same(walk, list(book.figures.values()), companies)


def director_sees_the_same(walk: Walk, figures: list[Figure], companies: int) -> None:
    """Each figure of the report that the portal also states live has the same value on the page of its rows."""
    page = walk.open("director")
    tile = companies_in_coaching(walk, page).get_attribute("href") or ""
    programme = parse_qs(urlsplit(tile).query)["programme"][0]
    with translation.override("sv"):
        keys = {str(figure.label): key for key, figure in CATALOGUE.items()}
    live = {keys[figure.label]: figure for figure in figures if figure.label in keys}
    page.goto(walk.report)
    page.locator(".l-crumbs a").last.click()
    page.wait_for_load_state()
    grant = (page.locator("main a[href^='/grants/']").first.get_attribute("href") or "").strip("/").split("/")[-1]

    for key, figure in live.items():
        days = {"from": figure.since, "until": figure.until, "as_of": figure.until}
        asked = {"programme": programme, "grant": grant, **days}
        page.goto(f"/figures/{key}/?{urlencode(asked)}")
        assert decimal(page.locator(".l-fig").inner_text()) == figure.value, figure
    assert len(live) >= 8
    assert live["companies_in_coaching"].value == companies
