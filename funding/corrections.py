"""What a correction states otherwise than the released version before it: figures, targets and texts, each with both.

Both versions are frozen, so this comes out the same whenever it is asked for: on the page, on paper, in the sheet.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from funding.indicators.told import changed_whys, forecast_words, judged
from funding.models import Report, ReportFigure
from funding.parts.kinds import in_language
from funding.told import rounded
from funding.wording import words_of
from programme.common.numbers import as_text
from programme.common.xlsx import Sheet

NONE = "–"
What = tuple[str, str, int]  # a figure's key and label, and which of those that have both


@dataclass(frozen=True)
class Difference:
    """One figure or target that a correction states otherwise; a dash where a version has it not."""

    number: int
    label: str
    before: str
    after: str
    href: str
    note: str = ""
    was: Decimal | None = None  # a figure's values, to count with
    now: Decimal | None = None


@dataclass(frozen=True)
class ChangedText:
    """One text that a correction changed, in full."""

    heading: str
    before: str
    after: str


@dataclass(frozen=True)
class Correction:
    """All that a version changes of the one before it, and why it was made."""

    of_version: int
    released_on: date | None
    because: str
    is_texts_only: bool
    figures: tuple[Difference, ...]
    targets: tuple[Difference, ...]
    texts: tuple[ChangedText, ...]

    @property
    def count(self) -> int:
        """How many things are stated otherwise."""
        return len(self.figures) + len(self.targets) + len(self.texts)


def correction_of(report: Report, figures: Sequence[ReportFigure], *, base: str = "") -> Correction | None:
    """What this version states otherwise than the released one before it; None for a first version.

    Put `base` before addresses where they are read elsewhere than on the portal's own pages.
    """
    if report.version == 1:
        return None
    former = Report.objects.released().filter(period=report.period_id, version__lt=report.version).first()
    if former is None:
        return None
    pairs = list(_pairs(former.figures.order_by("number"), figures))
    return Correction(
        of_version=former.version,
        released_on=timezone.localdate(former.released_at) if former.released_at else None,
        because=report.corrected_because,
        is_texts_only=report.is_texts_only,
        figures=tuple(_figures(report, former, pairs, base)),
        targets=tuple(_targets(report, former, pairs, base)),
        texts=tuple(_texts(report, former)),
    )


Pair = tuple[ReportFigure | None, ReportFigure | None]


def _pairs(before: Sequence[ReportFigure] | Any, after: Sequence[ReportFigure]) -> Iterator[Pair]:
    """Each figure of either version with the same one of the other: those of the new in order, then what is gone."""
    said = dict(_named(before))
    for what, figure in _named(after):
        yield said.pop(what, None), figure
    for figure in said.values():
        yield figure, None


def _named(figures: Sequence[ReportFigure] | Any) -> Iterator[tuple[What, ReportFigure]]:
    seen: Counter[tuple[str, str]] = Counter()
    for figure in figures:
        seen[figure.key, figure.label] += 1
        yield (figure.key, figure.label, seen[figure.key, figure.label]), figure


def _figures(report: Report, former: Report, pairs: Sequence[Pair], base: str) -> Iterator[Difference]:
    for old, new in pairs:
        was, now = _value(old), _value(new)
        note = ""
        if was == now:
            if old is None or new is None or _made_up(old) == _made_up(new):
                continue
            note = _("the same total, made up otherwise")
        places = (new or old).places  # type: ignore[union-attr]  # a pair has at least one
        one = _difference(report, former, (old, new), as_text(was, places), as_text(now, places), base)
        yield replace(one, note=note, was=was, now=now)


def _value(figure: ReportFigure | None) -> Decimal | None:
    return None if figure is None else rounded(figure.value, figure.places)


def _made_up(figure: ReportFigure) -> dict[str, list[list[Any]]]:
    """What the figure is divided into; a part of nothing is no part."""
    return {
        split: [[key, str(value)] for key, _label, value in parts if Decimal(value)]
        for split, parts in figure.breakdown.items()
    }


def _targets(report: Report, former: Report, pairs: Sequence[Pair], base: str) -> Iterator[Difference]:
    for old, new in pairs:
        before, after = _target(old), _target(new)
        if before != after:
            yield _difference(report, former, (old, new), before, after, base)


def _target(figure: ReportFigure | None) -> str:
    """`60 by 2027-06-30, forecast 58: not quite`."""
    if figure is None or figure.target is None or figure.target_on is None:
        return NONE
    words = {
        "target": as_text(figure.target, 2),
        "day": figure.target_on.isoformat(),
        "forecast": forecast_words(figure) or NONE,
    }
    said = _("%(target)s by %(day)s, forecast %(forecast)s") % words
    found = judged(figure)
    return f"{said}: {found.word}" if found else said


def _difference(report: Report, former: Report, pair: Pair, before: str, after: str, base: str) -> Difference:
    old, new = pair
    shown, of = (new, report) if new is not None else (old, former)
    assert shown is not None  # a pair has at least one
    href = base + reverse("report-figure", args=[of.pk, shown.number])
    return Difference(shown.number, words_of(shown).label, before, after, href)


def _texts(report: Report, former: Report) -> Iterator[ChangedText]:
    before, after = ({text.key: text.text for text in one.texts.all()} for one in (former, report))
    headings = {
        part["key"]: in_language(part, "heading") for one in (former, report) for part in one.content.get("parts") or []
    }
    order = list(headings)
    keys = sorted({*before, *after}, key=lambda key: order.index(key) if key in order else len(order))
    for key in keys:
        if before.get(key, "") != after.get(key, ""):
            yield ChangedText(headings.get(key, key), before.get(key, NONE), after.get(key, NONE))
    yield from (ChangedText(*one) for one in changed_whys(former, report))


def sheet(correction: Correction) -> Sheet:
    """Every difference on a line of its own."""
    columns = [_("What"), _("No."), _("Name"), _("Before"), _("Now"), _("Note")]
    rows: list[list[Any]] = [
        [_("Figure"), one.number, one.label, one.was, one.now, one.note] for one in correction.figures
    ]
    rows += [[_("Target"), one.number, one.label, one.before, one.after, one.note] for one in correction.targets]
    rows += [[_("Text"), None, one.heading, one.before, one.after, ""] for one in correction.texts]
    facts = {"version": correction.of_version, "day": correction.released_on or NONE}
    notes = [_("Corrects version %(version)s, released %(day)s") % facts, correction.because]
    if not rows:
        notes.append(_("Nothing is stated otherwise than in the version before."))
    return Sheet(_("What this correction changes"), columns, rows, notes=[note for note in notes if note])
