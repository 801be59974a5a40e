"""A spreadsheet as an answer: the rows of a list as they are shown, and a trace of who took them."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpResponse, QueryDict
from django.utils import timezone

from programme.common.xlsx import Sheet, workbook
from programme.oversight import actions
from programme.people.access import SignedInRequest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BATCH = 500  # rows read at a time

Columns = Sequence[tuple[Any, Callable[[Any], Any]]]  # a heading, and how a row's cell is read


def list_as_spreadsheet(
    request: SignedInRequest,
    rows: Iterable[Any],
    columns: Columns,
    *,
    what: str,
    title: str,
    file_name: str,
    notes: Sequence[Any] = (),
    narrowed: QueryDict | None = None,
    chosen: int | None = None,
) -> HttpResponse:
    """The one way that a list leaves the house. `file_name` is ours, never typed by anybody.

    narrowed: the address that narrowed the rows, for the trace; this one if not given. chosen: how many were ticked.
    """
    cells = [[value(row) for _heading, value in columns] for row in rows]
    how = [f"{chosen} chosen"] if chosen is not None else []
    how.append(_without_words(request.GET if narrowed is None else narrowed))
    actions.note_export(by=request.user, what=what, rows=len(cells), narrowed=", ".join(filter(None, how)))
    sheet = Sheet(title, [heading for heading, _value in columns], cells, notes=notes)
    headers = {"Content-Disposition": f'attachment; filename="{file_name}-{timezone.localdate()}.xlsx"'}
    return HttpResponse(workbook([sheet], title=title), content_type=XLSX, headers=headers)


def _without_words(address: QueryDict) -> str:
    """An address as the trace keeps it: that there were words, not which, since they name people and companies."""
    kept = address.copy()
    words = kept.pop("q", [])
    return "&".join(part for part in ("q" if any(words) else "", kept.urlencode()) if part)


def hours(minutes: int | None) -> Decimal | None:
    """Minutes as hours, exact to two decimals: a number, so that the spreadsheet can add it up."""
    return None if minutes is None else (Decimal(minutes) / 60).quantize(Decimal("0.01"))
