"""The pictures of README.md, taken of the demo world. `make screenshots` puts them into docs/screenshots."""

import os
import re
from pathlib import Path

import pytest

from tests.journeys.conftest import ROOT, Visitor

FIRST_ENROLMENT = re.compile(r"^/enrolments/\d+/$")
LOG_WITH_A_COMPANY = re.compile(r"^/sessions/log/\?enrolment=\d+$")
FIRST_REPORT = re.compile(r"^/reports/\d+/$")
TALLEST = 1400
# File name, who looks, the page or a link on it to follow, width, dark.
PICTURES = (
    ("start", None, ("/",), 1440, False),
    ("login", None, ("/accounts/login/",), 1440, False),
    ("director", "director", ("/",), 1440, False),
    ("director-dark", "director", ("/",), 1440, True),
    ("leader", "leader.mellersta-norrland", ("/",), 1440, False),
    ("pipeline", "leader.mellersta-norrland", ("/pipeline/",), 1440, False),
    ("companies", "director", ("/companies/?state=running&sort=-month",), 1440, False),
    (
        "enrolment",
        "leader.mellersta-norrland",
        ("/companies/?state=active&stage=2&sort=-month", FIRST_ENROLMENT),
        1440,
        False,
    ),
    ("coach-phone", "coach.a", ("/",), 360, False),
    ("session-phone", "coach.a", ("/", LOG_WITH_A_COMPANY), 360, False),
    ("funder", "funder.tillvaxtverket", ("/",), 1440, False),
    ("report", "funder.tillvaxtverket", ("/", FIRST_REPORT), 1440, False),
)


@pytest.mark.screenshots
@pytest.mark.timeout(300)
@pytest.mark.parametrize(("name", "who", "way", "width", "dark"), PICTURES, ids=[picture[0] for picture in PICTURES])
def test_picture_of_page_is_taken(
    visit: Visitor, tmp_path: Path, name: str, who: str | None, way: tuple, width: int, dark: bool
) -> None:
    folder = ROOT / os.environ["SCREENSHOTS"] if os.environ.get("SCREENSHOTS") else tmp_path
    folder.mkdir(parents=True, exist_ok=True)
    page = visit(who, width=width, height=740 if width < 500 else 1000, dark=dark)

    for step in way:
        if isinstance(step, str):
            page.goto(step)
        else:
            addresses = page.eval_on_selector_all("main a[href]", "all => all.map(a => a.getAttribute('href'))")
            page.goto(next(address for address in addresses if step.match(address)))
    # A phone as it is held; at a desk as much of the page as a reader of README scrolls past.
    height = page.viewport_size["height"] if width < 500 else min(TALLEST, page.evaluate("document.body.scrollHeight"))
    page.set_viewport_size({"width": width, "height": height})
    picture = page.screenshot(path=folder / f"{name}.png", animations="disabled")

    assert page.locator("h1").count() == 1
    assert 10_000 < len(picture) < 300_000, "an empty page makes a smaller file; a larger one weighs on every clone"
