"""Charts: well-formed, named, escaped, never divided by nothing."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.utils import translation

from programme.common.charts import bars, calendar, county_map, fan, lift, lines, shares, svg
from programme.common.charts.bars import Bar
from programme.common.charts.calendar import CalendarRow
from programme.common.charts.lift import Mark, PlanStep, Step
from programme.common.charts.municipality_map import municipality_map
from programme.common.charts.stages import stage_lift
from programme.common.charts.theme import PRINT

NASTY = '<script>alert("x")</script> & co'
DAY = date(2026, 11, 24)
STEPS = [Step(1, NASTY, 0, 3, 1), Step(2, "Pilot", 3, 11), Step(3, "In the line", 11, 18)]
SVG = "{http://www.w3.org/2000/svg}"

FULL: dict[str, Callable[[], str]] = {
    "programme_lift": lambda: lift.programme_lift(
        ident="a",
        title=NASTY,
        finding=NASTY,
        steps=STEPS,
        marks=[
            Mark(1, 1, "on_plan", NASTY, "/companies/1"),
            Mark(4, 1, "behind", NASTY),
            Mark(5, 2, "paused", NASTY),
        ],
        way_in=[(NASTY, 3)],
        completed=2,
    ),
    "named_lift": lambda: lift.programme_lift(
        ident="a",
        title=NASTY,
        finding=NASTY,
        steps=STEPS,
        marks=[Mark(1, 1, "on_plan", NASTY), Mark(1, 1, "on_plan", NASTY), Mark(4, 1, "behind", NASTY)],
        way_in=[],
        completed=0,
        named=True,
    ),
    "company_lift": lambda: lift.company_lift(
        ident="a",
        title=NASTY,
        finding=NASTY,
        today=DAY,
        start_on=date(2026, 4, 13),
        stages=[
            PlanStep(NASTY, date(2026, 4, 13), date(2026, 7, 12), date(2026, 4, 13), date(2026, 7, 14)),
            PlanStep(NASTY, date(2026, 7, 13), date(2026, 10, 12), date(2026, 7, 14)),
            PlanStep(NASTY, date(2026, 10, 13), date(2027, 10, 12)),
        ],
        pauses=[(date(2026, 8, 1), date(2026, 9, 1)), (date(2026, 11, 1), None)],
        sessions=[date(2026, 5, 1), date(2026, 6, 1)],
    ),
    "small_lift": lambda: lift.small_lift(ident="a", title=NASTY, steps=STEPS, month=13, behind=True),
    "bars": lambda: bars.bars(
        ident="a",
        title=NASTY,
        finding=NASTY,
        rows=[Bar(NASTY, Decimal(3), NASTY, Decimal(5)), Bar("b", Decimal(0), "0")],
        compare_label=NASTY,
    ),
    "columns": lambda: bars.columns(
        ident="a", title=NASTY, finding=NASTY, rows=[Bar(NASTY, Decimal(3), NASTY)], reference=(NASTY, Decimal(2))
    ),
    "bullet": lambda: bars.bullet(ident="a", title=NASTY, value=Decimal(3), target=Decimal(5), forecast=Decimal("4.5")),
    "step_line": lambda: lines.step_line(
        ident="a",
        title=NASTY,
        finding=NASTY,
        points=[(date(2026, 1, 1), 2), (DAY, 5)],
        median=[(date(2026, 1, 1), Decimal("2.5")), (DAY, Decimal(3))],
    ),
    "county_map": lambda: county_map.county_map(
        ident="a", title=NASTY, finding=NASTY, counts={"01": 7, "25": 2}, notes={"23": NASTY}, hrefs={"01": NASTY}
    ),
    "municipality_map": lambda: municipality_map(
        ident="a", title=NASTY, finding=NASTY, county="09", counts={"0980": 7}, counted=NASTY, hrefs={"0980": NASTY}
    ),
    "calendar": lambda: calendar.report_calendar(
        ident="a",
        title=NASTY,
        finding=NASTY,
        today=DAY,
        rows=[
            CalendarRow(
                NASTY,
                NASTY,
                [(date(2026, 1, 1), date(2026, 6, 30), state) for state in ("released", "open", "planned")],
                [
                    (date(2026, 8, n + 1), state, NASTY)
                    for n, state in enumerate(("released", "in_review", "draft", "overdue", "planned"))
                ],
            )
        ],
    ),
}
FULL |= {
    "fan": lambda: fan.fan(
        ident="a", title=NASTY, finding=NASTY, now_label=NASTY, past=[(date(2026, 1, 1), 0), (DAY, 7)],
        ahead=[fan.Ahead(date(2026, 12, 31), 7, 8, 9), fan.Ahead(date(2027, 1, 31), 8, 11, 15)],
    ),
    "still_in": lambda: shares.still_in(
        ident="a", title=NASTY, finding=NASTY, steps=[(0, 1.0), (12.5, 0.8), (19, 0.0)], others=[(0, 1.0), (24, 0.1)],
        months=24, end_label=NASTY,
    ),
    "stage_bars": lambda: shares.stage_bars(
        ident="a", title=NASTY, finding=NASTY, most=Decimal(200), stages=[
            shares.StageBar(NASTY, NASTY, Decimal(80), Decimal(91), Decimal(120), Decimal(95)),
            shares.StageBar("x", "–"),
        ],
    ),
}  # fmt: skip

EMPTY: dict[str, Callable[[], str]] = {
    "programme_lift": lambda: lift.programme_lift(
        ident="a", title="t", finding="f", steps=[], marks=[Mark(1, 1, "on_plan")], way_in=[("x", 0)], completed=0
    ),
    "named_lift": lambda: lift.programme_lift(
        ident="a", title="t", finding="f", steps=[], marks=[], way_in=[], completed=0, named=True
    ),
    "company_lift": lambda: lift.company_lift(
        ident="a", title="t", finding="f", today=DAY, start_on=DAY, stages=[], pauses=[], sessions=[]
    ),
    "one_day_lift": lambda: lift.company_lift(
        ident="a",
        title="t",
        finding="f",
        today=DAY,
        start_on=DAY,
        stages=[PlanStep("x", DAY, DAY)],
        pauses=[(DAY, None)],
        sessions=[DAY],
    ),
    "small_lift": lambda: lift.small_lift(ident="a", title="t", steps=[], month=0, behind=True),
    "bars": lambda: bars.bars(ident="a", title="t", finding="f", rows=[]),
    "zero_bars": lambda: bars.bars(ident="a", title="t", finding="f", rows=[Bar("x", Decimal(0), "0", Decimal(0))]),
    "columns": lambda: bars.columns(ident="a", title="t", finding="f", rows=[], reference=("x", Decimal(0))),
    "bullet": lambda: bars.bullet(ident="a", title="t", value=Decimal(0), target=Decimal(0)),
    "no_target": lambda: bars.bullet(ident="a", title="t", value=Decimal(3), target=None),
    "step_line": lambda: lines.step_line(ident="a", title="t", finding="f", points=[], median=[]),
    "one_point": lambda: lines.step_line(ident="a", title="t", finding="f", points=[(DAY, 0)], median=[]),
    "county_map": lambda: county_map.county_map(ident="a", title="t", finding="f", counts={}, notes={}),
    "municipality_map": lambda: municipality_map(ident="a", title="t", finding="f", county="01", counts={}),
    "calendar": lambda: calendar.report_calendar(ident="a", title="t", finding="f", today=DAY, rows=[]),
    "fan": lambda: fan.fan(ident="a", title="t", finding="f", past=[], ahead=[], now_label="x"),
    "fan_of_a_day": lambda: fan.fan(ident="a", title="t", finding="f", past=[(DAY, 0)], ahead=[], now_label="x"),
    "still_in": lambda: shares.still_in(ident="a", title="t", finding="f", steps=[], others=[], months=0, end_label=""),
    "stage_bars": lambda: shares.stage_bars(ident="a", title="t", finding="f", stages=[], most=Decimal(0)),
}


def texts(drawn: str) -> list[str]:
    """All texts of a chart."""
    return [node.text or "" for node in ElementTree.fromstring(drawn).iter(f"{SVG}text")]


@pytest.mark.parametrize("name", FULL)
def test_chart_with_nasty_words_is_wellformed_and_escaped(name: str) -> None:
    root = ElementTree.fromstring(FULL[name]())  # raises when it is not well-formed
    assert [child.tag for child in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert root[0].text == NASTY
    assert [node.tag for node in root.iter() if "script" in node.tag] == []


@pytest.mark.parametrize("name", FULL)
def test_chart_title_and_finding_name_the_picture(name: str) -> None:
    root = ElementTree.fromstring(FULL[name]())
    assert root.get("aria-labelledby") == root[0].get("id") == "a-t"
    assert root.get("aria-describedby") == root[1].get("id") == "a-d"
    assert root[1].text == NASTY


@pytest.mark.parametrize("name", FULL)
def test_chart_ids_begin_with_its_ident_and_are_unique(name: str) -> None:
    ids = re.findall(r' id="([^"]*)"', FULL[name]())
    assert len(ids) == len(set(ids))
    assert [found for found in ids if not found.startswith("a-")] == []


@pytest.mark.parametrize("name", FULL)
def test_chart_marks_carry_attribute_and_class_of_the_same_colour(name: str) -> None:
    for node in ElementTree.fromstring(FULL[name]()).iter():
        for prefix, attribute in (("k-", "fill"), ("s-", "stroke")):
            classes = [word[2:] for word in (node.get("class") or "").split() if word.startswith(prefix)]
            if classes:
                assert node.get(attribute) == PRINT[classes[0]]  # type: ignore[index]


@pytest.mark.parametrize("name", EMPTY)
def test_chart_of_nothing_is_drawn_without_dividing_by_zero(name: str) -> None:
    root = ElementTree.fromstring(EMPTY[name]())
    assert root[0].tag == f"{SVG}title"
    assert "nan" not in EMPTY[name]()
    assert "inf" not in EMPTY[name]()


def test_chart_colours_are_the_light_tokens_and_have_classes() -> None:
    styles = "".join((Path(settings.BASE_DIR) / "static/css" / name).read_text() for name in ("look.css", "tokens.css"))
    used = {
        word
        for draw in FULL.values()
        for found in re.findall(r'class="([ks]-[^"]*)"', draw())
        for word in found.split()
    }
    assert {word for word in used if f".{word}{{" not in styles} == set()
    for name, token in (
        ("d1", "data-1"),
        ("ink2", "ink-2"),
        ("warn", "warn"),
        ("sunk", "sunken"),
        ("ls", "line-strong"),
    ):
        assert f"--l-{token}:{PRINT[name]}" in styles  # type: ignore[index]


def test_lift_with_many_companies_draws_one_mark_for_five_and_says_so() -> None:
    marks = [Mark(n % 3, 1, "on_plan", f"Company {n}", f"/companies/{n}") for n in range(150)]
    with translation.override("en"):
        drawn = lift.programme_lift(ident="a", title="t", finding="f", steps=STEPS, marks=marks, way_in=[], completed=0)
    assert len(re.findall(r"<circle", drawn)) == 30
    assert "One mark is 5 companies." in texts(drawn)
    assert "<a " not in drawn


def test_lift_with_few_companies_links_each_mark_by_its_name() -> None:
    drawn = lift.programme_lift(
        ident="a",
        title="t",
        finding="f",
        steps=STEPS,
        marks=[Mark(1, 1, "on_plan", "Alfa", "/companies/7")],
        way_in=[],
        completed=0,
    )
    root = ElementTree.fromstring(drawn)
    assert [(node.get("href"), node.get("aria-label")) for node in root.iter(f"{SVG}a")] == [("/companies/7", "Alfa")]
    assert root.get("role") == "group"  # a picture's content cannot be reached, a group's can


def test_lift_company_behind_stands_past_the_end_of_its_stage_and_below_the_line() -> None:
    on_plan = lift.programme_lift(
        ident="a", title="t", finding="f", steps=STEPS, marks=[Mark(2, 1, "on_plan")], way_in=[], completed=0
    )
    behind = lift.programme_lift(
        ident="a", title="t", finding="f", steps=STEPS, marks=[Mark(5, 1, "behind")], way_in=[], completed=0
    )
    assert ("k-warn" in on_plan, "k-warn" in behind) == (False, True)


def test_bars_longest_bar_fills_the_scale_and_others_are_in_proportion() -> None:
    rows = [Bar("a", Decimal(10), "10"), Bar("b", Decimal(5), "5")]
    drawn = bars.bars(ident="a", title="t", finding="f", rows=rows)
    wide = [float(node.get("width") or 0) for node in ElementTree.fromstring(drawn).iter(f"{SVG}rect")]
    assert wide[0] == pytest.approx(wide[1] * 2, abs=0.2)


def test_bars_leave_room_for_names_with_wide_letters() -> None:
    name = "Småland med öarna"  # 110 wide in the 12 px of Inter, of which an estimate by letters says 104
    drawn = bars.bars(ident="a", title="t", finding="f", rows=[Bar(name, Decimal(1), "1")])
    label = next(node for node in ElementTree.fromstring(drawn).iter(f"{SVG}text") if node.text == name)
    assert float(label.get("x") or 0) >= 112


def test_short_writes_coordinates_with_a_point_in_every_language() -> None:
    with translation.override("sv"):
        assert [svg.short(number) for number in (1234.56, 0.04, -3.0, 7)] == ["1234.6", "0", "-3", "7"]


def test_cut_leaves_words_that_fit_and_shortens_the_others() -> None:
    assert svg.cut("Pilot", 200) == "Pilot"
    assert svg.cut("Bredinförande i linjen", 60) == "Bredinfö…"


def test_stage_lift_names_each_stage_and_grows_without_crossing_its_words() -> None:
    stages = [("Samsyn", "3 månader", 3), ("Pilot", "8 månader", 8), ("Bredinförande", "7 månader", 7)]
    for narrow in (False, True):
        drawn = stage_lift(ident="lift", title="Etapper", finding="Samsyn 3 månader", stages=stages, narrow=narrow)
        texts = re.findall(r'<text x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]+)', drawn)
        names = [(float(x), float(y)) for x, y, word in texts if word in {"Samsyn", "Pilot", "Bredinförande"}]
        assert len(names) == 3
        assert names == sorted(names)
        assert [y for _x, y in names] == sorted((y for _x, y in names), reverse=True)


@pytest.mark.parametrize("count", [0, 1, 12])
def test_stage_lift_of_any_number_of_stages_is_drawn(count: int) -> None:
    stages = [(f"Etapp {n} med ett mycket långt namn", "0 månader", 0) for n in range(count)]
    for narrow in (False, True):
        drawn = stage_lift(ident="lift", title="Etapper", finding="", stages=stages, narrow=narrow)
        assert drawn.count("<circle") == 1
        assert "nan" not in drawn


def test_fan_says_its_three_numbers_at_the_end_one_below_the_other() -> None:
    with translation.override("en"):
        drawn = fan.fan(
            ident="f", title="t", finding="f", now_label="nu", past=[(date(2026, 1, 1), 0), (DAY, 40)],
            ahead=[fan.Ahead(date(2027, 1, 31), 41, 41, 42)],
        )  # fmt: skip
    said = [node for node in ElementTree.fromstring(drawn).iter(f"{SVG}text") if float(node.get("x", 0)) > fan.RIGHT]
    assert [node.text for node in said] == ["up to 42", "41", "at least 41"]
    heights = [float(node.get("y", 0)) for node in said]
    assert all(after - before >= 15 for before, after in zip(heights, heights[1:], strict=False))


def test_shares_draw_no_line_of_nobody_and_place_the_median_on_the_common_scale() -> None:
    alone = shares.still_in(
        ident="s", title="t", finding="f", steps=[], others=[(0, 1.0), (20, 0.0)], months=24, end_label="x"
    )
    assert texts(alone)[0] != "x" and alone.count("<path") == 1
    bar = shares.StageBar("Pilot", "100", Decimal(50), Decimal(100), Decimal(150), Decimal(200))
    root = ElementTree.fromstring(shares.stage_bars(ident="b", title="t", finding="f", stages=[bar], most=Decimal(200)))
    disc = next(root.iter(f"{SVG}circle"))
    assert float(disc.get("cx", 0)) == pytest.approx(shares.LEFT + (shares.WIDTH - 8) / 2, abs=0.1)
