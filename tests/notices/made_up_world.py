"""A world of plain data that reminders are made of, for the property tests: matters, people, tasks, rules, wishes.

It is written down here and in the database at once; `WORLD` is what the events at hand tell of.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet

from programme.notices.audiences import Audience
from programme.notices.events import Event, Occasion, Search
from programme.notices.models import NoticePreference, ReminderRule, ReminderStep, Topic
from programme.notices.rules import Step
from programme.people.models import Appointment, User
from programme.people.roles import Role
from programme.structure.models import Programme
from tests.cast import LONG_AGO

BEGIN = date(2026, 12, 14)  # a Monday; Christmas, Epiphany and Easter lie ahead
AUDIENCES = (Audience.LEAD_COACH, Audience.COACHES, Audience.LEADERS, Audience.DIRECTORS)
PEOPLE, GROUPS, MATTERS = 4, 2, 4
LADDER, DUTY = "ladder", "duty"
DONE = "done"  # the stop condition of both events


@dataclass
class Ladder:
    """A rule as it stands in the world."""

    steps: tuple[tuple[int, str], ...]
    quiet: str
    too_old_days: int = 30
    is_on: bool = True
    stop: str = ""


@dataclass
class Matter:
    """One thing to be reminded of; the row that it is about is a person's, as any row would do."""

    subject: int
    event: str
    on: date
    group: int
    programme: int | None
    holds: bool = True
    paused: bool = False
    stopped: bool = False


@dataclass
class World:
    """Everything that decides who hears what. People are primary keys; the first one is a director by appointment."""

    people: list[int]
    matters: list[Matter]
    programme: int
    # Group and audience -> people with that task.
    tasks: dict[tuple[int, str], list[int]]
    # Person -> first day, last day, who covers.
    away: dict[int, tuple[date, date, int]] = field(default_factory=dict)
    ladders: dict[tuple[str, int | None], Ladder] = field(default_factory=dict)
    wishes: dict[tuple[int, str], str] = field(default_factory=dict)
    inactive: set[int] = field(default_factory=set)
    # Person and subject: who does not see what.
    hidden: set[tuple[int, int]] = field(default_factory=set)

    def people_of(self, group: int, audience: str, day: date) -> list[int]:
        """Who has a task on a day, or covers for who has; none who may not log in."""
        found = []
        for person in self.tasks.get((group, audience), []):
            first, last, cover = self.away.get(person, (date.max, date.min, person))
            found.append(cover if first <= day <= last else person)
        return [person for person in dict.fromkeys(found) if person not in self.inactive]


WORLD: World


def found_in(event: str, search: Search) -> Iterator[Occasion]:
    """The occasions of an event, by the world as it is."""
    for matter in WORLD.matters:
        wanted = search.only is None or matter.subject in search.only
        if wanted and matter.event == event and matter.holds and not matter.paused and matter.on <= search.until:
            yield Occasion(
                subject_id=matter.subject,
                label=f"Matter {matter.subject}",
                on=matter.on,
                path=f"/matter/{event}/{matter.subject}/",
                parties={one: WORLD.people_of(matter.group, one, search.today) for one in AUDIENCES},
                programme=matter.programme,
                stopped_by=(DONE,) if matter.stopped else (),
            )


def seen_in(person: User) -> "QuerySet[User]":
    """What a person sees of the subjects."""
    return User.objects.exclude(pk__in=[subject for who, subject in WORLD.hidden if who == person.pk])


events = (
    Event(
        key=LADDER,
        label="A ladder",
        topic=Topic.STAGES,
        subject_kind="enrolment",
        audiences=AUDIENCES,
        steps=(Step(-3, Audience.COACHES), Step(1, Audience.COACHES), Step(8, Audience.LEADERS)),
        find=lambda search: found_in(LADDER, search),
        rows=seen_in,
        words="stage_overdue",
        words_before="stage_ends",
        stops={DONE: "done"},
    ),
    Event(
        key=DUTY,
        label="A duty",
        topic=Topic.REPORTS,
        subject_kind="reportingperiod",
        audiences=AUDIENCES,
        steps=(Step(0, Audience.DIRECTORS),),
        find=lambda search: found_in(DUTY, search),
        rows=None,
        words="period_due",
        stops={DONE: "done"},
    ),
)


# --- Making it, and changing it -------------------------------------------------------------------
def begin() -> World:
    """A new world, also in the database: everybody has a task, and matters come in pairs, some days ahead.

    One of the people wants to hear once a day, one once a week.
    """
    global WORLD
    people = [User.objects.create(email=f"p{n}@example.org", name=f"Person {n}").pk for n in range(PEOPLE)]
    Appointment.objects.create(person_id=people[0], role=Role.DIRECTOR, from_on=LONG_AGO)
    subjects = [User.objects.create(email=f"s{n}@example.org", name=f"Subject {n}").pk for n in range(MATTERS)]
    programme = Programme.objects.create(code="egen", name_sv="Egen", name_en="Own", starts_on=LONG_AGO).pk
    WORLD = World(
        people=people,
        programme=programme,
        matters=[
            Matter(
                subject=subject,
                event=DUTY if n == MATTERS - 1 else LADDER,
                on=BEGIN + timedelta(days=6 * (n // 2)),
                group=n % GROUPS,
                programme=programme if n % 2 else None,
            )
            for n, subject in enumerate(subjects)
        ],
        tasks={
            (group, audience): [people[PEOPLE - 1 - rank]]
            for group in range(GROUPS)
            for rank, audience in enumerate(AUDIENCES)
        },
    )
    for person, frequency in ((2, "daily"), (1, "weekly")):
        change("wish", person, ("stages", frequency), datetime.combine(BEGIN, time(0)))
    return WORLD


def change(what: str, at: int, value: Any, now: datetime) -> None:
    """One change of the world; `at` says of whom or of what, by its place."""
    person, matter = WORLD.people[at % PEOPLE], WORLD.matters[at % MATTERS]
    today = now.date()
    if what in {"holds", "paused", "stopped"}:
        setattr(matter, what, value)
    elif what == "moved":
        matter.on = today + timedelta(days=value)
    elif what == "task":
        audience, chosen = value
        WORLD.tasks[at % GROUPS, audience] = [WORLD.people[n] for n in chosen]
    elif what == "away":
        first, days, cover = value
        from_on = today + timedelta(days=first)
        WORLD.away[person] = (from_on, from_on + timedelta(days=days), WORLD.people[cover])
    elif what == "active":
        User.objects.filter(pk=person).update(is_active=value)
        (WORLD.inactive.discard if value else WORLD.inactive.add)(person)
    elif what == "sight":
        one = (person, WORLD.matters[value].subject)
        (WORLD.hidden.discard if one in WORLD.hidden else WORLD.hidden.add)(one)
    elif what == "wish":
        topic, frequency = value
        NoticePreference.objects.update_or_create(person_id=person, topic=topic, defaults={"frequency": frequency})
        WORLD.wishes[person, topic] = frequency
    else:
        assert what == "rule"
        _set_rule((LADDER, DUTY)[at % 2], *value)


def _set_rule(event: str, is_own: bool, ladder: Ladder | None) -> None:
    programme = WORLD.programme if is_own else None
    ReminderRule.objects.filter(event=event, programme=programme).delete()
    WORLD.ladders.pop((event, programme), None)
    if ladder is None:
        return
    WORLD.ladders[event, programme] = ladder
    row = ReminderRule.objects.create(
        event=event,
        programme_id=programme,
        is_on=ladder.is_on,
        stop=ladder.stop,
        quiet=ladder.quiet,
        too_old_days=ladder.too_old_days,
        changed_by_id=WORLD.people[0],
    )
    ReminderStep.objects.bulk_create(ReminderStep(rule=row, days=days, audience=who) for days, who in ladder.steps)
