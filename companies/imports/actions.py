"""Verbs on imports: receive a file, choose what its columns mean, tick, save, remove; and the steps between."""

import contextlib
import hashlib
import logging
import secrets
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from companies.actions.company import may_enter
from companies.imports.checking import Plan, ticked_at_first
from companies.imports.columns import guess, used_columns
from companies.imports.reading import Reading
from companies.models import Company, CompanyImport, ImportRow
from programme.people import audit
from programme.people.models import User
from programme.people.once import once
from programme.structure.models import ProgrammeVersion

logger = logging.getLogger(__name__)

State = CompanyImport.State
KEPT_DAYS = 30
MOST_KEPT = 40  # files of one person
BATCH = 500
PLANNED = ["outcome", "problems", "differences", "ticks", "note", "company"]


class FileStays(Exception):
    """The store did not throw a file away."""


class Basis(NamedTuple):
    """What a check went by: its plans are only as good as this still is."""

    state: str
    sheet: int | None
    header_row: int | None
    columns: dict[str, int]
    programme_version: int | None


def basis_of(imported: CompanyImport) -> Basis:
    """What a check of the import, as it is now, goes by."""
    version = imported.programme_version_id
    return Basis(imported.state, imported.sheet, imported.header_row, dict(imported.columns), version)


def lock_import(imported: CompanyImport, *, by: User) -> None:
    """Read the import afresh and hold it to the end of the transaction. Raises PermissionDenied."""
    if not CompanyImport.objects.changeable_by(by).filter(pk=imported.pk).exists():
        raise PermissionDenied
    imported.refresh_from_db(from_queryset=CompanyImport.objects.select_for_update())


def receive(*, by: User, file_name: str, content: bytes, key: UUID | None = None) -> CompanyImport:
    """Keep a file that is to be read, under a name that cannot be guessed. Raises PermissionDenied.

    When the import cannot be written down, its file is not left behind either.
    """
    stored: list[str] = []
    try:
        with transaction.atomic():
            return _receive(by, file_name, content, key, stored)
    except BaseException:
        for name in stored:
            with contextlib.suppress(FileStays):
                _delete(name)
        raise


def _receive(by: User, file_name: str, content: bytes, key: UUID | None, stored: list[str]) -> CompanyImport:
    if not may_enter(by):
        raise PermissionDenied
    digest = hashlib.sha256(content).hexdigest()

    def act() -> CompanyImport:
        name = default_storage.save(f"imports/{secrets.token_hex(16)}", ContentFile(content))
        stored.append(name)
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
def choose_sheet(*, by: User, imported: CompanyImport, sheet: int) -> bool:
    """Wait for another sheet's rows, which put_rows brings; until then those of the earlier sheet stay.

    Returns whether it was chosen. Raises PermissionDenied.
    """
    lock_import(imported, by=by)
    if imported.state not in {State.READ, State.CHECKED} or not 0 <= sheet < len(imported.sheets):
        return False
    imported.state = State.UPLOADED
    imported.save(update_fields=["state"])
    audit.record("choose_import_sheet", imported, by=by, changes={"sheet": [imported.sheet, sheet]})
    return True


@transaction.atomic
def keep_sheet(*, by: User, imported: CompanyImport) -> CompanyImport:
    """The other sheet could not be read: back to the columns of the one whose rows are here."""
    lock_import(imported, by=by)
    if imported.state == State.UPLOADED and imported.rows.exists():
        imported.state = State.READ
        imported.save(update_fields=["state"])
        audit.record("keep_import_sheet", imported, by=by)
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
    """Say where the headings stand, what the columns mean, and which edition all are to be enrolled in.

    Not while a job checks the rows by what was said before.
    """
    lock_import(imported, by=by)
    if imported.state in {State.READ, State.CHECKED, State.MAPPED} and not imported.is_at_work:
        changes = {
            "columns": [imported.columns, dict(columns)],
            "programme_version": [imported.programme_version, programme_version],
        }
        imported.header_row, imported.columns = header_row, dict(columns)
        imported.programme_version, imported.state = programme_version, State.MAPPED
        imported.save()
        imported.rows.filter(saved_at=None).update(ticks=[], outcome=ImportRow.Outcome.UNCHECKED)
        audit.record("choose_import_columns", imported, by=by, changes=changes)
    return imported


@transaction.atomic
def check_again(*, by: User, imported: CompanyImport) -> bool:
    """Look at the rows once more, since something may have changed meanwhile; not while a job is at them.

    Returns whether they are to be looked at now. Raises PermissionDenied.
    """
    lock_import(imported, by=by)
    waits = imported.state in {State.MAPPED, State.SAVING} and imported.is_stuck
    if imported.state != State.CHECKED and not waits:
        return False
    imported.state = State.MAPPED
    imported.save(update_fields=["state"])
    audit.record("check_import_again", imported, by=by)
    return True


def _put(plan: Plan, row: ImportRow) -> bool:
    """Write on the row, read afresh, what it leads to; False for one that is saved already."""
    if row.saved_at is not None:
        return False
    offered = {one["name"] for one in plan.differences}
    was_checked = row.outcome != ImportRow.Outcome.UNCHECKED
    row.ticks = [name for name in row.ticks if name in offered] if was_checked else ticked_at_first(plan)
    row.outcome, row.problems, row.differences = plan.outcome, plan.problems, plan.differences
    row.note, row.company = plan.note, plan.company
    return True


@transaction.atomic
def put_plans(*, by: User, imported: CompanyImport, plans: Iterable[Plan], basis: Basis) -> CompanyImport:
    """Keep what each row leads to. What the person ticked stays ticked. Raises PermissionDenied.

    A check that comes too late keeps nothing: the import must still be what the check went by, and have its rows.
    """
    lock_import(imported, by=by)
    by_row = {plan.row.pk: plan for plan in plans}
    here = {row.pk: row for row in imported.rows.defer("cells")}
    if basis_of(imported) != basis or basis.state not in {State.MAPPED, State.SAVING} or by_row.keys() != here.keys():
        return imported
    rows = [row for pk, row in here.items() if _put(by_row[pk], row)]
    ImportRow.objects.bulk_update(rows, PLANNED, batch_size=BATCH)
    imported.state = State.CHECKED
    imported.save(update_fields=["state"])
    bad = sum(1 for row in rows if row.outcome == ImportRow.Outcome.BAD)
    audit.record("check_import", imported, by=by, changes={"rows": [None, len(rows)], "bad": [None, bad]})
    return imported


@transaction.atomic
def set_ticks(*, by: User, imported: CompanyImport, ticks: Mapping[int, Collection[str]]) -> CompanyImport:
    """What is wanted of what these rows (by number) would change on companies that exist. Raises PermissionDenied."""
    lock_import(imported, by=by)
    _tick(by, imported, {number: set(names) for number, names in ticks.items()})
    return imported


@transaction.atomic
def tick_all(*, by: User, imported: CompanyImport, on: bool) -> CompanyImport:
    """Want, or not, everything that the rows would change. Raises PermissionDenied."""
    lock_import(imported, by=by)
    _tick(by, imported, None if on else {}, every=True)
    return imported


def _tick(by: User, imported: CompanyImport, wanted: Mapping[int, set[str]] | None, *, every: bool = False) -> None:
    """wanted: names by row, None for everything. One event, and only when something is ticked otherwise now."""
    if imported.state != State.CHECKED:
        return
    rows = imported.rows.filter(outcome=ImportRow.Outcome.EXISTS).only("imported", "number", "differences", "ticks")
    if not every:
        rows = rows.filter(number__in=wanted or {})
    changed: list[ImportRow] = []
    told: dict[str, list[bool]] = {}
    for row in rows:
        offered = [one["name"] for one in row.differences]
        ticks = [name for name in offered if wanted is None or name in wanted.get(row.number, ())]
        if other := set(ticks) ^ set(row.ticks):
            told |= {f"{row.number} {name}": [name in row.ticks, name in ticks] for name in sorted(other)}
            row.ticks = ticks
            changed.append(row)
    if changed:
        ImportRow.objects.bulk_update(changed, ["ticks"], batch_size=BATCH)
        changes = {"all": [wanted is not None, wanted is None]} if every else told
        audit.record("tick_import_row", imported, by=by, changes=changes)


@transaction.atomic
def begin_saving(*, by: User, imported: CompanyImport, whole: bool) -> bool:
    """Say that the rows are to be saved: all or none (`whole`), or those that are ready, one after another.

    False when somebody was quicker. Raises PermissionDenied.
    """
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
    imported, row = plan.row.imported, plan.row
    lock_import(imported, by=by)
    row.refresh_from_db(fields=["saved_at", "ticks", "outcome"])
    if imported.state == State.SAVING and _put(plan, row):
        row.save(update_fields=PLANNED)
    return row


@transaction.atomic
def turn_bad(*, by: User, row: ImportRow, problems: Mapping[str, str], company: Company | None = None) -> ImportRow:
    """A row that could not be saved after all; its owner gets it back with the others. Raises PermissionDenied.

    company: the one that is in the way, when the person may see it.
    """
    lock_import(row.imported, by=by)
    row.refresh_from_db(fields=["saved_at"])
    if row.saved_at is None:
        row.outcome, row.problems, row.company = ImportRow.Outcome.BAD, dict(problems), company or row.company
        row.save(update_fields=["outcome", "problems", "company"])
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
    """Throw the file and its rows away; companies that were saved stay.

    Raises PermissionDenied, and ValidationError while the rows are being saved or when the file does not go.
    """
    lock_import(imported, by=by)
    if imported.state == State.SAVING and imported.is_at_work:
        raise ValidationError(_("The file is being saved. Throw it away once that is done."))
    try:
        _remove(imported, by)
    except FileStays:
        raise ValidationError(_("The file could not be thrown away just now. Try again in a while.")) from None


def _remove(imported: CompanyImport, by: User | None) -> None:
    """The file goes first: while it is there, its row is there too and tells of it. A file that is gone is fine."""
    _delete(imported.stored_name)
    audit.record("remove_import", imported, by=by)
    imported.delete()


def _delete(name: str) -> None:
    try:
        default_storage.delete(name)
    except Exception as error:  # each store has errors of its own
        logger.exception("the file %s could not be thrown away", name)
        raise FileStays from error


def remove_old(*, by: None, now: datetime) -> int:
    """Each hour: files of more than 30 days go, with their rows. Returns how many; each in its own transaction.

    One that another worker holds or that is being saved is left alone; one that cannot go now waits for the next hour.
    """
    old = CompanyImport.objects.filter(uploaded_at__lt=now - timedelta(days=KEPT_DAYS))
    count = 0
    for pk in list(old.values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                imported = old.select_for_update(skip_locked=True).filter(pk=pk).first()
                if imported is not None and not (imported.state == State.SAVING and imported.is_at_work):
                    _remove(imported, by)
                    count += 1
        except Exception:
            logger.exception("import %s could not be removed by the retention plan", pk)
    return count


def set_job(*, imported: CompanyImport, job: Any) -> None:
    """Remember which job is at work on the import."""
    CompanyImport.objects.filter(pk=imported.pk).update(job=job)
    imported.job = job
