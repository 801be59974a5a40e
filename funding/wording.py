"""Frozen words in the reader's language.

A report is written in Swedish and its words are frozen with it. A page in another language says them in that language
as long as the catalogue still says the same in Swedish; otherwise the frozen words stand.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from funding.figures import CATALOGUE, STATES
from funding.models import ReportFigure

LANGUAGE = "sv"  # of the file: the funders' own, whoever asks for it


@dataclass(frozen=True)
class Words:
    """What a frozen figure is called."""

    label: str
    unit: str
    method: str
    columns: tuple[str, ...]


def since(label: str, day: Any) -> str:
    """What a figure that adds up from the grant's first day is called."""
    return _("%(figure)s since %(day)s") % {"figure": label, "day": day.isoformat()}


def words_of(figure: ReportFigure) -> Words:
    """The figure's words in the active language."""
    live = CATALOGUE.get(figure.key)
    if live is None or (get_language() or LANGUAGE).startswith(LANGUAGE):
        return Words(figure.label, figure.unit, figure.method, tuple(figure.columns))

    def said(frozen: str, now: Callable[[], str]) -> str:
        with override(LANGUAGE):
            same = now() == frozen
        return now() if same else frozen

    with override(LANGUAGE):
        headings = {str(column.label): column.label for column in live.columns}
    label = said(figure.label, lambda: str(live.label))
    if label == figure.label and figure.key not in STATES:
        label = said(figure.label, lambda: since(str(live.label), figure.since_on))
    return Words(
        label,
        said(figure.unit, lambda: str(live.unit)),
        said(figure.method, lambda: str(live.counts)),
        tuple(str(headings.get(heading, heading)) for heading in figure.columns),
    )
