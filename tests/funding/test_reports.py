"""Reports: what they state, that files and figures agree, and that a release never changes (DESIGN mechanism 5)."""

import io
import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override
from pdfua import Severity, validate
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from coaching.models import Attendance, CoachingSession
from companies.models import Company, Enrolment
from funding import actions, files
from funding.figures import CATALOGUE
from funding.models import Report, ReportRow
from funding.reports import document_of, figures_of
from funding.scope import grant_scope
from funding.told import rounded
from programme.common.dates import Period
from programme.common.numbers import as_text
from tests.cast import Cast
from tests.funding.world import Money, built, content_of, frozen, released, run, session, stated
from tests.pdf_text import text_of_pdf


def text_of(report: Report) -> str:
    return re.sub(r"\s+", " ", text_of_pdf(content_of(report, "pdf")))


def sheets_of(report: Report) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content_of(report, "xlsx")))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_report_of_grant_without_allocations_counts_the_programme(cast: Cast, money: Money) -> None:
    report = stated(cast, money.period)

    figures = {figure.key: figure for figure in figures_of(report) if figure.target is None or figure.number < 7}
    values = {key: figures[key].value for key in ("companies_in_coaching", "sessions_held", "participants")}
    assert values == {"companies_in_coaching": 3, "sessions_held": 5, "participants": 18 + 5 + 7}
    assert figures["company_hours"].value == Decimal("11.566667")  # 3 x 100 + 333 + 61 minutes
    assert figures["sessions_held"].row_count == ReportRow.objects.filter(figure=figures["sessions_held"]).count() == 5


def test_report_of_grant_with_allocations_counts_what_it_pays(cast: Cast, money: Money) -> None:
    report = stated(cast, money.period_vinnova)

    figures = {figure.key: figure.value for figure in figures_of(report)}
    assert figures["companies_in_coaching"] == 1
    assert figures["sessions_held"] == 3
    assert figures["company_hours"] == 5


def test_figures_in_report_equal_the_live_figures_and_the_pdf_and_the_spreadsheet(cast: Cast, money: Money) -> None:
    report = released(cast, money)

    text, sheets = text_of(report), sheets_of(report)
    head, *lines = sheets["Siffror" if "Siffror" in sheets else "Figures"][4:]
    by_number = {line[0]: line for line in lines}
    covered = Period(money.period.starts_on, money.period.ends_on)
    scope = grant_scope(money.tvv, covered, cast.director)
    with override("sv"):
        for figure in figures_of(report):
            shown = rounded(figure.value, figure.places)
            assert Decimal(str(by_number[figure.number][2])) == shown
            assert as_text(shown, figure.places) in text
            rows = [sheet for name, sheet in sheets.items() if name.startswith(f"{figure.number} ")]
            assert len(rows) == 1
            assert len(rows[0]) - 4 == figure.row_count
            if figure.since_on == covered.start and figure.target is None:
                assert rounded(CATALOGUE[figure.key].value(scope), figure.places) == shown
    assert set(by_number) == {figure.number for figure in figures_of(report)}
    assert head[0]


def test_targets_are_assessed_at_the_present_pace(cast: Cast, money: Money) -> None:
    report = stated(cast, money.period)

    told = {(one.key, one.target): one for one in document_of(report, list(figures_of(report))).targets}
    assert {key: one.verdict.tone for key, one in told.items() if one.verdict} == {
        ("companies_in_coaching", "60"): "bad",
        ("company_hours", "5"): "ok",
        ("sessions_held", "1"): "ok",
    }
    hours = told["company_hours", "5"]
    assert hours.since == money.tvv.starts_on
    here = told["sessions_held", "1"]
    assert here.value == 1  # only the session in the region of the target
    assert "Övre Norrland" in here.label


def test_released_report_never_changes_when_the_data_does(cast: Cast, money: Money) -> None:
    report = released(cast, money)
    figures = list(figures_of(report).values())
    rows = list(ReportRow.objects.filter(figure__report=report).values("figure__number", "ordinal", "cells"))
    pdf, xlsx = content_of(report, "pdf"), content_of(report, "xlsx")

    session(cast.b, cast.coach_b, money.period.ends_on)
    Attendance.objects.update(company_minutes=1, women=0)
    Company.objects.update(name="Omdöpt AB")
    money.tvv.name_sv = "Omdöpt stöd"
    money.tvv.save()

    report.refresh_from_db()
    assert list(figures_of(report).values()) == figures
    assert list(ReportRow.objects.filter(figure__report=report).values("figure__number", "ordinal", "cells")) == rows
    assert content_of(report, "pdf") == pdf
    assert content_of(report, "xlsx") == xlsx
    assert "Omdöpt" not in text_of(report)


def test_released_report_is_not_built_again(cast: Cast, money: Money) -> None:
    report = frozen(cast, money.period)
    before = list(figures_of(report).values())

    with pytest.raises(actions.NotReady):
        actions.build(by=cast.director, report=report)
    job = run(actions.enqueue(by=cast.director, kind="report", title="x", arguments={"report": report.pk}))

    assert job.state == "failed"
    assert list(figures_of(report).values()) == before


def test_building_twice_replaces_the_draft(cast: Cast, money: Money) -> None:
    report = built(cast, money)
    first = content_of(report, "pdf")
    session(cast.b, cast.coach_b, money.period.ends_on)
    old = report.files.get(kind="pdf")

    again = built(cast, money)

    assert again.pk == report.pk
    assert Report.objects.count() == 1
    assert [figure.number for figure in figures_of(again)] == list(range(1, figures_of(again).count() + 1))
    assert next(figure.value for figure in figures_of(again) if figure.key == "sessions_held") == 6
    assert files.read(old.name, old.sha256) is None
    assert content_of(again, "pdf") != first


def test_correction_lists_what_it_states_otherwise(cast: Cast, money: Money, login: Any) -> None:
    frozen(cast, money.period)
    session(cast.b, cast.coach_b, money.period.ends_on, company_minutes=0, women=0, men=0, not_stated=0)

    second = frozen(cast, money.period)

    assert second.version == 2
    page = login(cast.funder_tvv).get(second.get_absolute_url()).content.decode()
    listed = page.split('id="differences"')[1].split("</table>")[0]
    found = re.findall(r'<th scope="row">.*?</th><td class="l-r">(.*?)</td><td class="l-r">(.*?)</td>', listed)
    assert ("5", "6") in found
    assert ("18", "18") not in found
    assert len(found) == 2  # sessions and the coaches' hours


def test_names_reach_a_report_only_with_a_participant_list(cast: Cast, money: Money) -> None:
    without, with_list = released(cast, money), released(cast, money, money.period_vinnova)

    names = list(Company.objects.values_list("name", flat=True))
    inside = text_of(without) + str(sheets_of(without))
    assert [name for name in names if name in inside] == []
    assert "Mikael Sundh" not in inside
    assert "HEMLIG" not in inside
    shown = text_of(with_list) + str(sheets_of(with_list))
    assert [name for name in names if name in shown] == ["Norrskena Mekanik AB"]
    assert "Mikael Sundh" not in shown


def test_one_company_has_one_number_in_all_figures_of_a_report(cast: Cast, money: Money) -> None:
    report = stated(cast, money.period)

    def stand_ins(key: str) -> set[str]:
        rows = ReportRow.objects.filter(figure__report=report, figure__key=key).values_list("cells", flat=True)
        return {cell for cells in rows for cell in cells if isinstance(cell, str) and cell[-1:].isdigit()}

    companies = {name for name in stand_ins("companies_in_coaching") if not name.startswith("Produktionslyftet")}
    assert len(companies) == 3
    assert companies <= stand_ins("sessions_held")


def test_pdf_of_a_report_passes_the_checker(cast: Cast, money: Money, tmp_path: Path) -> None:
    report = released(cast, money)
    file = tmp_path / "report.pdf"
    file.write_bytes(content_of(report, "pdf"))

    assert [f"{f.rule_id} {f.message}" for f in validate(file).findings if f.severity is Severity.ERROR] == []
    links = [
        annotation.get_object()["/A"]["/URI"]
        for page in PdfReader(file).pages
        for annotation in page.get("/Annots", [])
        if "/A" in annotation.get_object()  # the others lead within the file
    ]
    addresses = {f"http://127.0.0.1:8000/reports/{report.pk}/figures/{n.number}/" for n in figures_of(report)}
    assert set(links) == addresses
    assert "Medfinansieras av finansiären." in text_of(report)
    assert "Karin Lindmark" in text_of(report)


def test_text_that_is_markup_or_formula_stays_text(cast: Cast, money: Money) -> None:
    Company.objects.filter(pk=cast.company_a.pk).update(name='=HYPERLINK("http://127.0.0.1","x")<img src="file:///x">')
    report = actions.make_report(by=cast.director, period=money.period_vinnova)
    actions.write_texts(
        by=cast.director,
        report=report,
        texts={"went-well": "<svg onload=alert(1)>\n<img src='http://127.0.0.1/'>"},
    )

    report = built(cast, money, money.period_vinnova)

    assert "<svg onload=alert(1)>" in text_of(report)
    cells = [cell for sheet in sheets_of(report).values() for row in sheet for cell in row]
    assert '=HYPERLINK("http://127.0.0.1","x")<img src="file:///x">' in cells


def test_report_over_an_open_period_covers_the_days_until_today(cast: Cast, money: Money) -> None:
    report = stated(cast, money.running)

    assert {figure.until_on for figure in figures_of(report)} == {timezone.localdate()}
    assert [signal.code for signal in report.signals.all()][0] == "period_open"


def test_signals_name_companies_in_coaching_without_a_session(cast: Cast, money: Money) -> None:
    CoachingSession.objects.filter(attendances__enrolment=cast.c).delete()
    Enrolment.objects.filter(pk=cast.b.pk).update(started_on=timezone.localdate() - timedelta(days=20))
    CoachingSession.objects.filter(attendances__enrolment=cast.b).delete()

    report = stated(cast, money.period)

    assert [(signal.code, signal.path) for signal in report.signals.all()] == [
        ("no_session", cast.c.get_absolute_url())
    ]
