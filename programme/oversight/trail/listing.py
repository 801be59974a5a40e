"""The audit trail as the address asks for it: newest first, narrowed, page by page.

500,000 events are no rarity. A page is found from the event that it begins after, by an index, and no further rows are
read; how many there are is counted up to a limit only.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.common.searching import has_words
from programme.oversight.cards.history import SILENT_KINDS, Change, changes_of
from programme.oversight.parameters import Asked
from programme.oversight.trail.kinds import KINDS, about_in_words, kind_in_words, page_of_subject
from programme.oversight.trail.verbs import GROUPS, in_words
from programme.people.models import AuditEvent, User

ON_A_PAGE = 50
COUNTED = 10_000  # events; more are called more
MOST_ROWS = 20_000  # of a spreadsheet
PORTAL = "portal"  # in the address: what the portal did by itself


@dataclass(frozen=True)
class TrailFilter:
    """What the address asks for. person: whose acts; portal: those of nobody."""

    person: User | None = None
    portal: bool = False
    kind: str = ""
    group: str = ""
    words: str = ""
    from_on: date | None = None
    until_on: date | None = None

    @property
    def any(self) -> bool:
        """True when something is narrowed."""
        return any((self.person, self.portal, self.kind, self.group, self.words, self.from_on, self.until_on))


def filter_of(params: QueryDict, *, viewer: User) -> tuple[TrailFilter, list[str]]:
    """The filter of an address, and what could not be read in it, in words."""
    asked = Asked(params)
    person, portal = None, params.get("who") == PORTAL
    if not portal and (who := asked.id("who")) is not None:
        person = User.objects.visible_to(viewer).filter(pk=who).first()
        if person is None:
            asked.problems.append(_("There is no such person. Everybody's events are shown."))
    from_on, until_on = asked.day("from"), asked.day("until")
    if from_on and until_on and until_on < from_on:
        asked.problems.append(_("The last day lies before the first, so the days were turned round."))
        from_on, until_on = until_on, from_on
    found = TrailFilter(
        person=person,
        portal=portal,
        kind=asked.one_of("kind", frozenset(KINDS)),
        group=asked.one_of("group", frozenset(group.key for group in GROUPS)),
        words=asked.words("q"),
        from_on=from_on,
        until_on=until_on,
    )
    return found, asked.problems


def trail_rows(viewer: User, wanted: TrailFilter) -> QuerySet[AuditEvent]:
    """The events, newest first. Words are looked for in what an event is about, where the trail tells that."""
    rows: QuerySet[AuditEvent] = AuditEvent.objects.visible_to(viewer)
    if wanted.person or wanted.portal:
        rows = rows.filter(by=wanted.person)
    if wanted.kind:
        rows = rows.filter(subject_kind=wanted.kind)
    if wanted.group:
        verbs = next(group.words for group in GROUPS if group.key == wanted.group)
        rows = rows.filter(verb__in=[*verbs])
    if wanted.words:
        rows = rows.filter(has_words(wanted.words, "subject_label")).exclude(subject_kind__in=SILENT_KINDS)
    if wanted.from_on:
        rows = rows.filter(happened_at__gte=_midnight(wanted.from_on))
    if wanted.until_on:
        rows = rows.filter(happened_at__lt=_midnight(wanted.until_on + timedelta(days=1)))
    return rows.order_by("-happened_at", "-pk")


def _midnight(day: date) -> datetime:
    """When a day of the portal's calendar begins."""
    return timezone.make_aware(datetime.combine(day, time.min))


@dataclass(frozen=True)
class TrailLine:
    """One event as the trail shows it."""

    happened_at: datetime
    who: str
    who_pk: int | None
    what: str
    kind: str
    about: str  # "" where the trail is silent
    href: str
    changes: tuple[Change, ...]


def line_of(event: AuditEvent) -> TrailLine:
    """The event in words; it comes with `by` selected."""
    silent = event.subject_kind in SILENT_KINDS
    return TrailLine(
        happened_at=event.happened_at,
        who=str(event.by) if event.by else _("The portal"),
        who_pk=event.by_id,
        what=in_words(event.verb),
        kind=kind_in_words(event.subject_kind),
        about="" if silent else about_in_words(event),
        href="" if silent else page_of_subject(event),
        changes=changes_of(event),
    )


@dataclass(frozen=True)
class TrailPage:
    """Some events in a row, and where to go on. newer_than, older_than: keys for the address, None at an end.

    count: how many fit in all, at most COUNTED; is_more: there are others beyond that.
    """

    lines: list[TrailLine]
    newer_than: int | None
    older_than: int | None
    is_first: bool
    count: int
    is_more: bool


def trail_page(rows: QuerySet[AuditEvent], params: QueryDict, problems: list[str]) -> TrailPage:
    """The events before `?before=` (a key: older ones) or after `?after=`; without either, the newest.

    An address that names no event of the trail shows the newest, and `problems` says so.
    """
    asked = Asked(params, problems)
    before, after = _event(rows, asked.id("before")), _event(rows, asked.id("after"))
    if (params.get("before") or params.get("after")) and not (before or after):
        problems.append(_("That place in the trail is not there. The newest events are shown."))
    told = rows.select_related("by")
    if after is not None:
        found = list(told.filter(_later_than(after)).order_by("happened_at", "pk")[: ON_A_PAGE + 1])
        has_newer, events = len(found) > ON_A_PAGE, found[:ON_A_PAGE][::-1]
        has_older = True
    else:
        found = list((told.filter(_earlier_than(before)) if before else told)[: ON_A_PAGE + 1])
        has_newer, events = before is not None, found[:ON_A_PAGE]
        has_older = len(found) > ON_A_PAGE
    count = rows.order_by()[: COUNTED + 1].count()
    return TrailPage(
        lines=[line_of(event) for event in events],
        newer_than=events[0].pk if events and has_newer else None,
        older_than=events[-1].pk if events and has_older else None,
        is_first=not has_newer,
        count=min(count, COUNTED),
        is_more=count > COUNTED,
    )


def _event(rows: QuerySet[AuditEvent], pk: int | None) -> AuditEvent | None:
    return None if pk is None else rows.filter(pk=pk).first()


def _earlier_than(event: AuditEvent) -> Q:
    same = Q(happened_at=event.happened_at, pk__lt=event.pk)
    return Q(happened_at__lte=event.happened_at) & (Q(happened_at__lt=event.happened_at) | same)


def _later_than(event: AuditEvent) -> Q:
    same = Q(happened_at=event.happened_at, pk__gt=event.pk)
    return Q(happened_at__gte=event.happened_at) & (Q(happened_at__gt=event.happened_at) | same)


def exported_lines(rows: QuerySet[AuditEvent], batch: int) -> Iterator[TrailLine]:
    """The newest events for a spreadsheet, at most MOST_ROWS."""
    newest: Any = rows.select_related("by")[:MOST_ROWS]
    return (line_of(event) for event in newest.iterator(chunk_size=batch))
