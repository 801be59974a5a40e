"""The one way to a long PDF: `render_long`. What is unchanged since an earlier paper is not rendered again."""

import shutil
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from programme.common.paper import statics
from programme.common.paper.joiner import joined
from programme.common.paper.kept import Kept
from programme.common.paper.paper import Paper
from programme.common.paper.pool import Pool
from programme.common.paper.sections import Heads, Limits, Section, pieces
from programme.common.paper.statics import FONTS

PLACES = (
    "top-left-corner top-left top-center top-right top-right-corner left-top left-middle left-bottom right-top "
    "right-middle right-bottom bottom-left-corner bottom-left bottom-center bottom-right bottom-right-corner"
).split()
# Whatever a sheet writes into the margins of a page depends on the whole paper, and is drawn when that is known.
NO_MARGINS = "@page{" + "".join(f"@{place}{{content:none!important}}" for place in PLACES) + "}"


@dataclass(frozen=True)
class Long:
    """A finished paper."""

    content: bytes
    pages: int
    rendered: int  # pieces that were laid out for it
    reused: int  # pieces that were kept from before


def render_long(
    sections: Iterable[Section],
    *,
    title: str,
    stylesheets: Sequence[str],
    heads: Heads,
    files: Sequence[str] = FONTS,
    front: Sequence[Section] = (),
    contents: str = "",
    language: str = "sv",
    kept: Kept | None = None,
    progress: Callable[[int], None] | None = None,
    limits: Limits | None = None,
) -> Long:
    """Render sections side by side and join them to one accessible PDF/A-3a, with bookmarks and running heads.

    front stands before the list of contents, whose heading is `contents` (none: no list). stylesheets and files
    are names of static files (the first file is the font of the heads); a page can use nothing else. Sections may come
    from a generator: they are asked for as there are hands. progress hears how many are done, in the caller's thread.
    Raises PdfRefused when the paper takes more than the limits allow.
    """
    limits, kept = limits or Limits(), kept or Kept()
    kept.sweep()
    folder = kept.working_folder()
    try:
        sheets = statics.sheets(stylesheets) | {statics.BASE + "no-margins.css": NO_MARGINS}
        setup = {"sheets": sheets, "files": statics.files(files), "memory": limits.memory}
        until = time.monotonic() + limits.seconds
        with Pool(
            setup,
            size=limits.processes,
            part_limit=limits.part_seconds,
            until=until,
            resident_limit=limits.resident,
            nice=limits.nice,
        ) as pool:
            paper = Paper(folder, kept, pool, setup, language=language, limits=limits)
            paper.render(front, sections, progress or (lambda done: None))
            if contents:
                paper.list_contents(contents, after=len(list(pieces(front))))
            plan = paper.plan(title, heads)
        content, pages = joined(plan, limits, until=until)
        return Long(content, pages, paper.rendered, paper.reused)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
