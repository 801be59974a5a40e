"""The maps: every county and municipality drawn, borders that meet, white spots named, classes that fit the numbers."""

import csv
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.utils import translation

from programme.common.charts import county_map, places
from programme.common.charts.municipality_map import corners, municipalities, municipality_map
from programme.structure import geography

SVG = "{http://www.w3.org/2000/svg}"
KNOWN = Path(geography.__file__).with_name("data") / "municipalities.csv"


def texts(drawn: str) -> list[str]:
    """All texts of a chart."""
    return [node.text or "" for node in ElementTree.fromstring(drawn).iter(f"{SVG}text")]


def outlines(drawn: str) -> list[ElementTree.Element]:
    """The areas of a map."""
    return [node for node in ElementTree.fromstring(drawn).iter(f"{SVG}g") if node.get("transform")]


def test_map_draws_all_21_counties_and_names_the_white_spots() -> None:
    counts = {code: 1 for code in county_map.counties() if code not in {"23", "09"}}
    drawn = county_map.county_map(ident="m", title="t", finding="f", counts=counts, notes={"23": "3 on the way in"})
    assert len(outlines(drawn)) == 21
    assert [name for name in texts(drawn) if name in {"Jämtland", "Gotland", "Dalarna"}] == ["Jämtland", "Gotland"]
    assert "3 on the way in" in " ".join(texts(drawn))


def test_counties_are_those_of_statistics_sweden_and_meet_at_their_borders() -> None:
    content = json.loads((Path(county_map.__file__).with_name("counties.json")).read_text())["counties"]
    assert sorted(content) == "01 03 04 05 06 07 08 09 10 12 13 14 17 18 19 20 21 22 23 24 25".split()

    def reached(code: str) -> set[tuple[float, float]]:
        found: set[tuple[float, float]] = set()
        for ring in content[code]["d"].split("M")[1:]:
            first, moves = ring.rstrip("z").split("l")
            x, y = map(float, first.split(","))
            found.add((round(x, 1), round(y, 1)))
            for move in moves.split():
                x, y = x + float(move.split(",")[0]), y + float(move.split(",")[1])
                found.add((round(x, 1), round(y, 1)))
        return found

    assert len(reached("23") & reached("24")) > 5  # Jämtland and Västerbotten share a long border
    assert reached("12") & reached("25") == set()  # Skåne and Norrbotten do not


def test_county_map_of_classes_draws_no_number() -> None:
    words = ("Inget", "Färre än 5", "Några", "Många")
    drawn = county_map.county_map(
        ident="spots", title="t", finding="f", counts={"22": 1, "24": 3}, notes={}, classes=words
    )
    said = [text.strip() for text in texts(drawn)]
    assert [word for word in words if word not in said] == []
    assert [text for text in said if text.isdigit()] == []


def test_county_map_within_some_counties_calls_no_other_a_white_spot() -> None:
    drawn = county_map.county_map(
        ident="spots", title="t", finding="f", counts={"22": 3}, notes={}, within={"22", "23"}
    )
    said = [text.strip() for text in texts(drawn)]
    assert "Jämtland" in said
    assert [name for name in ("Gotland", "Blekinge", "Skåne") if name in said] == []
    assert drawn.count("<path") >= len(county_map.counties())


def test_county_map_of_events_calls_no_county_a_white_spot() -> None:
    given = {"ident": "m", "title": "t", "finding": "f", "counts": {"22": 300}, "notes": {}}
    with translation.override("en"):
        of_companies = texts(county_map.county_map(**given))
        drawn = texts(county_map.county_map(**given, nothing="", bounds=places.bounds_for(300)))
    assert "0, white spot" in of_companies
    assert "white spot" not in " ".join(drawn)
    assert [word for word in ("0", "1–99", "100–199", "200 or more", "300") if word not in drawn] == []


def test_municipalities_are_those_of_the_portal_with_their_names() -> None:
    with KNOWN.open(encoding="utf-8") as lines:
        known = {row["code"]: row["name"] for row in csv.DictReader(lines)}
    assert {code: place.name for code, place in municipalities().items()} == known
    assert len(known) == 290
    assert Path(county_map.__file__).with_name("municipalities.json").stat().st_size < 100_000


def test_municipalities_meet_at_their_borders_also_across_counties() -> None:
    met = {code: set(corners(place.d)) for code, place in municipalities().items()}
    neighbours = (
        ("2480", "2460"),  # Umeå and Vännäs
        ("2480", "2401"),  # Umeå and Nordmaling
        ("0180", "0182"),  # Stockholm and Nacka
        ("2401", "2284"),  # Nordmaling and Örnsköldsvik, in two counties
        ("1480", "1384"),  # Göteborg and Kungsbacka, in two counties
    )
    assert [pair for pair in neighbours if len(met[pair[0]] & met[pair[1]]) < 2] == []
    assert met["1280"] & met["2584"] == set()  # Malmö and Kiruna do not


def test_every_municipality_has_a_neighbour_or_is_known_to_lie_in_the_sea() -> None:
    whose: dict[tuple[int, int], set[str]] = {}
    for code, place in municipalities().items():
        for point in corners(place.d):
            whose.setdefault(point, set()).add(code)
    touched = {code for those in whose.values() if len(those) > 1 for code in those}
    alone = {municipalities()[code].name for code in municipalities().keys() - touched}
    assert alone == {"Ekerö", "Gotland", "Lidingö", "Tjörn", "Öckerö"}


@pytest.mark.parametrize("county", sorted(county_map.counties()))
def test_municipality_map_draws_each_of_the_county_once_within_its_frame(county: str) -> None:
    codes = [code for code in municipalities() if code[:2] == county]
    drawn = municipality_map(
        ident="m", title="t", finding="f", county=county, counts=dict.fromkeys(codes, 2),
        hrefs={code: f"/rows/{code}" for code in codes},
    )  # fmt: skip
    root = ElementTree.fromstring(drawn)
    assert sorted(link.get("href") or "" for link in root.iter(f"{SVG}a")) == [f"/rows/{code}" for code in codes]
    named = {municipalities()[code].name for code in codes}
    assert {(link.get("aria-label") or "").removesuffix(": 2") for link in root.iter(f"{SVG}a")} == named
    wide, high = map(float, (root.get("viewBox") or "").split()[2:])
    for area in outlines(drawn):
        found = re.fullmatch(r"translate\(([-\d.]+),([-\d.]+)\) scale\(([\d.]+)\)", area.get("transform") or "")
        assert found
        dx, dy, scale = map(float, found.groups())
        for x, y in corners(area[0].get("d") or ""):
            assert 0 <= dx + x * scale <= wide and 60 <= dy + y * scale <= high


def test_municipality_map_dashes_and_names_white_spots_and_leaves_others_land() -> None:
    drawn = municipality_map(
        ident="m", title="t", finding="f", county="22", counts={"2284": 4}, within={"2284", "2283"}
    )
    dashed = [node for node in ElementTree.fromstring(drawn).iter(f"{SVG}path") if node.get("stroke-dasharray")]
    assert len(dashed) == 2  # Sollefteå, and the box in the legend
    assert [word for word in texts(drawn) if word in {"Örnsköldsvik", "Sollefteå", "Ånge"}] == [
        "Örnsköldsvik",
        "Sollefteå",
    ]
    assert "4" in texts(drawn)
    assert len(outlines(drawn)) == 7


def test_municipality_map_of_classes_says_them_in_the_links() -> None:
    words = ("Inget", "På väg", "Har haft", "Nu")
    drawn = municipality_map(
        ident="m", title="t", finding="f", county="09", counts={"0980": 2}, classes=words, hrefs={"0980": "/x"}
    )
    assert 'aria-label="Gotland: Har haft"' in drawn
    assert "2" not in texts(drawn)


def test_municipality_map_of_an_unknown_county_is_refused() -> None:
    with pytest.raises(KeyError):
        municipality_map(ident="m", title="t", finding="f", county="02", counts={})


@pytest.mark.parametrize(
    ("largest", "bounds"),
    [(0, (1, 3, 5)), (20, (1, 3, 5)), (21, (1, 7, 14)), (300, (1, 100, 200)), (5_432, (1, 1_000, 2_000))],
)
def test_classes_begin_at_round_numbers_and_the_largest_is_in_the_last(largest: int, bounds: places.Bounds) -> None:
    assert places.bounds_for(largest) == bounds
    assert places.class_of(0, bounds) == 0
    assert places.class_of(max(largest, 5), bounds) == 3
    assert [places.class_of(bound, bounds) for bound in bounds] == [1, 2, 3]
