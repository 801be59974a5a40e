"""A small paper, and a folder for what is kept."""

import hashlib
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from programme.common.paper.kept import Kept
from programme.common.paper.long import Long, render_long
from programme.common.paper.sections import Heads, Section, link_to

SVG = '<svg viewBox="0 0 90 9" role="img"><title>En bild</title><rect width="5" height="5" fill="#0b5560"/></svg>'
HEADS = Heads("Produktionslyftet, hösten 2026", "Version 1", "Sida {page} av {pages}")
Render = Callable[..., Long]


def company(n: int, *, words: str = "", rows: int = 3, **more: Any) -> Section:
    """A section with a table, a picture, a heading below its own and a link to another section."""
    lines = "".join(f'<tr><th scope="row">Träff {r}</th><td>{r * n}</td></tr>' for r in range(rows))
    html = (
        f'<h2>Företag {n}</h2><p>{words}Se <a href="{link_to("c1")}">det första</a>, eller '
        f'<a href="https://portal.example.org/rapport/7">raderna</a>.</p><h3>Träffar {n}</h3>'
        f'<table><thead><tr><th scope="col">Träff</th><th scope="col">Antal</th></tr></thead><tbody>{lines}</tbody>'
        f"</table><figure>{SVG}</figure>"
    )
    return Section(f"c{n}", f"Företag {n}", html, **more)


COVER = Section("cover", "Omslag", "<h1>Delrapport</h1>", listed=False, bare=True, css="cover")


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path / "paper", limit=10**9, days=10)


@pytest.fixture
def render(kept: Kept) -> Iterator[Render]:
    """Renders with the test's own folder, and looks that nothing is left of the making."""

    def made(sections: Sequence[Section], **more: Any) -> Long:
        given = {
            "title": "Delrapport åtta",
            "stylesheets": ["css/report.css", "css/paper.css"],
            "heads": HEADS,
            "front": [COVER],
            "contents": "Innehåll",
            "kept": kept,
        }
        return render_long(sections, **{**given, **more})

    yield made
    assert list((kept.folder / "work").glob("*")) == []
    assert list((kept.folder / "new").glob("*")) == []


def entries(kept: Kept) -> list[Path]:
    """The files that are kept."""
    return sorted((kept.folder / "kept").glob("*/*"))


def pages_of(content: bytes) -> list[str]:
    """The text of each page, as poppler reads it."""
    command = ["pdftotext", "-layout", "-", "-"]
    return subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode().split("\f")[:-1]


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
