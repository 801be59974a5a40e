"""What has happened and is told once to the coaches whom it concerns: transfers, tasks that begin or end, cover.

Pure: given a day, what is news on it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coaching.models import CoachAbsence, CoachAssignment
from coaching.models.assignment import CoachAssignmentQuerySet
from coaching.told import Coaches
from coaching.visibility import coaches_appointed
from companies import reminders as companies_room
from companies.models import Enrolment
from programme.notices.audiences import Audience
from programme.notices.events import Event, Occasion, Search
from programme.notices.models.preference import Topic
from programme.notices.rules import Quiet, Step
from programme.people.models import User

Find = Callable[[Search], Iterable[Occasion]]


def transfers(search: Search) -> Iterator[Occasion]:
    """To the coaches of a company that went to another region."""
    moves = list(companies_room.recent_transfers(search))
    coaches = Coaches(search.today, [move.enrolment_id for move in moves])
    for move in moves:
        card = move.enrolment.get_absolute_url()
        told = companies_room.moved(move, card, Audience.PERSON, coaches.of(move.enrolment_id))
        yield told


def tasks_begun(search: Search) -> Iterator[Occasion]:
    """To a coach whose task at a company begins: on its first day, and as long as it is news."""
    since = search.today - companies_room.NEWS_FOR
    for one in _under_way(search).in_force(search.today).filter(from_on__gt=since):
        yield _task(one, one.from_on, one.enrolment.get_absolute_url())


def tasks_ended(search: Search) -> Iterator[Occasion]:
    """To a coach whose task at a company ends: on its last day, and as long as it is news.

    Who goes from assisting to lead, or back, begins something new and ends nothing.
    """
    since = search.today - companies_room.NEWS_FOR
    ended = list(_under_way(search).filter(until_on__lte=search.today, until_on__gt=since))
    kept = _assigned_on(search.today + timedelta(days=1), [one.enrolment_id for one in ended])
    for one in ended:
        if one.until_on and one.coach_id not in kept[one.enrolment_id]:
            yield _task(one, one.until_on, reverse("session-list"))


def covers(search: Search) -> Iterator[Occasion]:
    """To the one who covers for a coach, from the day on which it was last changed until it is over."""
    for one in _absences(search):
        yield _absence(one, one.cover, one.coach)


def covered(search: Search) -> Iterator[Occasion]:
    """To the coach who is away: who covers for her."""
    for one in _absences(search):
        yield _absence(one, one.coach, one.cover)


def _under_way(search: Search) -> "CoachAssignmentQuerySet":
    rows = CoachAssignment.objects.filter(coach__is_active=True).exclude(enrolment__state__in=Enrolment.ENDED)
    return (
        search.narrow(rows, "enrolment")
        .select_related("enrolment__company", "enrolment__programme_version")
        .order_by("pk")
    )


def _assigned_on(day: date, enrolments: Iterable[int]) -> dict[int, set[int]]:
    """Enrolment id -> ids of its coaches in force, who are still appointed and may log in."""
    rows = CoachAssignment.objects.in_force(day).filter(enrolment__in=set(enrolments), coach__in=coaches_appointed(day))
    found: dict[int, set[int]] = defaultdict(set)
    for enrolment, coach in rows.order_by().values_list("enrolment", "coach"):
        found[enrolment].add(coach)
    return found


def _task(one: CoachAssignment, on: date, path: str) -> Occasion:
    return Occasion(
        subject_id=one.enrolment_id,
        label=one.enrolment.company.name,
        on=on,
        path=path,
        parties={Audience.PERSON: (one.coach_id,)},
        programme=one.enrolment.programme_version.programme_id,
    )


def _absences(search: Search) -> "QuerySet[CoachAbsence]":
    rows = CoachAbsence.objects.standing().filter(noted_on__lte=search.today, until_on__gte=search.today)
    return search.narrow(rows).select_related("coach", "cover").order_by("pk")


def _absence(one: CoachAbsence, person: User, other: User) -> Occasion:
    days = "–".join(day.isoformat() for day in sorted({one.from_on, one.until_on}))
    return Occasion(
        subject_id=one.pk,
        label=f"{other.name}, {days}",
        on=one.noted_on,
        path=reverse("absence-list"),
        parties={Audience.PERSON: (person.pk,)},
    )


def _absences_seen(user: User) -> "QuerySet[CoachAbsence]":
    return CoachAbsence.objects.visible_to(user)


def _news(key: str, label: Any, find: Find, subject_kind: str, rows: Any, *, by_programme: bool = True) -> Event:
    return Event(
        key=key, label=label, topic=Topic.HANDOVERS, subject_kind=subject_kind, audiences=(Audience.PERSON,),
        steps=(Step(0, Audience.PERSON),), find=find, rows=rows, words=key, quiet=Quiet.NONE, is_news=True,
        by_programme=by_programme,
    )  # fmt: skip


EVENTS = (
    _news("region_changed", _("A coach's company changes region"), transfers, "enrolment", None),
    _news("coach_begins", _("A coach's task begins"), tasks_begun, "enrolment", companies_room.enrolments_seen),
    _news("coach_ends", _("A coach's task ends"), tasks_ended, "enrolment", None),
    _news("cover_begins", _("A coach covers for another"), covers, "coachabsence", _absences_seen, by_programme=False),
    _news("covered_by", _("A coach is covered for"), covered, "coachabsence", _absences_seen, by_programme=False),
)
