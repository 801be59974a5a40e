"""What the workers of the drills do: so many reminders, and a job that takes its time."""

import os
import time
from collections.abc import Iterator
from datetime import date

from programme.jobs.models import Job
from programme.jobs.running import Progress
from programme.notices.models import Topic
from programme.notices.rules import Due
from programme.people.models import Appointment
from programme.people.roles import Role

DUE_ON = date(2026, 1, 1)


def reminders(today: date) -> Iterator[Due]:
    """DRILL_REMINDERS reminders, dealt out to the coaches in turn."""
    coaches = list(Appointment.objects.filter(role=Role.COACH).order_by("pk").values_list("person", flat=True))
    for n in range(int(os.environ["DRILL_REMINDERS"])):
        yield Due(
            coaches[n % len(coaches)], "no_session", Topic.SILENCE, "enrolment", n, f"Bolag {n}", "/notices/", DUE_ON
        )


def slow(job: Job, progress: Progress) -> str:
    """Forty steps of a twentieth of a second."""
    progress.expect(40)
    for n in range(40):
        progress.step(f"del {n + 1} av 40")
        time.sleep(0.05)
    return "/jobs/"
