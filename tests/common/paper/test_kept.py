"""What is kept between papers: used when whole and wanted, thrown away else, bounded, and never more than a saving."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from programme.common.paper.kept import Kept
from tests.common.paper.conftest import HEADS, Render, company, entries, pages_of


def test_same_paper_gives_the_same_bytes_kept_or_not(render: Render, tmp_path: Path) -> None:
    sections = [company(n) for n in range(1, 4)]

    first, again = render(sections), render(sections)
    elsewhere = render(sections, kept=Kept(tmp_path / "other", limit=10**9, days=1))

    assert first.content == again.content == elsewhere.content
    assert (first.rendered, first.reused) == (5, 0)  # cover, contents, three companies
    assert (again.rendered, again.reused) == (0, 5)
    assert elsewhere.rendered == 5


def test_second_version_renders_only_what_changed(render: Render) -> None:
    first = render([company(n) for n in range(1, 6)])

    changed = [company(n, words="Nytt. " if n == 3 else "") for n in range(1, 6)]
    second = render(changed, heads=replace(HEADS, foot="Version 2"))

    assert (second.rendered, second.reused) == (1, 6)
    assert second.pages == first.pages
    assert second.content != first.content


def test_longer_section_renumbers_the_others_without_rendering_them(render: Render) -> None:
    render([company(n) for n in range(1, 5)])
    second = render([company(1, rows=120), *(company(n) for n in range(2, 5))])

    assert second.rendered == 2  # the section, and the contents
    pages = pages_of(second.content)
    assert f"Sida {second.pages} av {second.pages}" in pages[-1]
    assert "Träffar 4" in pages[-1]


def test_style_or_language_that_changed_is_rendered_anew(render: Render) -> None:
    sections = [company(1)]
    render(sections)

    assert render(sections, language="en").rendered == 3
    assert render(sections, stylesheets=["css/report.css"]).rendered == 3
    assert render(sections).rendered == 0


def test_cut_or_changed_entry_is_thrown_away_and_never_used(render: Render, kept: Kept) -> None:
    sections = [company(n) for n in range(1, 3)]
    whole = render(sections)
    for place, path in enumerate(entries(kept)):
        content = path.read_bytes()
        if place % 3 == 0:
            path.write_bytes(content[: len(content) // 2])
        elif place % 3 == 1:
            path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        else:
            path.write_bytes(b"")

    again = render(sections)

    assert again.content == whole.content
    assert again.reused == 0
    assert render(sections).reused == 4


def test_lost_folder_costs_time_only(render: Render, kept: Kept) -> None:
    sections = [company(1)]
    whole = render(sections)
    shutil.rmtree(kept.folder)

    assert render(sections).content == whole.content


def test_folder_that_cannot_be_written_keeps_nothing_and_stops_nothing(kept: Kept) -> None:
    kept.folder.mkdir(parents=True)
    (kept.folder / "kept").write_text("in the way")

    kept.put("ab" * 32, b"content")

    assert kept.get("ab" * 32) is None
    assert list((kept.folder / "new").glob("*")) == []


def test_sweep_removes_what_is_old_and_what_does_not_fit(tmp_path: Path) -> None:
    kept = Kept(tmp_path, limit=3 * 1064, days=10)
    for n in range(5):
        kept.put(f"{n}" * 64, bytes(1000))
        os.utime(tmp_path / "kept" / f"{n}{n}" / (f"{n}" * 64), (n * 86400, n * 86400))

    assert kept.sweep(now=12.5 * 86400) == 3  # 0, 1 and 2 are older than ten days
    kept.put("9" * 64, bytes(1000))
    kept.put("8" * 64, bytes(2000))
    kept.get("3" * 64, now=12 * 86400)
    assert kept.sweep(now=12.5 * 86400) >= 1
    assert sum(path.stat().st_size for path in entries(kept)) <= 3 * 1064


def test_reading_an_entry_makes_it_young(tmp_path: Path) -> None:
    kept = Kept(tmp_path, limit=10**6, days=10)
    kept.put("a" * 64, b"x")
    kept.get("a" * 64, now=100 * 86400)

    assert kept.sweep(now=109 * 86400) == 0
    assert kept.sweep(now=111 * 86400) == 1


def test_sweep_clears_what_the_killed_left_and_nothing_of_the_living(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    kept = Kept(tmp_path, limit=10**6, days=10)
    living = kept.working_folder()
    for folder in ("new", "work"):
        (tmp_path / folder).mkdir(exist_ok=True)
    (tmp_path / "new" / f"{gone.pid}-aa").write_bytes(b"half")
    left = tmp_path / "work" / f"{gone.pid}-bb"
    left.mkdir()
    (left / "0").write_bytes(b"part")

    kept.sweep()

    assert list((tmp_path / "new").iterdir()) == []
    assert list((tmp_path / "work").iterdir()) == [living]
