"""Every number of a released report, found by its own number and recounted from the rows in its spreadsheet."""

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from programme.common.numbers import as_text
from tests.cast import Cast
from tests.funding.artefacts.recount import RULES, recount
from tests.funding.world import Money, content_of, released
from tests.pdf_text import text_of_pdf


def spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("which", ["period", "period_vinnova"])
def test_numbers_of_spreadsheet_json_and_pdf_are_what_the_rows_give(
    cast: Cast, money: Money, tmp_path: Path, which: str
) -> None:
    report = released(cast, money, getattr(money, which))
    file = tmp_path / "report.xlsx"
    file.write_bytes(content_of(report, "xlsx"))
    told = {one["number"]: one for one in json.loads(content_of(report, "json"))["figures"]}
    paper = spaced(text_of_pdf(content_of(report, "pdf")))

    lines = recount(file)

    assert [line for line in lines if line[2] != line[3]] == []
    assert sorted(told) == [number for number, *_rest in lines] == list(range(1, report.figures.count() + 1))
    assert {key for _number, key, *_rest in lines} <= set(RULES)
    assert sum(stated > 0 for _number, _key, stated, _counted in lines) >= 6  # not a table of zeros
    for number, key, stated, _counted in lines:
        assert (told[number]["key"], Decimal(told[number]["value"])) == (key, stated)
        shown = as_text(stated, 1 if "." in told[number]["value"] else 0)
        assert re.search(rf"(?<!\d){re.escape(spaced(shown))}", paper), (number, shown)


def test_recount_sees_a_number_that_its_rows_do_not_give(cast: Cast, money: Money, tmp_path: Path) -> None:
    report = released(cast, money)
    file = tmp_path / "report.xlsx"
    file.write_bytes(content_of(report, "xlsx"))
    whole = RULES["participants"]

    RULES["participants"] = lambda rows: whole(rows[1:])
    try:
        differing = [key for _number, key, stated, counted in recount(file) if stated != counted]
    finally:
        RULES["participants"] = whole

    assert differing == ["participants"]
