"""A funder asks about a figure, the director answers, the funder finds the answer as news and marks it as read."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visitor
from tests.journeys.test_every_page import look
from tests.journeys.walk import Walk

FUNDER = "funder.tillvaxtverket"
QUESTION = "Varför är egen tid högre än förra gången?\n<script>alert(1)</script>"
ANSWER = "Fler företag var med vid varje träff. Raderna bakom siffran visar dem."


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("language", "width"), [("sv", 1440), ("en", 360)])
def test_question_goes_to_the_office_and_the_answer_comes_back_as_news(
    visit: Visitor, language: str, width: int
) -> None:
    walk = Walk(visit, language, today=None, number="", company="")  # type: ignore[arg-type]
    screen = {"width": width, "height": 800}

    question = funder_asks_about_a_figure(walk, screen)
    director_answers(walk, screen, question)
    funder_finds_the_answer_and_marks_it(walk, screen, question)


def funder_asks_about_a_figure(walk: Walk, screen: dict[str, int]) -> str:
    page = walk.open(FUNDER, "/", **screen)
    page.locator(".l-dlcard h2 a").click()
    page.locator("main .l-tile a").nth(4).click()  # the fifth tile: own hours
    page.wait_for_url("**/figures/5/")
    walk.link(page, "Ask about this figure").click()
    expect(page.locator("select[name=figure]")).to_have_value("5")
    assert look(page, dark=True) == []
    page.set_viewport_size(screen)

    walk.field(page, "Your question").fill(QUESTION)
    walk.press(page, "Send the question")
    page.wait_for_url(re.compile(r"/questions/\d+/$"))
    expect(page.locator(".p-text").first).to_contain_text("<script>alert(1)</script>")
    assert look(page, dark=True) == []
    return page.url


def director_answers(walk: Walk, screen: dict[str, int], question: str) -> None:
    page = walk.open("director", "/reports/", **screen)
    path = "/" + question.split("/", 3)[3]
    page.locator(f"#questions a[href='{path}']").click()
    expect(page.locator(".p-said")).to_contain_text("Eva Wessman")
    assert look(page, dark=True) == []
    page.set_viewport_size(screen)
    page.locator("textarea[name=text]").fill(ANSWER)
    walk.press(page, "Send the answer")
    expect(page.locator(".p-said > li")).to_have_count(2)
    page.goto("/reports/")
    assert page.locator(f"#questions a[href='{path}']").count() == 0


def funder_finds_the_answer_and_marks_it(walk: Walk, screen: dict[str, int], question: str) -> None:
    page = walk.open(FUNDER, "/", **screen)
    path = "/" + question.split("/", 3)[3]
    news = page.locator(f"#news a[href='{path}']")
    expect(news).to_have_count(1)
    assert "Karin Lindmark" not in page.content()
    news.click()
    expect(page.locator(".p-said > li").last).to_contain_text(ANSWER)
    expect(page.locator(".p-said > li").last).to_contain_text(walk.say("The programme office"))
    page.goto("/")
    expect(page.locator(f"#news a[href='{path}']")).to_have_count(1)  # opening it marks nothing
    walk.press(page, "Mark as read")
    expect(page.locator(f"#news a[href='{path}']")).to_have_count(0)

    page.goto(question)
    page.locator("textarea[name=text]").fill("Tack.")
    walk.press(page, "Send and close the question")
    expect(page.locator(".l-head")).to_contain_text(walk.say("Closed %(day)s").split(" %")[0])


@pytest.mark.timeout(300)
def test_funder_takes_all_files_of_a_period_and_it_stands_on_the_report(visit: Visitor) -> None:
    page: Page = visit("funder.vinnova")
    page.locator("#reports tbody th a").last.click()
    page.wait_for_url("**/periods/**")
    with page.expect_download() as coming:
        page.locator("a[href$='/files/download/']").click()
    with zipfile.ZipFile(io.BytesIO(Path(coming.value.path()).read_bytes())) as archive:
        begin = {name.rpartition(".")[2]: archive.read(name)[:4] for name in archive.namelist()}
    assert begin == {"json": b'{"fi', "pdf": b"%PDF", "xlsx": b"PK\x03\x04"}
    page.locator("tbody th a").first.click()
    page.wait_for_url("**/reports/**")

    expect(page.locator("#taken tbody tr")).to_have_count(3)
    expect(page.locator("#taken")).to_contain_text("Vinnova")
    expect(page.locator("#taken")).not_to_contain_text("Holmér")
