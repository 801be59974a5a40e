"""The dossier of a released report: all of it in one ZIP, with who approved it and everything that was done to it.

What it holds was settled by the release, so it is the same whenever it is made. For those who oversee the programme:
it tells who did what, which no funder reads (funding.visibility.report_files).
"""

import hashlib
import io
import zipfile
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation

from funding.artefacts.as_json import plain
from funding.files import download_name, read
from funding.models import Report, ReportFile
from funding.reports import title_of
from funding.wording import LANGUAGE
from programme.people.models import AuditEvent, User
from programme.people.roles import Role

FIXED = (1980, 1, 1, 0, 0, 0)  # the same content gives the same bytes
SUMS, README = "SHA256SUMS", "LÄSMIG.txt"
INSIDE = (ReportFile.Kind.PDF, ReportFile.Kind.XLSX, ReportFile.Kind.JSON)


def dossier(report: Report) -> bytes | None:
    """The ZIP of a released report; None when a stored file of it is missing or was changed."""
    parts: dict[str, bytes] = {}
    for one in _released_until(report):
        folder = "" if one.pk == report.pk else f"tidigare-versioner/v{one.version}/"
        for file in one.files.filter(kind__in=INSIDE):
            content = read(file.name, file.sha256)
            if content is None:
                return None
            parts[folder + download_name(one, file.kind)] = content
    with translation.override(LANGUAGE):
        events = [_event(event) for event in _events(report)]
        approvals = _approvals(report)
        parts["godkannanden.json"] = _json(approvals)
        parts["godkannanden.txt"] = _text(_approval_lines(approvals))
        parts["handelser.json"] = _json(events)
        parts["handelser.txt"] = _text([_event_line(event) for event in events])
        parts[README] = _text(_readme(report))
    parts[SUMS] = _sums(parts)
    return zipped(parts)


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """A ZIP with these files, in the order of their names, all of the same fixed day and rights."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(parts):
            entry = zipfile.ZipInfo(name, FIXED)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(entry, parts[name])
    return target.getvalue()


def _sums(parts: Mapping[str, bytes]) -> bytes:
    """The list that `sha256sum -c` reads."""
    return "".join(f"{hashlib.sha256(parts[name]).hexdigest()}  {name}\n" for name in sorted(parts)).encode()


def _json(value: Any) -> bytes:
    return f"{plain(value)}\n".encode()


def _text(lines: list[str]) -> bytes:
    return "\n".join([*lines, ""]).encode()


def _released_until(report: Report) -> QuerySet[Report]:
    """The report, and the released versions of its period before it."""
    rows = Report.objects.filter(period=report.period_id, version__lte=report.version).released()
    return rows.select_related("period__grant__programme").order_by("version")


def _events(report: Report) -> QuerySet[AuditEvent]:
    """What was done to the report until its release; what comes later would change the dossier."""
    about = AuditEvent.objects.about("report", report.pk).select_related("by")
    release = about.filter(verb="report-released").order_by("pk").values("pk")[:1]
    return about.filter(pk__lte=release).order_by("pk")


def _event(event: AuditEvent) -> dict[str, Any]:
    return {
        "at": timezone.localtime(event.happened_at).isoformat(timespec="seconds"),
        "by": event.by.name if event.by else None,
        "changes": event.changes,
        "what": event.verb,
    }


def _event_line(event: Mapping[str, Any]) -> str:
    changes = "; ".join(f"{name}: {was} -> {now}" for name, (was, now) in sorted(event["changes"].items()))
    return f"{event['at']}  {event['by'] or 'Portalen'}  {event['what']}" + (f"  ({changes})" if changes else "")


def _person(user: User, moment: Any) -> dict[str, Any]:
    """Who did it, as what, and when."""
    day = timezone.localdate(moment)
    held = sorted({str(Role(role).label) for role in user.appointments.in_force(day).values_list("role", flat=True)})
    return {"at": timezone.localtime(moment).isoformat(timespec="seconds"), "name": user.name, "roles": held}


def _approvals(report: Report) -> dict[str, Any]:
    assert report.released_by is not None and report.released_at is not None  # only released reports come here
    waived = report.signals.exclude(waived_by=None).select_related("waived_by").order_by("code", "path")
    return {
        "made": _person(report.made_by, report.made_at),
        "approved": _approved(report),
        "released": _person(report.released_by, report.released_at),
        "waived": [
            {**_person(one.waived_by, one.waived_at), "because": one.waived_because, "what": one.what}
            for one in waived
            if one.waived_by is not None
        ],
    }


def _approved(report: Report) -> dict[str, Any] | None:
    """Who reviewed it, and with which note; None of a report that was released before reviews were asked for."""
    if report.approved_by is None or report.approved_at is None:
        return None
    return {**_person(report.approved_by, report.approved_at), "note": report.approved_note}


def _said(person: Mapping[str, Any]) -> str:
    return f"{person['name']} ({', '.join(person['roles']).lower() or 'utan uppdrag'}), {person['at']}"


def _approval_lines(approvals: Mapping[str, Any]) -> list[str]:
    lines = [f"Påbörjad av {_said(approvals['made'])}"]
    if approved := approvals["approved"]:
        lines.append(f"Granskad av {_said(approved)}" + (f": {approved['note']}" if approved["note"] else ""))
    lines += [f"Fastställd av {_said(approvals['released'])}", ""]
    waived = approvals["waived"]
    lines.append("Röda signaler som fick stå kvar:" if waived else "Inga röda signaler fick stå kvar.")
    for one in waived:
        lines += [f"- {one['what']}", f"  {_said(one)}", f"  Skäl: {one['because']}"]
    return lines


def _readme(report: Report) -> list[str]:
    assert report.released_at is not None
    return [
        f"{title_of(report)}, version {report.version}",
        f"{report.period.grant}, {report.period.grant.case_number}",
        f"Fastställd {timezone.localdate(report.released_at)}",
        "",
        "Här ligger hela rapporten och det som visar hur den kom till:",
        f"  {download_name(report, 'pdf')}   rapporten som den lästes",
        f"  {download_name(report, 'xlsx')}   raderna bakom varje siffra, ett blad för varje",
        f"  {download_name(report, 'json')}   samma sak för maskiner",
        "  godkannanden.txt (och .json)   vem som påbörjade och fastställde den, och vad som fick stå kvar",
        "  handelser.txt (och .json)   allt som gjordes med den till och med att den fastställdes",
        "  tidigare-versioner/   det som fastställdes för samma period före den här versionen",
        f"  {SUMS}   filernas kontrollsummor",
        "",
        f"Kontrollera att filerna är hela:  sha256sum -c {SUMS}",
        f"Kontrollera att de är våra:  {settings.SITE_URL}{reverse('verify')}",
        "",
        "Dossiern är till för programkontoret och revisorer. Den nämner personer: lämna den inte vidare.",
    ]
