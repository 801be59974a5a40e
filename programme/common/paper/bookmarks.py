"""A PDF's bookmarks, which readers show beside the pages."""

from bisect import bisect_left
from collections.abc import Callable

from .writer import Writer, text


def outlines(out: Writer, marks: list[tuple[int, str, str]], target: Callable[[str], bytes]) -> int | None:
    """Write them: level, text and key of the place, in the order of the pages. Returns the root's number."""
    if not marks:
        return None
    root, first = out.reserve(), out.reserve(len(marks))
    above: list[int | None] = []
    below: dict[int | None, list[int]] = {}
    way: list[tuple[int, int]] = []
    for number, (level, _text, _key) in enumerate(marks):
        while way and way[-1][0] >= level:
            way.pop()
        parent = way[-1][1] if way else None
        above.append(parent)
        below.setdefault(parent, []).append(number)
        way.append((level, number))
    for number, (_level, words, key) in enumerate(marks):
        parent = above[number]
        beside, own = below[parent], below.get(number, [])
        place = bisect_left(beside, number)
        parts = [
            b"/Title %s/Dest %s" % (text(words), target(key)),
            b"/Parent %d 0 R" % (root if parent is None else first + parent),
        ]
        if place:
            parts.append(b"/Prev %d 0 R" % (first + beside[place - 1]))
        if place + 1 < len(beside):
            parts.append(b"/Next %d 0 R" % (first + beside[place + 1]))
        if own:
            parts.append(b"/First %d 0 R/Last %d 0 R/Count -%d" % (first + own[0], first + own[-1], len(own)))
        out.add(first + number, b"<<%s>>" % b"".join(parts))
    top = below[None]
    told = b"<</Type /Outlines/First %d 0 R/Last %d 0 R/Count %d>>"
    out.add(root, told % (first + top[0], first + top[-1], len(top)))
    return root
