"""Whom a report reaches: counted by hand, the small groups in no file, and the same cells in all of them."""

import io
import json
import random
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone, translation
from python_calamine import CalamineWorkbook

from companies.models import Company, Enrolment
from funding.artefacts.as_json import report_json
from funding.artefacts.kept_rows import KeptRows
from funding.files import report_xlsx
from funding.indicators.cross import rounded
from funding.models import Grant, Report
from funding.parts.groups import GroupsShown
from funding.reports import ReportDocument, document_of, figures_of
from programme.common.dates import add_months
from tests.cast import Cast, active, company
from tests.funding.world import Money, frozen, session, stated

PLACES = ["2280", "2281", "2482", "2580"]  # in Västernorrland, Västerbotten, Norrbotten
EMPLOYEES = [4, 4, 25, 25, 120, 400, None]


def many(cast: Cast, seed: int, n: int = 40) -> list[Enrolment]:
    """Companies of all sizes in three counties, with sessions in the period just ended."""
    chance, today = random.Random(seed), timezone.localdate()
    rows = []
    for place in range(n):
        code = chance.choice(PLACES)
        region = cast.mellersta if code.startswith("22") else cast.norr
        row = company(200 + place, f"Bolag {place} AB", region, code)
        row.employees, row.sni_code = chance.choice(EMPLOYEES), chance.choice(["25620", "25110", "28110", "10710"])
        row.save()
        rows.append(active(row, cast.version, add_months(today, -6)))
        for _n in range(chance.randrange(3)):
            heads = {
                "women": chance.randrange(4),
                "men": chance.randrange(6),
                "not_stated": chance.choice([0, 0, 0, 1]),
            }
            session(rows[-1], cast.coach_a, today - timedelta(days=chance.randrange(5, 80)), **heads)
    return rows


def shown(report: Report) -> tuple[ReportDocument, GroupsShown]:
    with translation.override("sv"):
        document = document_of(report, list(figures_of(report)))
    (part,) = [part for part in document.parts if part.kind == "groups"]
    return document, part.shown


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_cells_are_those_of_a_count_by_hand_rounded_or_hidden(cast: Cast, money: Money, seed: int) -> None:
    many(cast, seed, 90)
    report = stated(cast, money.period)
    _document, groups = shown(report)
    there = list(Enrolment.objects.filter(started_on__isnull=False).select_related("company__municipality__county"))

    table = next(one for one in groups.tables if one.key == "county-size")
    kept = next(one for one in report.content["parts"] if one["kind"] == "groups")["data"]["tables"][0]
    assert groups.companies == len(there) == table.total
    seen = 0
    for row, (county, *_rest) in zip(table.rows, kept["rows"], strict=True):
        mine = [one for one in there if one.company.municipality.county_id == county]
        if county == "other":
            continue
        assert row.total == len(mine) >= 5
        for cell, size in zip(row.cells, kept["columns"], strict=True):
            n = sum((one.size_class or "unknown") == size for one in mine)
            assert cell in (None, rounded(n))
            assert n >= 5 or cell is None
            seen += cell is not None
    assert seen
    assert list(table.sums) == [sum((one.size_class or "unknown") == size for one in there) for size in kept["columns"]]


def test_no_file_holds_a_cell_that_the_page_hides(cast: Cast, money: Money) -> None:
    many(cast, 4)
    report = stated(cast, money.period)
    document, groups = shown(report)
    figures = list(figures_of(report))
    rows = [KeptRows(figure) for figure in figures]
    with translation.override("sv"):
        book = CalamineWorkbook.from_filelike(io.BytesIO(report_xlsx(document, rows)))
        told = json.loads(report_json(report, document, rows))
    (name,) = [name for name in book.sheet_names if name == "Vilka vi når"]
    sheet = book.get_sheet_by_name(name).to_python()

    hidden = 0
    for table, as_json in zip(groups.tables, told["groups"], strict=True):
        for row, line in zip(table.rows, as_json["rows"], strict=True):
            assert line["cells"] == list(row.cells)
            (cells,) = [
                found[1 : len(row.cells) + 1]
                for found in sheet[sheet.index(next(one for one in sheet if one[0] == table.title)) :]
                if found[0] == row.label
            ][:1]
            assert [None if cell == "–" else cell for cell in cells] == list(row.cells)
            hidden += row.cells.count(None)
    assert hidden
    for figure in told["figures"]:
        assert not {"municipality", "sni", "size"} & set(figure["breakdown"]) or figure["key"].startswith("companies_")


def test_participants_by_size_stand_nowhere_but_where_they_are_hidden(cast: Cast, money: Money) -> None:
    many(cast, 5)
    report = stated(cast, money.period)

    (sizes,) = [part for part in report.content["parts"] if part["kind"] == "sizes"]
    women = {row[0]: row[4][0] for row in sizes["data"]["tables"][0]["rows"]}

    assert None in women.values()
    assert any(value is not None for value in women.values())
    for figure in report.figures.filter(key__startswith="participants"):
        assert "size" not in figure.breakdown


def test_next_report_of_the_grant_does_not_tell_who_came_since(cast: Cast, money: Money) -> None:
    many(cast, 6)
    first = frozen(cast, money.period)
    code, employees = "2482", 25
    for n in range(2):  # two small companies more in Västerbotten
        row = company(300 + n, f"Nytt {n} AB", cast.norr, code)
        Company.objects.filter(pk=row.pk).update(employees=employees)
        active(row, cast.version, add_months(timezone.localdate(), -1))
    second = stated(cast, money.running)

    def spans(report: Report) -> dict[tuple[str, str, str], tuple[int, int]]:
        (part,) = [part for part in report.content["parts"] if part["kind"] == "groups"]
        return {
            (table["key"], row, column): (low, high)
            for table in part["data"]["tables"]
            for row, column, low, high in table["spans"]
            if row != "other" and table["key"].endswith("size")
        }

    was, now = spans(first), spans(second)
    both = was.keys() & now.keys()
    assert both
    for cell in both:
        least, most = now[cell][0] - was[cell][1], now[cell][1] - was[cell][0]
        assert not (least > 0 and most < 5 or least > -5 and most < 0), cell


def test_few_companies_are_said_in_a_sentence_and_not_in_a_table(cast: Cast, money: Money) -> None:
    _document, groups = shown(stated(cast, money.period))

    assert groups.companies == 3
    assert groups.tables == ()
    assert groups.municipalities == ()
    assert groups.elsewhere.startswith("3 ")


def test_older_report_without_kept_sizes_shows_them_as_it_was_made(cast: Cast, money: Money) -> None:
    report = stated(cast, money.period)
    content: Any = report.content
    for part in content["parts"]:
        part["data"] = None if part["kind"] in {"sizes", "groups"} else part["data"]
    for figure in report.figures.filter(key__in=["companies_in_coaching", "participants_women", "participants_men"]):
        figure.breakdown = {**figure.breakdown, "size": [["small", "Små", "7"], ["large", "Stora", "6"]]}
        figure.save()
    Report.objects.filter(pk=report.pk).update(content=content)

    report = Report.objects.get(pk=report.pk)
    with translation.override("sv"):
        document = document_of(report, list(figures_of(report)))

    (part,) = [part for part in document.parts if part.kind == "sizes"]
    assert [line.women for line in part.shown.lines] == ["7", "6"]
    assert not part.shown.is_rounded
    assert Grant.objects.count() == 2
    assert Decimal(part.shown.lines[0].companies) == 7
