"""Large files go through the job: progress, kills, rights that end, nothing twice; old files are thrown away."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from companies.imports import saving, working
from companies.imports.actions import KEPT_DAYS
from companies.models import Company, CompanyImport, Contact
from companies.tasks import remove_old
from programme.jobs import running
from programme.jobs.models import Job
from programme.people.models import Appointment, AuditEvent
from tests.cast import Cast, number
from tests.companies.imports.sheets import checked, columns_posted, outcomes, received, saved, xlsx

Login = Callable[[object], Client]
State = CompanyImport.State


@pytest.fixture(autouse=True)
def small(settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits so low that a file of a few rows is a large one."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(working, "ROWS_CHECKED_AT_ONCE", 2)
    monkeypatch.setattr(working, "ROWS_SAVED_AT_ONCE", 2)
    monkeypatch.setattr(working, "STEP", 2)


@pytest.fixture
def leader(cast: Cast, login: Login) -> Client:
    return login(cast.leader)


def rows(count: int) -> list[list[Any]]:
    """Companies with a contact each; every third has a second contact on a row of its own."""
    made: list[list[Any]] = []
    for n in range(count):
        made.append([f"Verkstad {n} AB", number(100 + n), "Timrå", 5 + n, f"Kontakt {n}", ""])
        if n % 3 == 0:
            made.append(["", number(100 + n), "", "", f"Kontakt {n} b", ""])
    return made


def at_work(imported: CompanyImport) -> Job:
    """Run the job that the import waits for, as a worker would."""
    imported.refresh_from_db()
    assert imported.job is not None
    running.run_job(imported.job.pk)
    imported.refresh_from_db()
    imported.job.refresh_from_db()
    return imported.job


def ready(client: Client, count: int) -> CompanyImport:
    imported = checked(client, xlsx(rows(count)))
    at_work(imported)
    assert imported.state == State.CHECKED
    return imported


def test_import_large_file_is_read_by_a_job(leader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("companies.imports.reading.AT_ONCE", 1)

    imported = received(leader, xlsx(rows(4)))
    page = leader.get(reverse("import-card", args=[imported.pk]))
    job = at_work(imported)

    assert b"hx-get" in page.content
    assert (job.state, job.result_path, imported.state) == (Job.State.DONE, imported.get_absolute_url(), State.READ)
    assert leader.get(imported.get_absolute_url()).url == reverse("import-columns", args=[imported.pk])


def test_import_bad_large_file_is_refused_by_the_job_in_words(leader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("companies.imports.reading.AT_ONCE", 1)
    imported = received(leader, xlsx([["x"] * 70], headings=["y"] * 70))

    job = at_work(imported)
    page = leader.get(imported.get_absolute_url()).content.decode()

    assert (job.state, imported.state) == (Job.State.FAILED, State.UPLOADED)
    assert "Bladet har 70 kolumner. Högst 60 läses" in page
    assert "Välj en annan fil" in page


def test_import_many_rows_are_checked_and_saved_by_jobs_with_steps(leader: Client) -> None:
    imported = ready(leader, 7)
    assert imported.job is not None and (imported.job.step, imported.job.steps) == (7, 7)  # 11 rows by 2, and keeping

    saved(leader, imported, rows="ready")
    job = at_work(imported)

    assert (job.state, job.step, job.steps, imported.state) == (Job.State.DONE, 12, 12, State.SAVED)
    assert Company.objects.filter(name__startswith="Verkstad").count() == 7
    assert Contact.objects.filter(name__startswith="Kontakt ", company__name__startswith="Verkstad").count() == 10


class Killed(BaseException):
    """What a kill looks like from inside: nothing catches it."""


@pytest.fixture
def killed_after(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], None]]:
    """`killed_after(n)`: the worker dies when it comes to the row after the n-th."""
    real = saving.save_row

    def after(count: int) -> None:
        seen = []

        def save_row(*args: Any, **kwargs: Any) -> bool:
            if len(seen) == count:
                raise Killed
            seen.append(1)
            return real(*args, **kwargs)

        monkeypatch.setattr(saving, "save_row", save_row)

    yield after
    monkeypatch.setattr(saving, "save_row", real)


@pytest.mark.parametrize("rows_before", [0, 1, 2, 3, 5, 8])
@pytest.mark.parametrize("whole", [True, False])
def test_import_killed_worker_is_taken_up_again_and_adds_nothing_twice(
    leader: Client, killed_after: Callable[[int], None], monkeypatch: pytest.MonkeyPatch, rows_before: int, whole: bool
) -> None:
    imported = ready(leader, 7)
    saved(leader, imported, rows="all" if whole else "ready")
    with monkeypatch.context():
        killed_after(rows_before)
        with pytest.raises(Killed):
            at_work(imported)
    killed_after(1_000)
    there = Company.objects.filter(name__startswith="Verkstad").count()
    assert there == 0 if whole else there >= rows_before // 2
    Job.objects.update(lease_until_at=timezone.now() - timedelta(seconds=1))

    job = at_work(imported)

    assert (job.state, job.attempts, imported.state) == (Job.State.DONE, 2, State.SAVED)
    assert Company.objects.filter(name__startswith="Verkstad").count() == 7
    assert Contact.objects.filter(company__name__startswith="Verkstad").count() == 10
    assert AuditEvent.objects.filter(verb="enter_company").count() == 7
    assert AuditEvent.objects.filter(verb="add_contact").count() == 10
    assert AuditEvent.objects.get(verb="import_companies").changes["company"] == [None, 7]


def test_import_whose_owner_may_no_longer_enter_companies_saves_nothing(leader: Client, cast: Cast) -> None:
    imported = ready(leader, 4)
    saved(leader, imported)
    Appointment.objects.filter(person=cast.leader).update(until_on=timezone.localdate() - timedelta(days=1))

    job = at_work(imported)

    assert (job.state, job.reason) == (
        Job.State.FAILED, "Du får inte längre läsa in företag här, eller så är filen slängd.",
    )  # fmt: skip
    assert not Company.objects.filter(name__startswith="Verkstad").exists()


def test_import_whose_owner_loses_the_right_in_the_middle_stops_there(
    leader: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported = ready(leader, 7)
    saved(leader, imported, rows="ready")
    real, seen = saving.save_row, []

    def save_row(*args: Any, **kwargs: Any) -> bool:
        seen.append(1)
        if len(seen) == 4:
            Appointment.objects.filter(person=cast.leader).update(until_on=timezone.localdate() - timedelta(days=1))
        return real(*args, **kwargs)

    monkeypatch.setattr(saving, "save_row", save_row)

    job = at_work(imported)

    assert job.state == Job.State.FAILED
    assert len(seen) == 4


def test_import_row_that_another_entered_meanwhile_stops_the_whole(leader: Client, cast: Cast) -> None:
    imported = ready(leader, 4)
    saved(leader, imported)
    Company.objects.create(
        organisation_number=number(102), name="Snabbare AB", region=cast.norr, municipality_id="2482"
    )

    at_work(imported)

    assert imported.state == State.CHECKED
    assert outcomes(imported) == ["new", "contact", "new", "elsewhere", "new", "contact"]
    assert not Company.objects.filter(name__startswith="Verkstad").exists()


def test_import_row_that_another_entered_meanwhile_is_left_out_of_the_ready_ones(leader: Client, cast: Cast) -> None:
    imported = ready(leader, 4)
    saved(leader, imported, rows="ready")
    Company.objects.create(
        organisation_number=number(102), name="Snabbare AB", region=cast.norr, municipality_id="2482"
    )

    at_work(imported)

    assert imported.state == State.SAVED
    assert outcomes(imported)[3] == "elsewhere"
    assert Company.objects.filter(name__startswith="Verkstad").count() == 3


def test_import_row_refused_while_saving_takes_all_back_and_says_why(
    leader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported = ready(leader, 4)
    real = saving.actions.enter_company

    def enter_company(*, values: dict[str, Any], **more: Any) -> Company:
        if values["name"] == "Verkstad 2 AB":
            raise saving.ValidationError({"name": "Upptaget."})
        return real(values=values, **more)

    monkeypatch.setattr(saving.actions, "enter_company", enter_company)
    saved(leader, imported)

    at_work(imported)

    assert (imported.state, imported.rows.bad().get().problems) == (State.CHECKED, {"name": "Upptaget."})
    assert not Company.objects.filter(name__startswith="Verkstad").exists()


def test_import_that_was_cut_off_can_be_checked_again(leader: Client) -> None:
    imported = ready(leader, 4)
    saved(leader, imported)
    Job.objects.update(state=Job.State.FAILED, reason="Avbrutet.")
    page = leader.get(imported.get_absolute_url()).content.decode()

    leader.post(reverse("import-resume", args=[imported.pk]))
    at_work(imported)

    assert "Avbrutet." in page and "Kontrollera raderna igen" in page
    assert imported.state == State.CHECKED


def test_import_that_is_being_saved_is_not_checked_again(leader: Client) -> None:
    imported = ready(leader, 4)
    saved(leader, imported)

    leader.post(reverse("import-resume", args=[imported.pk]))

    imported.refresh_from_db()
    assert imported.state == State.SAVING


def test_import_columns_chosen_while_checking_are_not_lost(leader: Client) -> None:
    imported = ready(leader, 4)
    leader.post(reverse("import-columns", args=[imported.pk]), columns_posted(imported, column_3=""))

    at_work(imported)

    assert "employees" not in imported.columns
    assert outcomes(imported)[:2] == ["new", "contact"]


def test_hourly_task_throws_away_files_of_more_than_thirty_days(
    leader: Client, cast: Cast, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    old, young = received(leader, xlsx(rows(1))), received(leader, xlsx(rows(2)))
    CompanyImport.objects.filter(pk=old.pk).update(uploaded_at=timezone.now() - timedelta(days=KEPT_DAYS, hours=1))

    with django_capture_on_commit_callbacks(execute=True):
        remove_old()

    assert list(CompanyImport.objects.all()) == [young]
    assert [default_storage.exists(one.stored_name) for one in (old, young)] == [False, True]
    assert AuditEvent.objects.get(verb="remove_import").by is None
