"""Spreadsheets: text stays text, numbers stay numbers, no input makes an export fail (TRUST.md T5 to T7)."""

import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from programme.common.xlsx import CUT_MARK, Sheet, sheet_names, text_cell, workbook

FORMULAS = ["=1+1", '=HYPERLINK("http://127.0.0.1","x")', "@SUM(1)", "+1", "-1", "\t=1", "{=1}", "=cmd|' /C calc'!A0"]


def read(content: bytes, sheet: str) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(sheet).to_python()


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as unpacked:
        return {name: unpacked.read(name).decode("utf-8", "replace") for name in unpacked.namelist()}


@pytest.mark.parametrize("payload", FORMULAS)
def test_text_that_looks_like_a_formula_stays_text(payload: str) -> None:
    content = workbook([Sheet("Rader", ["Namn"], [[payload]])], title="Prov")

    assert read(content, "Rader") == [["Namn"], [payload]]
    inside = parts(content)
    assert "<f>" not in inside["xl/worksheets/sheet1.xml"]
    assert not [name for name in inside if "externalLink" in name or name.endswith("sheet1.xml.rels")]


def test_numbers_days_and_truths_keep_their_type() -> None:
    row = [-1, Decimal("1234.5"), date(2026, 11, 22), datetime(2026, 11, 22, 23, 30, tzinfo=UTC), True, None, "0123"]
    content = workbook([Sheet("Rader", list("abcdefg"), [row])], title="Prov")

    assert read(content, "Rader")[1] == [
        -1.0,
        1234.5,
        date(2026, 11, 22),
        datetime(2026, 11, 23, 0, 30),  # Stockholm
        True,
        "",
        "0123",
    ]


@pytest.mark.parametrize("payload", ["a\x0bb", "a\x00b", "a\ud800b", "a\x1bb", "a\ufffeb"])
def test_characters_that_xml_cannot_hold_are_taken_out(payload: str) -> None:
    content = workbook([Sheet("Rader", ["Namn"], [[payload], ["nästa"]])], title="Prov")

    assert read(content, "Rader") == [["Namn"], ["ab"], ["nästa"]]


@pytest.mark.parametrize("letter", ["å", "😀"])
def test_too_long_text_is_cut_with_a_mark_that_is_seen(letter: str) -> None:
    cut = text_cell(letter * 100_000)

    assert cut.endswith(CUT_MARK)
    assert len(cut.encode("utf-16-le")) // 2 <= 32_767
    assert set(cut.removesuffix(CUT_MARK)) == {letter}
    assert read(workbook([Sheet("Rader", ["Namn"], [[letter * 100_000]])], title="x"), "Rader")[1] == [cut]
    assert text_cell("å" * 32_767) == "å" * 32_767


def test_sheet_names_are_accepted_and_told_apart() -> None:
    assert sheet_names(["A/B: [c]*?\\", "a b c", "'", "x" * 40, "X" * 40]) == [
        "A B c",
        "a b c 2",
        "–",
        "x" * 31,
        "X" * 29 + " 2",
    ]


def test_file_says_nothing_about_people_and_is_the_same_each_time() -> None:
    sheets = [Sheet("Rader", ["Namn"], [["Norrskena"]], notes=["Siffra 1"])]
    content = workbook(sheets, title="Rapport")

    properties = parts(content)["docProps/core.xml"]
    assert re.findall(r"<dc:creator>(.*?)</dc:creator>", properties) in ([], [""])
    assert re.findall(r"<cp:lastModifiedBy>(.*?)</cp:lastModifiedBy>", properties) in ([], [""])
    assert "<dc:title>Rapport</dc:title>" in properties
    assert content == workbook(sheets, title="Rapport")


def test_headings_stay_in_sight_and_filter_below_the_notes() -> None:
    content = workbook([Sheet("Rader", ["a", "b"], [[1, 2], [3, 4]], notes=["Vad bladet visar"])], title="Prov")

    inside = parts(content)["xl/worksheets/sheet1.xml"]
    assert '<autoFilter ref="A3:B5"/>' in inside
    assert 'ySplit="3"' in inside
    assert read(content, "Rader") == [["Vad bladet visar", ""], ["", ""], ["a", "b"], [1.0, 2.0], [3.0, 4.0]]
