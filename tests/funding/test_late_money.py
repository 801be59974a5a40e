"""Costs and certificates that came late: told by the next report, once, to the öre, never in a former one."""

import io
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from pdfua import Severity, validate
from python_calamine import CalamineWorkbook

from funding.figures import CATALOGUE
from funding.late_money import LateMoney, Thing, late_money, money_lines_of
from funding.models import CoFinancing, Cost, Report, ReportFigure, ReportingPeriod
from funding.money import actions
from funding.money.values import CostValues
from funding.reports import document_of, figures_of
from funding.scope import grant_scope
from programme.common.dates import Period
from tests.cast import Cast
from tests.funding.late_world import Past, build_past
from tests.funding.world import content_of, frozen, released, stated
from tests.pdf_text import text_of_pdf

D = Decimal


@pytest.fixture
def past(cast: Cast) -> Past:
    return build_past(cast)


def values(past: Past, back: int, amount: str, cost_type: str = "external") -> CostValues:
    return CostValues(
        cost_type=cost_type, booked_on=past.day(back), amount=D(amount), what="HEMLIG-TEXT", reference="HEMLIG-VER"
    )


def book(past: Past, back: int, amount: str, cost_type: str = "external") -> Cost:
    told = values(past, back, amount, cost_type)
    return actions.add_cost(by=past.cast.director, grant=past.whole, values=told, today=past.day(0))


def rebook(past: Past, cost: Cost, back: int, amount: str, cost_type: str = "external") -> None:
    row = Cost.objects.get(pk=cost.pk)
    told = values(past, back, amount, cost_type)
    actions.change_cost(by=past.cast.director, cost=row, version=row.version, values=told, today=past.day(0))


def take_back(past: Past, cost: Cost) -> None:
    row = Cost.objects.get(pk=cost.pk)
    actions.withdraw_cost(
        by=past.cast.director, cost=row, version=row.version, because="Två gånger.", today=past.day(0)
    )


def certify(past: Past, back: int, amount: int) -> Any:
    line, _made = CoFinancing.objects.get_or_create(
        grant=past.whole, partner="Region X", kind="cash", sector="public", promised=D(900)
    )
    return actions.add_certificate(
        by=past.cast.director, line=line, certified_on=past.day(back), amount=D(amount), reference="", today=past.day(0)
    )


def told(report: Report) -> list[LateMoney]:
    found = money_lines_of(report.content)
    assert found is not None
    return found


def short(lines: list[LateMoney]) -> list[tuple[str, int, str, int]]:
    return [(one.thing.value, one.number, one.kind.value, one.ore) for one in lines]


def test_first_report_has_nothing_to_measure_against(cast: Cast, past: Past) -> None:
    book(past, 80, "10")

    assert stated(cast, past.periods["whole"][0]).content["late_money"] is None


def test_cost_and_certificate_entered_after_the_release_are_told_by_the_next_report(cast: Cast, past: Past) -> None:
    book(past, 80, "10")
    certify(past, 80, 100)
    first = frozen(cast, past.periods["whole"][0])
    cost, paper = book(past, 70, "200.25", "travel"), certify(past, 75, 300)
    book(past, 40, "7")  # of the next period itself

    lines = told(stated(cast, past.periods["whole"][1]))

    assert short(lines) == [("certificate", paper.pk, "entered", 30_000), ("cost", cost.pk, "entered", 20_025)]
    assert [(one.on, one.period_id, one.told_on) for one in lines] == [
        (past.day(75), first.period_id, past.day(0)),
        (past.day(70), first.period_id, past.day(0)),
    ]


def test_cost_taken_back_corrected_or_moved_after_the_release_is_told_from_what_to_what(cast: Cast, past: Past) -> None:
    gone, dearer, moved, worded = (book(past, 80 - n, "100") for n in range(4))
    paper = certify(past, 70, 50)
    frozen(cast, past.periods["whole"][0])
    take_back(past, gone)
    rebook(past, dearer, 79, "150.50", "travel")
    rebook(past, moved, 40, "100")
    row = Cost.objects.get(pk=worded.pk)
    actions.change_cost(
        by=cast.director, cost=row, version=row.version, today=past.day(0),
        values=CostValues("external", row.booked_on, row.amount, "Andra ord", "Ver 2"),
    )  # fmt: skip
    actions.withdraw_certificate(by=cast.director, certificate=paper, because="Fel.", today=past.day(0))

    report = stated(cast, past.periods["whole"][1])

    assert short(told(report)) == [
        ("cost", gone.pk, "withdrawn", -10_000),
        ("cost", dearer.pk, "changed", 5_050),
        ("cost", moved.pk, "changed", -10_000),
        ("certificate", paper.pk, "withdrawn", -5_000),
    ]
    section = document_of(report, list(figures_of(report))).late.money
    assert [one.text for one in section.sums] == ["\u2212149,5", "\u221250"]
    rows = section.rows
    assert [row.amount.replace("\xa0", " ") for row in rows] == ["100 → 0", "100 → 150,5", "100 → 0", "50 → 0"]
    assert (rows[1].line.was.of, rows[1].line.now.of) == ("external", "travel")
    assert rows[2].day == f"{past.day(78)} → {past.day(40)}"


def test_what_an_earlier_report_told_is_not_told_again_and_what_came_since_is(cast: Cast, past: Past) -> None:
    first, second, third, running = past.periods["whole"]
    frozen(cast, first)
    cost = book(past, 70, "100")
    frozen(cast, second)
    rebook(past, cost, 70, "130")

    report = frozen(cast, third)

    assert short(told(report)) == [("cost", cost.pk, "changed", 3_000)]
    assert told(stated(cast, running)) == []


def test_correction_of_the_report_takes_late_ones_in(cast: Cast, past: Past) -> None:
    first, second, *_rest = past.periods["whole"]
    frozen(cast, first)
    book(past, 70, "100")
    frozen(cast, first)

    assert told(stated(cast, second)) == []


def test_cost_of_another_grant_is_not_told(cast: Cast, past: Past) -> None:
    frozen(cast, past.periods["part"][0])
    frozen(cast, past.periods["whole"][0])
    book(past, 70, "100")

    assert told(stated(cast, past.periods["part"][1])) == []


def test_cost_of_a_day_after_a_report_over_a_running_period_is_told_as_such(cast: Cast, past: Past) -> None:
    early = frozen(cast, past.periods["whole"][2])
    Report.objects.filter(pk=early.pk).update(built_at=early.built_at - timedelta(days=10))
    cost = book(past, 5, "100")

    assert short(told(stated(cast, past.periods["whole"][3]))) == [("cost", cost.pk, "booked", 10_000)]


def test_report_that_kept_nothing_is_measured_by_when_costs_were_entered(cast: Cast, past: Past) -> None:
    book(past, 80, "10")
    first = frozen(cast, past.periods["whole"][0])
    Report.objects.filter(pk=first.pk).update(
        content={key: value for key, value in first.content.items() if key not in {"booked", "late_money"}}
    )
    cost = book(past, 70, "20")

    assert short(told(stated(cast, past.periods["whole"][1]))) == [("cost", cost.pk, "entered", 2_000)]


def test_page_paper_and_spreadsheet_tell_the_same_and_no_voucher(
    cast: Cast, past: Past, login: Any, tmp_path: Path
) -> None:
    gone = book(past, 80, "100")
    frozen(cast, past.periods["whole"][0])
    take_back(past, gone)
    book(past, 70, "1234.5", "travel")

    draft = stated(cast, past.periods["whole"][1])
    made = login(cast.director).get(draft.get_absolute_url()).content.decode()
    report = released(cast, past, past.periods["whole"][1])  # type: ignore[arg-type]

    assert 'href="#late-money"' in made
    assert "?show=late" in made
    page = login(cast.funder_tvv).get(report.get_absolute_url()).content.decode()
    every = login(cast.funder_tvv).get(f"/reports/{report.pk}/late/").content.decode()
    stored = tmp_path / "report.pdf"
    stored.write_bytes(content_of(report, "pdf"))
    assert [found.message for found in validate(stored).findings if found.severity is Severity.ERROR] == []
    paper = text_of_pdf(stored.read_bytes())
    book_ = CalamineWorkbook.from_filelike(io.BytesIO(content_of(report, "xlsx")))
    (_head, first, second) = book_.get_sheet_by_name(book_.sheet_names[-1]).to_python()[-3:]
    for shown in (page, every, paper):
        plain = " ".join(shown.replace("\xa0", " ").split())
        for words in ("100 → 0", "0 → 1 234,5", "+1 134,5"):
            assert words in plain
        assert "HEMLIG" not in plain
    assert "?show=late" not in page + every
    assert [row[-2:] for row in (first, second)] == [[100, 0], [0, 1234.5]]
    assert "HEMLIG" not in str(first + second)


@pytest.mark.parametrize("seed", range(2))
def test_frozen_costs_and_all_adjustments_are_the_live_costs(cast: Cast, past: Past, seed: int) -> None:
    """For any series of entries, corrections, withdrawals and releases, öre for öre."""
    chance = Random(seed)
    costs: list[Cost] = []
    figure = CATALOGUE["costs_booked"]

    def enter() -> None:
        costs.append(book(past, chance.randrange(0, 91), str(chance.randrange(1, 99_999) / 100)))

    def standing() -> list[Cost]:
        return list(Cost.objects.standing().filter(grant=past.whole).order_by("pk"))

    def correct() -> None:
        if there := standing():
            rebook(past, chance.choice(there), chance.randrange(0, 91), str(chance.randrange(1, 99_999) / 100))

    def withdraw() -> None:
        if there := standing():
            take_back(past, chance.choice(there))

    def release() -> None:
        frozen(cast, chance.choice(past.periods["whole"][:3]))

    def live(period: ReportingPeriod) -> Decimal:
        scope = grant_scope(past.whole, Period(period.starts_on, period.ends_on), cast.director)
        return figure.value(scope)

    series = [enter] * 14 + [correct] * 8 + [withdraw] * 4 + [release] * 7
    chance.shuffle(series)
    checked = 0
    for act in series:
        act()
        *ended, last = past.periods["whole"]
        holding = {one.pk: one.reports.released().order_by("-version").first() for one in ended}
        pending = late_money(last, cast.director) or []
        for period in ended:
            report = holding[period.pk]
            if report is None:
                continue
            before = sum(ore for _thing, _number, _day, _of, ore in report.content["booked"])
            later = [one for one in holding.values() if one and one.built_at > report.built_at]
            lines = [line for one in later for line in told_if_any(one)] + pending
            before += sum(line.ore for line in lines if line.period_id == period.pk and line.thing is Thing.COST)
            assert D(before) / 100 == live(period), (seed, period.number)
            checked += 1
    assert checked > 9
    assert not ReportFigure.objects.filter(key="costs_booked").exists()  # a template need not state them


def told_if_any(report: Report) -> list[LateMoney]:
    return money_lines_of(report.content) or []
