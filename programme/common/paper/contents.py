"""The list of contents: rendered when all else is, with the page numbers written out."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from programme.common.paper.sections import Section, link_to

KEY = "contents"


@dataclass(frozen=True)
class Line:
    """One section in the list."""

    key: str
    heading: str
    level: int
    page: int  # as printed: the first page of the paper is 1


def contents_section(heading: str, lines: Sequence[Line]) -> Section:
    """The list as a section. Lines below the first level stand in two columns under theirs."""
    lists: list[str] = []
    for below, group in groupby(lines, key=lambda line: line.level > 1):
        items = "".join(
            f'<li><p class="toc-what"><a href="{link_to(line.key)}">{escape(line.heading)}</a></p>'
            f'<p class="toc-page">{line.page}</p></li>'
            for line in group
        )
        lists.append(f'<ul class="toc{" toc-below" if below else ""}">{items}</ul>')
    html = f"<h2>{escape(heading)}</h2>{''.join(lists)}"
    return Section(KEY, heading, html, css="sec contents")
