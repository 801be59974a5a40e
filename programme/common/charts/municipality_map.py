"""The map of one county's municipalities. One without a company is a white spot: dashed, named where it has room."""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from programme.common.charts import svg
from programme.common.charts.places import (
    FEW,
    SHADES,
    Bounds,
    Outline,
    class_of,
    class_words,
    ink_on,
    outline,
    said_count,
    swatch,
)
from programme.common.numbers import as_text

WIDTH, HIGHEST = 430.0, 430.0
LEGEND, ROW, COLUMN = 30.0, 21.0, 215.0
EDGE = 3.0
SIZE, LARGEST = 13.0, 15.0  # what look.css makes of the text on a desk, and on a phone
ROOMY = 1.12  # an area is seldom a disc: words may reach somewhat beyond the largest one in it


@cache
def municipalities() -> Mapping[str, Outline]:
    """Municipality code, which begins with its county's, -> outline; from municipalities.json (derive_outlines.py)."""
    content = json.loads(Path(__file__).with_name("municipalities.json").read_text(encoding="utf-8"))
    return {code: Outline(**given) for code, given in content.items()}


def corners(d: str) -> list[tuple[int, int]]:
    """The points of an outline, each as its file has it."""
    found = []
    for ring in d.split("M")[1:]:
        x = y = 0
        for move in re.findall(r"-?\d+,-?\d+", ring):
            along, down = map(int, move.split(","))
            x, y = x + along, y + down
            found.append((x, y))
    return found


@cache
def _box(county: str) -> tuple[int, int, int, int]:
    """West, north, east and south of a county, in units of the file."""
    points = [point for code, place in municipalities().items() if code[:2] == county for point in corners(place.d)]
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def municipality_map(
    *,
    ident: str,
    title: str,
    finding: str,
    county: str,
    counts: Mapping[str, int],
    hrefs: Mapping[str, str] | None = None,
    counted: str = "",
    classes: Sequence[str] = (),
    within: Collection[str] | None = None,
    bounds: Bounds = FEW,
    nothing: str | None = None,
) -> SafeString:
    """The municipalities of the county with this code. Keys are municipality codes; one that is missing has none.

    The rest as for `county_map`: `hrefs` opens the rows of a municipality, `counted` says what the numbers count,
    `classes` are four words that `counts` are places among, with `within` the map is about these only, `bounds` is
    where the classes of numbers begin, and `nothing` is given where a municipality without any is no white spot.
    Raises KeyError for an unknown county.
    """
    there = {code: place for code, place in municipalities().items() if code[:2] == county}
    if not there:
        raise KeyError(county)
    inside = there if within is None else {code: place for code, place in there.items() if code in within}
    west, north, east, south = _box(county)
    scale = min((WIDTH - 2 * EDGE) / (east - west), (HIGHEST - 2 * EDGE) / (south - north))
    top = LEGEND + 2 * ROW
    left = (WIDTH - (east - west) * scale) / 2
    moved = f"translate({left - west * scale:.2f},{top + EDGE - north * scale:.2f}) scale({scale:.6f})"
    body: list[str] = _legend(counted or _("Companies in coaching"), classes, bounds, nothing)
    body += [outline(place, "sunk", move=moved, scale=scale) for code, place in there.items() if code not in inside]
    white = {code for code in inside if counts.get(code, 0) <= 0}
    for code in sorted(inside, key=lambda code: (code in white, code)):  # dashed edges last, so that none is covered
        place, count = inside[code], counts.get(code, 0)
        shown = count if classes else class_of(count, bounds)
        at = (left + (place.x - west) * scale, top + EDGE + (place.y - north) * scale)
        words = [] if classes or count <= 0 else [as_text(count)]
        parts = [
            outline(place, SHADES[shown], move=moved, scale=scale),
            *_words(place.name, words, at, place.room * scale, shown),
        ]
        href = (hrefs or {}).get(code)
        if href:
            body.append(svg.link(href, f"{place.name}: {said_count(max(count, 0), classes)}", *parts))
        else:
            body.extend(parts)
    height = top + (south - north) * scale + 2 * EDGE
    return svg.chart(
        ident=ident, title=title, finding=finding, width=WIDTH, height=height, body=body, kind="map", links=bool(hrefs)
    )


def _legend(counted: str, classes: Sequence[str], bounds: Bounds, nothing: str | None) -> list[str]:
    """What is counted, and its classes in two rows."""
    zero = _("0, white spot") if nothing is None else "0"
    parts: list[str] = [svg.text(0, 14, counted)]
    for index, words in enumerate(classes or class_words(bounds, zero)):
        x, y = COLUMN * (index % 2), 24 + ROW * (index // 2)
        parts += [swatch(x, y, index), svg.text(x + 28, y + 11, words)]
    return parts


def _words(name: str, number: list[str], at: tuple[float, float], room: float, shown: int) -> list[SafeString]:
    """Name and number in an area that has room for both, else the number, else nothing: links and table say them."""
    for lines in ([name, *number], number):
        wide = max((svg.width_of(line, size=LARGEST, weight=600) for line in lines), default=0.0)
        high = SIZE * 1.2 * len(lines)
        if lines and (wide / 2) ** 2 + (high / 2) ** 2 <= (room * ROOMY) ** 2:
            first = at[1] - high / 2 + SIZE
            return [
                svg.text(
                    at[0],
                    first + SIZE * 1.2 * index,
                    line,
                    fill=ink_on(shown),
                    size=SIZE,
                    weight=600 if line in number else 400,
                    anchor="middle",
                )
                for index, line in enumerate(lines)
            ]
    return []
