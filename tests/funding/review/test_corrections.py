"""What a correction may change: all of the last reported period, of older ones the texts; and what it lists."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pdfua import Severity, validate
from python_calamine import CalamineWorkbook

from companies.models import Company
from funding import actions, files
from funding.corrections import correction_of
from funding.late import is_overtaken, lines_of
from funding.models import Report, ReportFigure, ReportRow, Target
from funding.reports import document_of, figures_of
from programme.jobs.models import Job
from programme.people.models import AuditEvent, User
from tests.cast import Cast
from tests.funding.late_world import Past, build_past
from tests.funding.world import content_of, frozen, reviewed, reviewer, run, stand_ins, stated
from tests.pdf_text import text_of_pdf

Login = Callable[[User], Client]
WHY = "Fel namn på en nod."
FIGURE = [field.attname for field in ReportFigure._meta.concrete_fields if field.name not in {"id", "report"}]


@pytest.fixture
def past(cast: Cast) -> Past:
    return build_past(cast)


def correct(cast: Cast, period: Any, **texts: str) -> Report:
    report = actions.make_report(by=cast.director, period=period, because=WHY)
    if texts:
        keys = {key.replace("_", "-"): text for key, text in texts.items()}
        actions.write_texts(by=cast.director, report=report, texts=keys)
    return report


def held(report: Report) -> tuple[list[Any], list[Any], dict[str, Any]]:
    """All that was counted, as the database has it."""
    figures = list(ReportFigure.objects.filter(report=report).order_by("number").values_list(*FIGURE))
    rows = ReportRow.objects.filter(figure__report=report).order_by("figure__number", "ordinal")
    return figures, list(rows.values_list("figure__number", "ordinal", "cells")), report.content


def test_last_reported_period_is_stated_anew(cast: Cast, past: Past) -> None:
    first, second, *_rest = past.periods["whole"]
    past.log(80)
    frozen(cast, first)
    before = frozen(cast, second)
    past.log(40)

    report = stated(cast, second)

    assert (report.reopened, report.figures_from, report.corrected_because) == ("full", None, "Timmar saknades.")
    sessions = [one.figures.get(key="sessions_held", target=None).value for one in (before, report)]
    assert sessions == [0, 1]


def test_older_period_keeps_figures_rows_and_names_whatever_happened_since(cast: Cast, past: Past) -> None:
    first, second, *_rest = past.periods["whole"]
    past.log(80, cast.a)
    before = frozen(cast, first)
    frozen(cast, second)
    past.log(70, cast.b)
    Company.objects.update(name="Omdöpt AB")
    past.whole.name_sv = "Omdöpt stöd"
    past.whole.save()

    report = correct(cast, first, went_well="Rättat")
    job = run(actions.build(by=cast.director, report=report))
    assert job.state == Job.State.DONE, job.reason
    run(actions.build(by=cast.director, report=report))
    report.refresh_from_db()

    assert (report.reopened, report.figures_from) == ("text", before)
    assert held(report) == held(before)
    assert report.built_at == before.built_at
    assert not report.signals.exists()
    assert "Omdöpt" not in text_of_pdf(content_of(report, "pdf"))


def test_correction_of_a_correction_of_texts_has_the_first_ones_figures(cast: Cast, past: Past) -> None:
    first, second, *_rest = past.periods["whole"]
    past.log(80)
    original = frozen(cast, first)
    frozen(cast, second)
    frozen(cast, first)

    third = stated(cast, first)

    assert (third.version, third.figures_from) == (3, original)
    assert held(third) == held(original)


def test_another_grants_later_report_leaves_the_figures_open(cast: Cast, past: Past) -> None:
    frozen(cast, past.periods["whole"][0])
    frozen(cast, past.periods["part"][1])

    assert correct(cast, past.periods["whole"][0]).reopened == "full"


def test_correction_without_a_reason_or_of_another_kind_is_not_begun(cast: Cast, past: Past) -> None:
    first, second, *_rest = past.periods["whole"]
    frozen(cast, first)

    with pytest.raises(actions.NotReady):
        actions.make_report(by=cast.director, period=first)
    frozen(cast, second)
    with pytest.raises(actions.NotReady):
        actions.make_report(by=cast.director, period=first, because=WHY, kind="full")

    assert Report.objects.filter(period=first).count() == 1


def test_database_knows_no_correction_without_a_kind(cast: Cast, past: Past) -> None:
    frozen(cast, past.periods["whole"][0])
    frozen(cast, past.periods["whole"][1])
    report = correct(cast, past.periods["whole"][0])

    for values in ({"reopened": ""}, {"reopened": "full"}, {"figures_from": None}, {"version": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Report.objects.filter(pk=report.pk).update(**values)


def test_page_says_which_kind_it_is_and_why_before_it_is_made(cast: Cast, past: Past, login: Login) -> None:
    first, second, *_rest = past.periods["whole"]
    frozen(cast, first)
    client = login(cast.director)
    path = reverse("report-correct", args=[first.pk])
    assert path in client.get(first.get_absolute_url()).content.decode()

    full = client.get(path)
    frozen(cast, second)
    changed = client.post(path, {"because": WHY, "kind": full.context["form"]["kind"].value()})

    assert (full.context["later"], full.context["form"].now) == (None, "full")
    assert changed.status_code == 422, "it was promised that figures may be changed"
    assert WHY in changed.content.decode()
    form = changed.context["form"]
    assert (form["kind"].value(), changed.context["later"].period) == ("text", second)
    begun = client.post(path, {"because": WHY, "kind": "text"})
    report = Report.objects.get(period=first, version=2)
    assert (report.reopened, report.corrected_because) == ("text", WHY)
    assert begun["Location"] == actions.running_job(report).get_absolute_url()
    again = client.get(path)
    assert again["Location"] == first.get_absolute_url(), "one is open already"


@pytest.mark.parametrize("because", ["", " ", "x" * 501])
def test_correction_needs_a_reason(cast: Cast, past: Past, login: Login, because: str) -> None:
    frozen(cast, past.periods["whole"][0])
    path = reverse("report-correct", args=[past.periods["whole"][0].pk])

    refused = login(cast.director).post(path, {"because": because, "kind": "full"})

    assert refused.status_code == 422
    assert not Report.objects.filter(version=2).exists()


def test_release_of_a_later_period_leaves_open_corrections_only_the_texts(cast: Cast, past: Past, login: Login) -> None:
    first, second, third, _running = past.periods["whole"]
    past.log(80)
    original = frozen(cast, first)
    late = past.log(70)
    open_one = stated(cast, first)
    for signal in open_one.signals.all():
        actions.waive_signal(by=cast.director, signal=signal, reason="Redan känt.")
    open_one = reviewed(cast, open_one)
    assert open_one.reopened == "full"
    old_files = {(file.name, file.sha256) for file in open_one.files.all()}
    assert len(old_files) == 3

    following = frozen(cast, second)

    open_one.refresh_from_db()
    assert (open_one.state, open_one.reopened, open_one.figures_from) == ("draft", "text", original)
    assert (open_one.built_at, open_one.approved_by, open_one.kept, open_one.figures.count()) == (None, None, {}, 0)
    assert {line.session for line in lines_of(following.content)} == {late.pk}, "nothing that it counted is lost"
    assert AuditEvent.objects.about("report", open_one.pk).filter(verb="report-restricted").count() == 1
    assert not any(files.read(name, sha256) for name, sha256 in old_files)
    with pytest.raises(actions.NotReady) as refused:
        actions.release(by=cast.director, report=open_one)
    assert str(refused.value) != ""
    page = login(cast.director).get(open_one.get_absolute_url())
    assert page.context["later"].period == second
    again = frozen(cast, first)
    assert held(again) == held(original)
    assert lines_of(stated(cast, third).content) == []


def test_what_is_being_built_meanwhile_is_thrown_away(cast: Cast, past: Past) -> None:
    """The figures were stated for a full correction; before they are kept, a later period is reported."""
    first, second, *_rest = past.periods["whole"]
    frozen(cast, first)
    report = stated(cast, first)
    as_it_was = Report.objects.get(pk=report.pk)
    frozen(cast, second)
    pair = stand_ins(report, "late")

    unneeded = actions.put_content(
        by=cast.director, report=as_it_was, texts={}, stated=[], signals=[], files=pair, pages=1
    )

    assert unneeded == [file.name for file in pair]
    report.refresh_from_db()
    assert (report.built_at, report.kept) == (None, {})


def test_correction_of_texts_overtakes_nobody_and_late_sessions_are_told_once(cast: Cast, past: Past) -> None:
    first, second, third, _running = past.periods["whole"]
    past.log(80)
    frozen(cast, first)
    told = past.log(75)
    frozen(cast, second)  # tells of it
    waiting = stated(cast, third)
    missed = past.log(74)

    frozen(cast, first)  # texts only: it counts neither

    assert not is_overtaken(waiting)
    assert {line.session for line in lines_of(waiting.content)} == set()
    assert {line.session for line in lines_of(stated(cast, third).content)} == {missed.pk}
    assert told.pk not in {line.session for line in lines_of(stated(cast, third).content)}


def test_correction_lists_figures_targets_and_texts_on_page_paper_and_sheet(
    cast: Cast, past: Past, login: Login, tmp_path: Path
) -> None:
    period = past.periods["whole"][0]
    Target.objects.create(grant=past.whole, figure="sessions_held", value=9, due_on=past.whole.ends_on)
    past.log(80)
    report = stated(cast, period)
    actions.write_texts(by=cast.director, report=report, texts={"went-well": "Före rättelsen.", "we-change": "Står."})
    frozen(cast, period)
    past.log(70)
    Target.objects.update(value=12)

    report = correct(cast, period, went_well="Efter rättelsen.")
    assert run(actions.build(by=cast.director, report=report)).state == Job.State.DONE
    for signal in report.signals.filter(waived_at=None):
        actions.waive_signal(by=cast.director, signal=signal, reason="Redan känt.")
    report = reviewed(cast, Report.objects.get(pk=report.pk))
    job = run(actions.release(by=cast.director, report=report))
    assert job.state == Job.State.DONE, job.reason
    report.refresh_from_db()

    found = correction_of(report, list(figures_of(report)))
    assert found is not None
    figures = {one.label: (one.before, one.after) for one in found.figures}
    assert ("1", "2") in figures.values()
    (target,) = found.targets
    assert target.before.startswith("9") and target.after.startswith("12")
    assert [(one.before, one.after) for one in found.texts] == [("Före rättelsen.", "Efter rättelsen.")]
    page = login(cast.funder_tvv).get(report.get_absolute_url()).content.decode()
    listed = page.split('id="differences"')[1].split("</section>")[0]
    stored = tmp_path / "report.pdf"
    stored.write_bytes(content_of(report, "pdf"))
    paper = re.sub(r"\s+", " ", text_of_pdf(stored.read_bytes()))
    assert [one.message for one in validate(stored).findings if one.severity is Severity.ERROR] == []
    book = CalamineWorkbook.from_filelike(io.BytesIO(content_of(report, "xlsx")))
    sheet = book.get_sheet_by_name(book.sheet_names[1]).to_python()
    cells = [str(cell) for row in sheet for cell in row]
    for words in ("Före rättelsen.", "Efter rättelsen.", WHY):
        assert words in listed and words in paper and words in cells
    assert "Står." not in listed
    label = next(label for label, both in figures.items() if both == ("1", "2"))
    assert [row[3:5] for row in sheet if row[2] == label][0] == [1, 2]
    assert reviewer().name in paper


def test_first_version_corrects_nothing(cast: Cast, past: Past) -> None:
    report = frozen(cast, past.periods["whole"][0])

    assert document_of(report, list(figures_of(report))).correction is None


def test_correction_that_changes_nothing_says_so(cast: Cast, past: Past, login: Login) -> None:
    frozen(cast, past.periods["whole"][0])
    report = frozen(cast, past.periods["whole"][0])

    found = correction_of(report, list(figures_of(report)))

    assert found is not None and found.count == 0
    assert 'id="differences"' in login(cast.funder_tvv).get(report.get_absolute_url()).content.decode()


def test_figure_with_the_same_total_made_up_otherwise_is_listed_with_a_word(cast: Cast, past: Past) -> None:
    session = past.log(80)
    frozen(cast, past.periods["whole"][0])
    past.change(session, 61 if past.day(61).month != past.day(80).month else 90)

    found = correction_of(report := stated(cast, past.periods["whole"][0]), list(figures_of(report)))

    assert found is not None
    assert all(one.before == one.after and one.note for one in found.figures)
