"""What a coach tells about a session, as clean values."""

from dataclasses import dataclass
from datetime import date

from coaching.models import Activity, PlannedSession
from companies.models import Enrolment


@dataclass(frozen=True)
class AttendanceValues:
    """One company at the session: how many came, and how many minutes of its own time it took in all."""

    enrolment: Enrolment
    women: int = 0
    men: int = 0
    not_stated: int = 0
    company_minutes: int = 0

    @property
    def participants(self) -> int:
        """How many came."""
        return self.women + self.men + self.not_stated


@dataclass(frozen=True)
class NewAction:
    """A step agreed at the session."""

    enrolment: Enrolment
    what: str
    owner_name: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class NewFile:
    """A photo or paper as it was sent: the name that the sender's device gave it, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True)
class SessionValues:
    """A whole session. Minutes are the coach's; `closed_actions` are ids of action items that were done."""

    held_on: date
    attendances: tuple[AttendanceValues, ...]
    on_site_minutes: int = 0
    remote_minutes: int = 0
    preparation_minutes: int = 0
    travel_minutes: int = 0
    topics: tuple[str, ...] = ()
    shareable_summary: str = ""
    confidential_note: str = ""
    activity: Activity | None = None
    planned: PlannedSession | None = None
    new_actions: tuple[NewAction, ...] = ()
    closed_actions: tuple[int, ...] = ()
    files: tuple[NewFile, ...] = ()

    @property
    def coach_minutes(self) -> int:
        """The coach's time in all."""
        return self.on_site_minutes + self.remote_minutes + self.preparation_minutes + self.travel_minutes

    def of_the_row(self) -> dict[str, object]:
        """The values that stand on the session's own row."""
        return {
            "held_on": self.held_on,
            "activity": self.activity,
            "on_site_minutes": self.on_site_minutes,
            "remote_minutes": self.remote_minutes,
            "preparation_minutes": self.preparation_minutes,
            "travel_minutes": self.travel_minutes,
            "topics": list(self.topics),
            "shareable_summary": self.shareable_summary,
            "confidential_note": self.confidential_note,
        }
