"""Who has been in a programme, from when to when: the dated facts that cohorts and forecasts are read from."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from companies.models import Enrolment, EnrolmentPause
from companies.models.transfer import region_on
from programme.common.figures import Scope
from programme.common.survival import Outcome, Spell
from programme.common.ways import Rest, Way, known_on, outcome_of


@dataclass(frozen=True)
class Started:
    """One enrolment that has started: its company, its way, and its region at the start, at the end and on the day."""

    company: int
    way: Way
    region_at_start: int
    region_at_end: int
    region: int

    def within(self, regions: frozenset[int] | None) -> bool:
        """True when it belongs to one of the regions on the day; None is all of them."""
        return regions is None or self.region in regions


def started(scope: Scope) -> list[Started]:
    """Enrolments of the scope's programme that the viewer sees and that had started by its day, in two queries.

    What happened after the day is not known in them. Not narrowed to the scope's regions: see `Started.within`.
    """
    return _started(Enrolment.objects.visible_to(scope.viewer), scope)


def _started(rows: QuerySet[Enrolment], scope: Scope) -> list[Started]:
    rows = rows.filter(started_on__lte=scope.as_of)
    if scope.programme is not None:
        rows = rows.filter(programme_version__programme=scope.programme)
    ends = Coalesce(F("ended_on"), scope.as_of)
    found = (
        rows.order_by()
        .annotate(ends=ends)
        .annotate(
            region_at_start=region_on(OuterRef("started_on")),
            region_at_end=region_on(OuterRef("ends")),
            region_then=region_on(scope.as_of),
        )
        .values_list(
            "pk", "company", "started_on", "ended_on", "state", "region_at_start", "region_at_end", "region_then"
        )
    )
    rests = _rests(rows, scope.as_of)
    return [
        Started(company, way, at_start, at_end, then)
        for pk, company, started_on, ended_on, state, at_start, at_end, then in found
        for way in known_on([_way(started_on, ended_on, state, rests.get(pk, ()))], scope.as_of)
    ]


def _way(started_on: date | None, ended_on: date | None, state: str, rests: Iterable[Rest]) -> Way:
    assert started_on is not None  # the rows are those that have started
    return Way(started_on, ended_on, state == Enrolment.State.COMPLETED, tuple(rests))


def _rests(rows: QuerySet[Enrolment], on: date) -> dict[int, list[Rest]]:
    pauses = EnrolmentPause.objects.filter(enrolment__in=rows.order_by().values("pk"), paused_on__lte=on)
    found: dict[int, list[Rest]] = defaultdict(list)
    for pk, began_on, ended_on in pauses.order_by("paused_on").values_list("enrolment", "paused_on", "resumed_on"):
        found[pk].append(Rest(began_on, ended_on))
    return found


def spell_of(way: Way, on: date) -> Spell:
    """The calendar days that a company has been in the programme, pauses and all."""
    return Spell(((way.ended_on or on) - way.started_on).days, outcome_of(way))


@dataclass(frozen=True)
class Country:
    """Everybody's times in a programme, without whose they are."""

    spells: tuple[Spell, ...]
    companies: int


def country(scope: Scope) -> Country:
    """Times of all companies of the scope's programme that started within its period, for everybody to compare with.

    No row leaves this function. The reader decides by `companies` whether they are too many of her own to be shown.
    """
    found = [one for one in _started(Enrolment.objects.all(), scope) if one.way.started_on in scope.period]
    spells = tuple(spell_of(one.way, scope.as_of) for one in found)
    return Country(spells, len({one.company for one in found}))


def counted(rows: Iterable[Started], outcome: Outcome) -> int:
    """How many companies came to that: each is counted once."""
    return len({one.company for one in rows if outcome_of(one.way) == outcome})
