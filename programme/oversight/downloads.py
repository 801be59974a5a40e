"""A spreadsheet as an answer."""

from collections.abc import Sequence

from django.http import HttpResponse

from programme.common.xlsx import Sheet, workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def spreadsheet(sheets: Sequence[Sheet], *, title: str, name: str) -> HttpResponse:
    """The sheets as a file to save; `name` is ours, never typed by anybody."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return HttpResponse(workbook(sheets, title=title), content_type=XLSX, headers=headers)
