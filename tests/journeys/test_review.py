"""Two people make a report: one writes, the other reads; a funder downloads it; then both kinds of correction."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visitor
from tests.journeys.released import Workbook, download, squeezed, squeezed_pdf
from tests.journeys.test_main_thread import MOST_SIGNALS, await_job
from tests.journeys.walk import Walk

ASKED = "Är målet satt för alla regioner?"
ANSWERED = "Ja, för hela programmet."
SENT_BACK = "Skriv hur det går för leverantörerna."
NOTE = "Läst från första till sista sidan."
FIRST, SECOND = "Leverantörerna ligger före planen.", "Leverantörerna ligger i fas med planen."
WHY = "Ordet före var fel."


@pytest.mark.timeout(600)
def test_report_is_commented_approved_released_and_corrected_by_two(visit: Visitor) -> None:
    walk = Walk(visit, "sv", timezone.localdate(), "", "")
    walk.report = draft_of_vinnova(walk)

    reviewer_comments_and_author_answers(walk)
    author_waives_and_sends(walk)
    reviewer_sends_back_and_author_writes(walk)
    reviewer_approves_and_author_releases(walk)
    funder_downloads_without_a_word_of_the_talk(walk)
    older_report_is_corrected_in_its_texts(walk)
    last_report_can_be_stated_anew(walk)


def draft_of_vinnova(walk: Walk) -> str:
    page = walk.open("director", "/reports/?show=all")
    rows = page.locator("tbody tr", has_text="Vinnova").filter(has_text=walk.say("Draft"))
    rows.first.get_by_role("rowheader").get_by_role("link").click()
    walk.link(page, "Go on with the report").click()
    page.wait_for_load_state()
    return re.sub(r"^https?://[^/]+", "", page.url)


def reviewer_comments_and_author_answers(walk: Walk) -> None:
    page = walk.open("deputy", walk.report)
    place = page.locator("section#targets .r-beside")
    place.locator("summary").first.click()
    place.locator("textarea").fill(ASKED)
    walk.press(place, "Save the comment")
    expect(page.locator("section#targets")).to_contain_text(ASKED)

    mine = walk.open("director", walk.report)
    thread = mine.locator(".r-thread", has_text=ASKED)
    thread.locator("summary").click()
    thread.locator("textarea").fill(ANSWERED)
    walk.press(thread, "Save the answer")
    thread = mine.locator("section#targets .r-thread", has_text=ASKED)
    expect(thread).to_contain_text(ANSWERED)
    thread.get_by_role("button").first.click()
    mine.wait_for_load_state()
    expect(mine.locator("section#targets .r-thread.is-settled")).to_have_count(1)


def author_waives_and_sends(walk: Walk) -> None:
    page = walk.open("director", walk.report)
    waive(walk, page)
    walk.press(page, "Send to review")
    assert not page.get_by_role("button", name=walk.say("Approve"), exact=True).count()
    expect(page.locator("main")).to_contain_text("Inger Tallberg")


def waive(walk: Walk, page: Page) -> None:
    waivers = page.locator("details:not([open]) > summary", has_text=walk.say("Waive with a reason"))
    for _signal in range(MOST_SIGNALS):
        if not waivers.count():
            return
        waivers.first.click()
        opened = page.locator("details[open]").first
        walk.field(opened, "Why it may stand").fill("Delrapport på begäran av finansiären.")
        walk.press(opened, "Waive")


def reviewer_sends_back_and_author_writes(walk: Walk) -> None:
    page = walk.open("deputy", walk.report)
    walk.field(page, "What has to be changed").fill(SENT_BACK)
    walk.press(page, "Send back")

    mine = walk.open("director", walk.report)
    expect(mine.locator("main")).to_contain_text(SENT_BACK)
    mine.locator("textarea[name='text-state']").fill(FIRST)
    walk.press(mine, "Save the texts")
    walk.press(mine, "Build the report")
    await_job(walk, mine)
    walk.press(mine, "Send to review")


def approve(walk: Walk) -> None:
    page = walk.open("deputy", walk.report)
    walk.field(page, "Note to the author").fill(NOTE)
    walk.press(page, "Approve")
    expect(page.get_by_role("status").first).to_contain_text(
        walk.say("The report is approved. It can be released now.")
    )


def reviewer_approves_and_author_releases(walk: Walk) -> None:
    approve(walk)
    mine = walk.open("director", walk.report)
    expect(mine.locator("main")).to_contain_text(NOTE)
    walk.press(mine, "Release")
    await_job(walk, mine)
    assert mine.locator(".l-hash").inner_text().count("SHA-256") == 4
    expect(mine.locator("main")).to_contain_text(ASKED)  # kept, for the office


def funder_downloads_without_a_word_of_the_talk(walk: Walk) -> None:
    page = walk.open("funder.vinnova", walk.report)
    pdf, book = squeezed_pdf(download(page, "PDF")), Workbook(download(page, "Excel"))

    assert squeezed(FIRST) in pdf
    assert squeezed("Inger Tallberg") in pdf and squeezed("Karin Lindmark") in pdf
    for words in (ASKED, ANSWERED, NOTE, SENT_BACK):
        assert words not in page.content()
        assert squeezed(words) not in pdf + book.text


def begin_correction(walk: Walk, period: str) -> Page:
    page = walk.open("director", period)
    walk.link(page, "Make a correction").click()
    walk.field(page, "Why the report is corrected").fill(WHY)
    return page


def older_report_is_corrected_in_its_texts(walk: Walk) -> None:
    page = walk.open("director", "/reports/?show=released")
    periods = page.locator("tbody tr", has_text="Vinnova").get_by_role("rowheader").get_by_role("link")
    older = [link.get_attribute("href") for link in periods.all()][-1]  # the latest comes first
    page = begin_correction(walk, older)
    expect(page.locator("main")).to_contain_text(walk.say("Only the texts can be changed."))
    walk.press(page, "Begin the correction")
    await_job(walk, page)
    walk.report = re.sub(r"^https?://[^/]+", "", page.url)
    expect(page.locator("#kind")).to_contain_text(walk.say("Correction: only texts can be changed"))
    written = page.locator("textarea[name='text-state']")
    before = written.input_value()
    written.fill(SECOND)
    walk.press(page, "Save the texts")
    walk.press(page, "Build the report")
    await_job(walk, page)
    walk.press(page, "Send to review")
    approve(walk)
    page.goto(walk.report)
    walk.press(page, "Release")
    await_job(walk, page)

    funder = walk.open("funder.vinnova", walk.report)
    listed = funder.locator("#differences")
    expect(listed).to_contain_text(WHY)
    assert not listed.locator("table").count(), "no figure and no target is another"
    expect(listed).to_contain_text(before)
    expect(listed).to_contain_text(SECOND)
    pdf, book = squeezed_pdf(download(funder, "PDF")), Workbook(download(funder, "Excel"))
    for words in (before, SECOND, WHY):
        assert squeezed(words) in pdf
        assert squeezed(words) in book.text


def last_report_can_be_stated_anew(walk: Walk) -> None:
    page = walk.open("director", "/reports/?show=released")
    periods = page.locator("tbody tr", has_text="Vinnova").get_by_role("rowheader").get_by_role("link")
    last = periods.first.get_attribute("href") or ""
    page = begin_correction(walk, last)
    expect(page.locator("main")).to_contain_text(walk.say("Figures and texts can be changed."))
    walk.press(page, "Begin the correction")
    await_job(walk, page)
    expect(page.locator("#kind")).to_contain_text(walk.say("Correction: figures and texts can be changed"))
