"""Events that tests name in settings.REMINDER_EVENTS: pure, and read from real rows."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from companies.models import Enrolment
from companies.reminders import enrolments_seen
from programme.notices.audiences import Audience, leaders_by_region
from programme.notices.events import Event, Occasion, Search
from programme.notices.models import Notice, Topic
from programme.notices.rules import Quiet, Step
from programme.people.models import Appointment, User
from programme.people.roles import Role

HERE = "tests.notices.rules_at_hand"
REPORT_DUE_ON = date(2026, 11, 1)
STANDING_ON = date(2026, 11, 22)


def find_steps(search: Search) -> Iterator[Occasion]:
    """Next steps, on their day: to the region's leaders, and to the directors of all programmes."""
    leaders = leaders_by_region(search.today)
    rows = search.narrow(Enrolment.objects.filter(next_step_on__lte=search.until))
    for enrolment in rows.select_related("company", "programme_version"):
        yield Occasion(
            subject_id=enrolment.pk,
            label=enrolment.company.name,
            on=enrolment.next_step_on or search.today,
            path=f"/enrolments/{enrolment.pk}/",
            parties={
                Audience.LEADERS: leaders.get(enrolment.region_id, ()),
                Audience.DIRECTORS: _directors(search.today),
            },
            programme=enrolment.programme_version.programme_id,
        )


def find_reports(search: Search) -> Iterator[Occasion]:
    """A report since a fixed day: to the directors, also those who may no longer log in."""
    if search.until >= REPORT_DUE_ON:
        parties = {Audience.DIRECTORS: _directors(search.today)}
        yield Occasion(1, "Lägesrapport 3", REPORT_DUE_ON, "/periods/1/", parties)


def find_standing(search: Search) -> Iterator[Occasion]:
    """What concerns everybody since a fixed day, about as many subjects as are asked for."""
    everybody = list(User.objects.order_by("pk").values_list("pk", flat=True))
    for subject in sorted(search.only or [1]):
        yield Occasion(subject, "Norrskena Mekanik AB", STANDING_ON, "/enrolments/1/", {Audience.PERSON: everybody})


def find_and_break(search: Search) -> Iterator[Occasion]:
    """Break as code breaks."""
    yield from ()
    raise ZeroDivisionError


def find_unsound(search: Search) -> Iterator[Occasion]:
    """What the database would refuse, and one good line with a text to be cleaned."""
    leader = Appointment.objects.filter(role=Role.REGIONAL_LEADER).order_by("pk")[0].person_id
    for subject, person, path, label in (
        (1, 99_999, "/", "Ingen"),
        (2, leader, "enrolments/", "Utan rot"),
        (3, leader, "/" + "x" * 300, "För lång"),
        (4, leader, "/enrolments/4/", "Rad\x00ett\r\nBcc: x@example.org " + "å" * 300),
    ):
        yield Occasion(subject, label, search.today, path, {Audience.LEADERS: (person,)})


def noticed(person: User, *, event: str = "standing", **values: Any) -> Notice:
    """An open notice of a person, as the ledger would have written it."""
    given = {
        "rule": "stage_overdue",
        "topic": Topic.STAGES,
        "subject_kind": "enrolment",
        "subject_id": 1,
        "subject_label": "Norrskena Mekanik AB",
        "path": "/enrolments/1/",
        "due_on": STANDING_ON,
    } | values
    return Notice.objects.create(recipient=person, event=event, **{"happens_on": given["due_on"], **given})


def _directors(today: date) -> list[int]:
    held = Appointment.objects.in_force(today).filter(role=Role.DIRECTOR)
    return list(held.order_by("person").values_list("person", flat=True))


STEP = Event(
    key="step",
    label="A next step",
    topic=Topic.STAGES,
    subject_kind="enrolment",
    audiences=(Audience.LEADERS, Audience.DIRECTORS),
    steps=(Step(0, Audience.LEADERS),),
    find=find_steps,
    rows=enrolments_seen,
    words="stage_overdue",
    words_before="stage_ends",
    quiet=Quiet.NONE,
)
REPORT = Event(
    key="report",
    label="A report",
    topic=Topic.REPORTS,
    subject_kind="period",
    audiences=(Audience.DIRECTORS,),
    steps=(Step(0, Audience.DIRECTORS),),
    find=find_reports,
    rows=None,
    words="period_due",
    quiet=Quiet.NONE,
)
STANDING = Event(
    key="standing",
    label="What always holds",
    topic=Topic.STAGES,
    subject_kind="enrolment",
    audiences=(Audience.PERSON,),
    steps=(Step(0, Audience.PERSON),),
    find=find_standing,
    rows=None,
    words="stage_overdue",
    quiet=Quiet.NONE,
)
UNSOUND = Event(
    key="unsound",
    label="Unsound",
    topic=Topic.STAGES,
    subject_kind="enrolment",
    audiences=(Audience.LEADERS,),
    steps=(Step(0, Audience.LEADERS),),
    find=find_unsound,
    rows=None,
    words="stage_overdue",
    quiet=Quiet.NONE,
)
BROKEN = Event(
    key="broken",
    label="Broken",
    topic=Topic.STAGES,
    subject_kind="enrolment",
    audiences=(Audience.LEADERS,),
    steps=(Step(0, Audience.LEADERS),),
    find=find_and_break,
    rows=None,
    words="stage_overdue",
)
steps, reports, unsound, broken, standing = (STEP,), (REPORT,), (UNSOUND,), (BROKEN,), (STANDING,)
seen_only = (replace(STANDING, key="seen_only", rows=enrolments_seen),)
early_steps = (replace(STEP, steps=(Step(-1, Audience.LEADERS),), quiet=Quiet.HOLIDAYS),)
broken_steps = (replace(STEP, find=find_and_break),)
