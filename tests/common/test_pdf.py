"""PDFs: nothing is fetched, nothing is attached, the file is tagged, and a bad page cannot take the portal down."""

import io
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from pdfua import Severity, validate

from programme.common import pdf
from programme.common.paper import statics
from programme.common.pdf import PdfRefused, render_pdf
from tests.pdf_text import text_of_pdf

PAGE = """<!doctype html><html lang="sv"><head><title>Rapport</title>{head}</head><body><main>
<h1>Åtta företag</h1>
<svg viewBox="0 0 10 10" role="img"><title>En bild</title><rect width="5" height="5" fill="#0b5560"/></svg>
<table><caption>Mål</caption><thead><tr><th scope="col">Mål</th><th scope="col">Utfall</th></tr></thead>
<tbody><tr><th scope="row">Företag</th><td>8</td></tr></tbody></table>{body}</main></body></html>"""


class Listener:
    """Counts who calls on a loopback port."""

    def __init__(self) -> None:
        self.calls = 0
        self.server = socket.create_server(("127.0.0.1", 0))
        self.server.settimeout(0.2)
        self.port = self.server.getsockname()[1]
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        while not self._stop.is_set():
            try:
                caller, _ = self.server.accept()
            except TimeoutError:
                continue
            self.calls += 1
            caller.close()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()
        self.server.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    found = Listener()
    yield found
    found.stop()


def page(*, head: str = "", body: str = "") -> str:
    return PAGE.format(head=head, body=body)


def test_nothing_is_fetched_or_attached_whatever_the_page_asks(listener: Listener, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("HEMLIGT-ORD")
    there = f"http://127.0.0.1:{listener.port}"
    here = secret.as_uri()
    socket.create_connection(("127.0.0.1", listener.port)).close()  # the listener does count
    asks = page(
        head=f"""<link rel="stylesheet" href="{there}/a.css"><link rel="attachment" href="{here}">
        <link rel="attachment" href="{there}/b"><base href="{there}/">
        <style>@import url("{there}/c.css"); @import "{here}";
        @font-face {{ font-family: Bad; src: url("{there}/d.ttf") }} body {{ font-family: Bad; }}
        h1 {{ background: url("{there}/e.png"); list-style-image: url({there}/e2.png) }}
        h1::after {{ content: url("{here}") }}</style>""",
        body=f"""<img src="{there}/f.png"><img src="{here}"><a rel="attachment" href="{here}">x</a>
        <object data="{there}/g"></object><embed src="{there}/h"><iframe src="{there}/i"></iframe>
        <svg viewBox="0 0 9 9"><image href="{there}/j.png" width="9" height="9"/><use href="{there}/k.svg#a"/></svg>
        <svg viewBox="0 0 9 9"><style>@import url("{there}/l.css");</style><image xlink:href="{here}"/></svg>
        <p style="background: url({there}/m.png)">Slut</p>""",
    )

    made = render_pdf(asks, stylesheets=["css/report.css"], title="Rapport")

    assert listener.calls == 1
    assert b"/EmbeddedFile" not in made.content
    with pikepdf.open(io.BytesIO(made.content)) as opened:
        assert "/Names" not in opened.Root or "/EmbeddedFiles" not in opened.Root.Names
        assert not list(opened.attachments)
    assert "HEMLIGT-ORD" not in text_of_pdf(made.content)
    assert "Slut" in text_of_pdf(made.content)


def test_style_sheet_of_ours_cannot_fetch_either(
    listener: Listener, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sheet = tmp_path / "bad.css"
    sheet.write_text(
        f"""@import url("http://127.0.0.1:{listener.port}/a.css");
        @font-face {{ font-family: Bad; src: url("http://127.0.0.1:{listener.port}/b.ttf") }}
        body {{ font-family: Bad; background: url("http://127.0.0.1:{listener.port}/c.png") }}"""
    )
    real = statics.static_path
    monkeypatch.setattr(statics, "static_path", lambda name: str(sheet) if name == "bad.css" else real(name))

    made = render_pdf(page(), stylesheets=["bad.css"], title="Rapport")

    assert listener.calls == 0
    assert "Åtta företag" in text_of_pdf(made.content)


def test_file_is_tagged_titled_in_inter_and_passes_the_checker(tmp_path: Path) -> None:
    made = render_pdf(page(), stylesheets=["css/report.css"], title="Produktionslyftet, delrapport")
    file = tmp_path / "a.pdf"
    file.write_bytes(made.content)

    assert [f"{f.rule_id} {f.message}" for f in validate(file).findings if f.severity is Severity.ERROR] == []
    with pikepdf.open(file) as opened:
        assert bool(opened.Root.MarkInfo.Marked)
        assert str(opened.Root.Lang) == "sv"
        with opened.open_metadata() as metadata:
            assert metadata["dc:title"] == "Produktionslyftet, delrapport"
            assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
            assert metadata["pdfaid:part"] == "3"
        fonts = {str(font["/BaseFont"]) for page in opened.pages for font in page.resources.Font.values()}
    assert fonts
    assert all("Inter" in font for font in fonts)


def test_running_heads_are_artifacts_and_the_text_is_not(tmp_path: Path) -> None:
    sheet = "<style>@page { @top-left { content: 'Rubrik i huvudet' } }</style>"
    made = render_pdf(page(head=sheet), stylesheets=[], title="Rapport")

    with pikepdf.open(io.BytesIO(made.content)) as opened:
        stream = opened.pages[0].Contents.read_bytes()
    assert stream.count(b"/Artifact") == 1
    assert "Rubrik i huvudet" in text_of_pdf(made.content)
    assert stream.count(b"/MCID") > 3


def test_same_page_gives_the_same_bytes() -> None:
    first = render_pdf(page(), stylesheets=["css/report.css"], title="Rapport")
    again = render_pdf(page(), stylesheets=["css/report.css"], title="Rapport")
    other = render_pdf(page(body="<p>Mer</p>"), stylesheets=["css/report.css"], title="Rapport")

    assert first.content == again.content
    assert first.content != other.content


def test_too_many_pages_are_refused_in_words() -> None:
    long = page(body='<p style="break-after: page">x</p>' * 5)

    assert render_pdf(long, stylesheets=[], title="Rapport", max_pages=5).pages == 5
    with pytest.raises(PdfRefused, match="4"):
        render_pdf(long, stylesheets=[], title="Rapport", max_pages=4)


def test_page_that_takes_too_long_is_refused_and_its_process_is_gone() -> None:
    with pytest.raises(PdfRefused):
        render_pdf(page(body="<p>ord ord ord</p>" * 20_000), stylesheets=[], title="Rapport", time_limit=2)


def test_page_that_takes_too_much_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MEMORY_LIMIT", 300_000_000)

    with pytest.raises(PdfRefused):
        render_pdf(page(body="<p>ord ord ord</p>" * 20_000), stylesheets=[], title="Rapport")


def test_missing_static_file_is_named() -> None:
    with pytest.raises(LookupError, match="css/none.css"):
        render_pdf(page(), stylesheets=["css/none.css"], title="Rapport")
