"""What a long paper is made of."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape

KEY = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True)
class Section:
    """A part of the paper that is rendered, kept and listed on its own."""

    key: str  # unique in the paper: letters, digits, hyphens; links lead to it (see link_to)
    heading: str  # in the contents, the bookmarks and the running head
    html: str  # what stands in the section, its own heading included: from our templates only
    level: int = 1  # depth in the contents and the bookmarks
    new_page: bool = True  # else it goes on where the section before it ended, and is rendered with that
    listed: bool = True  # in the contents and the bookmarks
    bare: bool = False  # without running heads and feet: a cover
    css: str = "sec"  # class of the element around it

    def __post_init__(self) -> None:
        if not KEY.fullmatch(self.key):
            raise ValueError(f"not a key: {self.key!r}")

    def element(self) -> str:
        """The section as an element of the page."""
        css = self.css if self.new_page else f"{self.css} goes-on"
        return f'<section class="{escape(css)}" id="{self.key}">{self.html}</section>'


@dataclass(frozen=True)
class Heads:
    """The running heads and feet. The section's heading stands at the top right."""

    title: str  # top left
    foot: str  # bottom left
    pages: str  # bottom right, such as "Page {page} of {pages}"


@dataclass(frozen=True)
class Limits:
    """How much a paper may take."""

    pages: int = 2000
    seconds: float = 1200  # for the whole paper
    part_seconds: float = 120  # for one section
    memory: int = 1_500_000_000  # bytes of address space of one process
    resident: int = 350_000_000  # bytes after which a process ends and another goes on
    nice: int = 10  # how far everything else on the machine comes first: web pages above all
    processes: int = field(default_factory=lambda: os.cpu_count() or 1)


LINKS = "https://section.invalid/"  # as in cutting.py


def link_to(key: str) -> str:
    """The address that leads to a section from another one."""
    return LINKS + key


def pieces(sections: Iterable[Section]) -> Iterator[list[Section]]:
    """The sections that are rendered together: one that begins a page, and those that go on after it."""
    piece: list[Section] = []
    for section in sections:
        if piece and section.new_page:
            yield piece
            piece = []
        piece.append(section)
    if piece:
        yield piece


def page_of(piece: list[Section], *, language: str) -> str:
    """The HTML page of a piece. It says nothing of the paper, so that it is the same in another one."""
    body = "".join(section.element() for section in piece)
    page = (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8"></head><body><main>{body}</main>'
    )
    return (page + "</body></html>").replace("\0", "")
