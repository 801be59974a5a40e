"""Reading, checking and saving, at once when it is little, else as a job that tells how far it has come.

A worker may be killed at any moment: what was read or checked is put in place in one transaction, what is saved is
saved row by row (or all in one transaction), and a row that was saved is never saved again. While a job is at work
nothing else is started, and a check that comes late changes nothing.
"""

from collections.abc import Callable
from typing import Protocol
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.imports import actions, saving
from companies.imports.checking import Plan, check
from companies.imports.reading import Reading, SheetRefused, read_file
from companies.models import CompanyImport, ImportRow
from programme.jobs.actions import enqueue
from programme.jobs.models import Job
from programme.jobs.running import JobRefused, Progress
from programme.people.models import User
from programme.people.roles import Permission

State = CompanyImport.State
ROWS_CHECKED_AT_ONCE = 200
ROWS_SAVED_AT_ONCE = 25
ROWS_SAVED_WHOLE = 500  # all or none, in one transaction; more would hold up everybody else, and go one by one
STEP = 50  # rows


class Steps(Protocol):
    """Who hears how far the work has come."""

    def expect(self, steps: int) -> None:
        """So many steps."""

    def step(self, label: str) -> None:
        """This begins now."""


class Unheard:
    """Work that is done at once needs no progress."""

    def expect(self, steps: int) -> None:
        """Nobody listens."""

    def step(self, label: str) -> None:
        """Nobody listens."""


# --- Asking ---------------------------------------------------------------------------------------


def take_in(*, by: User, file_name: str, content: bytes, key: UUID | None) -> CompanyImport:
    """Receive a file and read it: at once if small, else as a job. Raises SheetRefused, and keeps nothing then."""
    reading = read_file(content, only_if_small=True)
    imported = actions.receive(by=by, file_name=file_name, content=content, key=key)
    if reading is None:
        if imported.state == State.UPLOADED:
            _ask(imported, "read", by)
    else:
        actions.put_rows(by=by, imported=imported, reading=reading)
    return imported


def read_soon(imported: CompanyImport, *, by: User) -> None:
    """Read a file that is here already, after its reading was cut off. Raises SheetRefused."""
    if not imported.is_stuck:
        return
    reading = _read(imported, only_if_small=True)
    if reading is None:
        _ask(imported, "read", by)
    else:
        actions.put_rows(by=by, imported=imported, reading=reading)


def read_sheet(imported: CompanyImport, sheet: int, *, by: User) -> None:
    """Read another sheet of the file instead. Raises SheetRefused, and the earlier sheet stays then."""
    if not 0 <= sheet < len(imported.sheets):
        return
    reading = _read(imported, sheet=sheet, only_if_small=True)
    with transaction.atomic():
        if not actions.choose_sheet(by=by, imported=imported, sheet=sheet):
            return
        if reading is None:
            _ask(imported, "read", by, sheet=sheet)
        else:
            actions.put_rows(by=by, imported=imported, reading=reading)


def check_again(imported: CompanyImport, *, by: User) -> None:
    """Look at the rows once more, unless a job is at them. Of two clicks the second finds the first one's work."""
    with transaction.atomic():
        if actions.check_again(by=by, imported=imported):
            check_soon(imported, by=by)


def check_soon(imported: CompanyImport, *, by: User) -> None:
    """Check now if the rows are few, else as a job."""
    if imported.state != State.MAPPED:
        return
    if imported.rows.count() > ROWS_CHECKED_AT_ONCE:
        _ask(imported, "check", by)
    else:
        check_rows(imported, by=by, steps=Unheard())


def save_soon(imported: CompanyImport, *, by: User, whole: bool) -> None:
    """Save now if the rows are few, else as a job. A second click finds the first one's work under way.

    whole: all rows or none, as far as so many can be saved together; else row by row.
    """
    with transaction.atomic():
        together = whole and can_be_whole(imported.rows.data().count())
        if not actions.begin_saving(by=by, imported=imported, whole=together):
            return
        if imported.rows.count() > ROWS_SAVED_AT_ONCE:
            _ask(imported, "save", by)
        else:
            save_rows(imported, by=by, steps=Unheard())


def can_be_whole(rows: int) -> bool:
    """True for so few rows that all or none can be promised."""
    return rows <= ROWS_SAVED_WHOLE


def _ask(imported: CompanyImport, work: str, by: User, **more: int) -> None:
    """Ask for a job, unless one is at work on the same thing."""
    with transaction.atomic():
        actions.lock_import(imported, by=by)
        if imported.is_at_work:
            return
        title = _("Import of companies %(number)s") % {"number": imported}
        arguments = {"import": imported.pk, "work": work, **more}
        actions.set_job(imported=imported, job=enqueue(by=by, kind="import", title=title, arguments=arguments))


# --- Doing ----------------------------------------------------------------------------------------


def run(job: Job, progress: Progress) -> str:
    """The job of kind `import`. The owner's right is asked again now, and for saving at every step."""
    imported = CompanyImport.objects.changeable_by(job.owner).filter(pk=job.arguments.get("import")).first()
    if imported is None:
        raise JobRefused(_("You may no longer read in companies here, or the file has been thrown away."))
    told = dict(job.arguments)
    works: dict[str, Callable[..., None]] = {"read": read_rows, "check": check_rows, "save": save_rows}
    sheet = {"sheet": told["sheet"]} if "sheet" in told else {}
    try:
        works[told["work"]](imported, by=job.owner, steps=progress, **sheet)
    except SheetRefused as refused:
        raise JobRefused(str(refused)) from None
    except PermissionDenied:
        raise JobRefused(_("You may no longer read in companies here, or the file has been thrown away.")) from None
    return imported.get_absolute_url()


def _read(imported: CompanyImport, *, only_if_small: bool, sheet: int | None = None) -> Reading | None:
    try:
        content = actions.content_of(imported)
    except OSError:
        raise SheetRefused(_("The file is no longer here. Choose it again.")) from None
    return read_file(content, sheet=imported.sheet if sheet is None else sheet, only_if_small=only_if_small)


def read_rows(imported: CompanyImport, *, by: User, steps: Steps, sheet: int | None = None) -> None:
    """Read the file, or another sheet of it, and keep its rows. When that is refused, the earlier sheet stays."""
    steps.expect(2)
    steps.step(_("The file is being read."))
    try:
        reading = _read(imported, sheet=sheet, only_if_small=False)
    except SheetRefused:
        actions.keep_sheet(by=by, imported=imported)
        raise
    assert reading is not None
    steps.step(_("%(count)s rows are being kept.") % {"count": len(reading.rows)})
    actions.put_rows(by=by, imported=imported, reading=reading)


def check_rows(imported: CompanyImport, *, by: User, steps: Steps) -> None:
    """Check every row and keep what each leads to; nothing, when the import is no longer what the check went by."""
    if imported.state != State.MAPPED:
        return
    basis = actions.basis_of(imported)
    plans = _checked(imported, by=by, steps=steps, more=1)
    steps.step(_("What was found is being kept."))
    actions.put_plans(by=by, imported=imported, plans=plans, basis=basis)


def _checked(imported: CompanyImport, *, by: User, steps: Steps, more: int) -> list[Plan]:
    """A plan for each row; `more` steps will follow."""
    rows = list(imported.rows.all())
    steps.expect(_pieces(len(rows)) + more)
    plans: list[Plan] = []
    for plan in check(imported, rows, by=by, today=timezone.localdate()):
        if len(plans) % STEP == 0:
            _say(steps, _("Checking row %(row)s of %(rows)s"), len(plans), len(rows))
        plans.append(plan)
    return plans


def _pieces(rows: int) -> int:
    return -(-rows // STEP)


def _say(steps: Steps, words: str, done: int, of: int) -> None:
    steps.step(words % {"row": done + 1, "rows": of})


def save_rows(imported: CompanyImport, *, by: User, steps: Steps) -> None:
    """Check once more, then save what is ready, row by row; an import that is `whole` all rows or none."""
    if imported.state != State.SAVING:
        return
    basis, count = actions.basis_of(imported), imported.rows.count()
    plans = _checked(imported, by=by, steps=steps, more=1 if imported.whole else _pieces(count))
    _settle_second_rows(imported, plans)
    if imported.whole and any(plan.outcome != plan.row.outcome for plan in plans if plan.row.saved_at is None):
        actions.put_plans(by=by, imported=imported, plans=plans, basis=basis)  # otherwise than what she said yes to
    elif imported.whole:
        steps.step(_("%(count)s rows are being saved.") % {"count": count})
        _save_whole(imported, plans, by=by)
    else:
        _save_each(imported, plans, by=by, steps=steps)


def _settle_second_rows(imported: CompanyImport, plans: list[Plan]) -> None:
    """After a kill: the company that an earlier row made is no other company, and the contact is still wanted.

    A row that said otherwise than that earlier row is still to be mended.
    """
    made = set(imported.rows.exclude(saved_at=None).values_list("company", flat=True))
    for plan in plans:
        offered = {one["name"] for one in plan.differences}
        if plan.company is None or plan.company.pk not in made:
            continue
        if plan.row.outcome == ImportRow.Outcome.CONTACT:
            plan.outcome = ImportRow.Outcome.CONTACT if "contact" in offered else plan.outcome
        elif plan.row.outcome == ImportRow.Outcome.BAD:
            plan.outcome, plan.problems, plan.differences = plan.row.outcome, dict(plan.row.problems), []


def _save_whole(imported: CompanyImport, plans: list[Plan], *, by: User) -> None:
    """All rows in one transaction; the first that cannot be saved takes all of them back."""
    today = timezone.localdate()
    try:
        with transaction.atomic():
            for plan in plans:
                saving.save_row(plan, by=by, today=today)
            actions.end_saving(by=by, imported=imported, now=timezone.now())
    except saving.NotSaved as refused:
        actions.back_to_review(by=by, imported=imported)
        actions.turn_bad(by=by, row=refused.row, problems=refused.problems, company=refused.company)


def _save_each(imported: CompanyImport, plans: list[Plan], *, by: User, steps: Steps) -> None:
    """Row by row; the person's right is read afresh at every step, so that it can end in the middle."""
    today, person = timezone.localdate(), by
    for place, plan in enumerate(plans):
        if place % STEP == 0:
            _say(steps, _("Saving row %(row)s of %(rows)s"), place, len(plans))
            person = User.objects.get(pk=by.pk)
            if not person.may(Permission.CHANGE_COMPANIES):
                raise PermissionDenied
        if plan.row.saved_at is None and plan.outcome != plan.row.outcome:
            actions.put_plan(by=person, plan=plan)
        try:
            saving.save_row(plan, by=person, today=today)
        except saving.NotSaved as refused:
            actions.turn_bad(by=person, row=refused.row, problems=refused.problems, company=refused.company)
    actions.end_saving(by=person, imported=imported, now=timezone.now())
