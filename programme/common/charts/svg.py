"""SVG elements as typed functions. Whatever comes in is escaped here, so a chart cannot carry markup of others."""

from collections.abc import Iterable, Mapping
from typing import Literal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from programme.common.charts.theme import Colour, paint

Number = int | float
Anchor = Literal["start", "middle", "end"]
NOTHING = format_html("{}", "")


def short(number: Number) -> str:
    """A coordinate with at most one decimal, always with a point."""
    return f"{round(float(number), 1):g}" if abs(number) < 100_000 else "0"


def element(name: str, given: Mapping[str, str], *inside: str) -> SafeString:
    """One element with its attributes; what is inside is escaped unless it is safe already."""
    attributes = format_html_join("", ' {}="{}"', given.items())
    if not inside:
        return format_html("<{}{}/>", name, attributes)
    return format_html("<{}{}>{}</{}>", name, attributes, joined(inside), name)


def joined(parts: Iterable[str]) -> SafeString:
    """Parts one after the other."""
    return format_html_join("", "{}", ((part,) for part in parts))


def line(
    x1: Number,
    y1: Number,
    x2: Number,
    y2: Number,
    *,
    stroke: Colour,
    width: float = 1,
    dash: str = "",
) -> SafeString:
    """A straight line, dashed where `dash` says how."""
    given = {"x1": short(x1), "y1": short(y1), "x2": short(x2), "y2": short(y2), **paint(stroke=stroke, width=width)}
    return element("line", given | ({"stroke-dasharray": dash} if dash else {}))


def rect(x: Number, y: Number, width: Number, height: Number, *, fill: Colour, radius: Number = 0) -> SafeString:
    """A filled rectangle; a negative size is drawn as none."""
    given = {"x": short(x), "y": short(y), "width": short(max(width, 0)), "height": short(max(height, 0))}
    return element("rect", given | ({"rx": short(radius)} if radius else {}) | paint(fill=fill))


def circle(
    x: Number,
    y: Number,
    radius: Number,
    *,
    fill: Colour,
    stroke: Colour | None = None,
    width: float = 2,
) -> SafeString:
    """A disc, or a ring when it has a stroke."""
    return element(
        "circle",
        {"cx": short(x), "cy": short(y), "r": short(radius), **paint(fill=fill, stroke=stroke, width=width)},
    )


def path(
    d: str,
    *,
    fill: Colour | None = None,
    stroke: Colour | None = None,
    width: float | None = None,
    dash: str = "",
    clip: str = "",
) -> SafeString:
    """A path; ends and corners are round. `clip` is the id of a clip path."""
    given = {"d": d, **paint(fill=fill, stroke=stroke, width=width)}
    if stroke:
        given |= {"stroke-linejoin": "round"} | ({"stroke-dasharray": dash} if dash else {"stroke-linecap": "round"})
    return element("path", given | ({"clip-path": f"url(#{clip})"} if clip else {}))


def text(
    x: Number,
    y: Number,
    words: str,
    *,
    fill: Colour = "ink2",
    size: float = 12,
    weight: int = 400,
    anchor: Anchor = "start",
) -> SafeString:
    """One line of text at its baseline."""
    given = {
        "x": short(x),
        "y": short(y),
        **paint(fill=fill),
        "font-family": "Inter",
        "font-size": f"{size:g}",
        "font-weight": str(weight),
    }
    return element("text", given | ({"text-anchor": anchor} if anchor != "start" else {}), words)


def width_of(words: str, *, size: float = 12, weight: int = 400) -> float:
    """About how wide a line of text becomes; Inter's letters are half an em on average, heavier ones a bit more."""
    return len(words) * size * (0.54 if weight >= 550 else 0.51)


def cut(words: str, width: float, *, size: float = 12, weight: int = 400) -> str:
    """The words, shortened with an ellipsis when they would not fit."""
    if width_of(words, size=size, weight=weight) <= width:
        return words
    room = int(width / width_of("n", size=size, weight=weight)) - 1
    return words[: max(room, 1)].rstrip() + "…"


def pill(x: Number, y: Number, words: str) -> SafeString:
    """Yellow means now: words on a yellow pill whose middle is at x and whose top is at y."""
    width = width_of(words, size=12.5, weight=600) + 22
    return joined(
        [
            rect(x - width / 2, y, width, 22, fill="now", radius=11),
            text(x, y + 15.5, words, fill="onnow", size=12.5, weight=600, anchor="middle"),
        ]
    )


def ticked(x: Number, y: Number) -> SafeString:
    """A milestone that is done: a disc with a tick."""
    tick = f"M{short(x - 3.4)},{short(y + 0.2)}l2.5,2.5 4.6,-4.9"
    return joined([circle(x, y, 8, fill="d1"), path(tick, stroke="surface", width=1.8)])


def triangle(x: Number, y: Number, *, size: Number = 12) -> SafeString:
    """Behind plan: a triangle whose top is at x, y."""
    half = float(size) / 2
    down = f"M{short(x)},{short(y)}L{short(x + half)},{short(y + half * 1.85)}H{short(x - half)}Z"
    return path(down, fill="warn")


def two_bars(x: Number, y: Number) -> SafeString:
    """Paused: two bars around x, y."""
    return joined([rect(x - 4, y - 5, 3, 10, fill="d0"), rect(x + 1, y - 5, 3, 10, fill="d0")])


def clip(ident: str, width: Number, height: Number) -> SafeString:
    """A clip path from the left edge to `width`."""
    box = element("rect", {"x": "-10", "y": "0", "width": short(max(width + 10, 0)), "height": short(height)})
    return element("clipPath", {"id": ident}, box)


def link(href: str, label: str, *inside: str) -> SafeString:
    """A link within a chart, with its name in words."""
    return element("a", {"href": href, "aria-label": label}, element("title", {}, label), *inside)


def chart(
    *,
    ident: str,
    title: str,
    finding: str,
    width: Number,
    height: Number,
    body: Iterable[str],
    kind: str = "",
    links: bool = False,
) -> SafeString:
    """The whole picture: title first, then the finding in words. With links it is a group, so that they can be reached.

    `ident` makes the ids, so it must be unique on the page; `kind` lets the style sheet fit it to a phone.
    """
    given = {
        "xmlns": "http://www.w3.org/2000/svg",
        "class": f"l-chart l-k-{kind}" if kind else "l-chart",
        "viewBox": f"0 0 {short(width)} {short(height)}",
        "role": "group" if links else "img",
        "aria-labelledby": f"{ident}-t",
        "aria-describedby": f"{ident}-d",
    }
    return element(
        "svg",
        given,
        element("title", {"id": f"{ident}-t"}, title),
        element("desc", {"id": f"{ident}-d"}, finding),
        *body,
    )
