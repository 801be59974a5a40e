"""The one way from HTML to a PDF: accessible, archivable, rendered in a process of its own (TRUST.md T9, T10)."""

import json
import logging
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

WORKER = Path(__file__).with_name("pdf_worker.py")
BASE = "https://static.invalid/"  # as in pdf_worker: where our static files seem to lie
FONTS = ("vendor/inter.ttf",)
TIME_LIMIT = 120  # seconds
MEMORY_LIMIT = 1_500_000_000  # bytes
MAX_PAGES = 300


@dataclass(frozen=True)
class Pdf:
    """A finished file and how many pages it has."""

    content: bytes
    pages: int


class PdfRefused(Exception):
    """The file could not be made; says why in words for the person who asked."""


def static_path(name: str) -> str:
    """Where a static file of ours lies. Raises LookupError when it is missing."""
    found = finders.find(name)
    if found is None:
        collected = Path(settings.STATIC_ROOT) / name
        if not collected.is_file():
            raise LookupError(f"static file {name} is missing; run the command vendor_static")
        found = str(collected)
    return str(found)


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
        "sheets": {BASE + name: Path(static_path(name)).read_text(encoding="utf-8") for name in stylesheets},
        "files": {BASE + name: static_path(name) for name in files},
        "max_pages": max_pages,
        "memory": MEMORY_LIMIT,
    }
    # An environment of our own: secrets stay with this process, and the same page gives the same bytes.
    command = [sys.executable, "-P", "-s", str(WORKER)]
    environment = {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": "/nonexistent",
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": "946684800",
    }
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command, the page goes in by standard input
            command,
            input=json.dumps(job).encode(),
            capture_output=True,
            timeout=time_limit,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise PdfRefused(_("The PDF took more than %(seconds)s seconds.") % {"seconds": int(time_limit)}) from None
    if done.stderr:
        logger.warning("pdf %r: %s", title, done.stderr.decode(errors="replace")[-2000:])
    if done.returncode == 3:
        raise PdfRefused(_("The PDF has more than %(pages)s pages.") % {"pages": max_pages})
    if done.returncode != 0:
        raise PdfRefused(_("The PDF could not be made."))
    pages, content = done.stdout.split(b"\n", 1)
    return Pdf(content, int(pages))
