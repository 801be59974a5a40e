"""A report as files: the PDF that is read and the spreadsheet with the rows behind every figure."""

import contextlib
import errno
import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.text import slugify
from django.utils.translation import gettext as _

from funding.corrections import sheet as correction_sheet
from funding.frozen import thawed
from funding.late_money_told import money_sheet
from funding.late_told import sheet as late_sheet
from funding.models import Report
from funding.parts.groups import sheets as group_sheets
from funding.reports import ReportDocument
from funding.told import Told
from programme.common.xlsx import Sheet, workbook

Rows = Iterable[Sequence[Any]]


@dataclass(frozen=True)
class StoredFile:
    """A file in the default storage, and how it is known again."""

    name: str
    sha256: str
    size: int
    kind: str  # its ending: one of ReportFile.Kind


def report_xlsx(document: ReportDocument, rows: Iterable[Rows]) -> bytes:
    """The report's figures on the first sheet, then a sheet with the rows behind each, under the same number.

    Of a correction the second sheet says what it changes. Last, money and sessions of former periods that came late
    or were corrected, where there are any. Rows may come from the database one by one: only one is held at a time.
    """
    behind = list(zip(document.told, rows, strict=True))
    sheets = [_overview(document), *(_sheet(one, lines) for one, lines in behind)]
    if document.correction:
        sheets.insert(1, correction_sheet(document.correction))
    sheets += group_sheets(document)
    if document.late and document.late.money and document.late.money.rows:
        sheets.append(money_sheet(document.late.money))
    if document.late and document.late.rows:
        sheets.append(late_sheet(document.late))
    return workbook(sheets, title=document.title, at_length=True)


def _sheet_name(one: Told) -> str:
    return f"{one.number} {one.label}"


def _overview(document: ReportDocument) -> Sheet:
    columns = [
        _("Number"),
        _("Figure"),
        _("Value"),
        _("Unit"),
        _("From"),
        _("Until"),
        _("Target"),
        _("Target's day"),
        _("Forecast"),
        _("Rows"),
        _("How we count"),
        _("Address"),
        _("Key"),
        _("Code"),
        _("The funder's words"),
        _("How the funder counts"),
        _("Forecast, low"),
        _("Forecast, high"),
        _("Plan"),
        _("Why it lies off the plan"),
    ]
    lines = [
        [
            one.number,
            one.label,
            one.value,
            one.unit,
            one.since,
            one.until,
            _number(one.target),
            one.target_on,
            _number(one.forecast),
            one.rows,
            one.method,
            settings.SITE_URL + one.href.removeprefix(settings.SITE_URL),
            one.key,
            one.code,
            one.wording,
            one.note,
            _number(one.forecast_low),
            _number(one.forecast_high),
            _number(one.planned),
            one.why,
        ]
        for one in document.told
    ]
    notes = [document.title, f"{document.grant}, {document.case_number}", document.foot]
    return Sheet(_("Figures"), columns, lines, notes=notes)


def _number(shown: str) -> Decimal | None:
    """What the page shows, as a number again; so the two cannot differ."""
    plain = "".join(shown.split()).replace(",", ".").replace("\u2212", "-")
    return Decimal(plain) if plain else None


def _sheet(one: Told, rows: Rows) -> Sheet:
    notes = [f"{one.number} {one.label}: {one.stated}", one.method]
    lines = ([thawed(cell) for cell in row] for row in rows)
    return Sheet(_sheet_name(one), one.columns, lines, notes=notes)


def store(report: Report, content: bytes, ending: str) -> StoredFile:
    """Keep bytes under a name that cannot be guessed. Nothing serves the storage but a view that checks rights.

    A file that could not be written whole is taken away again. Raises OSError (a full disk, for instance).
    """
    wanted = f"reports/{report.pk}/{secrets.token_hex(16)}.{ending}"
    try:
        name = default_storage.save(wanted, ContentFile(content))
        if default_storage.size(name) != len(content):
            raise OSError(errno.EIO, "the stored file is short")
    except OSError:
        with contextlib.suppress(OSError):
            default_storage.delete(wanted)
        raise
    return StoredFile(name, hashlib.sha256(content).hexdigest(), len(content), ending)


def remove(names: Iterable[str]) -> None:
    """Throw stored files away; names that are gone are fine."""
    for name in names:
        default_storage.delete(name)


def read(name: str, sha256: str) -> bytes | None:
    """The stored bytes, or None when they are missing or not the ones that were stored."""
    try:
        with default_storage.open(name) as file:
            content: bytes = file.read()
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest() == sha256 else None


def download_name(report: Report, ending: str) -> str:
    """What the file is called on the reader's disk: plain letters, the period, the version; no person, no company."""
    period = report.period
    version = f"v{report.version}" if report.released_at else "utkast"
    words = f"{period.grant.programme.name_sv} {period.grant.case_number} {period.starts_on} {period.ends_on} {version}"
    return f"{slugify(words)}.{ending}"
