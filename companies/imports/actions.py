"""Verbs on imports: receive a file, choose what its columns mean, tick, save, remove; and the steps between."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from companies.actions.company import may_enter
from companies.imports.checking import Plan, ticked_at_first
from companies.imports.columns import guess, used_columns
from companies.imports.reading import Reading
from companies.models import CompanyImport, ImportRow
from programme.people import audit
from programme.people.models import User
from programme.people.once import once
from programme.structure.models import ProgrammeVersion

State = CompanyImport.State
KEPT_DAYS = 30
MOST_KEPT = 40  # files of one person
BATCH = 500
PLANNED = ["outcome", "problems", "differences", "ticks", "note", "company"]


def lock_import(imported: CompanyImport, *, by: User) -> None:
    """Read the import afresh and hold it to the end of the transaction. Raises PermissionDenied."""
    if not CompanyImport.objects.changeable_by(by).filter(pk=imported.pk).exists():
        raise PermissionDenied
    imported.refresh_from_db(from_queryset=CompanyImport.objects.select_for_update())


@transaction.atomic
def receive(*, by: User, file_name: str, content: bytes, key: UUID | None = None) -> CompanyImport:
    """Keep a file that is to be read, under a name that cannot be guessed. Raises PermissionDenied."""
    if not may_enter(by):
        raise PermissionDenied
    digest = hashlib.sha256(content).hexdigest()

    def act() -> CompanyImport:
        name = default_storage.save(f"imports/{secrets.token_hex(16)}", ContentFile(content))
        imported = CompanyImport.objects.create(
            owner=by,
            file_name=file_name,
            stored_name=name,
            sha256=digest,
            size=len(content),
        )
        audit.record("receive_import", imported, by=by, changes={"size": [None, len(content)]})
        return imported

    try:
        imported, made = once(key, "receive_import", CompanyImport, by=by, act=act)
    except CompanyImport.DoesNotExist:  # the form was used again after its file had been thrown away
        return act()
    return imported if made or imported.sha256 == digest else act()  # or for another file, by the browser's Back


def content_of(imported: CompanyImport) -> bytes:
    """The file as it was sent. Raises OSError when it is gone."""
    with default_storage.open(imported.stored_name) as file:
        content: bytes = file.read()
        return content


@transaction.atomic
def put_rows(*, by: User, imported: CompanyImport, reading: Reading) -> CompanyImport:
    """Keep what was read, and guess where the headings are and what the columns mean. Raises PermissionDenied."""
    lock_import(imported, by=by)
    if imported.state != State.UPLOADED:
        return imported
    imported.rows.all().delete()
    rows = [
        ImportRow(imported=imported, number=n, cells=cells) for n, cells in enumerate(reading.rows, 1) if any(cells)
    ]
    ImportRow.objects.bulk_create(rows, batch_size=BATCH)
    imported.sheets, imported.sheet = reading.sheets, reading.sheet
    imported.facts = reading.facts | {"used": used_columns(reading.rows)}
    imported.header_row, imported.columns = guess(reading.rows)
    imported.state = State.READ
    imported.save()
    audit.record("read_import", imported, by=by, changes={"rows": [None, len(rows)]})
    return imported


@transaction.atomic
def choose_sheet(*, by: User, imported: CompanyImport, sheet: int) -> CompanyImport:
    """Read another sheet of the file instead. Raises PermissionDenied."""
    lock_import(imported, by=by)
    if imported.state in {State.READ, State.CHECKED} and 0 <= sheet < len(imported.sheets):
        changes = {"sheet": [imported.sheet, sheet]}
        imported.rows.all().delete()
        imported.sheet, imported.state = sheet, State.UPLOADED
        imported.save()
        audit.record("choose_import_sheet", imported, by=by, changes=changes)
    return imported


@transaction.atomic
def choose_columns(
    *,
    by: User,
    imported: CompanyImport,
    header_row: int | None,
    columns: Mapping[str, int],
    programme_version: ProgrammeVersion | None,
) -> CompanyImport:
    """Say where the headings stand, what the columns mean, and which edition all are to be enrolled in."""
    lock_import(imported, by=by)
    if imported.state in {State.READ, State.CHECKED, State.MAPPED}:
        changes = {"columns": [imported.columns, dict(columns)], "programme_version": [None, programme_version]}
        imported.header_row, imported.columns = header_row, dict(columns)
        imported.programme_version, imported.state = programme_version, State.MAPPED
        imported.save()
        imported.rows.filter(saved_at=None).update(ticks=[], outcome=ImportRow.Outcome.UNCHECKED)
        audit.record("choose_import_columns", imported, by=by, changes=changes)
    return imported


@transaction.atomic
def check_again(*, by: User, imported: CompanyImport) -> CompanyImport:
    """Look at the rows once more, since something may have changed meanwhile. Raises PermissionDenied."""
    lock_import(imported, by=by)
    stuck = imported.job is None or imported.job.has_ended
    if imported.state == State.CHECKED or (imported.state in {State.MAPPED, State.SAVING} and stuck):
        imported.state = State.MAPPED
        imported.save(update_fields=["state"])
        audit.record("check_import_again", imported, by=by)
    return imported


def _put(plan: Plan) -> bool:
    """Write on the row what it leads to; False for one that is saved already."""
    row = plan.row
    if row.saved_at is not None:
        return False
    offered = {one["name"] for one in plan.differences}
    was_checked = row.outcome != ImportRow.Outcome.UNCHECKED
    row.ticks = [name for name in row.ticks if name in offered] if was_checked else ticked_at_first(plan)
    row.outcome, row.problems, row.differences = plan.outcome, plan.problems, plan.differences
    row.note, row.company = plan.note, plan.company
    return True


@transaction.atomic
def put_plans(*, by: User, imported: CompanyImport, plans: Iterable[Plan]) -> CompanyImport:
    """Keep what each row leads to. What the person ticked stays ticked. Raises PermissionDenied."""
    lock_import(imported, by=by)
    if imported.state not in {State.MAPPED, State.SAVING}:
        return imported
    rows = [plan.row for plan in plans if _put(plan)]
    ImportRow.objects.bulk_update(rows, PLANNED, batch_size=BATCH)
    imported.state = State.CHECKED
    imported.save(update_fields=["state"])
    bad = sum(1 for row in rows if row.outcome == ImportRow.Outcome.BAD)
    audit.record("check_import", imported, by=by, changes={"rows": [None, len(rows)], "bad": [None, bad]})
    return imported


@transaction.atomic
def tick(*, by: User, row: ImportRow, name: str, on: bool) -> ImportRow:
    """Want, or not, one thing that a row would change on a company that exists. Raises PermissionDenied."""
    lock_import(row.imported, by=by)
    row.refresh_from_db(from_queryset=ImportRow.objects.select_for_update())
    offered = {one["name"] for one in row.differences}
    if row.imported.state == State.CHECKED and name in offered and (name in row.ticks) != on:
        row.ticks = [*row.ticks, name] if on else [one for one in row.ticks if one != name]
        row.save(update_fields=["ticks"])
        audit.record("tick_import_row", row.imported, by=by, changes={f"{row.number} {name}": [not on, on]})
    return row


@transaction.atomic
def tick_all(*, by: User, imported: CompanyImport, on: bool) -> CompanyImport:
    """Want, or not, everything that the rows would change. Raises PermissionDenied."""
    lock_import(imported, by=by)
    if imported.state == State.CHECKED:
        rows = list(imported.rows.filter(outcome=ImportRow.Outcome.EXISTS))
        for row in rows:
            row.ticks = [one["name"] for one in row.differences] if on else []
        ImportRow.objects.bulk_update(rows, ["ticks"], batch_size=BATCH)
        audit.record("tick_import_row", imported, by=by, changes={"all": [not on, on]})
    return imported


@transaction.atomic
def begin_saving(*, by: User, imported: CompanyImport, whole: bool) -> bool:
    """Say that the rows are to be saved: all or none, or those that are ready. False when somebody was quicker."""
    lock_import(imported, by=by)
    if imported.state != State.CHECKED:
        return False
    imported.state, imported.whole = State.SAVING, whole
    imported.save(update_fields=["state", "whole"])
    audit.record("begin_import", imported, by=by, changes={"whole": [None, whole]})
    return True


@transaction.atomic
def put_plan(*, by: User, plan: Plan) -> ImportRow:
    """One row that turned out otherwise than when it was looked through. Raises PermissionDenied."""
    lock_import(plan.row.imported, by=by)
    if _put(plan):
        plan.row.save(update_fields=PLANNED)
    return plan.row


@transaction.atomic
def turn_bad(*, by: User, row: ImportRow, problems: Mapping[str, str]) -> ImportRow:
    """A row that could not be saved after all; its owner gets it back with the others. Raises PermissionDenied."""
    lock_import(row.imported, by=by)
    row.outcome, row.problems = ImportRow.Outcome.BAD, dict(problems)
    row.save(update_fields=["outcome", "problems"])
    return row


@transaction.atomic
def end_saving(*, by: User, imported: CompanyImport, now: datetime) -> CompanyImport:
    """Every row that could be saved is saved: the import's own trace. Raises PermissionDenied."""
    lock_import(imported, by=by)
    if imported.state == State.SAVING:
        imported.state, imported.saved_at = State.SAVED, now
        imported.save(update_fields=["state", "saved_at"])
        told = {name: [None, count] for name, count in results(imported).items()}
        audit.record("import_companies", imported, by=by, changes=told)
    return imported


@transaction.atomic
def back_to_review(*, by: User, imported: CompanyImport) -> CompanyImport:
    """Nothing was saved, since something was wrong after all. Raises PermissionDenied."""
    lock_import(imported, by=by)
    if imported.state == State.SAVING:
        imported.state = State.CHECKED
        imported.save(update_fields=["state"])
        audit.record("stop_import", imported, by=by)
    return imported


def earlier_of(imported: CompanyImport) -> CompanyImport | None:
    """The same file, saved before by the same person."""
    same = CompanyImport.objects.filter(owner=imported.owner_id, sha256=imported.sha256, state=State.SAVED)
    return same.exclude(pk=imported.pk).first()


def results(imported: CompanyImport) -> dict[str, int]:
    """How many companies, contacts, enrolments and changes the import has saved."""
    told = dict.fromkeys(("company", "contact", "enrolment", "change"), 0)
    for done in imported.rows.exclude(saved_at=None).values_list("done", flat=True):
        for name in done:
            told[name] += 1
    return told


@transaction.atomic
def note_bad_rows_taken(*, by: User, imported: CompanyImport, rows: int) -> None:
    """Leave a trace of the file of rows to mend."""
    audit.record("take_bad_rows", imported, by=by, changes={"rows": [None, rows]})


@transaction.atomic
def remove(*, by: User, imported: CompanyImport) -> None:
    """Throw the file and its rows away; companies that were saved stay. Raises PermissionDenied."""
    lock_import(imported, by=by)
    _remove(imported, by)


def _remove(imported: CompanyImport, by: User | None) -> None:
    name = imported.stored_name
    audit.record("remove_import", imported, by=by)
    imported.delete()
    transaction.on_commit(lambda: default_storage.delete(name))


def remove_old(*, by: None, now: datetime) -> int:
    """Each night: files of more than 30 days go, with their rows. Returns how many; each in its own transaction."""
    old = CompanyImport.objects.filter(uploaded_at__lt=now - timedelta(days=KEPT_DAYS))
    count = 0
    for imported in old:
        with transaction.atomic():
            _remove(imported, by)
        count += 1
    return count


def set_job(*, imported: CompanyImport, job: Any) -> None:
    """Remember which job is at work on the import."""
    CompanyImport.objects.filter(pk=imported.pk).update(job=job)
    imported.job = job
