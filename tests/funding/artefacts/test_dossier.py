"""The dossier: all of it, the same bytes each time, sums that `sha256sum -c` takes, and no funder gets it."""

import io
import json
import subprocess
import zipfile
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.urls import reverse

from funding.artefacts.actions import ask_for_dossier, keep_dossier
from funding.artefacts.dossier import dossier
from funding.files import store
from funding.models import Report, ReportFile
from programme.jobs.models import Job
from programme.people.models import AuditEvent
from tests.cast import Cast
from tests.funding.test_views import Login
from tests.funding.world import Money, content_of, frozen, run


def unpacked(report: Report) -> dict[str, bytes]:
    content = dossier(report)
    assert content is not None
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_dossier(cast: Cast, report: Report) -> Report:
    job = ask_for_dossier(by=cast.director, report=report)
    assert job is not None
    assert run(job).state == Job.State.DONE, job.reason
    return Report.objects.get(pk=report.pk)


def test_dossier_holds_the_files_the_approvals_and_the_events(cast: Cast, money: Money) -> None:
    report = frozen(cast, money.period)

    parts = unpacked(report)

    for kind in ("pdf", "xlsx", "json"):
        assert content_of(report, kind) in parts.values()
    approvals = json.loads(parts["godkannanden.json"])
    assert approvals["released"]["name"] == cast.director.name
    assert approvals["released"]["roles"] == ["Programledare"] or approvals["released"]["roles"]
    events = json.loads(parts["handelser.json"])
    assert events[0]["what"] == "report-made"
    assert events[-1]["what"] == "report-released"
    assert report.kept["pdf"].sha256 in parts["handelser.txt"].decode()
    assert "/verify/" in parts["LÄSMIG.txt"].decode()


def test_waived_signals_stand_with_reason_and_who(cast: Cast, money: Money) -> None:
    report = frozen(cast, money.running)  # its period still lasts: that is a red signal

    approvals = json.loads(unpacked(report)["godkannanden.json"])

    assert [one["because"] for one in approvals["waived"]] == ["Redan känt."] * report.signals.count() != []
    assert "Redan känt." in unpacked(report)["godkannanden.txt"].decode()


def test_same_release_gives_the_same_bytes_whatever_happens_after(cast: Cast, money: Money, login: Login) -> None:
    report = frozen(cast, money.period)
    first = dossier(report)

    login(cast.funder_tvv).get(reverse("report-pdf", args=[report.pk]))
    frozen(cast, money.period)  # version 2

    assert AuditEvent.objects.filter(verb="downloaded").exists()
    assert dossier(Report.objects.get(pk=report.pk)) == first


def test_dossier_of_a_correction_holds_the_versions_before(cast: Cast, money: Money) -> None:
    first, second = frozen(cast, money.period), frozen(cast, money.period)

    parts = unpacked(second)

    before = {name: content for name, content in parts.items() if name.startswith("tidigare-versioner/v1/")}
    assert set(before.values()) == {content_of(first, kind) for kind in ("pdf", "xlsx", "json")}


def test_sums_are_taken_by_sha256sum(cast: Cast, money: Money, tmp_path: Path) -> None:
    frozen(cast, money.period)
    parts = unpacked(frozen(cast, money.period))
    for name, content in parts.items():
        (tmp_path / "ut" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "ut" / name).write_bytes(content)

    said = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path / "ut", capture_output=True, text=True)

    assert said.returncode == 0, said.stderr
    assert said.stdout.count(": OK") == len(parts) - 1


def test_funder_gets_no_dossier_and_auditor_does(cast: Cast, money: Money, login: Login) -> None:
    report = with_dossier(cast, frozen(cast, money.period))
    path = reverse("report-dossier", args=[report.pk])

    assert login(cast.funder_tvv).get(path).status_code == 403
    assert login(cast.auditor).get(path).content == content_of(report, "zip")
    assert path not in login(cast.funder_tvv).get(report.get_absolute_url()).content.decode()
    assert report.kept["zip"].sha256 not in login(cast.funder_tvv).get(report.get_absolute_url()).content.decode()
    assert path in login(cast.auditor).get(report.get_absolute_url()).content.decode()


def test_dossier_is_kept_once(cast: Cast, money: Money) -> None:
    report = with_dossier(cast, frozen(cast, money.period))
    kept = report.kept["zip"].name

    second = store(report, b"another", "zip")

    assert keep_dossier(by=cast.director, report=report, file=second) == [second.name]
    assert report.files.get(kind="zip").name == kept
    assert ask_for_dossier(by=cast.director, report=report) is None


def test_only_who_makes_reports_asks_and_only_of_released_ones(cast: Cast, money: Money) -> None:
    report = frozen(cast, money.period)
    for who in (cast.auditor, cast.funder_tvv, cast.leader):
        with pytest.raises(PermissionDenied):
            ask_for_dossier(by=who, report=report)
    Report.objects.filter(pk=report.pk).update(state="in_review", released_by=None, released_at=None)
    with pytest.raises(PermissionDenied):
        ask_for_dossier(by=cast.director, report=report)


def test_missing_file_fails_the_job_with_its_reason(cast: Cast, money: Money) -> None:
    report = frozen(cast, money.period)
    default_storage.delete(report.kept["xlsx"].name)

    job = ask_for_dossier(by=cast.director, report=report)

    assert job is not None
    assert run(job).state == Job.State.FAILED
    assert job.reason
    assert not ReportFile.objects.filter(report=report, kind="zip").exists()
