"""Reminder rules that tests name in settings.REMINDER_RULES: pure, and read from real rows."""

from collections.abc import Iterator
from datetime import date

from companies.models import Enrolment
from programme.notices.models import Topic
from programme.notices.rules import Due
from programme.people.models import Appointment
from programme.people.roles import Role

HERE = "tests.notices.rules_at_hand"
REPORT_DUE_ON = date(2026, 11, 1)


def _due(recipient: int, rule: str, topic: str, enrolment: Enrolment, due_on: date, label: str = "") -> Due:
    path = f"/enrolments/{enrolment.pk}/"
    return Due(recipient, rule, topic, "enrolment", enrolment.pk, label or enrolment.company.name, path, due_on)


def steps(today: date) -> Iterator[Due]:
    """Next steps whose day has come: to the region's leaders."""
    for enrolment in Enrolment.objects.filter(next_step_on__lte=today).select_related("company"):
        for leader in Appointment.objects.in_force(today).filter(role=Role.REGIONAL_LEADER, region=enrolment.region_id):
            yield _due(leader.person_id, "stage_overdue", Topic.STAGES, enrolment, enrolment.next_step_on)


def reports(today: date) -> Iterator[Due]:
    """A report since a fixed day: to the directors, also those who may no longer log in."""
    if today >= REPORT_DUE_ON:
        for director in Appointment.objects.in_force(today).filter(role=Role.DIRECTOR):
            yield Due(
                director.person_id,
                "period_due",
                Topic.REPORTS,
                "period",
                1,
                "Lägesrapport 3",
                "/periods/1/",
                REPORT_DUE_ON,
            )


def broken(today: date) -> Iterator[Due]:
    """Break as code breaks."""
    yield from ()
    raise ZeroDivisionError


def unsound(today: date) -> Iterator[Due]:
    """What the database would refuse, and one good line with a text to be cleaned."""
    enrolment = Enrolment.objects.select_related("company").order_by("pk")[0]
    leader = Appointment.objects.filter(role=Role.REGIONAL_LEADER, region=enrolment.region_id)[0].person_id
    yield _due(99_999, "stage_overdue", Topic.STAGES, enrolment, today)
    yield _due(leader, "stage_ends", "weather", enrolment, today)
    yield _due(leader, "x" * 61, Topic.STAGES, enrolment, today)
    yield _due(leader, "stage_overdue", Topic.STAGES, enrolment, today, "Rad\x00ett\r\nBcc: x@example.org " + "å" * 300)
