"""The one way from HTML to a PDF: accessible, archivable, rendered in a process of its own (TRUST.md T9, T10)."""

import json
import logging
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

from programme.common.paper import statics
from programme.common.paper.pool import ENVIRONMENT, command
from programme.common.paper.refusals import TOO_MANY_PAGES, PdfRefused, broken, too_long, too_slow
from programme.common.paper.statics import FONTS

__all__ = ["Pdf", "PdfRefused", "render_pdf"]
logger = logging.getLogger(__name__)

TIME_LIMIT = 120  # seconds
MEMORY_LIMIT = 1_500_000_000  # bytes
MAX_PAGES = 300


@dataclass(frozen=True)
class Pdf:
    """A finished file and how many pages it has."""

    content: bytes
    pages: int


def render_pdf(
    html: str,
    *,
    stylesheets: Sequence[str],
    title: str,
    files: Sequence[str] = FONTS,
    max_pages: int = MAX_PAGES,
    time_limit: float = TIME_LIMIT,
) -> Pdf:
    """Render a whole HTML page to PDF/A-3a with tags and the PDF/UA mark.

    stylesheets and files are names of static files; nothing else can be read or fetched by the page or its sheets.
    Raises PdfRefused when it takes too long (seconds), too much memory or more than max_pages pages.
    """
    job = {
        "html": html,
        "title": title,
        "sheets": statics.sheets(stylesheets),
        "files": statics.files(files),
        "max_pages": max_pages,
        "memory": MEMORY_LIMIT,
    }
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command, the page goes in by standard input
            command("pdf_worker"),
            input=json.dumps(job).encode(),
            capture_output=True,
            timeout=time_limit,
            env=ENVIRONMENT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise too_slow(time_limit) from None
    if done.stderr:
        logger.warning("pdf %r: %s", title, done.stderr.decode(errors="replace")[-2000:])
    if done.returncode == TOO_MANY_PAGES:
        raise too_long(max_pages)
    if done.returncode != 0:
        raise broken(done.returncode)
    pages, content = done.stdout.split(b"\n", 1)
    return Pdf(content, int(pages))
