"""What a browser posts from the session's form, and sessions made straight in the database."""

from datetime import date
from typing import Any
from uuid import uuid4

from coaching.actions import AttendanceValues, SessionValues
from coaching.models import Attendance, CoachingSession
from companies.models import Enrolment
from programme.people.models import User

CANARY = "KANARIE-7f3a-hemligt"


def session_post(*enrolments: Enrolment, **changes: Any) -> dict[str, Any]:
    """A good post for these companies: three hours on site, three women and six men from each."""
    post: dict[str, Any] = {
        "key": str(uuid4()),
        "enrolments": [str(one.pk) for one in enrolments],
        "day": "today",
        "held_on": "",
        "on_site_minutes": "3",
        "travel_minutes": "1,5",
        "preparation_minutes": "0:30",
        "remote_minutes": "",
        "topics": ["pulse_meeting", "five_s"],
        "shareable_summary": "Pulstavlan är på plats.",
        "confidential_note": CANARY,
    }
    for one in enrolments:
        post |= {f"women_{one.pk}": "3", f"men_{one.pk}": "6", f"not_stated_{one.pk}": "0", f"own_{one.pk}": ""}
    return post | changes


def session_values(day: date, *enrolments: Enrolment, **changes: Any) -> SessionValues:
    """Clean values: one hour on site, two women and one man from each company."""
    there = tuple(AttendanceValues(one, women=2, men=1, company_minutes=180) for one in enrolments)
    return SessionValues(**({"held_on": day, "attendances": there, "on_site_minutes": 60} | changes))


def held(coach: User, day: date, *enrolments: Enrolment, **changes: Any) -> CoachingSession:
    """A session in the database, whoever coaches whom."""
    session = CoachingSession.objects.create(coach=coach, held_on=day, **({"on_site_minutes": 60} | changes))
    for one in enrolments:
        Attendance.objects.create(session=session, enrolment=one, women=2, men=1, company_minutes=180)
    return session
