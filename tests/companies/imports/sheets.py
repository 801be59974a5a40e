"""Files as people send them, and what the pages do with them, in few words."""

import io
import uuid
from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from companies.models import CompanyImport
from programme.common.xlsx import Sheet, workbook
from programme.people.models import User

HEADINGS = ("Företag", "Org.nr", "Kommun", "Anställda", "Kontaktperson", "E-post")


def xlsx(rows: Sequence[Sequence[Any]], headings: Sequence[Any] = HEADINGS, name: str = "Företag") -> bytes:
    """A workbook with one sheet."""
    return workbook([Sheet(name, headings, rows)], title="Företag")


def csv(rows: Sequence[Sequence[str]], headings: Sequence[str] = HEADINGS, separator: str = ";") -> str:
    """A text file without quotes."""
    return "\r\n".join(separator.join(row) for row in [headings, *rows]) + "\r\n"


def upload(client: Client, content: bytes, name: str = "intresse-november.xlsx", **more: Any) -> Any:
    """Send the file through the form."""
    posted = {"key": str(uuid.uuid4()), "file": SimpleUploadedFile(name, content), **more}
    return client.post(reverse("import-add"), posted)


def received(client: Client, content: bytes, name: str = "intresse-november.xlsx") -> CompanyImport:
    """The import that a file becomes."""
    answer = upload(client, content, name)
    assert answer.status_code == 302, answer.context["form"].errors
    return CompanyImport.objects.latest("pk")


def columns_posted(imported: CompanyImport, **more: Any) -> dict[str, Any]:
    """What the page of columns posts when nothing is touched but `more`."""
    given = {f"column_{place}": meaning for meaning, place in imported.columns.items()}
    return {"header_row": imported.header_row or "", "programme_version": "", **given, **more}


def checked(client: Client, content: bytes, name: str = "intresse-november.xlsx", **more: Any) -> CompanyImport:
    """A file, its columns as they were guessed, its rows checked."""
    imported = received(client, content, name)
    answer = client.post(reverse("import-columns", args=[imported.pk]), columns_posted(imported, **more))
    assert answer.status_code == 302, answer.context["form"].errors
    imported.refresh_from_db()
    return imported


def saved(client: Client, imported: CompanyImport, rows: str = "all") -> CompanyImport:
    """After the button to save."""
    assert client.post(reverse("import-save", args=[imported.pk]), {"rows": rows}).status_code == 302
    imported.refresh_from_db()
    return imported


def outcomes(imported: CompanyImport) -> list[str]:
    """What each row of the file leads to, in its order."""
    return list(imported.rows.data().values_list("outcome", flat=True))


def problems(imported: CompanyImport, number: int) -> dict[str, str]:
    """What is wrong with a row."""
    return dict(imported.rows.get(number=number).problems)


def cells_of(content: bytes) -> list[list[Any]]:
    """The first sheet of a workbook that we gave away."""
    from python_calamine import CalamineWorkbook  # noqa: PLC0415

    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def signed_in(person: User) -> Client:
    """A client that is logged in."""
    client = Client()
    client.force_login(person)
    return client
