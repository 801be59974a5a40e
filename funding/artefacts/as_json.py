"""A report as JSON, in one canonical form (docs/report-json.md): the same report gives the same bytes.

Keys are sorted, nothing is indented, numbers that may have decimals are texts with a fixed number of them. Rows are
written one by one.
"""

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from funding.artefacts.kept_rows import Rows
from funding.models import Report
from funding.parts.groups import GroupTable
from funding.reports import ReportDocument
from funding.told import Told

FORMAT, FORMAT_VERSION = "lyftportalen-report", 1


def plain(value: Any) -> str:
    """A value in canonical JSON."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def fixed(value: Decimal | None, places: int) -> str | None:
    """A number as text with so many decimals, a point before them and nothing between thousands."""
    return None if value is None else f"{value:.{places}f}"


def report_json(report: Report, document: ReportDocument, rows: Sequence[Rows]) -> bytes:
    """The report with every figure's rows. It holds no person's name: who released it stands in the PDF."""
    target = io.BytesIO()
    for piece in _pieces(_whole(report, document, rows)):
        target.write(piece.encode())
    target.write(b"\n")
    return target.getvalue()


def _pieces(value: Any) -> Iterator[str]:
    """Canonical JSON bit by bit: what is a mapping or an iterator is gone into, all else is written at once."""
    if isinstance(value, Mapping):
        for place, key in enumerate(sorted(value)):
            yield f"{',' if place else '{'}{plain(key)}:"
            yield from _pieces(value[key])
        yield "}" if value else "{}"
    elif isinstance(value, Iterator):
        yield "["
        for place, one in enumerate(value):
            yield "," if place else ""
            yield from _pieces(one)
        yield "]"
    else:
        yield plain(value)


def _whole(report: Report, document: ReportDocument, rows: Sequence[Rows]) -> dict[str, Any]:
    content, period = report.content, report.period
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "grant": {
            "case_number": document.case_number,
            "funder": document.funder,
            "kind": content["kind"],
            "name": document.grant,
            "programme": document.programme,
            "publicity": document.publicity,
        },
        "report": {
            "covers_from": document.since.isoformat(),
            "covers_until": document.until.isoformat(),
            "language": document.language,
            "number": content["number"],
            "of": content["of"],
            "period_from": period.starts_on.isoformat(),
            "period_until": period.ends_on.isoformat(),
            "released_on": document.released_on.isoformat() if document.released_on else None,
            "template_version": document.template_version,
            "title": document.title,
            "version": document.version,
        },
        "figures": (_figure(one, lines) for one, lines in zip(document.told, rows, strict=True)),
        "groups": [_group(table) for part in document.parts if part.kind == "groups" for table in part.shown.tables],
        "late": content.get("late"),
        "late_money": content.get("late_money"),
        "participants": [list(line) for line in document.participants],
        "texts": _texts(report),
        "white_spots": list(document.white_spots),
    }


def _figure(one: Told, rows: Rows) -> dict[str, Any]:
    return {
        "breakdown": {
            split: [{"key": key, "label": label, "value": fixed(value, 6)} for key, label, value in parts]
            for split, parts in one.breakdown.items()
        },
        "code": one.code or None,
        "columns": list(one.columns),
        "forecast": _shown(one.forecast),
        "forecast_high": _shown(one.forecast_high),
        "forecast_low": _shown(one.forecast_low),
        "from": one.since.isoformat(),
        "key": one.key,
        "label": one.label,
        "method": one.method,
        "note": one.note or None,
        "number": one.number,
        "off_plan": one.off_plan or None,
        "planned": _shown(one.planned),
        "row_count": one.rows,
        "rows": (list(row) for row in rows),
        "target": _shown(one.target),
        "target_on": one.target_on.isoformat() if one.target_on else None,
        "unit": one.unit,
        "until": one.until.isoformat(),
        "value": str(one.value),
        "why": one.why or None,
        "wording": one.wording or None,
    }


def _group(table: GroupTable) -> dict[str, Any]:
    return {
        "columns": list(table.columns),
        "key": table.key,
        "rows": [{"cells": list(row.cells), "label": row.label, "sum": row.total} for row in table.rows],
        "sums": list(table.sums),
        "title": table.title,
    }


def _shown(shown: str) -> str | None:
    """What the page shows, as the text of a plain number; None where it shows nothing."""
    return "".join(shown.split()).replace(",", ".").replace("\u2212", "-") or None


def _texts(report: Report) -> list[dict[str, str]]:
    """What the programme office wrote, in the order of the report's parts."""
    written = {one.key: one.text for one in report.texts.all()}
    headings = {part["key"]: part.get("heading_sv", "") for part in report.content.get("parts") or ()}
    order = [*(key for key in headings if key in written), *sorted(set(written) - set(headings))]
    return [{"heading": headings.get(key, ""), "key": key, "text": written[key]} for key in order]
