"""Prints what a long report costs: beside WeasyPrint in one piece and Chromium, at 2,300 companies, beside web pages.

`python -m tests.bench.papers`; `--only ratios` or `--only large` takes less. All times are of one run on this machine,
from asking to the finished bytes, with every process's own start; the pages' HTML is made beforehand for all alike.
"""

import argparse
import io
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from html import escape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = ("chromium-headless-shell", "chromium", "google-chrome")
# WeasyPrint as its manual says: one process, garbage collection on, its defaults, tagged. Paths come as arguments.
IN_ONE_PIECE = """
import sys
from weasyprint import HTML
HTML(sys.argv[1]).write_pdf(sys.argv[2], pdf_tags=True)
"""
WEB_SECONDS = 20
COMPANIES = 230


def national(today: Any) -> Any:
    """The report (funding.paper.Paper) of a grant that asks for everything, over all companies that were ever coached.

    Nothing of it is saved.
    """
    from funding.charts import draw
    from funding.models import Grant, Report, ReportingPeriod, ReportTemplate
    from funding.paper import Paper
    from funding.reports import document_of
    from funding.stating import state
    from programme.people.models import User
    from programme.structure.models import Funder, Programme

    director = User.objects.get(email="director@example.org")
    given = {"starts_on": today.replace(year=today.year - 11), "ends_on": today}
    grant = Grant.objects.create(
        name_sv="Nationellt stöd",
        name_en="National support",
        funder=Funder.objects.order_by("pk").first(),
        programme=Programme.objects.order_by("pk").first(),
        kind=Grant.Kind.ERDF,
        case_number="20360001",
        amount=24_000_000,
        logo_set=Grant.LogoSet.EU,
        publicity_sv="Medfinansieras av Europeiska unionen",
        participant_list_required=True,
        template=ReportTemplate.objects.get(name_sv="Tillväxtverket, slutrapport"),
        **given,
    )
    period = ReportingPeriod.objects.create(grant=grant, number=1, due_on=today + timedelta(days=31), **given)
    report = Report.objects.create(period=period, version=1, made_by=director)
    stated, report.content = state(report, director, today, lambda number, of: None)
    document = document_of(report, [one.figure for one in stated])
    return Paper(document, draw(document))


def sections_of(paper: Any, companies: int) -> tuple[Any, list[Any]]:
    """The cover, and the sections with so many companies: where the demo has fewer, some come again by another name."""
    sections = list(paper.sections())
    pages = [one for one in sections if one.level == 2]
    last = max(n for n, one in enumerate(sections) if one.level == 2)
    more = []
    for n in range(companies - len(pages)):
        one = pages[n % len(pages)]
        name = f"{one.heading} {n // len(pages) + 2}"
        html = one.html.replace(escape(one.heading), escape(name))
        more.append(replace(one, key=f"{one.key}-{n}", heading=name, html=html))
    return paper.cover(), [*sections[: last + 1], *more, *sections[last + 1 :]]


def in_one_piece(cover: Any, sections: Sequence[Any], *, folder: Path, heads: Any) -> Path:
    """The same pages as one HTML file with its sheets: contents by target-counter, heads in the margins."""
    from funding.paper import STYLESHEETS
    from programme.common.paper.statics import static_path

    lines = "".join(
        f'<li><p class="toc-what"><a href="#{one.key}">{escape(one.heading)}</a></p>'
        f'<p class="toc-page"><a class="to" href="#{one.key}"></a></p></li>'
        for one in sections
        if one.listed
    )
    contents = f'<section class="sec contents"><h2>Innehåll</h2><ul class="toc">{lines}</ul></section>'
    strings = (
        f'<div class="strings"><p class="doc">{escape(heads.title)}</p><p class="foot">{escape(heads.foot)}</p></div>'
    )
    own = ".to::after { content: target-counter(attr(href), page) } .sec > h2, .company { string-set: sec content() }"
    css = "".join(Path(static_path(name)).read_text() for name in STYLESHEETS)
    css = css.replace("../vendor/inter.ttf", Path(static_path("vendor/inter.ttf")).as_uri())
    body = strings.join([cover.element(), contents]) + "".join(one.element() for one in sections)
    body = body.replace("https://section.invalid/", "#")
    file = folder / "report.html"
    file.write_text(
        f'<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>{escape(heads.title)}</title>'
        f"<style>{css}{own}</style></head><body><main>{body}</main></body></html>",
        encoding="utf-8",
    )
    return file


def seconds(call: Callable[[], Any]) -> tuple[float, Any]:
    """How long it took, and what it gave."""
    began = time.perf_counter()
    given = call()
    return time.perf_counter() - began, given


def pages_in(file: Path) -> int:
    """The pages of a PDF, as poppler counts them."""
    said = subprocess.run(["pdfinfo", str(file)], capture_output=True, text=True, check=True).stdout
    return int(re.search(r"Pages:\s+(\d+)", said)[1])  # type: ignore[index]


def changed(sections: Sequence[Any]) -> list[Any]:
    """The same, with one session more on one company's page."""
    place = next(n for n, one in enumerate(sections) if one.level == 2)
    html = sections[place].html.replace("<h3", "<p>Rättad: en träff till.</p><h3", 1)
    return [*sections[:place], replace(sections[place], html=html), *sections[place + 1 :]]


def ratios(folder: Path, paper: Any, rounds: int) -> None:
    """First and second version beside WeasyPrint in one piece and beside Chromium."""
    from programme.common.paper.kept import Kept
    from programme.common.paper.sections import Limits

    cover, sections = sections_of(paper, COMPANIES)
    heads = paper.heads
    file = in_one_piece(cover, sections, folder=folder, heads=heads)
    chromium = next((path for path in map(shutil.which, CHROMIUM) if path), None)
    second = changed(sections)
    took: dict[str, list[float]] = {}
    made: dict[str, int] = {}

    def ours(given: Sequence[Any], kept: Kept, foot: str) -> Any:
        return paper.rendered(given, cover, kept=kept, heads=replace(heads, foot=foot), limits=Limits(nice=0))

    for number in range(rounds):
        kept = Kept(folder / f"kept-{number}", limit=10**9, days=1)
        for name, call in (
            ("WeasyPrint, one piece, its defaults, tagged", lambda: _whole(file, folder)),
            ("first rendering", lambda kept=kept: ours(sections, kept, "Version 1")),
            ("second version, one company changed", lambda kept=kept: ours(second, kept, "Version 2")),
            ("headless Chromium, the same HTML", lambda: _printed(chromium, file, folder) if chromium else 0),
        ):
            spent, given = seconds(call)
            took.setdefault(name, []).append(spent)
            made[name] = given if isinstance(given, int) else given.pages
    base = min(took["WeasyPrint, one piece, its defaults, tagged"])
    companies = sum(one.level == 2 for one in sections)
    print(f"\nA national report over {companies} companies, best of {rounds}\n{'':<48}{'pages':>7}{'s':>8}{'ratio':>8}")
    for name, all_of in took.items():
        print(f"{name:<48}{made[name]:>7}{min(all_of):>8.2f}{min(all_of) / base:>8.2f}")
    print("goals: first at most 0.45, second at most 0.15 and no slower than Chromium")


def _whole(file: Path, folder: Path) -> int:
    target = folder / "whole.pdf"
    command = [sys.executable, "-c", IN_ONE_PIECE, str(file), str(target)]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    return pages_in(target)


def _printed(chromium: str, file: Path, folder: Path) -> int:
    target = folder / "chromium.pdf"
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    command += [f"--print-to-pdf={target}", file.as_uri()]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return pages_in(target)


def large(folder: Path, paper: Any, times: int) -> None:
    """Ten times the companies: pages, seconds, the peak of each process; and web pages beside it."""
    from programme.common.paper.kept import Kept
    from programme.common.paper.sections import Limits
    from tests.services.drill_web import Web

    cover, many = sections_of(paper, COMPANIES * times)
    companies = sum(one.level == 2 for one in many)
    web = Web(database_url=f"sqlite:///{folder / 'lyft.sqlite3'}", folder=folder)
    web.start()
    try:
        cookies = _logged_in()
        alone = _p95(web.port, cookies, lambda: False, WEB_SECONDS)
        running = threading.Event()
        measured: list[float] = []
        meanwhile = threading.Thread(target=lambda: measured.extend(_p95(web.port, cookies, running.is_set, 10**6)))
        meanwhile.start()
        kept = Kept(folder / "kept-large", limit=10**9, days=1)
        spent, made = seconds(
            lambda: paper.rendered(many, cover, kept=kept, heads=paper.heads, limits=Limits(pages=10_000, seconds=3600))
        )
        running.set()
        meanwhile.join()
    finally:
        web.kill_all()
    own, others = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"\n{companies} companies: {made.pages} pages, {len(made.content) / 1e6:.1f} MB, in {spent:.0f} s")
    print(f"peak of the asking process {own:.0f} MB, of the largest of the others {others:.0f} MB; goal under 700 MB")
    for when, (middle, slow) in (("alone", alone), ("meanwhile", (measured[0], measured[1]))):
        print(f"web pages {when}: p50 {middle:.0f} ms, p95 {slow:.0f} ms")


def _logged_in() -> str:
    from django.test import Client

    from programme.people.models import User

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(email="director@example.org"))
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def _p95(port: int, cookies: str, over: Callable[[], bool], seconds_at_most: float) -> tuple[float, float]:
    """The middle and the 95th of 100 page times, in ms, of one reader who pauses a little between pages."""
    import http.client

    took, until = [], time.monotonic() + seconds_at_most
    while not over() and time.monotonic() < until:
        for path in ("/", "/companies/", "/reports/"):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            began = time.perf_counter()
            connection.request("GET", path, headers={"Cookie": cookies, "Host": "127.0.0.1"})
            answer = connection.getresponse()
            answer.read()
            took.append((time.perf_counter() - began) * 1000)
            connection.close()
            assert answer.status == 200, (path, answer.status)
            time.sleep(0.1)
    return statistics.median(took), statistics.quantiles(took, n=20)[-1]


def main(only: str, rounds: int, times: int) -> None:
    """Load the demo world, make the report, print. Needs the environment of the lines below."""
    import django  # app ready: the environment first
    from django.core.management import call_command

    django.setup()
    from django.utils import timezone, translation

    call_command("migrate", verbosity=0)
    call_command("load_demo", stdout=io.StringIO())
    folder = Path(os.environ["VAR_DIR"])
    with translation.override("sv"):
        paper = national(timezone.localdate())
        if only in {"", "ratios"}:
            ratios(folder, paper, rounds)
        if only in {"", "large"}:
            large(folder, paper, times)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", choices=("", "ratios", "large"), default="")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--times", type=int, default=10)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lyft-bench-") as there:
        Path(there, "static").mkdir()
        os.environ.update(DEMO="1", VAR_DIR=there, DJANGO_SETTINGS_MODULE="programme.settings")
        main(asked.only, asked.rounds, asked.times)
