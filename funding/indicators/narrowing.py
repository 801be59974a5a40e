"""What a target counts: its grant's companies since the grant began, in its region, of its size."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from companies.figures import SIZE
from companies.models import Enrolment
from funding.figures import CATALOGUE
from funding.models import Target
from funding.parts.kinds import in_language
from funding.scope import grant_scope
from programme.common.dates import Period
from programme.common.figures import Figure, Scope
from programme.people.models import User

OF_SIZE = {
    "micro": _("micro companies"),
    "small": _("small companies"),
    "medium": _("medium-sized companies"),
    "large": _("large companies"),
}


def of_size(scope: Scope, size: str) -> Scope:
    """The scope narrowed to companies of a size; as it is for no size."""
    if not size:
        return scope
    those = Enrolment.objects.annotate(size=SIZE).filter(size=size)
    if scope.programme is not None:
        those = those.filter(programme_version__programme=scope.programme)
    return scope.among(those)


def target_scope(target: Target, period: Period, viewer: User) -> Scope:
    """The scope of the target's figure for a period."""
    scope = grant_scope(target.grant, period, viewer)
    if target.region_id is not None:
        scope = scope.within(target.region_id)
    return of_size(scope, target.size)


def knows_region(figure: Figure) -> bool:
    """True for a figure that can be asked of one region."""
    return "region" in figure.splits


def knows_size(figure: Figure) -> bool:
    """True for a figure that can be asked of companies of one size."""
    return "size" in figure.splits


def counted_until(target: Target, end: date) -> Period:
    """The days that a target's outcome is counted in, up to `end`: from its grant's first, not beyond its own."""
    start = target.grant.starts_on
    return Period(start, max(start, min(end, target.due_on)))


def words_of(target: Target) -> dict[str, str]:
    """The funder's words and notes, and what narrows the target, by language: as a report keeps them."""
    region = target.region
    return {
        **{name: getattr(target, name) for name in ("wording_sv", "wording_en", "unit", "note_sv", "note_en", "size")},
        "region_sv": region.name_sv if region else "",
        "region_en": region.name_en if region else "",
    }


def wording_in(words: dict[str, Any]) -> str:
    """The funder's words in the active language, with where and of which size; empty where it has none of its own."""
    said = in_language(words, "wording")
    if not said:
        return ""
    size = words.get("size", "")
    return ", ".join(part for part in (said, in_language(words, "region"), str(OF_SIZE[size]) if size else "") if part)


def label_of(target: Target) -> str:
    """What a target counts, in words: the figure, where, and companies of which size."""
    figure = CATALOGUE.get(target.figure)
    words = [str(figure.label) if figure else target.figure]
    if target.region is not None:
        words.append(str(target.region))
    if target.size:
        words.append(str(OF_SIZE[target.size]))
    return ", ".join(words)
