"""Which parts a report has, in which order: from its template when it is built, from what was frozen ever after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from funding.models import Grant, Report
from funding.parts import KINDS
from funding.parts.kinds import FrozenPart, Making, ShownPart, in_language
from funding.parts.standard import PLAIN

if TYPE_CHECKING:
    from funding.reports import ReportDocument


@dataclass(frozen=True)
class AskedText:
    """A text that a report's template asks the programme office for."""

    key: str
    heading: str
    asks: str


def _given(grant: Grant) -> Sequence[Mapping[str, Any]]:
    """The parts of the grant's template; the plain ones where it has none."""
    if grant.template_id is None:
        return PLAIN.parts
    fields = ("key", "kind", "heading_sv", "heading_en", "asks_sv", "asks_en", "starts_page")
    return [dict(row) for row in grant.template.parts.order_by("ordinal").values(*fields)]  # type: ignore[union-attr]


def asked_texts(grant: Grant) -> list[AskedText]:
    """What the programme office writes in this grant's reports, in order, in the active language."""
    return [
        AskedText(part["key"], in_language(dict(part), "heading"), in_language(dict(part), "asks"))
        for part in _given(grant)
        if part["kind"] in KINDS and KINDS[part["kind"]].is_written
    ]


def needed_figures(grant: Grant) -> list[str]:
    """Keys of the figures that the parts of the grant's template show, each once, in order."""
    kinds = (KINDS.get(part["kind"]) for part in _given(grant))
    return list(dict.fromkeys(key for kind in kinds if kind is not None for key in kind.needs))


def asked_of(report: Report) -> list[AskedText]:
    """What is written in this report: of a correction of texts, what the report that it corrects was asked for."""
    if report.figures_from is None:
        return asked_texts(report.period.grant)
    return [
        AskedText(part["key"], in_language(dict(part), "heading"), "")
        for part in report.figures_from.content.get("parts") or PLAIN.parts
        if part["kind"] in KINDS and KINDS[part["kind"]].is_written
    ]


def freeze_parts(making: Making) -> list[dict[str, Any]]:
    """The parts as they are kept in the report's content. A kind that no longer exists is left out."""
    kept = []
    for part in _given(making.report.period.grant):
        kind = KINDS.get(part["kind"])
        if kind is not None:
            names = ("key", "kind", "heading_sv", "heading_en", "starts_page")
            kept.append({**{name: part[name] for name in names}, "data": kind.freeze(making)})
    return kept


def shown_parts(report: Report, document: "ReportDocument") -> tuple[ShownPart, ...]:
    """The report's parts that have something to show, in the active language."""
    texts = {one.key: one.text for one in report.texts.all()}
    kept = report.content.get("parts")
    if kept is None:  # built before reports had templates
        kept = [{**part, "data": None} for part in PLAIN.parts]
    shown = []
    for given in kept:
        kind = KINDS.get(given["kind"])
        if kind is None:
            continue
        heading = in_language(given, "heading")
        part = FrozenPart(
            given["key"], given["kind"], heading, given["starts_page"], given["data"], texts.get(given["key"], "")
        )
        found = kind.show(document, part)
        if found is not None:
            shown.append(ShownPart(part.key, part.kind, heading, part.starts_page, found, kind.pages))
    return tuple(shown)
