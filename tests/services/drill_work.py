"""What the workers of the drills do: one matter for each of many receivers, and a job that takes its time."""

import os
import time
from collections.abc import Iterator
from datetime import date, datetime
from datetime import time as time_of_day

from django.utils import timezone

from programme.jobs.models import Job
from programme.jobs.running import Progress
from programme.notices.audiences import Audience
from programme.notices.events import Event, Occasion, Search
from programme.notices.models import Topic
from programme.notices.rules import Quiet, Step
from programme.people.models import Appointment, User
from programme.people.roles import Role
from programme.structure.models import Region

RECEIVERS = "receiver."  # what their addresses begin with
MEGABYTE = "a name that stands for one of a million letters"
FIRST_DAY = date(2020, 1, 1)
STEPS_VARIABLE = "DRILL_STEPS"  # days after the matter on which each is told, by commas


def find(search: Search) -> Iterator[Occasion]:
    """A matter for each receiver, on the day on which she joined."""
    people = search.narrow(User.objects.filter(email__startswith=RECEIVERS)).order_by("pk")
    for person, name, joined_at in people.values_list("pk", "name", "joined_at"):
        on = timezone.localdate(joined_at)
        if on <= search.until:
            label = "Å" * 1_000_000 if name == MEGABYTE else name
            yield Occasion(person, label, on, "/notices/", {Audience.PERSON: (person,)})


events = (
    Event(
        key="drill",
        label="A matter of the drill",
        topic=Topic.SILENCE,
        subject_kind="person",
        audiences=(Audience.PERSON,),
        steps=tuple(Step(int(days), Audience.PERSON) for days in os.environ.get(STEPS_VARIABLE, "0").split(",")),
        find=find,
        rows=None,
        words="no_session",
        quiet=Quiet.NONE,
    ),
)


def make_receivers(count: int, *, on: date, prefix: str = "a") -> list[User]:
    """So many coaches without a password, each with a matter on that day. The address and the name say which."""
    noon = timezone.make_aware(datetime.combine(on, time_of_day(12)))
    people = User.objects.bulk_create(
        [
            User(email=f"{RECEIVERS}{prefix}{n}@example.org", name=f"Bolag {prefix}{n}", password="!", joined_at=noon)
            for n in range(count)
        ],
        batch_size=1000,
    )
    region = Region.objects.order_by("pk")[0]
    Appointment.objects.bulk_create(
        [Appointment(person=person, role=Role.COACH, region=region, from_on=FIRST_DAY) for person in people],
        batch_size=1000,
    )
    return people


def slow(job: Job, progress: Progress) -> str:
    """Forty steps of a twentieth of a second."""
    progress.expect(40)
    for n in range(40):
        progress.step(f"del {n + 1} av 40")
        time.sleep(0.05)
    return "/jobs/"
