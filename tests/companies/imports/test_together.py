"""Two tabs, two clicks, two workers: nothing starts twice, nothing late undoes what is newer, no file is orphaned."""

import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from companies.imports import actions, working
from companies.imports.actions import KEPT_DAYS
from companies.models import Company, CompanyImport, Interest
from companies.tasks import remove_old
from programme.common.xlsx import Sheet, workbook
from programme.jobs.models import Job
from programme.people.models import AuditEvent
from tests.cast import Cast, number
from tests.companies.imports.sheets import HEADINGS, checked, columns_posted, outcomes, received, saved, upload, xlsx
from tests.companies.imports.test_working import at_work, ready, rows

Login = Callable[[object], Client]
State = CompanyImport.State


@pytest.fixture(autouse=True)
def small(settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits so low that a file of a few rows is a large one."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(working, "ROWS_CHECKED_AT_ONCE", 2)
    monkeypatch.setattr(working, "ROWS_SAVED_AT_ONCE", 2)


@pytest.fixture
def leader(cast: Cast, login: Login) -> Client:
    return login(cast.leader)


class Interrupted:
    """Steps in the middle of which something else happens, once."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        self.meanwhile: Callable[[], object] | None = meanwhile

    def expect(self, steps: int) -> None:
        """Not waited for."""

    def step(self, label: str) -> None:
        """The first step is when it happens."""
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile:
            meanwhile()


def check_with(imported: CompanyImport, cast: Cast, meanwhile: Callable[[], object]) -> None:
    working.check_rows(imported, by=cast.leader, steps=Interrupted(meanwhile))
    imported.refresh_from_db()


def test_second_click_while_rows_are_checked_starts_nothing(leader: Client) -> None:
    imported = checked(leader, xlsx(rows(4)))
    assert imported.state == State.MAPPED

    for _n in range(2):
        leader.post(reverse("import-resume", args=[imported.pk]))

    assert Job.objects.count() == 1
    assert not AuditEvent.objects.filter(verb="check_import_again").exists()


def test_check_again_clicked_twice_starts_one_job(leader: Client) -> None:
    imported = ready(leader, 4)

    for _n in range(2):
        leader.post(reverse("import-resume", args=[imported.pk]))

    assert Job.objects.filter(state=Job.State.QUEUED).count() == 1


def test_late_check_leaves_a_save_under_way_alone(leader: Client, cast: Cast) -> None:
    imported = checked(leader, xlsx(rows(4)))

    def meanwhile() -> None:
        at_work(CompanyImport.objects.get())
        saved(leader, CompanyImport.objects.get(), rows="ready")

    check_with(imported, cast, meanwhile)

    assert imported.state == State.SAVING
    assert at_work(imported).state == Job.State.DONE
    assert Company.objects.filter(name__startswith="Verkstad").count() == 4


def test_check_by_columns_that_another_tab_has_changed_is_dropped(leader: Client, cast: Cast) -> None:
    imported = checked(leader, xlsx(rows(4)))
    Job.objects.update(state=Job.State.FAILED)

    def meanwhile() -> None:
        columns = {name: place for name, place in imported.columns.items() if name != "employees"}
        actions.choose_columns(
            by=cast.leader, imported=CompanyImport.objects.get(), header_row=1, columns=columns, programme_version=None
        )

    check_with(imported, cast, meanwhile)

    assert imported.state == State.MAPPED
    assert set(outcomes(imported)) == {"unchecked"}
    assert "employees" not in imported.columns


def test_check_of_rows_that_were_read_anew_is_dropped(leader: Client, cast: Cast) -> None:
    imported = checked(leader, xlsx(rows(4)))

    def meanwhile() -> None:
        for row in imported.rows.all():
            row.pk = None
            imported.rows.filter(number=row.number).delete()
            row.save()

    check_with(imported, cast, meanwhile)

    assert imported.state == State.MAPPED
    assert set(outcomes(imported)) == {"unchecked"}


def test_columns_are_not_changed_under_a_job_that_checks(leader: Client, cast: Cast) -> None:
    imported = checked(leader, xlsx(rows(4)))
    before = dict(imported.columns)

    actions.choose_columns(
        by=cast.leader, imported=imported, header_row=None, columns={"name": 0}, programme_version=None
    )

    imported.refresh_from_db()
    assert imported.columns == before


def test_columns_chosen_anew_tell_the_edition_before(leader: Client, cast: Cast) -> None:
    imported = checked(leader, xlsx(rows(1)), programme_version=str(cast.version.pk))
    at_work(imported)

    leader.post(reverse("import-columns", args=[imported.pk]), columns_posted(imported))

    event = AuditEvent.objects.filter(verb="choose_import_columns").latest("pk")
    assert event.changes["programme_version"] == [str(cast.version), None]


def two_sheets(second: list[list[Any]]) -> bytes:
    return workbook(
        [Sheet("Ett", HEADINGS, rows(1)), Sheet("Två", HEADINGS if second else [], second)], title="Företag"
    )


@pytest.mark.parametrize("at_once", [1_500_000, 1])
def test_empty_sheet_leaves_the_sheet_that_was_read(
    leader: Client, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    imported = received(leader, two_sheets([]))
    monkeypatch.setattr("companies.imports.reading.AT_ONCE", at_once)

    leader.post(reverse("import-columns", args=[imported.pk]), {"sheet": "1"})
    if at_once == 1:
        assert at_work(imported).state == Job.State.FAILED
    page = leader.get(reverse("import-columns", args=[imported.pk]))

    imported.refresh_from_db()
    assert (imported.state, imported.sheet, imported.rows.count(), page.status_code) == (State.READ, 0, 3, 200)
    assert at_once == 1 or "Det står inget i filen" in page.content.decode()


@pytest.mark.parametrize("at_once", [1_500_000, 1])
def test_other_sheet_is_read_in_place_of_the_first(
    leader: Client, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    imported = received(leader, two_sheets([["Annan AB", number(70), "Ånge", 3, "", ""]]))
    monkeypatch.setattr("companies.imports.reading.AT_ONCE", at_once)

    leader.post(reverse("import-columns", args=[imported.pk]), {"sheet": "1"})
    if at_once == 1:
        assert at_work(imported).state == Job.State.DONE

    imported.refresh_from_db()
    assert (imported.state, imported.sheet) == (State.READ, 1)
    assert [row.cells[0] for row in imported.rows.all()] == ["Företag", "Annan AB"]


def test_import_is_not_thrown_away_while_it_is_saved(leader: Client) -> None:
    imported = ready(leader, 4)
    saved(leader, imported)

    answer = leader.post(reverse("import-remove", args=[imported.pk]), follow=True).content.decode()
    Job.objects.update(state=Job.State.FAILED)
    leader.post(reverse("import-remove", args=[imported.pk]))

    assert "Filen håller på att sparas. Släng den när det är klart." in answer
    assert not CompanyImport.objects.exists()


class BrokenStore(FileSystemStorage):
    """A store that throws nothing away."""

    def delete(self, name: str) -> None:
        raise RuntimeError("no answer")


@pytest.fixture
def broken_store(settings: LazySettings) -> Callable[[], None]:
    def breaks() -> None:
        path = f"{__name__}.BrokenStore"
        settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": path}}

    return breaks


def test_file_that_the_store_keeps_keeps_its_row(leader: Client, broken_store: Callable[[], None]) -> None:
    imported = received(leader, xlsx(rows(1)))
    broken_store()

    answer = leader.post(reverse("import-remove", args=[imported.pk]), follow=True).content.decode()

    assert "Filen gick inte att slänga just nu" in answer
    assert CompanyImport.objects.filter(pk=imported.pk).exists()
    assert not AuditEvent.objects.filter(verb="remove_import").exists()


def long_ago() -> None:
    CompanyImport.objects.update(uploaded_at=timezone.now() - timedelta(days=KEPT_DAYS, hours=1))


def test_hourly_task_goes_on_after_a_file_that_the_store_keeps(
    leader: Client, cast: Cast, broken_store: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    received(leader, xlsx(rows(1)))
    received(leader, xlsx(rows(2)))
    long_ago()
    Interest.objects.create(
        region=cast.mellersta, company_name="Indal AB", person="Eva Bo", email="eva@indal.example", language="sv",
        municipality_id="2262", received_at=timezone.now() - timedelta(days=3_000),
    )  # fmt: skip
    broken_store()

    with caplog.at_level(logging.ERROR):
        remove_old()

    assert CompanyImport.objects.count() == 2
    assert caplog.text.count("could not be removed by the retention plan") == 2
    assert not Interest.objects.exists()


def test_hourly_task_removes_the_row_of_a_file_that_is_gone_and_spares_what_is_being_saved(leader: Client) -> None:
    gone, under_way = received(leader, xlsx(rows(1))), ready(leader, 4)
    default_storage.delete(gone.stored_name)
    saved(leader, under_way)
    long_ago()

    remove_old()
    remove_old()

    assert list(CompanyImport.objects.all()) == [under_way]
    assert AuditEvent.objects.filter(verb="remove_import").count() == 1


def test_file_of_an_import_that_cannot_be_written_down_is_not_left_behind(
    leader: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def record(*given: Any, **more: Any) -> None:
        raise IntegrityError("the disk is full")

    monkeypatch.setattr("programme.people.audit.record", record)

    with pytest.raises(IntegrityError):
        upload(leader, xlsx(rows(1)))

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_name_of_the_file_stays_out_of_the_log_and_the_jobs(leader: Client) -> None:
    imported = ready(leader, 4)
    saved(leader, imported)
    at_work(imported)
    leader.get(reverse("import-bad-rows", args=[imported.pk]))
    leader.post(reverse("import-remove", args=[imported.pk]))

    events = AuditEvent.objects.all()
    assert {event.subject_label for event in events if event.subject_kind == "companyimport"} == {f"#{imported.pk}"}
    assert not any("intresse-november" in f"{event.subject_label}{event.changes}" for event in events)
    assert {job.title for job in Job.objects.all()} == {f"Import av företag #{imported.pk}"}
