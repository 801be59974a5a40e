"""Which files a report has: once each, never short, not without a row for long, and released ones for ever."""

import contextlib
import io
import os
import resource
import time
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, models, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from funding import actions, files
from funding.artefacts.actions import ask_for_dossier
from funding.artefacts.keeping import let_go, take_files
from funding.artefacts.sweeping import sweep_files, sweep_half_made
from funding.models import Report, ReportFile
from programme.common.xlsx import MAKING, Sheet, workbook
from programme.jobs.models import Job
from programme.people.models import User
from tests.cast import Cast
from tests.funding.world import Money, built, content_of, frozen, reviewed, run, stand_ins, stated


@pytest.mark.parametrize("wrong", [{"kind": "pdf"}, {"name": ""}, {"sha256": ""}, {"size": 0}])
def test_database_keeps_one_whole_file_of_each_kind(cast: Cast, money: Money, wrong: dict[str, Any]) -> None:
    report = stated(cast, money.period)
    values = {"kind": "zip", "name": "reports/z", "sha256": "0" * 64, "size": 1} | wrong

    with pytest.raises(IntegrityError), transaction.atomic():
        report.files.create(**values)


def test_report_with_files_is_not_deleted(cast: Cast, money: Money) -> None:
    with pytest.raises(models.ProtectedError):
        frozen(cast, money.period).delete()


def test_files_of_a_released_report_stay(cast: Cast, money: Money) -> None:
    report = frozen(cast, money.period)

    with pytest.raises(ValueError, match="released"):
        let_go(report)
    with pytest.raises(ValueError, match="released"):
        take_files(report, stand_ins(report, "other"), 1)
    assert set(report.kept) == {"pdf", "xlsx", "json"}


@pytest.mark.parametrize("lacking", ["pdf", "xlsx", "json"])
def test_no_release_without_all_files(cast: Cast, money: Money, lacking: str) -> None:
    report = reviewed(cast, stated(cast, money.period))
    given = [file for file in stand_ins(report, "released") if file.kind != lacking]

    with pytest.raises(ValueError, match=lacking):
        actions.mark_released(
            by=cast.director, report=report, built_at=report.built_at, files=given, pages=1, now=timezone.now()
        )

    assert Report.objects.get(pk=report.pk).state == "in_review"


@contextlib.contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file may grow beyond so many bytes, as on a full disk; Python keeps no compiled modules cut off there."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("PYTHONDONTWRITEBYTECODE", "1")
            yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def stored_names() -> set[str]:
    return {path.name for path in Path(default_storage.path("reports")).rglob("*") if path.is_file()}


def test_full_disk_fails_a_build_with_a_reason_and_leaves_nothing_short(cast: Cast, money: Money) -> None:
    report = actions.make_report(by=cast.director, period=money.period)
    job = actions.build(by=cast.director, report=report)
    with room_for(8 * 1024):
        run(job)

    assert job.state == Job.State.FAILED
    assert job.reason
    assert not ReportFile.objects.exists()
    assert stored_names() == set()
    assert built(cast, money).kept["pdf"].size > 8 * 1024  # with room again it is made


def test_full_disk_is_told_to_who_asked(cast: Cast, money: Money) -> None:
    report = frozen(cast, money.period)
    large = files.store(report, os.urandom(20_000), "pdf")
    report.files.filter(kind="pdf").update(name=large.name, sha256=large.sha256, size=large.size)
    before = stored_names()
    job = ask_for_dossier(by=cast.director, report=report)
    assert job is not None

    with room_for(8 * 1024):
        run(job)

    assert (job.state, job.attempts) == (Job.State.FAILED, 1)
    with translation.override(cast.director.language):
        assert job.reason == _("There is no room left to store files. Tell the operator, and try again.")
    assert stored_names() == before
    with room_for(8 * 1024), pytest.raises(OSError, match="too large"):
        files.store(report, b"0" * 20_000, "pdf")
    assert stored_names() == before


def test_sweep_removes_old_files_that_no_row_names(cast: Cast, money: Money) -> None:
    report = frozen(cast, money.period)
    sweep_files(now=timezone.now() + timedelta(days=2))
    orphan = files.store(report, b"%PDF-half", "pdf").name
    now = timezone.now()

    assert sweep_files(now=now) == 0  # young: a row may name it in a moment
    assert sweep_files(now=now + timedelta(days=1, minutes=1)) == 1

    assert not default_storage.exists(orphan)
    assert content_of(report, "pdf") and content_of(report, "xlsx") and content_of(report, "json")


def test_sweep_removes_half_made_workbooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    old, young = tmp_path / f"{MAKING}old", tmp_path / f"{MAKING}young"
    for folder in (old, young):
        folder.mkdir()
        (folder / "sheet").write_bytes(b"x")
    before = time.time() - 2 * 86400
    os.utime(old, (before, before))

    assert sweep_half_made(now=timezone.now()) == 1
    assert young.exists() and not old.exists()


def test_long_workbook_has_the_same_bytes_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def content() -> bytes:
        rows = ([n, "=1+1", "Å", timezone.localdate().replace(year=2026, month=1, day=2), None] for n in range(3000))
        return workbook([Sheet("Blad", ["a", "b", "c", "d", "e"], rows, notes=["Not"])], title="Titel", at_length=True)

    first = content()
    assert content() == first
    assert list(tmp_path.iterdir()) == []
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        page = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in page
    assert "=1+1" in page


def test_workbook_of_a_report_has_no_hidden_sheet_and_names_nobody(cast: Cast, money: Money) -> None:
    report = built(cast, money)

    with zipfile.ZipFile(io.BytesIO(content_of(report, "xlsx"))) as archive:
        inside = {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}
    text = "\n".join(inside.values())
    assert [name for name in User.objects.values_list("name", flat=True) if name and name in text] == []
    assert 'state="hidden"' not in text and "veryHidden" not in text
    assert not [name for name in inside if "comment" in name.lower() or "vba" in name.lower()]
