"""What was said about a report, each remark beside what it is about, the newest open one first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.urls import reverse
from django.utils.translation import gettext as _

from funding.models import Report, ReportComment, ReportFigure
from funding.parts.kinds import in_language
from funding.wording import words_of
from programme.people.models import User
from programme.people.roles import Permission


@dataclass(frozen=True)
class Place:
    """What a comment is about: a part by its key, a figure by its number, or the whole report."""

    part: str = ""
    figure: int | None = None


@dataclass(frozen=True)
class Thread:
    """A comment with its answers, the first first. `key` is for the form of the next answer."""

    comment: ReportComment
    answers: tuple[ReportComment, ...]
    about: str  # what it is about, as it is called now; empty for the whole report
    key: UUID = field(default_factory=uuid4)

    @property
    def is_settled(self) -> bool:
        """True when nothing more is to be done about it."""
        return self.comment.settled_at is not None


@dataclass(frozen=True)
class Spot:
    """What was said about one thing, the newest first. `key` is for the form of the next comment."""

    threads: tuple[Thread, ...] = ()
    key: UUID = field(default_factory=uuid4)

    @property
    def open(self) -> tuple[Thread, ...]:
        """What is to be done something about."""
        return tuple(one for one in self.threads if not one.is_settled)

    @property
    def settled(self) -> tuple[Thread, ...]:
        """What is done with."""
        return tuple(one for one in self.threads if one.is_settled)


@dataclass(frozen=True)
class Elsewhere:
    """Open comments that stand beside a part or a figure: what it is called, where, and how many."""

    label: str
    href: str
    count: int


@dataclass(frozen=True)
class Discussion:
    """All that was said about one report: of each of its parts and figures, and of the whole.

    What is about something that the report no longer has stands with the whole, under the name that it had.
    """

    whole: Spot
    parts: Mapping[str, Spot]
    figures: Mapping[int, Spot]
    elsewhere: tuple[Elsewhere, ...]
    count: int
    open_count: int


def name_of(report: Report, place: Place) -> str | None:
    """What a place was called when the report was built: empty for the whole report, None when it has no such place.

    By this name a figure is found again when the next build numbers it otherwise.
    """
    if place.figure is not None:
        figure = report.figures.filter(number=place.figure).first()
        return figure.label if figure else None
    if place.part:
        return {part["key"]: part["heading_sv"] for part in report.content.get("parts") or []}.get(place.part)
    return ""


def discussion_of(
    report: Report, user: User, parts: Mapping[str, str], figures: Sequence[ReportFigure]
) -> Discussion | None:
    """What was said about the report, for who may read it: no funder. `parts`: headings of its parts by key."""
    if not user.may(Permission.SEE_OVERSIGHT):
        return None
    rows = ReportComment.objects.visible_to(user).filter(report=report).select_related("written_by", "settled_by")
    said = list(rows)
    answers: dict[int, list[ReportComment]] = {}
    for one in sorted(said, key=lambda one: (one.written_at, one.pk)):
        if one.answers_id:
            answers.setdefault(one.answers_id, []).append(one)
    kept = {part["key"]: in_language(part, "heading") for part in report.content.get("parts") or []}
    told = {one.number: words_of(one).label for one in figures}
    numbers = {one.label: one.number for one in figures}

    def number_of(one: ReportComment) -> int | None:
        return numbers.get(one.about) if one.figure is not None else None

    def about(one: ReportComment) -> str:
        if one.figure is None:
            return parts.get(one.part) or kept.get(one.part, one.about)
        number = number_of(one)
        return one.about if number is None else _("Figure %(n)s, %(label)s") % {"n": number, "label": told[number]}

    by_part: dict[str, list[Thread]] = {key: [] for key in parts}
    by_figure: dict[int, list[Thread]] = {number: [] for number in told}
    whole: list[Thread] = []
    threads = [one for one in said if one.answers_id is None]
    for one in sorted(threads, key=lambda one: (one.written_at, one.pk), reverse=True):
        number = number_of(one)
        held = by_figure[number] if number is not None else by_part.get(one.part, whole)
        held.append(Thread(one, tuple(answers.get(one.pk, ())), about(one)))
    spots = {key: Spot(tuple(many)) for key, many in by_part.items()}
    figured = {number: Spot(tuple(many)) for number, many in by_figure.items()}
    open_count = sum(one.settled_at is None for one in threads)
    elsewhere = tuple(_elsewhere(report, spots, figured))
    return Discussion(Spot(tuple(whole)), spots, figured, elsewhere, len(threads), open_count)


def _elsewhere(report: Report, parts: Mapping[str, Spot], figures: Mapping[int, Spot]) -> Iterable[Elsewhere]:
    """Where else open comments stand, parts in their order and then figures."""
    places = [(f"#{key}", spot) for key, spot in parts.items()]
    places += [(reverse("report-figure", args=[report.pk, n]) + "#comments", figures[n]) for n in sorted(figures)]
    for href, spot in places:
        if spot.open:
            yield Elsewhere(spot.open[0].about, href, len(spot.open))
