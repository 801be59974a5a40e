"""A rendered section as it is kept and joined: its PDF objects, with tokens where the whole file must fill numbers in.

The form, all in one run of bytes: a line of JSON (what the section is), the objects that are no streams (compressed
together), the streams one after the other. Tokens stand between zero bytes, which no PDF object of ours holds:

    0..n   the object of this section with that number      P  the section's node in the page tree
    D      the document element of the structure tree       I  prefix that makes ids of elements unique
    S0..   place in the parent tree                         O0..  running head and foot of the section's page
    Q      the stream that saves the graphics state         F…  the font with that name
    L…     where the section with that key begins           T…  its heading, as a PDF string
"""

import json
import re
import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

TOKEN = re.compile(rb"\x00([^\x00]*)\x00")
BETWEEN = b"\x01"  # between objects; like the zero byte, in no object of ours


@dataclass
class Face:
    """A typeface that a section draws with: one instance of a font file, and the glyphs that are drawn."""

    file: str  # SHA-256 of the font file
    index: int
    axes: dict[str, float]  # empty for a font that does not vary
    family: str
    italic: bool
    texts: dict[str, str]  # glyph number to the text that it stands for
    missing: list[int] = field(default_factory=list)  # glyphs that no font has

    @property
    def key(self) -> str:
        """The same for the same instance of the same file."""
        axes = ",".join(f"{tag}={value:g}" for tag, value in sorted(self.axes.items()))
        return f"{self.file}:{self.index}:{axes}"


@dataclass
class Head:
    """What must be known of a section before all are joined."""

    sizes: list[list[float]]  # width and height of each page, in points
    objects: int  # how many objects there are, numbered from 0: first those that are no streams
    streams: list[list[int]]  # length of the dictionary and of the data of each stream
    pages: list[int]  # numbers of the page objects
    tops: list[int]  # numbers of the elements that stand in the document element
    ids: list[list[Any]]  # id and number of the elements that have one, in the order of the ids
    parents: list[str]  # entries of the parent tree, with tokens
    anchors: dict[str, list[float]]  # id to page, x, y
    marks: list[list[Any]]  # level, text, page, x, y of each heading
    faces: dict[str, Face]  # by the name that the pages use


def pack(head: Head, block: list[bytes], streams: list[tuple[bytes, bytes]]) -> bytes:
    """The section as bytes."""
    told = json.dumps(asdict(head), ensure_ascii=False, separators=(",", ":")).encode()
    body = zlib.compress(BETWEEN.join(block), 6)
    return b"%s\n%d\n" % (told, len(body)) + body + b"".join(one + data for one, data in streams)


def head_of(content: bytes) -> Head:
    """What the section is. Raises ValueError for something else than a packed section."""
    try:
        told = json.loads(content[: content.index(b"\n")])
        told["faces"] = {name: Face(**face) for name, face in told["faces"].items()}
        return Head(**told)
    except (KeyError, TypeError, AttributeError) as broken:
        raise ValueError("not a section") from broken


def filled(content: bytes, head: Head, fill: Callable[[bytes], bytes]) -> tuple[list[bytes], list[tuple[bytes, bytes]]]:
    """The objects, and the streams as dictionary and data, with every token filled in."""
    start = content.index(b"\n") + 1
    end = content.index(b"\n", start)
    length = int(content[start:end])
    block = zlib.decompress(content[end + 1 : end + 1 + length])
    place, streams = end + 1 + length, []
    for own, data in head.streams:
        told = content[place : place + own]
        streams.append((TOKEN.sub(lambda found: fill(found[1]), told), content[place + own : place + own + data]))
        place += own + data
    return TOKEN.sub(lambda found: fill(found[1]), block).split(BETWEEN), streams
