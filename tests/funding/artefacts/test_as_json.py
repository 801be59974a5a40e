"""A report as JSON: as documented, canonical, the same figures as the spreadsheet, and no person in it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from funding import actions
from funding.artefacts.as_json import report_json
from funding.artefacts.kept_rows import KeptRows
from funding.models import Report
from funding.reports import document_of, figures_of
from programme.people.models import User
from tests.cast import Cast
from tests.funding.world import Money, stated

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "report-json.md"
COUNTIES = {
    "key": "county-size", "columns": ["small", "large"], "sums": [9, 6], "spans": [],
    "rows": [["22", "Västernorrland", 1, 8, [None, None]], ["24", "Västerbotten", 1, 7, [5, None]]],
}  # fmt: skip
FREE = {"figures[].breakdown", "late", "late_money"}  # what stands below is not listed key by key


def as_json(report: Report) -> bytes:
    figures = list(figures_of(report))
    with translation.override("sv"):
        return report_json(report, document_of(report, figures), [KeptRows(figure) for figure in figures])


def paths(value: Any, before: str = "") -> Iterator[str]:
    """The keys of a document, as the page writes them."""
    if before in FREE:
        yield before
    elif isinstance(value, dict) and not set(value) <= {"day", "number"}:
        for key, inner in value.items():
            yield from paths(inner, f"{before}.{key}" if before else key)
    elif isinstance(value, list):
        for inner in value:
            yield from paths(inner, f"{before}[]")
    else:
        yield before


def test_document_lists_every_key_and_no_other(cast: Cast, money: Money) -> None:
    report = stated(cast, money.period_vinnova)
    actions.write_texts(by=cast.director, report=report, texts={"went-well": "Bra"})
    (groups,) = [part for part in report.content["parts"] if part["kind"] == "groups"]
    groups["data"]["tables"] = [COUNTIES]
    Report.objects.update(content={**report.content, "white_spots": ["Gotland"]})
    found = json.loads(as_json(Report.objects.get(pk=report.pk)))

    listed = set(re.findall(r"^\| `([^`]+)` \|", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE))

    assert set(paths(found)) == listed


def test_bytes_are_canonical_and_the_same_each_time(cast: Cast, money: Money) -> None:
    report = stated(cast, money.period)

    content = as_json(report)

    again = json.dumps(json.loads(content), sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n"
    assert content == again.encode()
    assert as_json(Report.objects.get(pk=report.pk)) == content


def test_rows_are_the_frozen_ones(cast: Cast, money: Money) -> None:
    report = stated(cast, money.period)

    told = {one["number"]: one for one in json.loads(as_json(report))["figures"]}

    for figure in figures_of(report):
        rows = list(figure.rows.order_by("ordinal").values_list("cells", flat=True))
        assert told[figure.number]["rows"] == rows
        assert told[figure.number]["row_count"] == len(rows)
        assert told[figure.number]["key"] == figure.key


@pytest.mark.parametrize("which", ["period", "period_vinnova"])
def test_no_person_is_named(cast: Cast, money: Money, which: str) -> None:
    content = as_json(stated(cast, getattr(money, which))).decode()

    assert [name for name in User.objects.values_list("name", flat=True) if name and name in content] == []
    assert "HEMLIG" not in content
