"""Bounds of a long paper: pages, time, memory, nothing fetched, no process and no file left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from programme.common.paper import long as long_module
from programme.common.paper.kept import Kept
from programme.common.paper.refusals import PdfRefused
from programme.common.paper.sections import Limits, Section, link_to
from tests.common.paper.conftest import Render, company, pages_of
from tests.common.test_pdf import Listener, listener  # noqa: F401 - a fixture

ROOT = Path(__file__).resolve().parents[3]
HEAVY = "<p>ord ord ord ord</p>" * 20_000


def children() -> set[int]:
    """Processes that this one started and that live."""
    found = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return {int(one) for one in found}


def test_too_many_pages_are_refused_in_words_also_when_they_are_kept(render: Render) -> None:
    sections = [company(n) for n in range(1, 6)]

    assert render(sections, limits=Limits(pages=7)).pages == 7
    with pytest.raises(PdfRefused, match="6"):
        render(sections, limits=Limits(pages=6))


def test_section_that_takes_too_long_is_refused_and_its_process_is_gone(render: Render) -> None:
    before, began = children(), time.monotonic()

    with pytest.raises(PdfRefused, match="2"):
        render([company(1), Section("heavy", "Tung", HEAVY)], limits=Limits(part_seconds=2))

    assert time.monotonic() - began < 30
    assert children() == before


def test_paper_that_takes_too_long_in_all_is_refused(render: Render) -> None:
    before = children()

    with pytest.raises(PdfRefused):
        render([Section(f"heavy{n}", "Tung", HEAVY) for n in range(4)], limits=Limits(seconds=3))

    assert children() == before


def test_section_that_takes_too_much_memory_is_refused(render: Render) -> None:
    with pytest.raises(PdfRefused):
        render([Section("heavy", "Tung", HEAVY)], limits=Limits(memory=350_000_000))


def test_process_that_has_grown_gives_its_memory_back_by_ending(
    render: Render, monkeypatch: pytest.MonkeyPatch
) -> None:
    pools = []
    real = long_module.Pool

    def noted(*args: object, **more: object) -> object:
        pools.append(real(*args, **more))  # type: ignore[arg-type]
        return pools[-1]

    monkeypatch.setattr(long_module, "Pool", noted)
    sections = [company(n) for n in range(1, 4)]

    usual = render(sections, limits=Limits(processes=1))
    small = render([company(n, words="x ") for n in range(1, 4)], limits=Limits(processes=1, resident=1))

    assert usual.pages == small.pages
    assert pools[0].started == 1
    assert pools[1].started > 3


def test_progress_is_told_section_by_section_in_the_callers_thread(render: Render) -> None:
    heard: list[int] = []
    render([company(1), company(2, new_page=False), company(3)], progress=heard.append)

    assert heard[-1] == 4
    assert heard == sorted(heard)
    assert len(heard) == 3  # two sections share a page, and are rendered at once


def test_one_who_stops_listening_stops_the_work(render: Render) -> None:
    class LeaseLost(Exception):
        pass

    def stop(done: int) -> None:
        raise LeaseLost

    before = children()
    with pytest.raises(LeaseLost):
        render([company(n) for n in range(1, 9)], progress=stop)
    assert children() == before


def test_nothing_is_fetched_whatever_a_section_asks(render: Render, listener: Listener, tmp_path: Path) -> None:  # noqa: F811
    secret = tmp_path / "secret.txt"
    secret.write_text("HEMLIGT-ORD")
    there, here = f"http://127.0.0.1:{listener.port}", secret.as_uri()
    html = f"""<h2>Rubrik</h2><style>@import url("{there}/c.css"); h2 {{ background: url("{there}/e.png") }}
    @page {{ @top-left {{ content: url("{there}/m.png") }} }} h2::after {{ content: url("{here}") }}</style>
    <img src="{there}/f.png" alt="x"><img src="{here}" alt="x"><a rel="attachment" href="{here}">x</a>
    <object data="{there}/g"></object><svg viewBox="0 0 9 9"><title>x</title><image href="{there}/j.png"/></svg>
    <link rel="attachment" href="{here}"><p style="background: url({there}/n.png)">Slut</p>"""

    made = render([Section("bad", "Rubrik", html)])

    assert listener.calls == 0
    assert b"/EmbeddedFile" not in made.content
    text = "".join(pages_of(made.content))
    assert "HEMLIGT-ORD" not in text
    assert "Slut" in text


def test_headings_and_heads_are_text_and_never_markup(render: Render) -> None:
    odd = Section("odd", '<b>"A&B" \\(x) 12 0 R\x01', "<h2>&lt;b&gt; (12 0 R) \\ 1 0 R</h2><p>(5 0 R</p>")
    made = render([odd, company(1)])

    text = "".join(pages_of(made.content))
    assert '<b>"A&B" \\(x) 12 0 R' in text
    assert "(12 0 R) \\ 1 0 R" in text
    assert "(5 0 R" in text


def test_link_to_a_section_that_is_not_there_leads_nowhere(render: Render) -> None:
    made = render([Section("a", "A", f'<h2>A</h2><p><a href="{link_to("gone")}">borta</a></p>')])

    assert "borta" in pages_of(made.content)[2]


def test_killed_parent_leaves_no_process_and_the_next_run_clears_its_files(render: Render, kept: Kept) -> None:
    script = f"""
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "programme.settings"
import django; django.setup()
from pathlib import Path
from programme.common.paper.kept import Kept
from tests.common.paper.conftest import HEADS, company
from programme.common.paper.long import render_long
from programme.common.paper.sections import Section
def told(done):
    if done == 2: print("two", flush=True)
heavy = [Section(f"heavy{{n}}", "Tung", "<p>ord ord</p>" * 20000) for n in range(6)]
render_long([company(1), company(2), *heavy], title="x", stylesheets=[], heads=HEADS,
            kept=Kept(Path({str(kept.folder)!r}), limit=10**9, days=1), progress=told)
"""
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE)
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"two\n"
    own = Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()
    assert own
    assert len(list((kept.folder / "work").iterdir())) == 1

    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()

    until = time.monotonic() + 20
    while any(_lives(int(one)) for one in own) and time.monotonic() < until:
        time.sleep(0.05)
    assert not [one for one in own if _lives(int(one))]
    render([company(1)])  # its fixture looks that nothing is left


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    except OSError:
        return False
