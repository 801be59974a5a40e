"""A report on paper: its sections, its marks, the page of each company, and what a second version renders."""

import io
from typing import Any

import pikepdf
import pytest
from django.utils.translation import override

from companies.models import Company
from funding import actions
from funding.charts import draw
from funding.models import Grant, Report, ReportTemplate
from funding.paper import Paper
from funding.reports import document_of, figures_of
from programme.common.paper.kept import Kept
from programme.common.paper.long import Long
from programme.jobs.running import run_job
from tests.cast import Cast
from tests.funding.world import Money, built, content_of, session, stated
from tests.pdf_text import text_of_pdf

FINAL = "Tillväxtverket, slutrapport"


def final(money: Money, **values: Any) -> None:
    """Have the first funder's grant reported by the template with an annex."""
    Grant.objects.filter(pk=money.tvv.pk).update(template=ReportTemplate.objects.get(name_sv=FINAL), **values)
    money.tvv.refresh_from_db()
    money.period.refresh_from_db()


def paper_of(report: Report) -> Paper:
    report = Report.objects.get(pk=report.pk)
    document = document_of(report, list(figures_of(report)))
    return Paper(document, draw(document))


def rendered(report: Report, kept: Kept) -> Long:
    with override("sv"):
        paper = paper_of(report)
        return paper.rendered(paper.sections(), paper.cover(), heads=paper.heads, kept=kept)


def marks_on(content: bytes) -> list[list[tuple[str, float, float]]]:
    """What each page draws as figures: alternative text, width and height as laid out."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        numbers = {page.obj.objgen: n for n, page in enumerate(pdf.pages)}
        found: list[list[tuple[str, float, float]]] = [[] for _page in pdf.pages]
        waiting = [pdf.Root.StructTreeRoot.K[0]]
        while waiting:
            one = waiting.pop()
            if not isinstance(one, pikepdf.Dictionary) or one.get("/Type") != pikepdf.Name.StructElem:
                continue
            if pikepdf.Name.Figure == one.S:
                x1, y1, x2, y2 = (float(side) for side in one.A.BBox)
                found[numbers[one.Pg.objgen]].append((str(one.Alt), abs(x2 - x1), abs(y2 - y1)))
            kids = one.get("/K", [])
            waiting.extend(list(kids) if isinstance(kids, pikepdf.Array) else [kids])
    return found


def test_flag_on_cover_and_last_page_is_at_least_as_large_as_any_other_mark(
    cast: Cast, money: Money, tmp_path: Any
) -> None:
    final(money, logo_set=Grant.LogoSet.EU)
    made = rendered(stated(cast, money.period), Kept(tmp_path, limit=10**9, days=1))
    pages = marks_on(made.content)

    for page in (pages[0], pages[-1]):
        marks = {alt: (width, height) for alt, width, height in page if "stegen" not in alt and width < 300}
        flag = next(size for alt, size in marks.items() if "EU" in alt.upper() or "union" in alt.lower())
        others = [size for size in marks.values() if size != flag]
        assert others
        assert all(width <= flag[0] and height <= flag[1] for width, height in others)
        assert flag[0] == pytest.approx(flag[1] * 1.5, rel=0.01)
        assert flag[1] >= 10 * 96 / 25.4  # 10 mm
    assert "Medfinansieras av finansiären." in text_of_pdf(made.content)


def test_grant_that_asks_for_no_flag_gets_none(cast: Cast, money: Money, tmp_path: Any) -> None:
    made = rendered(stated(cast, money.period), Kept(tmp_path, limit=10**9, days=1))

    alts = [alt for page in marks_on(made.content) for alt, _width, _height in page]
    assert "Lyftportalen" in alts
    assert not [alt for alt in alts if "union" in alt.lower()]


def test_annex_has_a_page_for_each_company_and_names_none(cast: Cast, money: Money) -> None:
    final(money)
    report = stated(cast, money.period)
    with override("sv"):
        paper = paper_of(report)
        sections = [one for one in paper.sections() if one.level == 2]
        assert paper.count == len(list(paper.sections())) + 1

    names = list(Company.objects.values_list("name", flat=True))
    assert [one.heading for one in sections] == ["Företag 1", "Företag 2", "Företag 3"]
    assert not [name for name in names for one in sections if name in one.html or name in one.heading]
    rows = [row.cells for figure in figures_of(report) if figure.key == "sessions_held" for row in figure.rows.all()]
    by_name = {one.heading: one.html for one in sections}
    assert rows
    for row in rows:  # the page of a company holds the sessions that the rows give it, under the same numbers
        name = next(cell for cell in row if str(cell).startswith("Företag "))
        number = next(cell for cell in row if isinstance(cell, int))
        assert f'<th scope="row">{number}</th>' in by_name[name]
        assert not [
            other for other, html in by_name.items() if other != name and f'<th scope="row">{number}</th>' in html
        ]


def test_annex_names_companies_where_the_participant_list_is_asked_for(cast: Cast, money: Money) -> None:
    final(money, participant_list_required=True)
    with override("sv"):
        sections = [one for one in paper_of(stated(cast, money.period)).sections() if one.level == 2]

    assert sorted(one.heading for one in sections) == sorted(
        str(name)
        for name in Company.objects.filter(enrolments__started_on__isnull=False).values_list("name", flat=True)
    )
    assert "HEMLIG" not in "".join(one.html for one in sections)


def test_second_version_after_one_company_changed_renders_that_page_alone(
    cast: Cast, money: Money, tmp_path: Any
) -> None:
    final(money)
    kept = Kept(tmp_path, limit=10**9, days=1)
    first = stated(cast, money.period)
    rendered(first, kept)
    with override("sv"):
        before = {one.key: one.html for one in paper_of(first).sections() if one.level == 2}
    session(cast.b, cast.coach_b, money.period.ends_on, company_minutes=5)
    second = stated(cast, money.period)

    with override("sv"):
        after = {one.key: one.html for one in paper_of(second).sections() if one.level == 2}
    made = rendered(second, kept)

    assert before.keys() == after.keys()
    assert len([key for key in before if before[key] != after[key]]) == 1
    assert made.reused >= 3  # the two other companies, and the cover's like


def test_progress_counts_every_section(cast: Cast, money: Money) -> None:
    final(money)
    job = actions.build(by=cast.director, report=actions.make_report(by=cast.director, period=money.period))

    run_job(job.pk)
    job.refresh_from_db()

    assert job.state == "done"
    assert job.step == job.steps > 15


def test_built_report_has_contents_with_pages(cast: Cast, money: Money) -> None:
    final(money)
    report = built(cast, money)
    text = text_of_pdf(content_of(report, "pdf"))

    with pikepdf.open(io.BytesIO(content_of(report, "pdf"))) as pdf, pdf.open_outline() as tree:
        titles = [one.title for one in tree.root]
    assert "Sammanfattning" in titles
    assert "Företag för företag" in titles
    assert str(report.kept["pdf"].pages) in text
