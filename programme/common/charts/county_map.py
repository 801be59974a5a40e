"""The map of Sweden's counties. A county without a company is a white spot: dashed, named, with what is under way."""

import json
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

WIDTH, HEIGHT = 430, 476
MAP_LEFT, MAP_TOP = 112, 8
PADDING = 18  # of the sheet around it, into which a name may reach
LARGEST = 15  # units: what look.css makes of the text on a phone
MOVE = f"translate({MAP_LEFT},{MAP_TOP})"


@cache
def counties() -> Mapping[str, Outline]:
    """County code -> outline, from counties.json (see derive_outlines.py)."""
    content = json.loads(Path(__file__).with_name("counties.json").read_text(encoding="utf-8"))
    return {code: Outline(**given) for code, given in content["counties"].items()}


def _number(county: Outline, count: int, shown: int) -> SafeString:
    """The number, where the county has room for it; a small county shows its class only."""
    words = as_text(count)
    size = 12 if county.room >= 7 else 10.5
    wide = county.room * (2.6 if count < 10 else 2.1)  # what reaches out would lie under the neighbour
    if count <= 0 or county.room < 4 or svg.width_of(words, size=size, weight=600) > wide:
        return svg.NOTHING
    x, y = MAP_LEFT + county.x, MAP_TOP + county.y + size * 0.36
    return svg.text(x, y, words, fill=ink_on(shown), size=size, weight=600, anchor="middle")


def _spread(wanted: list[float], gap: float, highest: float) -> list[float]:
    """Heights in order, at least `gap` apart and within the drawing, each near what is wanted."""
    placed = sorted(wanted)
    for _round in range(80):  # neighbours push each other apart until all have room
        for index in range(len(placed) - 1):
            push = gap - (placed[index + 1] - placed[index])
            if push > 0:
                placed[index] -= push / 2
                placed[index + 1] += push / 2
        placed[0] = max(placed[0], highest)
        placed[-1] = min(placed[-1], HEIGHT - 24.0)
    return placed


def _spots(white: list[Outline], notes: Mapping[str, str], *, left: bool, word: str) -> list[str]:
    """Leader line, name and note of each white spot on one side of the map."""
    if not white:
        return []
    roomy = len(white) <= (6 if left else 9)
    gap = 50.0 if roomy else 330.0 / len(white)
    highest = 142.0 if left else 18.0
    wanted = [max(MAP_TOP + county.y + (4 if left else 8), highest) for county in white]
    parts: list[str] = []
    for county, y in zip(white, _spread(wanted, gap, highest), strict=True):
        spot_x, spot_y = MAP_LEFT + county.x, MAP_TOP + county.y
        edge = 92.0 if left else (MAP_LEFT + 164.0 if y > 330 and roomy else MAP_LEFT + 214.0)
        anchor: svg.Anchor = "end" if left else "start"
        tip = edge + (6 if left else -6)
        parts.append(svg.line(spot_x, spot_y, tip, y - 4, stroke="ink"))
        parts.append(svg.circle(spot_x, spot_y, 2.4, fill="onnow"))
        parts.append(svg.text(edge, y, county.name, fill="ink", size=13 if roomy else 12, weight=600, anchor=anchor))
        if roomy:
            note = notes.get(county.name, "")
            words = " · ".join(part for part in (word, note) if part)
            room = (92.0 if left else WIDTH - edge) + PADDING
            for index, words_line in enumerate(_two_lines(words, room) if words else ()):
                parts.append(svg.text(edge, y + 15 + 14 * index, words_line, anchor=anchor))
    return parts


def _two_lines(words: str, room: float) -> list[str]:
    """A note on one line, or broken at its dot when it is too long for one."""
    if svg.width_of(words, size=LARGEST) <= room or " · " not in words:
        return [svg.cut(words, room)]
    return [svg.cut(part, room) for part in words.split(" · ", 1)]


def _legend(counted: str, steps: Sequence[str]) -> list[str]:
    parts: list[str] = [svg.text(0, 20, counted)]
    for index, words in enumerate(steps):
        y = 32 + 21 * index
        parts += [swatch(0, y, index), svg.text(28, y + 11, words)]
    return parts


def county_map(
    *,
    ident: str,
    title: str,
    finding: str,
    counts: Mapping[str, int],
    notes: Mapping[str, str],
    hrefs: Mapping[str, str] | None = None,
    counted: str = "",
    classes: Sequence[str] = (),
    within: Collection[str] | None = None,
    bounds: Bounds = FEW,
    nothing: str | None = None,
) -> SafeString:
    """All 21 counties. Keys are county codes; a county that is missing in `counts` has none.

    `notes` says what is under way in a white spot ("3 on the way in"); `hrefs` opens the rows of a county;
    `counted` says what the numbers count, unless it is companies in coaching. With `classes`, four words, `counts`
    are places among them and no number is drawn: the public map. With `within` the map is about these counties only,
    and the others are the land around them. `bounds`: where the classes of numbers begin. `nothing`: what a county
    without any is called, unless it is a white spot; empty when its name says enough.
    """
    word = _("white spot") if nothing is None else nothing
    drawn = counties() if within is None else {code: county for code, county in counties().items() if code in within}
    body: list[str] = [outline(county, "sunk", move=MOVE) for code, county in counties().items() if code not in drawn]
    white = {code for code in drawn if counts.get(code, 0) <= 0}
    for code in sorted(drawn, key=lambda code: code in white):  # dashed edges last, so that none is covered
        county, count = drawn[code], counts.get(code, 0)
        shown = count if classes else class_of(count, bounds)
        parts = [outline(county, SHADES[shown], move=MOVE), svg.NOTHING if classes else _number(county, count, shown)]
        href = (hrefs or {}).get(code)
        if href:
            said = _("%(county)s: %(count)s") % {"county": county.name, "count": said_count(count, classes)}
            body.append(svg.link(href, said, *parts))
        else:
            body.extend(parts)
    by_name = {drawn[code].name: note for code, note in notes.items() if code in drawn}
    spots = sorted((drawn[code] for code in white), key=lambda county: county.y)
    # Names stand on the nearer side; the far south has the sea to the right.
    west = [county for county in spots if county.x < 60 and county.y < 410]
    body += _spots(west, by_name, left=True, word=word)
    body += _spots([county for county in spots if county not in west], by_name, left=False, word=word)
    zero = _("0, white spot") if nothing is None else "0"
    body += _legend(counted or _("Companies in coaching"), classes or class_words(bounds, zero))
    return svg.chart(
        ident=ident, title=title, finding=finding, width=WIDTH, height=HEIGHT, body=body, kind="map", links=bool(hrefs)
    )
