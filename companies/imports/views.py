"""Pages of the import: a file, its columns, its rows, what was saved."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from companies.actions.company import may_enter
from companies.imports import actions, files, review, working
from companies.imports.columns import MEANINGS, by_content, by_headings
from companies.imports.forms import ColumnsForm, FileForm
from companies.imports.reading import SheetRefused, told_of
from companies.models import CompanyImport, ImportRow
from programme.common.pages import page_of
from programme.people.access import SignedInRequest, requires
from programme.people.roles import Permission

State = CompanyImport.State
EARLIER_SHOWN = 10
TOP = 25  # rows that the page of columns looks at
PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _own(request: SignedInRequest, pk: int) -> CompanyImport:
    rows = CompanyImport.objects.changeable_by(request.user).select_related("job", "programme_version__programme")
    return get_object_or_404(rows, pk=pk)


@requires(Permission.CHANGE_COMPANIES)
def import_add(request: SignedInRequest) -> HttpResponse:
    """Choose a file; below it the files of the last 30 days."""
    if not may_enter(request.user):
        raise PermissionDenied
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = FileForm(*posted, user=request.user)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            content = told["file"].read()
            imported = working.take_in(by=request.user, file_name=form.file_name(), content=content, key=told["key"])
            return redirect(imported)
        except SheetRefused as refused:
            form.add_error("file", str(refused))
    earlier = CompanyImport.objects.visible_to(request.user).select_related("job")[:EARLIER_SHOWN]
    return render(request, "companies/import_add.html", {"form": form, "earlier": earlier})


@requires(Permission.CHANGE_COMPANIES)
def import_template(request: SignedInRequest) -> HttpResponse:
    """A workbook to fill in, in the reader's language."""
    name = _("companies-template")
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return HttpResponse(files.template(request.user), content_type=XLSX, headers=headers)


@requires(Permission.CHANGE_COMPANIES)
def import_card(request: SignedInRequest, pk: int) -> HttpResponse:
    """Where the import stands: work under way is shown here, everything else leads on."""
    imported = _own(request, pk)
    if imported.state == State.READ:
        return redirect("import-columns", pk)
    if imported.state in {State.CHECKED, State.SAVED}:
        return redirect("import-review", pk)
    at = {State.UPLOADED: 1, State.MAPPED: 3, State.SAVING: 4}[State(imported.state)]
    context = {"imported": imported, "job": imported.job, "steps": _steps(), "at": at}
    return render(request, "companies/import_card.html", context)


@requires(Permission.CHANGE_COMPANIES)
@require_POST
def import_resume(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take up work that was cut off, or look at the rows once more. Nothing is started while a job is at work."""
    imported = _own(request, pk)
    try:
        if imported.state == State.UPLOADED:
            working.read_soon(imported, by=request.user)
        else:
            working.check_again(imported, by=request.user)
    except SheetRefused as refused:
        messages.error(request, str(refused))
        return redirect("import-add")
    return redirect(imported)


@requires(Permission.CHANGE_COMPANIES)
def import_columns(request: SignedInRequest, pk: int) -> HttpResponse:
    """What each column means. Another sheet or another row of headings is read first."""
    imported = _own(request, pk)
    if imported.state not in {State.READ, State.CHECKED}:
        return redirect(imported)
    if "sheet" in request.POST:
        return _other_sheet(request, imported)
    rows = {row.number: row.cells for row in imported.rows.filter(number__lte=TOP)}
    if "again" in request.POST:
        _other_headings(request, imported, rows)
    bound = request.POST if request.method == "POST" and "again" not in request.POST else None
    form = ColumnsForm(bound, user=request.user, imported=imported, rows=rows)
    if bound is not None and form.is_valid():
        told = form.cleaned_data
        actions.choose_columns(
            by=request.user,
            imported=imported,
            header_row=told["header_row"],
            columns=form.columns(),
            programme_version=told["programme_version"],
        )
        working.check_soon(imported, by=request.user)
        return redirect(imported)
    return render(request, "companies/import_columns.html", _columns_page(imported, form, rows))


def _other_sheet(request: SignedInRequest, imported: CompanyImport) -> HttpResponse:
    wanted = request.POST["sheet"]
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 3:
        try:
            working.read_sheet(imported, int(wanted), by=request.user)
        except SheetRefused as refused:
            messages.error(request, str(refused))
    return redirect(imported)


def _other_headings(request: SignedInRequest, imported: CompanyImport, rows: dict[int, list[str]]) -> None:
    """For this page only: what the columns would mean with the headings in another row. Nothing is kept yet."""
    said = request.POST.get("header_row", "")
    imported.header_row = int(said) if said.isascii() and said.isdigit() and len(said) < 4 else None
    top = rows.get(imported.header_row or 0)
    imported.columns = by_headings(top) if top else by_content([cells for _number, cells in sorted(rows.items())])


def _columns_page(imported: CompanyImport, form: ColumnsForm, rows: dict[int, list[str]]) -> dict[str, Any]:
    below = [cells for number, cells in sorted(rows.items()) if number > (imported.header_row or 0)]
    columns = []
    for name in form.fields:
        if name.startswith("column_"):
            place = int(name.removeprefix("column_"))
            said = [cells[place][:40] for cells in below if place < len(cells) and cells[place]]
            columns.append({"field": form[name], "examples": said[:2]})
    return {
        "imported": imported,
        "form": form,
        "columns": columns,
        "told": told_of(imported.facts),
        "earlier": actions.earlier_of(imported),
        "steps": _steps(),
    }


@requires(Permission.CHANGE_COMPANIES)
def import_review(request: SignedInRequest, pk: int) -> HttpResponse:
    """Row by row what the file leads to; once it is saved, what became of each."""
    imported = _own(request, pk)
    if imported.state not in {State.CHECKED, State.SAVED}:
        return redirect(imported)
    counts = review.counts_of(imported)
    show = request.GET.get("show", "")
    show = show if show in review.GROUPS else ""
    rows = imported.rows.filter(outcome__in=review.GROUPS[show]).select_related("company")
    page = page_of(request, rows, size=PAGE)
    context = {
        "imported": imported,
        "saved": imported.state == State.SAVED,
        "counts": counts,
        "bad": counts.of("bad"),
        "total": counts.of(""),
        "ready": counts.of("ready"),
        "exists": counts.of("exists"),
        "ticked": imported.rows.filter(outcome=ImportRow.Outcome.EXISTS).exclude(ticks=[]).count(),
        "results": review.results_in_words(actions.results(imported)) if imported.state == State.SAVED else [],
        "together": working.can_be_whole(counts.of("")),
        "most_together": working.ROWS_SAVED_WHOLE,
        "page": page,
        "lines": review.lines_of(imported, page.object_list),
        "columns": [MEANINGS[name] for name in review.shown_columns(imported)],
        "tabs": review.tabs_of(counts, show),
        "earlier": actions.earlier_of(imported),
        "steps": _steps(),
    }
    return render(request, "companies/import_review.html", context)


@requires(Permission.CHANGE_COMPANIES)
@require_POST
def import_tick(request: SignedInRequest, pk: int) -> HttpResponse:
    """Want, or not, what the rows of this page, or all rows, would change on companies that exist."""
    imported = _own(request, pk)
    if "all" in request.POST:
        actions.tick_all(by=request.user, imported=imported, on=request.POST["all"] == "1")
        return redirect("import-review", pk)
    numbers = [int(said) for said in request.POST.getlist("row") if said.isascii() and said.isdigit() and len(said) < 8]
    wanted: dict[int, set[str]] = {number: set() for number in numbers}
    for number, _blank, name in (said.partition(" ") for said in request.POST.getlist("tick")):
        if number.isascii() and number.isdigit() and len(number) < 8 and int(number) in wanted:
            wanted[int(number)].add(name)
    actions.set_ticks(by=request.user, imported=imported, ticks=wanted)
    return HttpResponse(status=204) if request.htmx else redirect("import-review", pk)  # type: ignore[attr-defined]


@requires(Permission.CHANGE_COMPANIES)
@require_POST
def import_save(request: SignedInRequest, pk: int) -> HttpResponse:
    """Save all rows together when none is wrong, else those that are ready."""
    imported = _own(request, pk)
    whole = request.POST.get("rows") != "ready"
    if imported.state == State.CHECKED and whole and imported.rows.bad().exists():
        messages.error(request, _("Some rows have to be mended first. Nothing is saved."))
        return redirect("import-review", pk)
    working.save_soon(imported, by=request.user, whole=whole)
    if imported.state == State.CHECKED:
        messages.error(
            request, _("Something has changed since the rows were checked. Nothing is saved; look through them.")
        )
    return redirect(imported)


@requires(Permission.CHANGE_COMPANIES)
def import_bad_rows(request: SignedInRequest, pk: int) -> HttpResponse:
    """The rows to mend as a workbook; leaves a trace."""
    imported = _own(request, pk)
    rows = list(imported.rows.bad())
    content = files.bad_rows(imported, rows)
    actions.note_bad_rows_taken(by=request.user, imported=imported, rows=len(rows))
    name = _("rows-to-mend")
    headers = {"Content-Disposition": f'attachment; filename="{name}-{timezone.localdate()}.xlsx"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)


@requires(Permission.CHANGE_COMPANIES)
@require_POST
def import_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Throw the file away; what was saved from it stays."""
    imported = _own(request, pk)
    name = imported.file_name
    try:
        actions.remove(by=request.user, imported=imported)
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
        return redirect("import-add")
    messages.success(request, _("%(file)s is thrown away. Companies that were saved from it stay.") % {"file": name})
    return redirect("import-add")


def _steps() -> list[str]:
    return [_("File"), _("Columns"), _("Look through"), _("Done")]
